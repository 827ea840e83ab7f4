/**
 * Drawings that a chart cannot replace: views of a matrix, a matrix product with its numbers, a layer
 * as neurons and wires, boxes with arrows. Positive numbers are blue, negative ones orange.
 */
import * as Plot from "@observablehq/plot";
import type { NdArray } from "ndarray";
import { BLUE, ORANGE, plotSvg, WIDTH } from "../../src/report/chart.ts";
import { type Tensor, valuesOf } from "../../src/tensor/tensor.ts";

/** A matrix under its name: `["W [I, O]", W]`. A view such as `X.transpose(1, 0)` will do. */
export type Named = readonly [name: string, X: Tensor];

const CELL = { width: 50, height: 32 };
const GAP = 34;

/**
 * Draws a matrix once for each of its views, under the view's name. What the view does not see is
 * pale.
 *
 * @param A numbers in their own order, so that a view's position in the row is A's as well
 * @returns the text of an SVG file
 */
export function viewsSvg(A: Tensor, views: Readonly<Record<string, NdArray>>): string {
  const [rows, columns] = A.shape;
  const size = { width: 30, height: 24 };
  const place = (k: number) => ({
    x: k % 2 === 0 ? 10 : WIDTH - 10 - columns * size.width,
    y: 34 + (rows * size.height + 46) * Math.floor(k / 2),
  });
  const marks = Object.entries(views).flatMap(([name, view], k) => {
    const { x, y } = place(k);
    const seen = positionsOf(view);
    const cells = Array.from(valuesOf(A), (value, position) => ({
      value,
      seen: seen.has(position),
      x: x + size.width * (position % columns),
      y: y + size.height * Math.floor(position / columns),
    }));
    return [
      Plot.text([name], { x, y: y - 14, textAnchor: "start", fontFamily: "monospace" }),
      Plot.rect(cells, {
        x1: "x",
        x2: (cell) => cell.x + size.width,
        y1: "y",
        y2: (cell) => cell.y + size.height,
        inset: 1,
        fill: BLUE,
        fillOpacity: (cell) => (cell.seen ? 0.45 : 0.06),
      }),
      Plot.text(cells, {
        x: (cell) => cell.x + size.width / 2,
        y: (cell) => cell.y + size.height / 2,
        text: "value",
        fillOpacity: (cell) => (cell.seen ? 1 : 0.5),
      }),
    ];
  });
  return canvas(
    `What ${Object.keys(views).join(", ")} see of a matrix`,
    place(Object.keys(views).length + 1).y - 34,
    marks,
  );
}

/** The positions in the row of all numbers that a view of one or two dimensions sees. */
function positionsOf({ shape, stride, offset }: NdArray): Set<number> {
  const [rows, columns = 1] = shape;
  return new Set(
    Array.from(
      { length: rows * columns },
      (_, k) => offset + Math.floor(k / columns) * stride[0] + (k % columns) * (stride[1] ?? 0),
    ),
  );
}

/**
 * Draws result = left·top as one does on paper: the result's rows continue the left matrix, its
 * columns hang from the top one, and each number stands where its row and its column meet.
 *
 * @param marked the row and the column of the result to frame, with what they are made from
 * @returns the text of an SVG file
 */
export function productSvg(
  [leftName, left]: Named,
  [topName, top]: Named,
  [resultName, result]: Named,
  marked: readonly [row: number, column: number] = [0, 0],
): string {
  const [rows, inner] = left.shape;
  const columns = top.shape[1];
  const x = (WIDTH - GAP - CELL.width * (inner + columns)) / 2;
  const right = x + CELL.width * inner + GAP;
  const y = GAP;
  const below = y + CELL.height * inner + GAP;
  const [row, column] = marked;
  return canvas(
    `${resultName} is the product of ${leftName} and ${topName}, drawn with its numbers`,
    below + CELL.height * rows + GAP,
    [
      ...matrix(left, x, below),
      ...matrix(top, right, y),
      ...matrix(result, right, below),
      frame(x, below + CELL.height * row, inner, 1),
      frame(right + CELL.width * column, y, 1, inner),
      frame(right + CELL.width * column, below + CELL.height * row, 1, 1),
      heading(leftName, x + (CELL.width * inner) / 2, below - GAP / 2),
      heading(topName, right + (CELL.width * columns) / 2, y - GAP / 2),
      heading(resultName, right + (CELL.width * columns) / 2, below + CELL.height * rows + GAP / 2),
    ],
  );
}

