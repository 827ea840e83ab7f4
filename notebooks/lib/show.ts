/**
 * How a result gets from a cell onto the page.
 *
 * A cell whose last line is `showSvg(…)` or `showPng(…)` shows that picture below it; numbers are
 * printed with `console.log(rows(X))`.
 */
import { Buffer } from "node:buffer";
import type { Tensor } from "../../src/tensor/tensor.ts";

/** Jupyter's kernel calls the method of this name on the last value of a cell. */
const DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** One thing to look at, in several forms by MIME type: Jupyter shows the richest that it can. */
export interface Shown {
  readonly [DISPLAY]: () => Record<string, string>;
}

/**
 * Shows an SVG of the report room.
 *
 * Its text colours follow the reader's light or dark scheme, which need not be that of the page
 * around it. So it is given the background that belongs to these colours.
 */
export function showSvg(svg: string): Shown {
  const [, words = "a picture"] = /aria-label="([^"]*)"/.exec(svg) ?? [];
  return shown({
    "image/svg+xml": svg.replace("<svg ", '<svg style="background: var(--plot-background)" '),
    "text/plain": words,
  });
}

/** Shows a PNG; `words` say what is on it, for those who cannot see it. */
export function showPng(png: Uint8Array, words: string): Shown {
  return shown({ "image/png": Buffer.from(png).toString("base64"), "text/plain": words });
}

function shown(forms: Record<string, string>): Shown {
  return { [DISPLAY]: () => forms };
}

/** The numbers of a matrix as text, a line for each row; a vector is one line. */
export function rows(X: Tensor, digits = 2): string {
  const [height, width] = X.shape.length === 1 ? [1, X.shape[0]] : X.shape;
  const text = Array.from({ length: height }, (_, i) =>
    Array.from({ length: width }, (_, j) =>
      (X.shape.length === 1 ? X.get(j) : X.get(i, j))
        .toFixed(digits)
        .replace(/^-(0(\.0*)?)$/, "$1"),
    ),
  );
  const longest = Math.max(...text.flat().map((number) => number.length));
  return text.map((line) => line.map((number) => number.padStart(longest + 2)).join("")).join("\n");
}
