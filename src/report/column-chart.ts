/** Rows of numbers beside their reconstructions, one column after the other. */
import * as Plot from "@observablehq/plot";
import { shapeOf, type Tensor, valuesOf } from "../tensor/tensor.ts";
import { BLUE, GREY, plotSvg } from "./chart.ts";

/** How many columns are drawn; a chart of hundreds would be metres high. */
export const MOST_COLUMNS = 12;
/** How many stand side by side. */
const ACROSS = 3;
/** How many dots a column has at most. */
const MOST_DOTS = 400;

/** What the chart of a table's columns shows: rows, and their reconstructions. */
export interface ColumnPicture {
  /** Rows of numbers [count, inputs]. */
  readonly inputs: Tensor;
  /** What the decoder makes of their codes, in the same shape. */
  readonly reconstructions: Tensor;
  /** What the columns are called; null where they have no names. */
  readonly names: readonly string[] | null;
}

/** How well one column is given back. */
export interface ColumnFit {
  readonly column: number;
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** The root of the mean squared error, in the column's own unit. */
  readonly error: number;
  /** The error as a share of the column's standard deviation; 0 where both are 0. */
  readonly share: number;
}

/**
 * How well each column is given back.
 *
 * @throws RangeError if the two shapes differ.
 */
export function columnFits({ inputs, reconstructions, names }: ColumnPicture): ColumnFit[] {
  const [count, width] = inputs.shape;
  if (count !== reconstructions.shape[0] || width !== reconstructions.shape[1]) {
    throw new RangeError(
      `columnFits: the rows are ${shapeOf(inputs)} but the reconstructions ${shapeOf(reconstructions)}; they need the same shape.`,
    );
  }
  const [x, r] = [valuesOf(inputs), valuesOf(reconstructions)];
  return Array.from({ length: width }, (_, column) => {
    let [low, high, sum, squares, errors] = [x[column], x[column], 0, 0, 0];
    for (let i = column; i < count * width; i += width) {
      low = Math.min(low, x[i]);
      high = Math.max(high, x[i]);
      sum += x[i] / count;
      errors += (r[i] - x[i]) ** 2 / count;
    }
    for (let i = column; i < count * width; i += width) squares += (x[i] - sum) ** 2 / count;
    const error = Math.sqrt(errors);
    const share = errors === 0 ? 0 : error / Math.sqrt(squares);
    return { column, name: names?.[column] ?? `column ${column + 1}`, low, high, error, share };
  });
}

/**
 * Draws a panel for each column: what was given from left to right, what came out upwards, on axes
 * that reach from the column's smallest number to its largest. On the diagonal, both are the same.
 * Of more than twelve columns, those are drawn that are given back worst.
 *
 * @returns the text of an SVG file
 */
export function columnChart(picture: ColumnPicture): string {
  const { inputs, reconstructions } = picture;
  const [count, width] = inputs.shape;
  const [x, r] = [valuesOf(inputs), valuesOf(reconstructions)];
  const fits = columnFits(picture)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_COLUMNS)
    .sort((a, b) => a.column - b.column);
  const panels = fits.map((fit, index) => ({
    ...fit,
    across: index % ACROSS,
    down: Math.floor(index / ACROSS),
  }));
  const step = Math.ceil(count / MOST_DOTS);
  const dots = panels.flatMap(({ column, low, high, across, down }) => {
    const place = (value: number) => {
      const share = high > low ? (value - low) / (high - low) : 0.5;
      return Math.min(1.1, Math.max(-0.1, share));
    };
    return Array.from({ length: Math.ceil(count / step) }, (_, k) => {
      const i = k * step * width + column;
      return { across, down, x: place(x[i]), y: place(r[i]) };
    });
  });
  const diagonals = panels.flatMap(({ across, down, column }) =>
    [0, 1].map((end) => ({ across, down, column, end })),
  );
  const facet = { fx: "across", fy: "down" } as const;
  const short = (value: number) => String(Number(value.toPrecision(3)));
  const text = { ...facet, frameAnchor: "top-left", textAnchor: "start", dx: 4 } as const;
  const rows = Math.ceil(panels.length / ACROSS);
  return plotSvg("Each column’s numbers against their reconstructions", {
    height: 170 * rows + 30,
    marginTop: 12,
    marginLeft: 12,
    marginRight: 12,
    marginBottom: 18,
    x: { domain: [-0.12, 1.12], axis: null },
    y: { domain: [-0.12, 1.45], axis: null },
    fx: { axis: null, domain: [0, 1, 2].slice(0, Math.min(ACROSS, panels.length)), padding: 0.06 },
    fy: { axis: null, domain: Array.from({ length: rows }, (_, k) => k), padding: 0.06 },
    marks: [
      Plot.frame({ ...facet, stroke: GREY, strokeOpacity: 0.4 }),
      Plot.line(diagonals, { ...facet, x: "end", y: "end", z: "column", stroke: GREY }),
      Plot.dot(dots, { ...facet, x: "x", y: "y", r: 1.5, fill: BLUE, fillOpacity: 0.6 }),
      Plot.text(panels, { ...text, dy: 12, text: ({ name }) => shortName(name), fontWeight: 600 }),
      Plot.text(panels, {
        ...text,
        ...{ dy: 27, fontSize: 11 },
        text: ({ low, high, error }) => `${short(low)} … ${short(high)}, ±${short(error)}`,
      }),
    ],
  });
}

function shortName(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}
