/** The autoencoder and its adversary as a drawing: what flows, what moves, what stands still. */
import type { Phase } from "../engine/settings.ts";

const NS = "http://www.w3.org/2000/svg";

function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text = "",
): SVGElement {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, `${value}`);
  element.textContent = text;
  return element;
}

/** Networks are trapezoids: wide where images are, narrow where codes are. */
const BOXES = {
  encoder: { points: "120,50 250,80 250,140 120,170", x: 185, y: 108, text: "encoder" },
  decoder: { points: "390,80 520,50 520,170 390,140", x: 455, y: 108, text: "decoder" },
  discriminator: {
    points: "350,212 510,212 510,268 350,268",
    x: 430,
    y: 238,
    text: "discriminator",
  },
} as const;
type Box = keyof typeof BOXES;

/** What each phase moves, and the ways of what flows forward and of the gradient. */
const PLAYS: Readonly<
  Record<
    Phase,
    {
      moves: readonly Box[];
      used: readonly Box[];
      forward: readonly string[];
      back: readonly string[];
    }
  >
> = {
  reconstruction: {
    moves: ["encoder", "decoder"],
    used: ["encoder", "decoder"],
    forward: ["M80 100 H118", "M252 100 H286", "M354 100 H388", "M522 100 H566"],
    back: ["M566 124 H522", "M388 124 H354", "M286 124 H252"],
  },
  discriminator: {
    moves: ["discriminator"],
    used: ["encoder", "discriminator"],
    forward: [
      "M80 100 H118",
      "M252 100 H286",
      "M312 134 V232 H348",
      "M200 248 H348",
      "M512 240 H560",
    ],
    back: ["M560 258 H512"],
  },
  generator: {
    moves: ["encoder"],
    used: ["encoder", "discriminator"],
    forward: ["M80 100 H118", "M252 100 H286", "M312 134 V232 H348", "M512 240 H560"],
    back: ["M560 258 H512", "M348 252 H330 V134", "M286 124 H252"],
  },
};

/** A drawing of one phase. */
export function diagram(phase: Phase): SVGElement {
  const { moves, used, forward, back } = PLAYS[phase];
  const words = `${moves.join(" and ")} ${moves.length > 1 ? "move" : "moves"}; ${(
    Object.keys(BOXES) as Box[]
  )
    .filter((box) => !moves.includes(box))
    .map((box) =>
      used.includes(box) ? `the ${box} is used but locked` : `the ${box} is not asked`,
    )
    .join("; ")}.`;
  const root = svg("svg", {
    viewBox: "0 0 640 290",
    class: "diagram",
    role: "img",
    "aria-label": `The ${phase} phase: ${words}`,
  });
  const defs = svg("defs", {});
  for (const [id, fill] of [
    ["tip", "var(--ink)"],
    ["tip-back", "var(--accent)"],
  ]) {
    const marker = svg("marker", {
      ...{ id, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 7, markerHeight: 7 },
      orient: "auto-start-reverse",
    });
    marker.append(svg("path", { d: "M0 0 L10 5 L0 10 z", fill }));
    defs.append(marker);
  }
  root.append(defs);
  for (const [name, { points, x, y, text }] of Object.entries(BOXES) as [
    Box,
    (typeof BOXES)[Box],
  ][]) {
    const moving = moves.includes(name);
    root.append(
      svg("polygon", {
        points,
        fill: moving ? "var(--accent-wash)" : "var(--card)",
        stroke: moving ? "var(--accent)" : "var(--soft)",
        "stroke-width": moving ? 2.5 : 1.25,
        "stroke-dasharray": used.includes(name) ? "" : "3 4",
        "stroke-linejoin": "round",
      }),
      label(x, y, text, { "font-weight": 600, fill: "var(--ink)" }),
      label(x, y + 17, moving ? "moves" : used.includes(name) ? "locked" : "not asked", {
        fill: moving ? "var(--accent)" : "var(--soft)",
        class: "small",
      }),
    );
  }
  const usesDecoder = used.includes("decoder");
  root.append(
    label(46, 105, "digits x", { fill: "var(--ink)" }),
    label(320, 105, "codes z", { fill: "var(--ink)" }),
    ...(usesDecoder ? [label(602, 105, "back x̂", { fill: "var(--ink)" })] : []),
    ...(used.includes("discriminator") ? [label(596, 245, "real?", { fill: "var(--ink)" })] : []),
    ...(phase === "discriminator"
      ? [label(150, 253, "prior samples", { fill: "var(--ink)" })]
      : []),
    ...forward.map((d) => way(d, false)),
    ...back.map((d) => way(d, true)),
  );
  return root;
}

function label(
  x: number,
  y: number,
  text: string,
  more: Readonly<Record<string, string | number>>,
) {
  return svg("text", { x, y, "text-anchor": "middle", ...more }, text);
}

function way(d: string, back: boolean): SVGElement {
  return svg("path", {
    d,
    fill: "none",
    stroke: back ? "var(--accent)" : "var(--ink)",
    "stroke-width": back ? 2.25 : 1.5,
    class: back ? "flow back" : "flow",
    "marker-end": back ? "url(#tip-back)" : "url(#tip)",
  });
}
