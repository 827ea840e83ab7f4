/**
 * Half the squared error, summed over the outputs and averaged over the batch: the reconstruction's
 * cost as the models of the paper are trained with it.
 *
 *     L     = 1/B · Σ over rows ½·Σⱼ (pⱼ − tⱼ)²
 *     dL/dp = 1/B · (pⱼ − tⱼ)
 *
 * It is the mean squared error times half the width: 392 times as large for images of 784 pixels.
 * Beside the other losses of a model, that factor counts.
 */
import { type Loss, lossValues } from "./loss.ts";

/** ½·Σ (r − x)² of each row, as a mean over the rows. */
export const halfSquaredError: Loss = (P, T, dP) => {
  const [p, t, dp] = lossValues("halfSquaredError", P, T, dP);
  const [batch] = P.shape;
  const scale = 1 / batch;
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const difference = p[i] - t[i];
    sum += difference * difference;
    dp[i] = scale * difference;
  }
  return sum / 2 / batch;
};
