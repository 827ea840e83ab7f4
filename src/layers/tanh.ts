/**
 * The hyperbolic tangent: squeezes any number into (−1, 1), the range of our pixels.
 *
 *     forward    y  = tanh(x)
 *     backward   dx = dy · (1 − y²)
 */
import type { ActivationFunction } from "./activation.ts";

/** y = tanh x. */
export const tanh: ActivationFunction = {
  name: "tanh",

  forward(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]);
  },

  backward(dy, _x, y, dx) {
    for (let i = 0; i < y.length; i++) dx[i] = dy[i] * (1 - y[i] * y[i]);
  },
};
