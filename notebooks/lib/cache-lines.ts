/** Chapter 20: two walks through a matrix, and the cache lines that they use. */
import * as Plot from "@observablehq/plot";
import { BLUE, plotSvg } from "../../src/report/chart.ts";

/** The numbers of a cache line in single precision: 64 bytes. */
const LINE = 16;
const ROWS = 6;

const cells = Array.from({ length: ROWS * LINE }, (_, k) => ({
  column: k % LINE,
  row: Math.floor(k / LINE),
}));
type Cell = (typeof cells)[number];

/**
 * Draws a part of a matrix twice, a row of it in one cache line: walked along a row, and down a
 * column. What the walk uses is strong, what is brought along with it is pale.
 *
 * @returns the text of an SVG file
 */
export function walksSvg(): string {
  return plotSvg(
    "A walk along a row uses whole cache lines; one down a column, a number of each",
    walk("along a row: all numbers of one line are used", ({ row }) => (row === 2 ? 1 : 0.08)),
    walk("down a column: one number of each line is used", ({ column }) =>
      column === 5 ? 1 : 0.35,
    ),
  );
}

function walk(title: string, strength: (cell: Cell) => number): Plot.PlotOptions {
  return {
    height: 150,
    marginTop: 34,
    marginBottom: 6,
    marginLeft: 20,
    x: { axis: null, domain: [0, LINE] },
    y: { axis: null, domain: [ROWS, 0] },
    marks: [
      Plot.rect(cells, {
        x1: "column",
        x2: ({ column }) => column + 1,
        y1: "row",
        y2: ({ row }) => row + 1,
        inset: 1,
        fill: BLUE,
        fillOpacity: strength,
      }),
      Plot.text([title], { frameAnchor: "top-left", dy: -18, textAnchor: "start" }),
    ],
  };
}
