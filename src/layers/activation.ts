/**
 * An activation as a layer: two loops, and the memory that they read and write.
 *
 * Each activation is a file of its own with nothing but its two loops and the formulas above them;
 * what they have in common stands here.
 */
import { Buffer } from "../tensor/buffer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { expectSameShape, type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import type { Layer } from "./layer.ts";

/** A function of each number, or of each row of `columns` numbers, with its derivative. */
export interface ActivationFunction {
  readonly name: string;
  /** Fills y with f(x). */
  forward(x: Values, y: Values, columns: number): void;
  /** Fills dx with the gradient of the loss with respect to x, given dy, its gradient for y = f(x). */
  backward(dy: Values, x: Values, y: Values, dx: Values, columns: number): void;
}

export class Activation implements Layer {
  readonly parameters = [];
  readonly function: ActivationFunction;
  readonly #Y: Buffer;
  readonly #dX: Buffer;
  #X: Tensor | null = null;

  constructor(kernels: Kernels, activation: ActivationFunction) {
    this.function = activation;
    this.#Y = new Buffer(kernels);
    this.#dX = new Buffer(kernels);
  }

  /** Y = f(X), of the same shape. */
  forward(X: Tensor): Tensor {
    const [rows, columns] = X.shape;
    const Y = this.#Y.shaped(rows, columns);
    this.function.forward(valuesOf(X), valuesOf(Y), columns);
    this.#X = X;
    return Y;
  }

  /** dX, of the same shape. Throws an Error before the first `forward`. */
  backward(dY: Tensor): Tensor {
    const X = this.#X;
    if (X === null) throw new Error(`${this.function.name}: backward needs a forward first.`);
    expectSameShape(this.function.name, X, dY, "X", "dY");
    const [rows, columns] = X.shape;
    const Y = this.#Y.shaped(rows, columns);
    const dX = this.#dX.shaped(rows, columns);
    this.function.backward(valuesOf(dY), valuesOf(X), valuesOf(Y), valuesOf(dX), columns);
    return dX;
  }
}
