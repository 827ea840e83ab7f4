/**
 * Softmax: turns each row of numbers into probabilities that sum to 1.
 *
 *     forward    yⱼ  = e^(xⱼ − m) / Σₖ e^(xₖ − m)     with m the row's largest x, so that nothing overflows
 *     backward   dxⱼ = yⱼ·(dyⱼ − Σₖ dyₖ·yₖ)           every output depends on every input of its row
 */
import type { ActivationFunction } from "./activation.ts";

export const softmax: ActivationFunction = {
  name: "softmax",

  forward(x, y, columns) {
    for (let row = 0; row < x.length; row += columns) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = row; j < row + columns; j++) largest = Math.max(largest, x[j]);
      let sum = 0;
      for (let j = row; j < row + columns; j++) sum += y[j] = Math.exp(x[j] - largest);
      for (let j = row; j < row + columns; j++) y[j] /= sum;
    }
  },

  backward(dy, _x, y, dx, columns) {
    for (let row = 0; row < y.length; row += columns) {
      let dot = 0;
      for (let j = row; j < row + columns; j++) dot += dy[j] * y[j];
      for (let j = row; j < row + columns; j++) dx[j] = y[j] * (dy[j] - dot);
    }
  },
};
