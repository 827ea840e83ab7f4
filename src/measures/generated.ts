/**
 * Does a sample look like what it was drawn for? Codes are drawn for a wanted class and decoded, and a
 * classifier that was trained on real images says what it sees.
 *
 *     share    = 1/n · Σ [k̂(xᵢ) = wantedᵢ]         over all samples x, and over those of each class
 *
 * A classifier may be the model's own, or the reference of `reference-classifier.ts`. Its own test
 * error belongs beside the share, for it bounds what the share can tell.
 *
 * Source: Shmelkov, Schmid and Alahari, "How good is my GAN?" (2018), where it is called GAN-test.
 */
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { classification } from "./classification.ts";
import { eachBlock, expectLabels, type LabelledRows, type Rows, readBlock } from "./rows.ts";

/** Scores [b, K] of rows X [b, width]; they may be overwritten by the next call. */
export type Classify = (X: Tensor) => Tensor;

export interface GeneratedClasses {
  /** The share of all samples that are called their class. */
  readonly share: number;
  /** The share of those wanted of each class; null where none was. */
  readonly shares: readonly (number | null)[];
  /** confusion[j][k]: how many samples for the class j were called k. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * Asks a classifier about samples; their labels are the classes that they were drawn for.
 *
 * @throws RangeError if there is no sample, not one label each, a label that the classifier does not
 * have, or a NaN among its scores.
 */
export function generatedClasses(
  kernels: Kernels,
  samples: LabelledRows,
  classify: Classify,
): GeneratedClasses {
  expectLabels("generatedClasses", samples.rows.count, samples.labels);
  const scores = scoresOf(kernels, samples.rows, classify);
  const { error, confusion } = classification(scores, samples.labels);
  const shares = confusion.map((called, wanted) => {
    const count = called.reduce((sum, n) => sum + n, 0);
    return count === 0 ? null : called[wanted] / count;
  });
  return { share: 1 - error, shares, confusion };
}

/** How many rows a classifier is asked about in one go. */
const BLOCK = 500;

/** The scores of all rows, [n, K]. There has to be a row. */
export function scoresOf(kernels: Kernels, rows: Rows, classify: Classify): Tensor {
  const space = new Workspace(kernels);
  let scores = zeros(kernels, 0, 0);
  eachBlock(rows.count, BLOCK, (first, count) => {
    const X = space.shaped(count, rows.width);
    readBlock(rows, first, X);
    const some = classify(X);
    const classes = some.shape[1];
    if (first === 0) scores = zeros(kernels, rows.count, classes);
    valuesOf(scores).set(valuesOf(some), first * classes);
  });
  return scores;
}
