/**
 * ReLU, the rectifier: what is positive passes, what is negative becomes 0.
 *
 *     forward    y  = max(0, x)
 *     backward   dx = dy  where x > 0,  0 elsewhere
 *
 * At x = 0 stands a kink, where no derivative exists; like everybody, we take 0 there. Where x is NaN,
 * so are y and dx.
 * Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines" (2010).
 */
import type { ActivationFunction } from "./activation.ts";

/** y = max(x, 0). */
export const relu: ActivationFunction = {
  name: "relu",

  forward(x, y) {
    for (let i = 0; i < x.length; i++) y[i] = Math.max(0, x[i]);
  },

  backward(dy, x, _y, dx) {
    for (let i = 0; i < x.length; i++) dx[i] = x[i] > 0 ? dy[i] : x[i] <= 0 ? 0 : Number.NaN;
  },
};
