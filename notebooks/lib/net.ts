/** A net of two layers as neurons and wires: going forward with its values, going back with gradients. */
import * as Plot from "@observablehq/plot";
import { BLUE, ORANGE } from "../../src/report/chart.ts";
import { type Tensor, valuesOf } from "../../src/tensor/tensor.ts";
import { canvas, number } from "./drawings.ts";

/** The four columns of a net of two layers, for one example. */
export interface Columns {
  readonly x: ArrayLike<number>;
  readonly a: ArrayLike<number>;
  readonly h: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * Draws the net for one example. Wires are blue where their weight is positive, orange where it is
 * negative, and the thicker the stronger; a ReLU that lets nothing pass has a broken wire.
 *
 * @param names what stands above each column
 * @param columns the numbers in the neurons: values, or gradients
 * @param weights what the wires look like: W₁ [inputs, hidden], W₂ [hidden, 1]
 * @param labels what is written on them: the weights, or their gradients
 * @param open whether each ReLU lets pass
 * @param backward whether arrows point from the output to the inputs
 * @returns the text of an SVG file
 */
export function netSvg(
  title: string,
  names: Readonly<Record<keyof Columns, string>>,
  columns: Columns,
  weights: readonly [W1: Tensor, W2: Tensor],
  labels: readonly [W1: Tensor, W2: Tensor],
  open: readonly boolean[],
  backward = false,
): string {
  const RADIUS = 21;
  const HEIGHT = 270;
  const at = { x: 42, a: 196, h: 286, y: 398 };
  const rise = (index: number, count: number) => 155 + 82 * (index - (count - 1) / 2);
  const place = (column: keyof Columns, index: number) => ({
    x: at[column],
    y: rise(index, columns[column].length),
  });
  const wire = (from: keyof Columns, i: number, to: keyof Columns, o: number) => {
    const [start, end] = [place(from, i), place(to, o)];
    const length = Math.hypot(end.x - start.x, end.y - start.y);
    const [dx, dy] = [(end.x - start.x) / length, (end.y - start.y) / length];
    const [left, right] = [
      { x: start.x + (RADIUS + 1) * dx, y: start.y + (RADIUS + 1) * dy },
      { x: end.x - (RADIUS + 1) * dx, y: end.y - (RADIUS + 1) * dy },
    ];
    const share = from === "x" ? 0.27 + 0.4 * i : 0.5;
    return {
      ...(backward
        ? { x1: right.x, y1: right.y, x2: left.x, y2: left.y }
        : { x1: left.x, y1: left.y, x2: right.x, y2: right.y }),
      labelX: start.x + share * (end.x - start.x),
      labelY: start.y + share * (end.y - start.y),
    };
  };
  const [inputs, hidden] = weights[0].shape;
  const dense = [
    ...Array.from({ length: inputs * hidden }, (_, k) => {
      const [i, j] = [Math.floor(k / hidden), k % hidden];
      return {
        ...wire("x", i, "a", j),
        weight: weights[0].get(i, j),
        label: labels[0].get(i, j),
      };
    }),
    ...open.map((_, j) => ({
      ...wire("h", j, "y", 0),
      weight: weights[1].get(j, 0),
      label: labels[1].get(j, 0),
    })),
  ];
  const relus = open.map((passes, j) => ({ ...wire("a", j, "h", j), passes }));
  const neurons = (["x", "a", "h", "y"] as const).flatMap((column) =>
    Array.from(columns[column], (value, index) => ({ ...place(column, index), value })),
  );
  const ends = { x1: "x1", y1: "y1", x2: "x2", y2: "y2", headLength: 7 };
  return canvas(title, HEIGHT, [
    Plot.arrow(dense, {
      ...ends,
      stroke: ({ weight }) => (weight < 0 ? ORANGE : BLUE),
      strokeWidth: ({ weight }) => 0.75 + 1.2 * Math.abs(weight),
    }),
    Plot.arrow(
      relus.filter(({ passes }) => passes),
      { ...ends, strokeWidth: 1.5 },
    ),
    Plot.link(
      relus.filter(({ passes }) => !passes),
      { x1: "x1", y1: "y1", x2: "x2", y2: "y2", strokeDasharray: "2 5" },
    ),
    Plot.text(dense, {
      x: "labelX",
      y: "labelY",
      text: ({ label }) => number(label),
      fill: "currentColor",
      stroke: "var(--plot-background)",
      strokeWidth: 7,
    }),
    Plot.dot(neurons, {
      x: "x",
      y: "y",
      r: RADIUS,
      fill: "var(--plot-background)",
      stroke: "currentColor",
    }),
    Plot.text(neurons, { x: "x", y: "y", text: ({ value }) => number(value) }),
    Plot.text(Object.entries(names), {
      x: ([column]) => at[column as keyof Columns],
      y: () => 14,
      text: ([, name]) => name,
      fontWeight: "bold",
    }),
  ]);
}

/** The numbers of the first row of a tensor. */
export function rowOf(X: Tensor): number[] {
  return Array.from(valuesOf(X).subarray(0, X.shape[1]));
}