/** The cells of a matrix whose corner is at (left, top), the paler the nearer to 0. */
function matrix(X: Tensor, left: number, top: number): Plot.Markish[] {
  const [rows, columns] = X.shape;
  const cells = Array.from({ length: rows * columns }, (_, k) => ({
    value: X.get(Math.floor(k / columns), k % columns),
    x: left + CELL.width * (k % columns),
    y: top + CELL.height * Math.floor(k / columns),
  }));
  const largest = Math.max(...cells.map(({ value }) => Math.abs(value)), 1e-9);
  return [
    Plot.rect(cells, {
      x1: "x",
      x2: ({ x }) => x + CELL.width,
      y1: "y",
      y2: ({ y }) => y + CELL.height,
      inset: 1,
      fill: ({ value }) => (value < 0 ? ORANGE : BLUE),
      fillOpacity: ({ value }) => 0.06 + 0.3 * (Math.abs(value) / largest),
    }),
    Plot.text(cells, {
      x: ({ x }) => x + CELL.width / 2,
      y: ({ y }) => y + CELL.height / 2,
      text: ({ value }) => number(value),
    }),
  ];
}

/**
 * Draws a dense layer for one row of inputs: neurons, and a wire with its weight from each input to
 * each output.
 *
 * @param x the inputs [I]
 * @param W the weights [I, O]
 * @param y the outputs [O]
 * @returns the text of an SVG file
 */
export function neuronsSvg(x: Tensor, W: Tensor, y: Tensor): string {
  const SPACE = 84;
  const [inputs, outputs] = W.shape;
  const height = SPACE * Math.max(inputs, outputs) + 20;
  const place = (index: number, count: number) => height / 2 + SPACE * (index - (count - 1) / 2);
  const [from, to] = [WIDTH * 0.22, WIDTH * 0.74];
  const wires = Array.from({ length: inputs * outputs }, (_, k) => {
    const i = Math.floor(k / outputs);
    const o = k % outputs;
    const start = place(i, inputs);
    const end = place(o, outputs);
    // Each input's labels stand at another third of their wires, so that none lies on another.
    const part = 0.3 + (0.4 * i) / Math.max(1, inputs - 1);
    return {
      weight: W.get(i, o),
      y1: start,
      y2: end,
      labelX: from + part * (to - from),
      labelY: start + part * (end - start),
    };
  });
  const neurons = (values: Tensor, letter: string, at: number) =>
    Array.from(valuesOf(values), (value, index) => ({
      value,
      x: at,
      y: place(index, values.size),
      name: `${letter}${"₁₂₃₄₅₆₇₈₉"[index]}`,
    }));
  const all = [...neurons(x, "x", from), ...neurons(y, "y", to)];
  return canvas(
    `${inputs} inputs, each wired to all of ${outputs} outputs, with the weight on each wire`,
    height,
    [
      Plot.link(wires, {
        x1: from,
        x2: to,
        y1: "y1",
        y2: "y2",
        stroke: ({ weight }) => (weight < 0 ? ORANGE : BLUE),
        strokeWidth: ({ weight }) => 0.75 + 1.5 * Math.abs(weight),
      }),
      Plot.text(wires, {
        x: "labelX",
        y: "labelY",
        text: ({ weight }) => number(weight),
        fill: "currentColor",
        stroke: "var(--plot-background)",
        strokeWidth: 8,
      }),
      Plot.dot(all, {
        x: "x",
        y: "y",
        r: 22,
        fill: "var(--plot-background)",
        stroke: "currentColor",
      }),
      Plot.text(all, { x: "x", y: "y", text: ({ value }) => number(value) }),
      Plot.text(all, {
        x: ({ x }) => x + (x === from ? -38 : 38),
        y: "y",
        text: "name",
        fontStyle: "italic",
      }),
    ],
  );
}

