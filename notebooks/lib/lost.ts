/** How much of a prior lies where no code is: the measure of chapters 7, 8, 9 and 11. */
import { type Tensor, valuesOf } from "../../src/tensor/tensor.ts";

/** The numbers of the i-th row. */
export function rowAt(codes: Tensor, i: number): Float32Array | Float64Array {
  const [, width] = codes.shape;
  return valuesOf(codes).subarray(i * width, (i + 1) * width);
}

/** How far a point is from the nearest code, leaving out the code at index `except`. */
export function distanceToCodes(point: ArrayLike<number>, codes: Tensor, except = -1): number {
  const [total, latent] = codes.shape;
  const z = valuesOf(codes);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < total; i++) {
    if (i === except) continue;
    let square = 0;
    for (let j = 0; j < latent; j++) square += (z[i * latent + j] - point[j]) ** 2;
    nearest = Math.min(nearest, square);
  }
  return Math.sqrt(nearest);
}

/**
 * The share of points that are lost: farther from every code than 99 % of the codes are from their
 * own nearest neighbour (of which 500 are asked).
 */
export function shareLost(points: Tensor, codes: Tensor): number {
  const apart = Array.from({ length: 500 }, (_, i) => distanceToCodes(rowAt(codes, i), codes, i));
  const limit = apart.sort((a, b) => a - b)[494];
  const [count] = points.shape;
  const far = Array.from({ length: count }, (_, i) => distanceToCodes(rowAt(points, i), codes));
  return far.filter((distance) => distance > limit).length / count;
}
