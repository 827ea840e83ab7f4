/**
 * Nearest neighbours: do codes that lie together belong together?
 *
 * A test code is given the class that the k training codes nearest to it have most often. The error of
 * this simplest of classifiers says how well a code keeps what tells classes apart, even where no
 * label was used to learn it.
 *
 * With k = 1 the same search tells whether a model has memorised: the nearest training image of each
 * sample, and how far away it is.
 *
 * Source: Cover and Hart, "Nearest neighbor pattern classification" (1967).
 */
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { valuesOf } from "../tensor/tensor.ts";
import { eachDistance } from "./distances.ts";
import { expectLabels, expectRows, expectSameWidth, type LabelledRows, type Rows } from "./rows.ts";

export interface Neighbours {
  /** How many neighbours each query has. */
  readonly k: number;
  /** The row of the j-th nearest neighbour of query i stands at i·k + j. */
  readonly indices: Uint32Array;
  /** Its distance, ‖query − neighbour‖, in the unit of the rows. */
  readonly distances: Float64Array;
}

/**
 * The k rows of X [n, d] that are nearest to each query [m, d], the nearest first; of equally near
 * ones, the first.
 *
 * Who is a neighbour is decided by a product in the precision of the kernels (`distances.ts`); the
 * distances of those chosen, and their order, are then computed directly in double precision.
 *
 * @throws RangeError if there is no query, fewer than k rows, or rows of another width.
 */
export function nearestNeighbours(kernels: Kernels, X: Rows, queries: Rows, k: number): Neighbours {
  expectRows("nearestNeighbours", "queries", queries.count);
  expectSameWidth("nearestNeighbours", "the rows", X.width, "the queries", queries.width);
  if (!Number.isInteger(k) || k < 1 || k > X.count) {
    throw new RangeError(
      `nearestNeighbours: ${k} neighbours are asked for among ${X.count} rows; ask for 1 to ${X.count}.`,
    );
  }
  const indices = new Uint32Array(queries.count * k);
  const squares = new Float64Array(queries.count * k).fill(Number.POSITIVE_INFINITY);
  eachDistance(kernels, queries, X, ({ firstA, rowsA, firstB, rowsB, squared }) => {
    for (let i = 0; i < rowsA; i++) {
      const nearest = (firstA + i) * k;
      for (let j = 0; j < rowsB; j++) {
        const square = squared[i * rowsB + j];
        if (square < squares[nearest + k - 1]) {
          insert(squares, indices, nearest, k, square, firstB + j);
        }
      }
    }
  });
  return { k, indices, distances: measureDirectly(kernels, X, queries, indices, k) };
}

/** Puts a neighbour into a query's list of k, sorted by distance; the last one falls out. */
function insert(
  distances: Float64Array,
  indices: Uint32Array,
  start: number,
  k: number,
  distance: number,
  index: number,
): void {
  let at = start + k - 1;
  for (; at > start && distance < distances[at - 1]; at--) {
    distances[at] = distances[at - 1];
    indices[at] = indices[at - 1];
  }
  distances[at] = distance;
  indices[at] = index;
}

/** The distances of the neighbours in double precision, and `indices` in the order that they give. */
function measureDirectly(
  kernels: Kernels,
  X: Rows,
  queries: Rows,
  indices: Uint32Array,
  k: number,
): Float64Array {
  const distances = new Float64Array(indices.length).fill(Number.POSITIVE_INFINITY);
  const pair = zeros(kernels, 2, X.width);
  const values = valuesOf(pair);
  for (let query = 0; query < queries.count; query++) {
    queries.read(query, pair, 0);
    for (const index of indices.slice(query * k, (query + 1) * k).sort()) {
      X.read(index, pair, 1);
      let square = 0;
      for (let j = 0; j < X.width; j++) square += (values[j] - values[X.width + j]) ** 2;
      insert(distances, indices, query * k, k, Math.sqrt(square), index);
    }
  }
  return distances;
}

export interface NeighbourError {
  /** The share of the test rows whose neighbours call them another class than their own. */
  readonly error: number;
  /** The class that each test row was called. */
  readonly called: Uint32Array;
}

/**
 * Classifies test rows by their k nearest training rows: the most frequent label wins; of equally
 * frequent ones, that of the nearest neighbour.
 *
 * @throws RangeError as `nearestNeighbours` does, and unless each row has a label.
 */
export function neighbourError(
  kernels: Kernels,
  train: LabelledRows,
  test: LabelledRows,
  k = 5,
): NeighbourError {
  expectLabels("neighbourError", train.rows.count, train.labels);
  expectLabels("neighbourError", test.rows.count, test.labels);
  const { indices } = nearestNeighbours(kernels, train.rows, test.rows, k);
  const called = new Uint32Array(test.rows.count);
  let wrong = 0;
  for (let i = 0; i < called.length; i++) {
    const neighbours = indices.subarray(i * k, (i + 1) * k);
    called[i] = majority(Array.from(neighbours, (index) => train.labels[index]));
    if (called[i] !== test.labels[i]) wrong++;
  }
  return { error: wrong / called.length, called };
}

/** The most frequent label; of equally frequent ones, the one that comes first. */
function majority(labels: readonly number[]): number {
  const votes = labels.map((label) => labels.filter((other) => other === label).length);
  return labels[votes.indexOf(Math.max(...votes))];
}