/** Something in a diagram: what is written on it, and where its middle is, in pixels. */
export interface Box {
  readonly text: string;
  readonly at: readonly [x: number, y: number];
  /** Whether it is a network; else it is what goes into one or comes out. */
  readonly network?: boolean;
}

/**
 * Draws boxes with arrows from one to another. Networks have a frame.
 *
 * @param title what the diagram shows, in words, for those who cannot see it
 * @returns the text of an SVG file
 */
export function diagramSvg(
  title: string,
  height: number,
  boxes: readonly Box[],
  arrows: readonly (readonly [from: Box, to: Box])[],
): string {
  const HALF_HEIGHT = 24;
  const halfWidth = ({ text }: Box) =>
    6 + 4 * Math.max(...text.split("\n").map((line) => line.length));
  const lines = arrows.map(([from, to]) => {
    const [dx, dy] = [to.at[0] - from.at[0], to.at[1] - from.at[1]];
    const [x, y] = [Math.sign(dx) * Number(dy === 0), Math.sign(dy)];
    return {
      x1: from.at[0] + x * halfWidth(from),
      y1: from.at[1] + y * HALF_HEIGHT,
      x2: to.at[0] - x * (halfWidth(to) + 2),
      y2: to.at[1] - y * (HALF_HEIGHT + 2),
    };
  });
  return canvas(title, height, [
    Plot.rect(
      boxes.filter(({ network }) => network),
      {
        x1: (box) => box.at[0] - halfWidth(box),
        x2: (box) => box.at[0] + halfWidth(box),
        y1: ({ at }) => at[1] - HALF_HEIGHT,
        y2: ({ at }) => at[1] + HALF_HEIGHT,
        fill: BLUE,
        fillOpacity: 0.15,
        stroke: BLUE,
      },
    ),
    Plot.text(boxes, { x: ({ at }) => at[0], y: ({ at }) => at[1], text: "text" }),
    Plot.arrow(lines, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", headLength: 6, strokeWidth: 1.5 }),
  ]);
}

/** Draws the three networks of an adversarial autoencoder, and what goes in and out of them. */
export function aaeSvg(): string {
  const image: Box = { text: "image\nx", at: [36, 40] };
  const encoder: Box = { text: "encoder", at: [126, 40], network: true };
  const code: Box = { text: "code\nz", at: [222, 40] };
  const decoder: Box = { text: "decoder", at: [318, 40], network: true };
  const reconstruction: Box = { text: "image\nr", at: [404, 40] };
  const sample: Box = { text: "point drawn\nfrom the prior", at: [60, 140] };
  const discriminator: Box = { text: "discriminator", at: [222, 140], network: true };
  const answer: Box = { text: "from the prior,\nor a code?", at: [376, 140] };
  return diagramSvg(
    "The encoder makes a code of an image, the decoder an image of a code; the discriminator says of a point whether it was drawn from the prior or is a code",
    180,
    [image, encoder, code, decoder, reconstruction, sample, discriminator, answer],
    [
      [image, encoder],
      [encoder, code],
      [code, decoder],
      [decoder, reconstruction],
      [code, discriminator],
      [sample, discriminator],
      [discriminator, answer],
    ],
  );
}

/** A drawing whose coordinates are pixels, counted from the top left. */
export function canvas(title: string, height: number, marks: Plot.Markish[]): string {
  return plotSvg(title, {
    height,
    margin: 0,
    marginTop: 0,
    marginRight: 0,
    marginBottom: 0,
    marginLeft: 0,
    x: { axis: null, domain: [0, WIDTH], range: [0, WIDTH] },
    y: { axis: null, domain: [0, height], range: [0, height] },
    marks,
  });
}

function frame(x: number, y: number, across: number, down: number): Plot.Markish {
  return Plot.rect([0], {
    x1: x,
    x2: x + CELL.width * across,
    y1: y,
    y2: y + CELL.height * down,
    stroke: "currentColor",
    strokeWidth: 1.5,
  });
}

function heading(text: string, x: number, y: number): Plot.Markish {
  return Plot.text([text], { x: () => x, y: () => y, fontWeight: "bold" });
}

/** At most two digits after the point, and a real minus. */
export function number(value: number): string {
  return String(Number(value.toFixed(2))).replace("-", "−");
}
