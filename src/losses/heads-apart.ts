/**
 * The cost that keeps cluster heads apart: two heads that are nearer than η pay for what is missing.
 *
 *     L       = c · Σ over pairs i < j  max(0, η − ‖wᵢ − wⱼ‖)        wᵢ the rows of W [K, n]
 *     dL/dwᵢ += −c · (wᵢ − wⱼ)/‖wᵢ − wⱼ‖    where the distance is below η, 0 elsewhere
 *     dL/dwⱼ += the opposite
 *
 * Two heads in one and the same place have no direction in which to part: there we take 0, so heads
 * must not start equal. Source: the paper's section 7.
 */
import { expectSameShape, type Tensor, valuesOf } from "../tensor/tensor.ts";

/** How far apart cluster heads should be, and what it costs where they are not. */
export interface HeadsApartOptions {
  /** η: from this Euclidean distance on, a pair of heads costs nothing. */
  readonly distance: number;
  /** c: what one unit of missing distance costs. */
  readonly cost: number;
}

/**
 * Returns the cost L of heads W [K, n], and *adds* its gradient to dW, of the same shape: there the
 * gradient of the reconstruction stands already.
 *
 * @throws RangeError if the shapes differ.
 */
export function headsApart(W: Tensor, dW: Tensor, { distance, cost }: HeadsApartOptions): number {
  expectSameShape("headsApart", W, dW, "W", "dW");
  const w = valuesOf(W);
  const dw = valuesOf(dW);
  const [, n] = W.shape;
  let missing = 0;
  for (let i = 0; i < w.length; i += n) {
    for (let j = i + n; j < w.length; j += n) {
      let squares = 0;
      for (let d = 0; d < n; d++) squares += (w[i + d] - w[j + d]) ** 2;
      const length = Math.sqrt(squares);
      if (length >= distance) continue;
      missing += distance - length;
      if (length === 0) continue;
      for (let d = 0; d < n; d++) {
        const gradient = (-cost * (w[i + d] - w[j + d])) / length;
        dw[i + d] += gradient;
        dw[j + d] -= gradient;
      }
    }
  }
  return cost * missing;
}
