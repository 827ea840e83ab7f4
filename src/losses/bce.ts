/**
 * Binary cross-entropy on probabilities: how surprised is a yes-or-no prediction by the truth?
 *
 *     L     = −1/n · Σ [tᵢ·ln pᵢ + (1 − tᵢ)·ln(1 − pᵢ)]
 *     dL/dp =  1/n · (pᵢ − tᵢ) / (pᵢ·(1 − pᵢ))
 *
 * At p = 0 or 1 the logarithm is infinite. So, as Keras does, p is first clipped to [ε, 1 − ε] with
 * ε = 1e-7; where it is clipped, moving p changes nothing, and the gradient is 0. That dead end is
 * why `bceWithLogits` is the better choice wherever the logit is at hand.
 */
import { type Loss, lossValues } from "./loss.ts";

/** Keras' `epsilon()`: how near to 0 and 1 a probability is let. */
export const CLIP = 1e-7;

/** Binary cross-entropy of probabilities P and targets, as a mean over all. */
export const bce: Loss = (P, T, dP) => {
  const [p, t, dp] = lossValues("bce", P, T, dP);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const clipped = Math.min(Math.max(p[i], CLIP), 1 - CLIP);
    sum -= t[i] * Math.log(clipped) + (1 - t[i]) * Math.log(1 - clipped);
    const follows = p[i] === clipped ? 1 : 0; // a factor, not a branch: NaN stays NaN
    dp[i] = (follows * (clipped - t[i])) / (clipped * (1 - clipped)) / p.length;
  }
  return sum / p.length;
};
