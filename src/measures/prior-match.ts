/**
 * How well do the codes match the prior? Two answers in numbers: the mean and the deviation of
 * each dimension, and one distance between the whole clouds.
 */
import ops from "ndarray-ops";
import type { Random } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectRows } from "./rows.ts";

/** How well codes follow the prior. */
export interface PriorMatch {
  /** How far the mean of each dimension of the codes lies from the prior's. */
  readonly means: readonly number[];
  /** The deviation of each dimension of the codes. */
  readonly deviations: readonly number[];
  /** The deviation of each dimension of the prior. */
  readonly priorDeviations: readonly number[];
  /** The sliced Wasserstein distance between the codes and as many samples of the prior. */
  readonly distance: number;
  /** The same distance between two sets of samples of the prior: as near as chance allows. */
  readonly distanceByChance: number;
}

/**
 * Holds codes Z [n, latent] against samples of the prior.
 *
 * @param P as many samples of the prior
 * @param Q as many again
 * @param prior the mean and the deviation of each dimension of the prior
 * @param random draws the directions in which distances are measured
 */
export function matchPrior(
  Z: Tensor,
  P: Tensor,
  Q: Tensor,
  prior: { readonly means: readonly number[]; readonly deviations: readonly number[] },
  random: Random,
): PriorMatch {
  const [count, latent] = Z.shape;
  const dimensions = Array.from({ length: latent }, (_, j) => Z.pick(null, j));
  const means = dimensions.map((column) => ops.sum(column) / count);
  return {
    means: means.map((mean, j) => mean - prior.means[j]),
    deviations: dimensions.map((column, j) =>
      Math.sqrt(Math.max(0, ops.norm2squared(column) / count - means[j] ** 2)),
    ),
    priorDeviations: prior.deviations,
    distance: slicedWasserstein(Z, P, random),
    distanceByChance: slicedWasserstein(Q, P, random),
  };
}

/**
 * The sliced Wasserstein distance between two clouds A and B of n points each, both [n, d].
 *
 *     W² = mean over directions θ, |θ| = 1, of  1/n · Σᵢ (aᵢ − bᵢ)²
 *
 * where aᵢ and bᵢ are the i-th smallest of A·θ and B·θ. In one dimension, the cheapest way to move
 * one cloud onto another is to move the i-th smallest onto the i-th smallest; a cloud is looked at
 * from many random directions in turn. The unit is that of the codes.
 *
 * Source: Bonneel, Rabin, Peyré and Pfister, "Sliced and Radon Wasserstein barycenters of measures"
 * (2015), section 2.
 *
 * @throws RangeError if the clouds differ in shape, or have no points.
 */
export function slicedWasserstein(A: Tensor, B: Tensor, random: Random, directions = 128): number {
  const [count, dimensions] = A.shape;
  if (B.shape[0] !== count || B.shape[1] !== dimensions) {
    throw new RangeError(
      `slicedWasserstein: A is [${A.shape.join(", ")}] but B is [${B.shape.join(", ")}]; they need the same shape.`,
    );
  }
  expectRows("slicedWasserstein", "points", count);
  const theta = new Float64Array(dimensions);
  let total = 0;
  for (let direction = 0; direction < directions; direction++) {
    for (let j = 0; j < dimensions; j++) theta[j] = random.normal();
    const length = Math.hypot(...theta);
    const a = projected(A, theta, length).sort();
    const b = projected(B, theta, length).sort();
    for (let i = 0; i < count; i++) total += (a[i] - b[i]) ** 2;
  }
  return Math.sqrt(total / (directions * count));
}

/** A·θ / |θ|: how far each point lies along one direction. */
function projected(A: Tensor, theta: Float64Array, length: number): Float64Array {
  const [count, dimensions] = A.shape;
  const a = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < dimensions; j++) a[i] += A.get(i, j) * (theta[j] / length);
  }
  return a;
}
