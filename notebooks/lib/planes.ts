/**
 * Small pictures of a two-dimensional latent space, to be put side by side: a frame, and marks to
 * put into it.
 */
import { Buffer } from "node:buffer";
import * as Plot from "@observablehq/plot";
import type { Line, Prior } from "../../src/aae/parts/priors.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { logistic } from "../../src/layers/sigmoid.ts";
import { BLUE, COLORS, ORANGE, plotSvg } from "../../src/report/chart.ts";
import { dotAtEachPoint } from "../../src/report/latent-chart.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";

/**
 * Draws the square from −reach to reach in both dimensions, with a line of words above it. What
 * lies outside is left out by the marks.
 *
 * @param side the width of the picture, in pixels
 * @returns the text of an SVG file
 */
export function planeSvg(
  words: string,
  reach: number,
  marks: readonly Plot.Markish[],
  side = 220,
): string {
  const axis = { domain: [-reach, reach], ticks: 4 };
  return plotSvg(words, {
    width: side,
    height: side + 16,
    marginTop: 34,
    marginRight: 12,
    marginBottom: 40,
    marginLeft: 46,
    x: { ...axis, label: "z₁" },
    y: { ...axis, label: "z₂" },
    marks: [
      ...marks,
      Plot.frame({ strokeOpacity: 0.4 }),
      Plot.text([words], { frameAnchor: "top", dy: -14, fontWeight: "bold" }),
    ],
  });
}

