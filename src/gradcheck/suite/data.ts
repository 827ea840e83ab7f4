/** The numbers that the suite's checks start from. */
import { doubleKernels, type Kernels, naiveKernels } from "../../tensor/kernels.ts";
import { type Random, SeededRandom } from "../../tensor/random.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";

/** The naive loops in double precision. */
export const naiveDoubleKernels: Kernels = {
  ...naiveKernels,
  name: "naive-float64",
  allocate: doubleKernels.allocate,
};

/** Numbers drawn from N(0, deviation²). */
export function normalTensor(rows: number, columns: number, seed: string, deviation = 1): Tensor {
  const random = new SeededRandom(seed);
  return filled(rows, columns, () => deviation * random.normal());
}

/** Numbers drawn from the uniform distribution on [low, high). */
export function uniformTensor(
  rows: number,
  columns: number,
  seed: string,
  low: number,
  high: number,
): Tensor {
  const random = new SeededRandom(seed);
  return filled(rows, columns, () => low + (high - low) * random.uniform());
}

/** The given numbers over and over. */
export function cycled(rows: number, columns: number, numbers: readonly number[]): Tensor {
  return filled(rows, columns, (i) => numbers[i % numbers.length]);
}

/** Rows of probabilities that sum to 1. */
export function distributions(rows: number, columns: number, seed: string): Tensor {
  const T = uniformTensor(rows, columns, seed, 0.1, 1);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += T.get(row, j);
    for (let j = 0; j < columns; j++) T.set(row, j, T.get(row, j) / sum);
  }
  return T;
}

/** Rows that are 1 in one place and 0 elsewhere. */
export function choices(rows: number, columns: number): Tensor {
  return filled(rows, columns, (i) => (i % columns === Math.floor(i / columns) % columns ? 1 : 0));
}

/**
 * Chance that was drawn before: gives out these numbers in their order, whatever is asked for.
 *
 * @throws RangeError if more are asked for.
 */
export function replay(numbers: ArrayLike<number>): Random {
  let given = 0;
  const next = () => {
    if (given === numbers.length) {
      throw new RangeError(
        `replay: all ${given} numbers are given out; hand in more, or draw less.`,
      );
    }
    return numbers[given++];
  };
  return { uniform: next, normal: next, integer: next, shuffle: next };
}

function filled(rows: number, columns: number, number: (i: number) => number): Tensor {
  return tensor(
    Float64Array.from({ length: rows * columns }, (_, i) => number(i)),
    rows,
    columns,
  );
}
