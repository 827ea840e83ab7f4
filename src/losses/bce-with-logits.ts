/**
 * Binary cross-entropy on logits: the same loss as `bce` of the sigmoid, without its dead ends.
 *
 *     L     = 1/n · Σ [max(xᵢ, 0) − xᵢ·tᵢ + ln(1 + e^−|xᵢ|)]
 *     dL/dx = 1/n · (σ(xᵢ) − tᵢ)
 *
 * The first line is −t·ln σ(x) − (1 − t)·ln(1 − σ(x)), written so that no exponential can overflow
 * and no logarithm can see 0; the second is as simple as a gradient can be, and never vanishes
 * while the prediction is wrong.
 */
import { type Loss, lossValues } from "./loss.ts";

/** Binary cross-entropy of logits and targets, as a mean over all. */
export const bceWithLogits: Loss = (X, T, dX) => {
  const [x, t, dx] = lossValues("bceWithLogits", X, T, dX);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += Math.max(x[i], 0) - x[i] * t[i] + Math.log1p(Math.exp(-Math.abs(x[i])));
    dx[i] = (1 / (1 + Math.exp(-x[i])) - t[i]) / x.length;
  }
  return sum / x.length;
};
