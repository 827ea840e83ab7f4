/**
 * Leaky ReLU: what is negative is not cut off but made small, so its gradient never dies.
 *
 *     forward    y  = x   where x > 0,  slope·x   elsewhere
 *     backward   dx = dy  where x > 0,  slope·dy  elsewhere
 *
 * Where x is NaN, so are y and dx.
 *
 * Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models"
 * (2013).
 */
import type { ActivationFunction } from "./activation.ts";

/**
 * y = x where x > 0, and slope·x elsewhere.
 *
 * @param slope what a negative number is multiplied by, for example 0.2
 */
export function leakyRelu(slope: number): ActivationFunction {
  return {
    name: "leakyRelu",
    slope,

    forward(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = x[i] > 0 ? x[i] : slope * x[i];
    },

    backward(dy, x, _y, dx) {
      for (let i = 0; i < x.length; i++) {
        dx[i] = x[i] > 0 ? dy[i] : x[i] <= 0 ? slope * dy[i] : Number.NaN;
      }
    },
  };
}
