/**
 * The mean squared error, for images: how far is each pixel from where it should be?
 *
 *     L     = 1/n · Σ (pᵢ − tᵢ)²        over all n numbers of the batch
 *     dL/dp = 2/n · (pᵢ − tᵢ)
 */
import { type Loss, lossValues } from "./loss.ts";

/** The mean squared error, over all numbers. */
export const mse: Loss = (P, T, dP) => {
  const [p, t, dp] = lossValues("mse", P, T, dP);
  const scale = 2 / p.length;
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const difference = p[i] - t[i];
    sum += difference * difference;
    dp[i] = scale * difference;
  }
  return sum / p.length;
};
