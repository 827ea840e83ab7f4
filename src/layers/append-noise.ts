/**
 * Noise beside the input: what a network makes of it is a distribution of any shape, not only a
 * Gaussian. That is the universal posterior of the paper's section 2.
 *
 *     forward    Y  = [X | E]       E [B, k] from N(0, 1); X [B, I], Y [B, I + k]
 *     backward   dX = the first I columns of dY
 *
 * It is drawn in training and in use alike: there is no mean of an unknown distribution to use in
 * its place.
 */
import type { Kernels } from "../tensor/kernels.ts";
import { expectSameShape, type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { copyColumns } from "./columns.ts";
import { expectForward, type Layer, type Pass } from "./layer.ts";

/** Y = [X | E], with E drawn from N(0, 1) in training and in use. */
export class AppendNoise implements Layer {
  readonly parameters = [];
  /** k, how many columns of noise are appended. */
  readonly columns: number;
  readonly #Y: Workspace;
  readonly #dX: Workspace;
  #latestY: Tensor | null = null;

  /**
   * @param columns k, for example the width of the code
   * @throws RangeError unless k is a whole number of 1 or more.
   */
  constructor(kernels: Kernels, columns: number) {
    if (!Number.isInteger(columns) || columns < 1) {
      throw new RangeError(
        `AppendNoise: ${columns} columns of noise are to be appended; give a whole number of 1 or more.`,
      );
    }
    this.columns = columns;
    this.#Y = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /** Y = [X | E], the noise drawn row by row. */
  forward(X: Tensor, { random }: Pass): Tensor {
    const [rows, inputs] = X.shape;
    const width = inputs + this.columns;
    const Y = this.#Y.shaped(rows, width);
    copyColumns(X, 0, Y, 0, inputs);
    const y = valuesOf(Y);
    for (let start = inputs; start < y.length; start += width) {
      for (let j = start; j < start + this.columns; j++) y[j] = random.normal();
    }
    this.#latestY = Y;
    return Y;
  }

  /** dX: the noise's gradient goes nowhere. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor): Tensor {
    const Y = expectForward("AppendNoise", this.#latestY);
    expectSameShape("AppendNoise", Y, dY, "Y", "dY");
    this.#latestY = null;
    const [rows, width] = Y.shape;
    const inputs = width - this.columns;
    const dX = this.#dX.shaped(rows, inputs);
    copyColumns(dY, 0, dX, 0, inputs);
    return dX;
  }
}
