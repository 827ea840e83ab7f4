/**
 * Where numbers are kept, and who multiplies them.
 *
 * Every layer is given a set of kernels and asks it for memory and for the heavy loops. So one
 * layer runs unchanged in single or double precision, on naive loops or on fast ones.
 */
import * as naive from "./products.ts";
import { type Tensor, tensor, type Values } from "./tensor.ts";
import * as tiled from "./tiled.ts";

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
  /** Other loops that run faster here than where they are defined; often none. */
  readonly faster: FasterLoops;
}

/**
 * Loops that a set of kernels may bring in a faster form.
 *
 * Each is defined, as a plain loop below its formula, in the file named here, and runs there
 * unless the kernels bring their own. The tests hold each faster form against its definition.
 */
export interface FasterLoops {
  /** src/layers/dense.ts */
  addToEachRow?(b: Values, y: Values): void;
  /** src/layers/dense.ts */
  addSumOfRows?(dy: Values, db: Values): void;
  /** src/layers/relu.ts */
  readonly relu?: ActivationLoops;
  /** src/layers/tanh.ts */
  readonly tanh?: ActivationLoops;
  /** src/optim/adam.ts */
  adam?(w: Values, g: Values, m: Values, v: Values, constants: AdamConstants): void;
}

/** A function of each number, or of each row of `columns` numbers, with its derivative. */
export interface ActivationLoops {
  /** Fills y with f(x). */
  forward(x: Values, y: Values, columns: number): void;
  /** Fills dx with the gradient of the loss with respect to x, given dy, its gradient for y = f(x). */
  backward(dy: Values, x: Values, y: Values, dx: Values, columns: number): void;
}

/** What Adam's formula calls α, β₁, β₂, ε and t. */
export interface AdamConstants {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly steps: number;
}

/** The readable definition: one multiplication after the other, in single precision. */
export const naiveKernels: Kernels = {
  name: "naive",
  allocate: (length) => new Float32Array(length),
  matmul: naive.matmul,
  matmulTransposeA: naive.matmulTransposeA,
  matmulTransposeB: naive.matmulTransposeB,
  faster: {},
};

/** The fast loops in plain TypeScript, in single precision: they run everywhere. */
export const tsKernels: Kernels = {
  name: "ts",
  allocate: (length) => new Float32Array(length),
  matmul: tiled.matmul,
  matmulTransposeA: tiled.matmulTransposeA,
  matmulTransposeB: tiled.matmulTransposeB,
  faster: {},
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
