/**
 * Two drawings that a chart cannot replace: a matrix product with its numbers, and a layer as
 * neurons and wires. Positive numbers are blue, negative ones orange.
 */
import * as Plot from "@observablehq/plot";
import { BLUE, ORANGE, plotSvg, WIDTH } from "../../src/report/chart.ts";
import { type Tensor, valuesOf } from "../../src/tensor/tensor.ts";

/** A matrix under its name: `["W [I, O]", W]`. A view such as `X.transpose(1, 0)` will do. */
export type Named = readonly [name: string, X: Tensor];

const CELL = { width: 50, height: 32 };
const GAP = 34;

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

/** A drawing whose coordinates are pixels, counted from the top left. */
function canvas(title: string, height: number, marks: Plot.Markish[]): string {
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
function number(value: number): string {
  return String(Number(value.toFixed(2))).replace("-", "−");
}
