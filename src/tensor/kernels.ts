/**
 * Where numbers are kept, and who multiplies them.
 *
 * Every layer is given a set of kernels and asks it for memory and for the heavy loops. So one
 * layer runs unchanged in single or double precision, on naive loops or on fast ones.
 */
import * as naive from "./products.ts";
import { type Tensor, tensor, type Values } from "./tensor.ts";
import * as tiled from "./tiled.ts";

/** A set of loops, with the memory that they work in. */
export interface Kernels {
  /** The name that a run records. */
  readonly name: string;
  /** That many numbers, all zero. */
  allocate(length: number): Values;
  /** Y = X·W */
  matmul(X: Tensor, W: Tensor, Y: Tensor): void;
  /** dW += Xᵀ·dY */
  matmulTransposeA(X: Tensor, dY: Tensor, dW: Tensor): void;
  /** dX = dY·Wᵀ */
  matmulTransposeB(dY: Tensor, W: Tensor, dX: Tensor): void;
  /**
   * The same loop in a faster form, where these kernels have one; otherwise the loop itself.
   *
   * A loop stands, plainly, in the file of the layer or optimiser that it belongs to, and whoever
   * runs it asks here first. The tests hold each faster form against its definition.
   */
  fastest<Loop extends object>(loop: Loop): Loop;
}

/** The readable definition: one multiplication after the other, in single precision. */
export const naiveKernels: Kernels = {
  name: "naive",
  allocate: (length) => new Float32Array(length),
  matmul: naive.matmul,
  matmulTransposeA: naive.matmulTransposeA,
  matmulTransposeB: naive.matmulTransposeB,
  fastest: (loop) => loop,
};

/** The fast loops in plain TypeScript, in single precision: they run everywhere. */
export const tsKernels: Kernels = {
  name: "ts",
  allocate: (length) => new Float32Array(length),
  matmul: tiled.matmul,
  matmulTransposeA: tiled.matmulTransposeA,
  matmulTransposeB: tiled.matmulTransposeB,
  fastest: (loop) => loop,
};

/** The same fast loops in double precision: what gradient checks use. */
export const doubleKernels: Kernels = {
  ...tsKernels,
  name: "ts-float64",
  allocate: (length) => new Float64Array(length),
};

/** A tensor of zeros in the memory of a set of kernels. */
export function zeros(kernels: Kernels, ...shape: number[]): Tensor {
  return tensor(kernels.allocate(shape.reduce((product, length) => product * length, 1)), ...shape);
}

/**
 * Copies numbers into the memory of a set of kernels and puts a shape on them.
 *
 * @throws RangeError if the shape asks for another count of numbers than there are.
 */
export function tensorFrom(
  kernels: Kernels,
  numbers: ArrayLike<number>,
  ...shape: number[]
): Tensor {
  const values = kernels.allocate(numbers.length);
  values.set(numbers);
  return tensor(values, ...shape);
}
