/**
 * How often is a classifier wrong, what does it take for what, and where is it wrong and sure of it?
 *
 *     class of a row   k̂  = the k with the largest pₖ               (of equals, the first)
 *     error            1/n · Σ [k̂ᵢ ≠ labelᵢ]                        a share, 0 … 1
 *     confusion        C[j][k] = how many rows of the class j were called k
 *
 * Source: Bishop, "Pattern recognition and machine learning" (2006), section 1.5.1, for the error as
 * the misclassification rate.
 */
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { expectLabels } from "./rows.ts";

export interface Classification {
  /** The share of the rows that were called another class than their own. */
  readonly error: number;
  /** confusion[j][k]: how many rows of the class j were called k. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * Holds scores P [n, K], one for each class, against n labels below K. Scores are probabilities or
 * logits: both have their largest in the same place.
 *
 * @throws RangeError if there is no row, not one label a row, a label that is no class, or a NaN.
 */
export function classification(P: Tensor, labels: ArrayLike<number>): Classification {
  const [count, classes] = P.shape;
  expectLabels("classification", count, labels);
  const called = largestColumns("classification", P);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let wrong = 0;
  for (let i = 0; i < count; i++) {
    expectClass("classification", labels[i], classes);
    confusion[labels[i]][called[i]]++;
    if (called[i] !== labels[i]) wrong++;
  }
  return { error: wrong / count, confusion };
}

/** A row that was called another class than its own. */
export interface Mistake {
  readonly index: number;
  readonly label: number;
  /** The class it was called. */
  readonly called: number;
  /** The probability of that class, by the classifier. */
  readonly probability: number;
}

/**
 * The mistakes of probabilities P [n, K] that were made with the most confidence: at most `most`,
 * the surest first; of equally sure ones, the first row.
 *
 * @throws RangeError as `classification` does, and if P holds what is no probability.
 */
export function confidentMistakes(P: Tensor, labels: ArrayLike<number>, most: number): Mistake[] {
  const [count, classes] = P.shape;
  expectLabels("confidentMistakes", count, labels);
  const p = valuesOf(P);
  const called = largestColumns("confidentMistakes", P);
  const mistakes: Mistake[] = [];
  for (let index = 0; index < count; index++) {
    const label = labels[index];
    expectClass("confidentMistakes", label, classes);
    const probability = p[index * classes + called[index]];
    if (probability < 0 || probability > 1) {
      throw new RangeError(
        `confidentMistakes: row ${index} has ${probability}, but a probability is from 0 to 1; put logits through softmax first.`,
      );
    }
    if (called[index] !== label) {
      mistakes.push({ index, label, called: called[index], probability });
    }
  }
  return mistakes.sort((a, b) => b.probability - a.probability).slice(0, most);
}

/**
 * The index of the largest number of each row of P [n, K]; of equals, the first.
 *
 * @throws RangeError if a row has a NaN: it would be called a class that nobody chose.
 */
export function largestColumns(measure: string, P: Tensor): Uint32Array {
  const [count, columns] = P.shape;
  const p = valuesOf(P);
  const largest = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    let best = 0;
    for (let k = 0; k < columns; k++) {
      const score = p[i * columns + k];
      if (Number.isNaN(score)) {
        throw new RangeError(
          `${measure}: row ${i} has a NaN, which is no score of a class; look for where the model's numbers became NaN.`,
        );
      }
      if (score > p[i * columns + best]) best = k;
    }
    largest[i] = best;
  }
  return largest;
}

/** @throws RangeError unless a label is one of the classes 0 … K − 1. */
export function expectClass(measure: string, label: number, classes: number): void {
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    throw new RangeError(
      `${measure}: a label is ${label}, but the classes are 0 to ${classes - 1}; give each row one of them.`,
    );
  }
}
