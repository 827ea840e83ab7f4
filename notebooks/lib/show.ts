/**
 * How a result gets from a cell onto the page: `await showSvg(…)`.
 *
 * The cell ends only when what it shows has been sent. What a cell prints with `console.log` travels
 * by another way, and what comes after the end of a cell is lost.
 */
import { Buffer } from "node:buffer";
import type { Tensor } from "../../src/tensor/tensor.ts";

declare const Deno: {
  readonly jupyter: {
    /** Sends one thing to look at, in several forms by MIME type; Jupyter shows the richest. */
    display(forms: Record<string, string>, options: { raw: true }): Promise<void>;
  };
};

/**
 * Shows an SVG of the report room, as an image in HTML: bare SVG is what viewers of notebooks leave
 * out or cut to pieces, because there could be scripts in it; in an image there can be none.
 *
 * It always has the light scheme, on a background of its own: the page around it may be light on a
 * dark system, and an image cannot know.
 */
export function showSvg(svg: string): Promise<void> {
  const [, words = "a picture"] = /aria-label="([^"]*)"/.exec(svg) ?? [];
  const opaque = svg
    .replace("<svg ", '<svg style="background: var(--plot-background)" ')
    .replaceAll(/@media \(prefers-color-scheme: dark\) \{[^{}]*\{[^{}]*\}\s*\}/g, "");
  const base64 = Buffer.from(opaque).toString("base64");
  return display({
    "text/html": `<img alt="${words}" src="data:image/svg+xml;base64,${base64}">`,
    "text/plain": words,
  });
}

/** Shows a PNG; `words` say what is on it, for those who cannot see it. */
export function showPng(png: Uint8Array, words: string): Promise<void> {
  return display({ "image/png": Buffer.from(png).toString("base64"), "text/plain": words });
}

function display(forms: Record<string, string>): Promise<void> {
  return Deno.jupyter.display(forms, { raw: true });
}

/** Shows lines of text. */
export function showText(...lines: string[]): Promise<void> {
  return display({ "text/plain": lines.join("\n") });
}

/** Shows matrices and vectors, each under its name: `showMatrices({ X, W })`. */
export function showMatrices(
  matrices: Readonly<Record<string, Tensor>>,
  digits = 2,
): Promise<void> {
  const texts = Object.entries(matrices).map(([name, X]) => `${name}\n${matrixText(X, digits)}`);
  return showText(texts.join("\n\n"));
}

/** The numbers of a matrix, a line for each row; a vector is one line. */
function matrixText(X: Tensor, digits: number): string {
  const [height, width] = X.shape.length === 1 ? [1, X.shape[0]] : X.shape;
  const lines = Array.from({ length: height }, (_, i) =>
    Array.from({ length: width }, (_, j) => {
      const value = X.shape.length === 1 ? X.get(j) : X.get(i, j);
      return value.toFixed(digits).replace(/^-(?=0[.0]*$)/, ""); // no −0.00
    }),
  );
  const longest = Math.max(...lines.flat().map((number) => number.length));
  return lines
    .map((line) => line.map((number) => number.padStart(longest + 2)).join(""))
    .join("\n");
}
