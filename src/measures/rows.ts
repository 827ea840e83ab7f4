/**
 * Rows of numbers that a measure reads a few at a time, wherever they lie: codes in a tensor, or
 * images that are kept as bytes and would take four times the memory as floats.
 */
import { type Tensor, valuesOf } from "../tensor/tensor.ts";

export interface Rows {
  readonly count: number;
  /** How many numbers a row has. */
  readonly width: number;
  /** Copies the row of this index into one row of X [any, width]. */
  read(index: number, X: Tensor, row: number): void;
}

/** Rows, and the class of each as a whole number 0, 1, … */
export interface LabelledRows {
  readonly rows: Rows;
  readonly labels: ArrayLike<number>;
}

/** The rows of a tensor X [count, width]. */
export function rowsOf(X: Tensor): Rows {
  const [count, width] = X.shape;
  const x = valuesOf(X);
  return {
    count,
    width,
    read(index, Y, row) {
      const y = valuesOf(Y);
      const from = index * width;
      const to = row * width;
      for (let j = 0; j < width; j++) y[to + j] = x[from + j];
    },
  };
}

/** Fills X [count, width] with the rows first, first + 1, …, first + count − 1. */
export function readBlock(rows: Rows, first: number, X: Tensor): void {
  for (let row = 0; row < X.shape[0]; row++) rows.read(first + row, X, row);
}

/** Calls `visit` with the first row and the number of rows of each block, in their order. */
export function eachBlock(
  count: number,
  most: number,
  visit: (first: number, rows: number) => void,
): void {
  for (let first = 0; first < count; first += most) visit(first, Math.min(most, count - first));
}

/** @throws RangeError unless there are rows, each with a label of its own. */
export function expectLabels(measure: string, count: number, labels: ArrayLike<number>): void {
  expectRows(measure, "rows", count);
  if (labels.length !== count) {
    throw new RangeError(
      `${measure}: there are ${count} rows but ${labels.length} labels; each row needs one.`,
    );
  }
}

/** @throws RangeError if there is nothing to measure: a mean over nothing is no number. */
export function expectRows(measure: string, what: string, count: number): void {
  if (count === 0) throw new RangeError(`${measure}: there are no ${what}; give at least one.`);
}

/** @throws RangeError unless two sets of rows are equally wide. */
export function expectSameWidth(
  measure: string,
  nameA: string,
  widthA: number,
  nameB: string,
  widthB: number,
): void {
  if (widthA !== widthB) {
    throw new RangeError(
      `${measure}: ${nameA} have ${widthA} numbers a row but ${nameB} have ${widthB}; they need the same width.`,
    );
  }
}

/** @throws RangeError if a number is NaN or infinite: every comparison with it would mean nothing. */
export function expectFinite(measure: string, what: string, X: Tensor): void {
  const x = valuesOf(X);
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i])) {
      throw new RangeError(
        `${measure}: the ${what} hold ${x[i]} in row ${Math.floor(i / X.shape[1])}; look for where the model's numbers stopped being finite.`,
      );
    }
  }
}
