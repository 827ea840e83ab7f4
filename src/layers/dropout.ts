/**
 * Dropout: while a network learns, some of its inputs are left out, drawn anew for each batch, so
 * that it cannot lean on any one of them.
 *
 *     training   y  = m·x      m = 0 with the probability `rate`, else 1/(1 − rate); X, M, Y [B, I]
 *     backward   dx = m·dy
 *     use        y  = x        dx = dy
 *
 * What is kept is made larger by as much as is left out, so that y is x on average.
 *
 * Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to
 * prevent neural networks from overfitting" (2014), with the scale in training as in PyTorch.
 */
import type { Kernels } from "../tensor/kernels.ts";
import { expectSameShape, type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { expectForward, type Layer, type Pass } from "./layer.ts";

/** Leaves a share of the input out while it learns. */
export class Dropout implements Layer {
  readonly parameters = [];
  readonly rate: number;
  readonly #mask: Workspace;
  readonly #Y: Workspace;
  readonly #dX: Workspace;
  #X: Tensor | null = null;
  #training = false;

  /**
   * @param rate the share that is left out, for example 0.2
   * @throws RangeError unless 0 ≤ rate < 1.
   */
  constructor(kernels: Kernels, rate: number) {
    if (!(rate >= 0 && rate < 1)) {
      throw new RangeError(
        `Dropout: the rate is ${rate}; give the share that is left out, from 0 to below 1.`,
      );
    }
    this.rate = rate;
    this.#mask = new Workspace(kernels);
    this.#Y = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /** Y = M·X, element by element, the mask drawn row by row; in use, Y is X itself. */
  forward(X: Tensor, { training, random }: Pass): Tensor {
    this.#X = X;
    this.#training = training;
    if (!training) return X;
    const [rows, columns] = X.shape;
    const Y = this.#Y.shaped(rows, columns);
    const x = valuesOf(X);
    const y = valuesOf(Y);
    const mask = valuesOf(this.#mask.shaped(rows, columns));
    for (let i = 0; i < x.length; i++) {
      mask[i] = random.uniform() < this.rate ? 0 : 1 / (1 - this.rate);
      y[i] = mask[i] * x[i];
    }
    return Y;
  }

  /** dX = M·dY; in use, dX is dY itself. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor): Tensor {
    const X = expectForward("Dropout", this.#X);
    expectSameShape("Dropout", X, dY, "X", "dY");
    this.#X = null;
    if (!this.#training) return dY;
    const [rows, columns] = X.shape;
    const dX = this.#dX.shaped(rows, columns);
    const dy = valuesOf(dY);
    const dx = valuesOf(dX);
    const mask = valuesOf(this.#mask.shaped(rows, columns));
    for (let i = 0; i < dy.length; i++) dx[i] = mask[i] * dy[i];
    return dX;
  }
}
