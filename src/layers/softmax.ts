/**
 * Softmax: turns each row of numbers into probabilities that sum to 1.
 *
 *     forward    yⱼ  = e^(xⱼ − m) / Σₖ e^(xₖ − m)     with m the row's largest x, so that nothing overflows
 *     backward   dxⱼ = yⱼ·(dyⱼ − Σₖ dyₖ·yₖ)           every output depends on every input of its row
 *
 * The loops can be told to see only the columns [from, to) of each row: see `softmaxColumns`.
 */
import type { Values } from "../tensor/tensor.ts";
import type { ActivationFunction } from "./activation.ts";

/** yⱼ = e^xⱼ / Σ e^xₖ, of each row or of some of its columns. */
export const softmax = {
  name: "softmax",

  /** Fills the columns from `from` to just before `to` of each row; all unless they are given. */
  forward(x: Values, y: Values, columns: number, from = 0, to = columns): void {
    const width = to - from;
    for (let row = from; row < x.length; row += columns) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = row; j < row + width; j++) largest = Math.max(largest, x[j]);
      let sum = 0;
      for (let j = row; j < row + width; j++) sum += y[j] = Math.exp(x[j] - largest);
      for (let j = row; j < row + width; j++) y[j] /= sum;
    }
  },

  /** The gradient, in the same columns. */
  backward(
    dy: Values,
    _x: Values,
    y: Values,
    dx: Values,
    columns: number,
    from = 0,
    to = columns,
  ): void {
    const width = to - from;
    for (let row = from; row < y.length; row += columns) {
      let dot = 0;
      for (let j = row; j < row + width; j++) dot += dy[j] * y[j];
      for (let j = row; j < row + width; j++) dx[j] = y[j] * (dy[j] - dot);
    }
  },
} satisfies ActivationFunction;
