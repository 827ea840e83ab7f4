/**
 * The squared distances between all rows of A [n, d] and all rows of B [m, d], by way of one product:
 *
 *     ‖a − b‖² = ‖a‖² + ‖b‖² − 2·a·b
 *
 * The right side is a small difference of large numbers where the rows lie close together and far
 * from 0. So both are first moved by the mean of B, which changes no distance and makes all three
 * terms as small as it can; and the terms are added in double precision. What is left is the rounding of
 * a·b: about ε·‖a‖·‖b‖, seen from that mean, with ε = 6e-8 in single precision.
 */
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { eachBlock, type Rows, readBlock } from "./rows.ts";

/** Rows of A and of B in a block: what they take, and their distances, stays in the processor's cache. */
const ROWS_OF_A = 128;
const ROWS_OF_B = 1024;

/** A block of the matrix of all squared distances. */
export interface Distances {
  /** The first row of A and of B, and how many of each there are. */
  readonly firstA: number;
  readonly rowsA: number;
  readonly firstB: number;
  readonly rowsB: number;
  /** ‖a − b‖² of the block's row i of A and row j of B stands at i·rowsB + j; it may be reused afterwards. */
  readonly squared: Float64Array;
}

/**
 * Computes all squared distances, block by block, and hands each block to `visit`. For one row of
 * A, the rows of B come in their order.
 *
 * @throws RangeError if a number is not finite: NaN is neither near nor far.
 */
export function eachDistance(
  kernels: Kernels,
  A: Rows,
  B: Rows,
  visit: (block: Distances) => void,
): void {
  const centre = meanOf(kernels, B);
  const spaceA = new Workspace(kernels);
  const spaceB = new Workspace(kernels);
  const products = new Workspace(kernels);
  const squared = new Float64Array(ROWS_OF_A * ROWS_OF_B);
  eachBlock(B.count, ROWS_OF_B, (firstB, rowsB) => {
    const b = spaceB.shaped(rowsB, B.width);
    const normsB = readCentred(B, firstB, centre, b);
    eachBlock(A.count, ROWS_OF_A, (firstA, rowsA) => {
      const a = spaceA.shaped(rowsA, A.width);
      const normsA = readCentred(A, firstA, centre, a);
      const AB = products.shaped(rowsA, rowsB);
      kernels.matmulTransposeB(a, b, AB);
      combine(normsA, normsB, valuesOf(AB), squared);
      visit({ firstA, rowsA, firstB, rowsB, squared });
    });
  });
}

/** ‖a‖² + ‖b‖² − 2·a·b of all pairs. */
function combine(normsA: Float64Array, normsB: Float64Array, ab: Values, squared: Float64Array) {
  for (let i = 0, at = 0; i < normsA.length; i++) {
    const normA = normsA[i];
    for (let j = 0; j < normsB.length; j++, at++) {
      // Rounding can make the square of a tiny distance negative.
      squared[at] = Math.max(0, normA + normsB[j] - 2 * ab[at]);
    }
  }
}

/** The mean of all rows. */
function meanOf(kernels: Kernels, rows: Rows): Float64Array {
  const row = zeros(kernels, 1, rows.width);
  const x = valuesOf(row);
  const mean = new Float64Array(rows.width);
  for (let i = 0; i < rows.count; i++) {
    rows.read(i, row, 0);
    for (let j = 0; j < mean.length; j++) mean[j] += x[j] / rows.count;
  }
  return mean;
}

/** Fills X with rows from `first` on, each moved by the centre, and returns their squared norms. */
function readCentred(rows: Rows, first: number, centre: Float64Array, X: Tensor): Float64Array {
  readBlock(rows, first, X);
  const x = valuesOf(X);
  const norms = new Float64Array(X.shape[0]);
  for (let i = 0, at = 0; i < norms.length; i++) {
    for (let j = 0; j < centre.length; j++, at++) {
      x[at] -= centre[j];
      norms[i] += x[at] * x[at];
    }
    if (!Number.isFinite(norms[i])) {
      throw new RangeError(
        "distances: a row holds NaN or a number too large to square; look for where the numbers stopped being finite.",
      );
    }
  }
  return norms;
}
