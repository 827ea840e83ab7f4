/**
 * An activation as a layer: two loops, and the memory that they read and write.
 *
 * Each activation is a file of its own with nothing but its two loops and the formulas above them;
 * what they have in common stands here.
 */

import type { Kernels } from "../tensor/kernels.ts";
import { expectSameShape, type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { expectForward, type Layer } from "./layer.ts";

/** The two loops that define an activation: of each number, or of each row of `columns` numbers. */
export interface ActivationFunction {
  readonly name: string;
  /** What a negative number is multiplied by, for leaky ReLU. */
  readonly slope?: number;
  /** Fills y with f(x). */
  forward(x: Values, y: Values, columns: number): void;
  /** Fills dx with the gradient of the loss with respect to x, given dy, its gradient for y = f(x). */
  backward(dy: Values, x: Values, y: Values, dx: Values, columns: number): void;
}

/** An activation as a layer; without parameters. */
export class Activation implements Layer {
  readonly parameters = [];
  readonly function: ActivationFunction;
  readonly #loops: ActivationFunction;
  readonly #Y: Workspace;
  readonly #dX: Workspace;
  #X: Tensor | null = null;

  constructor(kernels: Kernels, activation: ActivationFunction) {
    this.function = activation;
    this.#loops = kernels.fastest(activation);
    this.#Y = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /** Y = f(X), of the same shape. */
  forward(X: Tensor): Tensor {
    const [rows, columns] = X.shape;
    const Y = this.#Y.shaped(rows, columns);
    this.#loops.forward(valuesOf(X), valuesOf(Y), columns);
    this.#X = X;
    return Y;
  }

  /** dX, of the same shape. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor): Tensor {
    const X = expectForward(this.function.name, this.#X);
    expectSameShape(this.function.name, X, dY, "X", "dY");
    this.#X = null;
    const [rows, columns] = X.shape;
    const Y = this.#Y.shaped(rows, columns);
    const dX = this.#dX.shaped(rows, columns);
    this.#loops.backward(valuesOf(dY), valuesOf(X), valuesOf(Y), valuesOf(dX), columns);
    return dX;
  }
}
