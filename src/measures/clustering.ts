/**
 * How well do clusters, found without labels, match classes? Each cluster is given the name of a
 * class, by validation images; then the clusters classify the test images.
 *
 *     the paper's rule    name(i) = label of the validation image x with the largest q(yᵢ|x)
 *     by majority         name(i) = the most frequent label of the validation images with k̂(x) = i
 *     error               share of the test images with name(k̂(x)) ≠ label(x),   k̂(x) = argmaxᵢ q(yᵢ|x)
 *
 * The paper's rule hangs each cluster on one single image; the majority shows how much of its error
 * is the naming's.
 *
 * Source: arXiv:1511.05644v2, section 6.
 */
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { largestColumns } from "./classification.ts";
import { expectLabels, expectSameWidth } from "./rows.ts";

/** Images as a clustering sees them. */
export interface Clustered {
  /** q(y|x) of each image, [n, K]. */
  readonly Q: Tensor;
  readonly labels: ArrayLike<number>;
}

export interface Clustering {
  /** The test error with the names of the paper's rule. */
  readonly error: number;
  /** The test error with the names that the majorities give. */
  readonly majorityError: number;
  /** The name of each cluster by the paper's rule. */
  readonly names: readonly number[];
  /** The name of each cluster by majority; null where no validation image fell into it. */
  readonly majorityNames: readonly (number | null)[];
  /** How many test images fell into each cluster. */
  readonly sizes: readonly number[];
  /** How many clusters got any. */
  readonly used: number;
}

/**
 * Names clusters by validation images and classifies test images by them.
 *
 * In single precision, q rounds to exactly 1 for many a sure image; of equals, the first counts.
 *
 * @throws RangeError if a set has no image or not one label each, if they have other clusters, or if
 * a q is NaN.
 */
export function clustering(validation: Clustered, test: Clustered): Clustering {
  expectLabels("clustering", validation.Q.shape[0], validation.labels);
  expectLabels("clustering", test.Q.shape[0], test.labels);
  const clusters = test.Q.shape[1];
  expectSameWidth(
    "clustering",
    "the validation images' probabilities",
    validation.Q.shape[1],
    "those of the test images",
    clusters,
  );
  const names = namesByLargest(validation);
  const majorityNames = namesByMajority(validation);
  const assigned = largestColumns("clustering", test.Q);
  const sizes = new Array<number>(clusters).fill(0);
  for (const cluster of assigned) sizes[cluster]++;
  return {
    error: errorOf(assigned, names, test.labels),
    majorityError: errorOf(assigned, majorityNames, test.labels),
    names,
    majorityNames,
    sizes,
    used: sizes.filter((size) => size > 0).length,
  };
}

/** For each cluster, the label of the image with the largest q(yᵢ|x). */
function namesByLargest({ Q, labels }: Clustered): number[] {
  const [count, clusters] = Q.shape;
  const q = valuesOf(Q);
  return Array.from({ length: clusters }, (_, i) => {
    let best = 0;
    for (let n = 1; n < count; n++) {
      if (q[n * clusters + i] > q[best * clusters + i]) best = n;
    }
    return labels[best];
  });
}

/** For each cluster, the most frequent label of its images; of equally frequent ones, the smallest. */
function namesByMajority({ Q, labels }: Clustered): (number | null)[] {
  const votes = Array.from({ length: Q.shape[1] }, () => new Map<number, number>());
  largestColumns("clustering", Q).forEach((cluster, n) => {
    votes[cluster].set(labels[n], (votes[cluster].get(labels[n]) ?? 0) + 1);
  });
  return votes.map((cluster) => {
    const [first] = [...cluster].sort(([a, votesA], [b, votesB]) => votesB - votesA || a - b);
    return first === undefined ? null : first[0];
  });
}

/** The share of images whose cluster bears another name than their label, or none. */
function errorOf(
  assigned: Uint32Array,
  names: readonly (number | null)[],
  labels: ArrayLike<number>,
): number {
  let wrong = 0;
  for (let n = 0; n < assigned.length; n++) {
    if (names[assigned[n]] !== labels[n]) wrong++;
  }
  return wrong / assigned.length;
}
