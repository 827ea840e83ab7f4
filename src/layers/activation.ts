/**
 * An activation as a layer: two loops, and the memory that they read and write.
 *
 * Each activation is a file of its own with nothing but its two loops and the formulas above them;
 * what they have in common stands here.
 */
import { Buffer } from "../tensor/buffer.ts";
import type { ActivationLoops, FasterLoops, Kernels } from "../tensor/kernels.ts";
import { expectSameShape, type Tensor, valuesOf } from "../tensor/tensor.ts";
import type { Layer } from "./layer.ts";

/** The two loops that define an activation, and where to look for faster ones. */
export interface ActivationFunction extends ActivationLoops {
  readonly name: string;
  /** The same two loops as some kernels bring them; left out where none do. */
  faster?(loops: FasterLoops): ActivationLoops | undefined;
}

export class Activation implements Layer {
  readonly parameters = [];
  readonly function: ActivationFunction;
  readonly #loops: ActivationLoops;
  readonly #Y: Buffer;
  readonly #dX: Buffer;
  #X: Tensor | null = null;

  constructor(kernels: Kernels, activation: ActivationFunction) {
    this.function = activation;
    this.#loops = activation.faster?.(kernels.faster) ?? activation;
    this.#Y = new Buffer(kernels);
    this.#dX = new Buffer(kernels);
  }

  /** Y = f(X), of the same shape. */
  forward(X: Tensor): Tensor {
    const [rows, columns] = X.shape;
    const Y = this.#Y.shaped(rows, columns);
    this.#loops.forward(valuesOf(X), valuesOf(Y), columns);
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
    this.#loops.backward(valuesOf(dY), valuesOf(X), valuesOf(Y), valuesOf(dX), columns);
    return dX;
  }
}
