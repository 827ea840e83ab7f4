/**
 * The sigmoid: turns any number into a probability between 0 and 1.
 *
 *     forward    y  = σ(x) = 1 / (1 + e⁻ˣ)
 *     backward   dx = dy · y·(1 − y)
 *
 * Far from 0 it saturates: y·(1 − y) is nearly 0, and so is every gradient that passes through.
 */
import type { ActivationFunction } from "./activation.ts";

/** y = 1/(1 + e^−x). */
export const sigmoid: ActivationFunction = {
  name: "sigmoid",

  forward(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = logistic(x[i]);
  },

  backward(dy, _x, y, dx) {
    for (let i = 0; i < y.length; i++) dx[i] = dy[i] * y[i] * (1 - y[i]);
  },
};

/** σ(x) of one number. For large −x, e⁻ˣ is Infinity and the quotient 0, as it should be. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
