/** Classes as rows of 0 and 1. */
import type { Random } from "../../tensor/random.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";

/**
 * Fills columns of X [B, …], from column `from` on, with the one-hots of labels: 1 in the column of
 * a row's label, 0 in the others. A label below 0 is the class `unlabelled`.
 */
export function writeOneHots(
  X: Tensor,
  from: number,
  classes: number,
  labels: ArrayLike<number>,
  unlabelled = 0,
): void {
  const x = valuesOf(X);
  const [rows, columns] = X.shape;
  for (let row = 0; row < rows; row++) {
    const start = row * columns + from;
    x.fill(0, start, start + classes);
    x[start + (labels[row] < 0 ? unlabelled : labels[row])] = 1;
  }
}

/** Fills Y [B, classes] with one-hots, each class equally likely: the categorical prior. */
export function sampleOneHots(Y: Tensor, random: Random): void {
  const y = valuesOf(Y).fill(0);
  const classes = Y.shape[1];
  for (let start = 0; start < y.length; start += classes) y[start + random.integer(classes)] = 1;
}
