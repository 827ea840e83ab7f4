/**
 * Categorical cross-entropy on logits: how surprised is a choice among classes by the truth?
 *
 *     L      = −1/B · Σ over rows Σⱼ tⱼ·ln yⱼ    with y = softmax(x), and each row of T summing to 1
 *     dL/dxⱼ =  1/B · (yⱼ − tⱼ)
 *
 * ln yⱼ is computed as xⱼ − m − ln Σₖ e^(xₖ − m), with m the row's largest x: nothing overflows.
 */
import { type Loss, lossValues } from "./loss.ts";

/** Cross-entropy of the logits of classes and one-hot targets, as a mean over the rows. */
export const crossEntropyWithLogits: Loss = (X, T, dX) => {
  const [x, t, dx] = lossValues("crossEntropyWithLogits", X, T, dX);
  const [batch, classes] = X.shape;
  let total = 0;
  for (let row = 0; row < x.length; row += classes) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = row; j < row + classes; j++) largest = Math.max(largest, x[j]);
    let sum = 0;
    for (let j = row; j < row + classes; j++) sum += Math.exp(x[j] - largest);
    const logSum = largest + Math.log(sum);
    for (let j = row; j < row + classes; j++) {
      total -= t[j] * (x[j] - logSum);
      dx[j] = (Math.exp(x[j] - logSum) - t[j]) / batch;
    }
  }
  return total / batch;
};
