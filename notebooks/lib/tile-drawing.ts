/** Chapter 20: what a tile of a matrix product touches. */
import * as Plot from "@observablehq/plot";
import { BLUE, ORANGE } from "../../src/report/chart.ts";
import { canvas } from "./drawings.ts";

/** A matrix as a rectangle, and the part of it that the tile touches: x, y, width, height. */
const MATRICES = [
  { name: "W", x: 170, y: 30, width: 120, height: 150, part: [50, 0, 24, 150] },
  { name: "X", x: 10, y: 210, width: 140, height: 90, part: [0, 30, 140, 24] },
  { name: "Y", x: 170, y: 210, width: 120, height: 90, part: [50, 30, 24, 24] },
];
const WORDS = [
  { text: "two columns\nof W are read", x: 360, y: 105 },
  { text: "two rows\nof X are read", x: 80, y: 150 },
  { text: "four results\ngrow together", x: 360, y: 252 },
];

/**
 * Draws Y = X·W as rectangles, with a tile of two by two and what it needs.
 *
 * @returns the text of an SVG file
 */
export function tileSvg(): string {
  return canvas("A tile of two by two results needs two rows of X and two columns of W", 312, [
    Plot.rect(MATRICES, {
      x1: "x",
      x2: ({ x, width }) => x + width,
      y1: "y",
      y2: ({ y, height }) => y + height,
      stroke: "currentColor",
    }),
    Plot.rect(MATRICES, {
      x1: ({ x, part }) => x + part[0],
      x2: ({ x, part }) => x + part[0] + part[2],
      y1: ({ y, part }) => y + part[1],
      y2: ({ y, part }) => y + part[1] + part[3],
      fill: ({ name }) => (name === "Y" ? ORANGE : BLUE),
      fillOpacity: 0.8,
    }),
    Plot.text(MATRICES, {
      x: ({ x, width }) => x + width / 2,
      y: ({ y }) => y - 12,
      text: "name",
      fontWeight: "bold",
    }),
    Plot.text(WORDS, { x: "x", y: "y", text: "text" }),
  ]);
}