/** Puts pictures of one size next to each other, `across` to a line, and another one below them. */
export function sideBySide(
  title: string,
  across: number,
  pictures: readonly string[],
  below = "",
): string {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(pictures[0])?.map(Number) ?? [];
  const placed = pictures.map((picture, k) => {
    const [x, y] = [width * (k % across), height * Math.floor(k / across)];
    return picture.replace("<svg ", `<svg x="${x}" y="${y}" `);
  });
  const end = height * Math.ceil(pictures.length / across);
  const size = [width * across, end + (below ? KEY : 0)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="report-chart" viewBox="0 0 ${size.join(" ")}"`,
    ` width="${size[0]}" height="${size[1]}" role="img" aria-label="${title}">`,
    ...placed,
    below.replace("<svg ", `<svg y="${end}" `),
    "</svg>",
  ].join("");
}

/** The height of a line that says which colour is which digit. */
const KEY = 30;

/** A line that says which colour is which digit, to go below pictures. */
export function digitKey(width: number): string {
  const digits = [...COLORS.keys()];
  return plotSvg("The colours of the ten digits", {
    width,
    height: KEY,
    margin: 0,
    marginTop: 0,
    marginRight: 0,
    marginBottom: 0,
    marginLeft: 0,
    x: { axis: null, domain: [-1, 10] },
    y: { axis: null, domain: [-1, 1] },
    marks: [
      Plot.dot(digits, { x: (digit) => digit, y: 0, r: 4, fill: (digit) => COLORS[digit] }),
      Plot.text(digits, { x: (digit) => digit, y: 0, text: String, dx: 12 }),
    ],
  });
}

/** A dot for each code [count, 2] within reach, all of one colour and size. */
export function dots(codes: Tensor, reach: number, color: string, size = 2.5): Plot.Markish {
  const points = Array.from({ length: codes.shape[0] }, (_, i) => pointOf(codes, i));
  return Plot.line(
    points.filter(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= reach),
    { x: "x", y: "y", stroke: color, strokeWidth: size, curve: dotAtEachPoint },
  );
}

/** The same, each in the colour of its digit. */
export function digitDots(codes: Tensor, labels: Uint8Array, reach: number): Plot.Markish {
  const points = Array.from(labels, (digit, i) => ({ ...pointOf(codes, i), digit }));
  return Plot.line(
    points.filter(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= reach),
    {
      x: "x",
      y: "y",
      z: "digit",
      stroke: ({ digit }: { digit: number }) => COLORS[digit],
      strokeWidth: 2.5,
      curve: dotAtEachPoint,
    },
  );
}

/**
 * The cloud of each code that an encoder draws from N(μ, σ²): an ellipse at one deviation, in the
 * colour of its digit. Those that reach beyond the picture are left out.
 *
 * @param M the first rows of [μ | ln σ²] [count, 4], one for each label
 */
export function ringsAt(M: Tensor, labels: Uint8Array, reach: number): Plot.Markish {
  const around = Array.from({ length: 33 }, (_, k) => (2 * Math.PI * k) / 32);
  const rings = Array.from(labels, (digit, i) =>
    around.map((turn) => ({
      x: M.get(i, 0) + Math.exp(M.get(i, 2) / 2) * Math.cos(turn),
      y: M.get(i, 1) + Math.exp(M.get(i, 3) / 2) * Math.sin(turn),
      digit,
      i,
    })),
  );
  const within = rings.filter((ring) =>
    ring.every(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= reach),
  );
  return Plot.line(within.flat(), {
    x: "x",
    y: "y",
    z: "i",
    stroke: ({ digit }: { digit: number }) => COLORS[digit],
    strokeWidth: 1.5,
  });
}

/**
 * An arrow from each point in the direction in which a gradient pushes it, against the gradient.
 *
 * @param Z the points [count, 2]
 * @param dZ the gradient at each
 * @param times how many times longer the arrows are than the pushes
 */
export function pushes(Z: Tensor, dZ: Tensor, times: number): Plot.Markish {
  const arrows = Array.from({ length: Z.shape[0] }, (_, i) => {
    const { x, y } = pointOf(Z, i);
    return { x, y, toX: x - times * dZ.get(i, 0), toY: y - times * dZ.get(i, 1) };
  });
  return Plot.arrow(arrows, {
    x1: "x",
    y1: "y",
    x2: "toX",
    y2: "toY",
    headLength: 5,
    strokeWidth: 1.2,
  });
}

/** Lines around the most likely codes of a prior. */
export function outline(contours: readonly Line[], stroke = "currentColor"): Plot.Markish {
  const points = contours.flatMap(({ points }, line) => points.map(([x, y]) => ({ x, y, line })));
  return Plot.line(points, { x: "x", y: "y", z: "line", stroke, strokeWidth: 1.5 });
}

/**
 * The plane as a decoder sees it: images of a grid of codes, as `drawManifold` draws them, with
 * axes, and with the prior's lines drawn over them.
 *
 * @param png the picture, `across` images wide and high
 * @returns the text of an SVG file
 */
export function manifoldSvg(png: Uint8Array, prior: Prior, across = 20): string {
  const SIDE = 560;
  // The codes of the outermost images lie at ±extent; their images reach half an image farther.
  const reach = (prior.extent * across) / (across - 1);
  const axis = { domain: [-reach, reach], ticks: 6 };
  return plotSvg(
    `Images decoded at a grid of ${across} by ${across} codes, in their places in the plane`,
    {
      width: SIDE + 62,
      height: SIDE + 60,
      marginTop: 18,
      marginRight: 12,
      marginBottom: 42,
      marginLeft: 50,
      x: { ...axis, label: "z₁" },
      y: { ...axis, label: "z₂" },
      marks: [
        Plot.image([0], {
          x: 0,
          y: 0,
          width: SIDE,
          height: SIDE,
          src: `data:image/png;base64,${Buffer.from(png).toString("base64")}`,
        }),
        outline(prior.contours(), ORANGE),
      ],
    },
  );
}

/**
 * What a discriminator says to every point of the square: blue where it would bet on the prior,
 * orange where on the encoder, the stronger the surer; the line is where it cannot tell.
 *
 * @param discriminator gives a logit for each code [B, 2]
 */
export function decisionSurface(discriminator: Layer, reach: number): Plot.Markish[] {
  const SIDE = 49;
  const along = Array.from({ length: SIDE }, (_, k) => reach * ((2 * k) / (SIDE - 1) - 1));
  const plane = Float32Array.from(along.flatMap((z2) => along.flatMap((z1) => [z1, z2])));
  const logits = discriminator.forward(tensor(plane, SIDE * SIDE, 2), {
    training: false,
    random: new SeededRandom(0),
  });
  const real = Array.from(logits.data, logistic);
  const grid = { width: SIDE, height: SIDE, x1: -reach, y1: -reach, x2: reach, y2: reach };
  const levels = [0.5, 0.6, 0.7, 0.8, 0.9];
  const shade = (values: number[], color: string) =>
    Plot.contour(values, {
      ...grid,
      value: Plot.identity,
      thresholds: levels,
      fill: color,
      fillOpacity: 0.11,
      stroke: "none",
    });
  return [
    shade(real, BLUE),
    shade(
      real.map((probability) => 1 - probability),
      ORANGE,
    ),
    Plot.contour(real, {
      ...grid,
      value: Plot.identity,
      thresholds: [0.5],
      fill: "none",
      stroke: "currentColor",
    }),
  ];
}

function pointOf(codes: Tensor, i: number): { x: number; y: number } {
  return { x: codes.get(i, 0), y: codes.get(i, 1) };
}
