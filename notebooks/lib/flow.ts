/** How the codes of some images move through the plane while a model learns: a picture that moves. */
import type { Line } from "../../src/aae/parts/priors.ts";
import { COLORS } from "../../src/report/chart.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { digitKey, outline, planeSvg } from "./planes.ts";

/** Where the codes [count, 2] are after so many steps. */
export interface Moment {
  readonly step: number;
  readonly codes: Tensor;
}

type Point = readonly [x: number, y: number];

const SIDE = 440;
/** The frame of `planeSvg`, in pixels. */
const FRAME = { left: 46, top: 34, side: SIDE - 58 };
const HEIGHT = SIDE + 16;
const KEY = 30;
/** From one moment to the next, in seconds. */
const PACE = 1.2;
/** How many such spans the picture stands still in the end, before it begins again. */
const REST = 3;

/** Whoever has asked for less motion sees a still picture in place of the moving one. */
const STYLE = `
.flow text { paint-order: stroke; stroke: var(--plot-background); stroke-width: 4px; fill: currentColor; font-weight: bold; text-anchor: middle; dominant-baseline: central; }
.flow polyline { fill: none; stroke-width: 2; }
.flow-still { display: none; }
@media (prefers-reduced-motion: reduce) {
  .flow-still { display: inline; }
  .flow-moving { display: none; }
}`;

/**
 * Draws the codes as dots in the colours of their digits, which move from moment to moment. Each
 * digit is written at the middle of its codes, or beside it if another stands there. The still
 * picture has the last moment, with the ways of these names.
 *
 * @param labels the digit of each code
 * @param contours lines of the prior
 * @returns the text of an SVG file
 */
export function flowSvg(
  moments: readonly Moment[],
  labels: Uint8Array,
  contours: readonly Line[],
  reach: number,
): string {
  const [first, last] = [moments[0].step, moments[moments.length - 1].step];
  const title = `The codes of ${labels.length} test images, from step ${first} to step ${last}, as they flow into the prior`;
  const place = (x: number, y: number): Point => [
    Math.round((FRAME.side * (x + reach)) / (2 * reach)),
    Math.round((FRAME.side * (reach - y)) / (2 * reach)),
  ];
  const ways = Array.from(labels, (digit, i) => ({
    digit,
    way: moments.map(({ codes }) => place(codes.get(i, 0), codes.get(i, 1))),
  }));
  const digits = [...COLORS.keys()];
  const written = moments.map((_, k) =>
    apart(
      digits.map((digit) =>
        middleOf(ways.filter((it) => it.digit === digit).map(({ way }) => way[k])),
      ),
    ),
  );
  const middles = digits.map((digit) => ({ digit, way: written.map((at) => at[digit]) }));
  const plane = planeSvg("", reach, [outline(contours)], SIDE);
  const open = `<svg x="${FRAME.left}" y="${FRAME.top}" width="${FRAME.side}" height="${FRAME.side}">`;
  const moving = [
    open,
    ...ways.map(({ digit, way }) => `${dot(digit)}${moved(way)}</circle>`),
    ...middles.map(({ digit, way }) => `<text font-size="18">${digit}${moved(way)}</text>`),
    "</svg>",
    ...moments.map(({ step }, k) => words(`step ${step}`, shownAt(k, moments.length))),
  ];
  const still = [
    open,
    ...ways.map(({ digit, way }) => `${dot(digit, way[way.length - 1])}</circle>`),
    ...middles.map(
      ({ digit, way }) =>
        `<polyline points="${way.map((point) => point.join()).join(" ")}" stroke="${COLORS[digit]}"/>`,
    ),
    ...middles.map(({ digit, way }) => {
      const [x, y] = way[way.length - 1];
      return `<text font-size="18" x="${x}" y="${y}">${digit}</text>`;
    }),
    "</svg>",
    words(`step ${last}, and each digit's way since step ${first}`),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="report-chart" viewBox="0 0 ${SIDE} ${HEIGHT + KEY}"`,
    ` width="${SIDE}" height="${HEIGHT + KEY}" role="img" aria-label="${title}">`,
    `<style>${STYLE}</style>`,
    plane,
    `<g class="flow flow-moving">${moving.join("")}</g>`,
    `<g class="flow flow-still">${still.join("")}</g>`,
    digitKey(SIDE).replace("<svg ", `<svg y="${HEIGHT}" `),
    "</svg>",
  ].join("");
}

/** The beginning of a dot, at a place or where its movement puts it. */
function dot(digit: number, [x, y]: Point = [0, 0]): string {
  const at = x === 0 && y === 0 ? "" : ` cx="${x}" cy="${y}"`;
  return `<circle r="2.5"${at} fill="${COLORS[digit]}">`;
}

/** Moves an element from place to place, in equal spans of time, lets it rest, and begins again. */
function moved(way: readonly Point[]): string {
  const places = [...way, ...Array(REST).fill(way[way.length - 1])].map((point) => point.join());
  return `<animateTransform attributeName="transform" type="translate" dur="${duration(way.length)}" repeatCount="indefinite" values="${places.join(";")}"/>`;
}

function duration(moments: number): string {
  return `${(PACE * (moments - 1 + REST)).toFixed(1)}s`;
}

/** Lets a line of words be seen from half a span before its moment to half a span after it. */
function shownAt(k: number, moments: number): string {
  const spans = moments - 1 + REST;
  const from = Math.max(0, (k - 0.5) / spans);
  const to = k === moments - 1 ? 1 : (k + 0.5) / spans;
  const times = [0, from, to].map((time) => time.toFixed(4)).join(";");
  const values = k === 0 ? "1;1;0" : k === moments - 1 ? "0;1;1" : "0;1;0";
  return `<animate attributeName="opacity" dur="${duration(moments)}" repeatCount="indefinite" calcMode="discrete" keyTimes="${times}" values="${values}"/>`;
}

/** A line of words above the frame. */
function words(text: string, animation = ""): string {
  const hidden = animation === "" ? "" : ' opacity="0"';
  return `<text x="${FRAME.left + FRAME.side / 2}" y="20"${hidden}>${text}${animation}</text>`;
}

/** The median of points, in each direction by itself. */
function middleOf(points: readonly Point[]): Point {
  const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
  return [median(points.map(([x]) => x)), median(points.map(([, y]) => y))];
}

/** Places for names: where they should be, or on the nearest ring around it with room for them. */
function apart(places: readonly Point[]): Point[] {
  const NEAREST = 15;
  const taken: Point[] = [];
  for (const [x, y] of places) {
    let place: Point = [x, y];
    const isFree = () =>
      taken.every(([left, top]) => Math.hypot(left - place[0], top - place[1]) >= NEAREST);
    for (let turn = 0; !isFree(); turn++) {
      const ring = NEAREST * (1 + Math.floor(turn / 12));
      const angle = (2 * Math.PI * turn) / 12;
      place = [Math.round(x + ring * Math.cos(angle)), Math.round(y + ring * Math.sin(angle))];
    }
    taken.push(place);
  }
  return taken;
}
