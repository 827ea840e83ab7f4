/**
 * The dense layer: every output is a weighted sum of every input, plus a bias.
 *
 *     forward    Y  = X·W + b          X [B, I], W [I, O], b [O], Y [B, O]
 *     backward   dW = Xᵀ·dY            each weight: its input times its output's gradient, summed over the batch
 *                db = Σ dY             over the batch
 *                dX = dY·Wᵀ            each input: the gradients of all outputs, weighted as they went forward
 */

import { type Kernels, zeros } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { glorotUniform, type Initializer } from "./initializers.ts";
import { expectForward, type Layer, type Parameter, type Wanted } from "./layer.ts";

/** Y = X·W + b. */
export class Dense implements Layer {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly parameters: readonly Parameter[];
  readonly #kernels: Kernels;
  readonly #addToEachRow: typeof addToEachRow;
  readonly #addSumOfRows: typeof addSumOfRows;
  readonly #Y: Workspace;
  readonly #dX: Workspace;
  #X: Tensor | null = null;

  /**
   * @param inputs I, the width of X
   * @param outputs O, the width of Y
   * @param random draws the weights; the bias starts at zero
   */
  constructor(
    kernels: Kernels,
    inputs: number,
    outputs: number,
    random: Random,
    initializer: Initializer = glorotUniform,
  ) {
    this.weight = {
      name: "weight",
      value: zeros(kernels, inputs, outputs),
      grad: zeros(kernels, inputs, outputs),
    };
    this.bias = { name: "bias", value: zeros(kernels, outputs), grad: zeros(kernels, outputs) };
    this.parameters = [this.weight, this.bias];
    initializer(this.weight.value, random);
    this.#kernels = kernels;
    this.#addToEachRow = kernels.fastest(addToEachRow);
    this.#addSumOfRows = kernels.fastest(addSumOfRows);
    this.#Y = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /** Y = X·W + b. Throws a RangeError if X is not as wide as W is high. */
  forward(X: Tensor): Tensor {
    const W = this.weight.value;
    const Y = this.#Y.shaped(X.shape[0], W.shape[1]);
    this.#kernels.matmul(X, W, Y);
    this.#addToEachRow(valuesOf(this.bias.value), valuesOf(Y));
    this.#X = X;
    return Y;
  }

  /** dW += Xᵀ·dY, db += Σ dY, and dX = dY·Wᵀ. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor, wanted?: "both" | "input"): Tensor;
  backward(dY: Tensor, wanted?: Wanted): Tensor | null;
  backward(dY: Tensor, wanted: Wanted = "both"): Tensor | null {
    const X = expectForward("Dense", this.#X);
    this.#X = null;
    if (wanted !== "input") {
      this.#kernels.matmulTransposeA(X, dY, this.weight.grad);
      this.#addSumOfRows(valuesOf(dY), valuesOf(this.bias.grad));
    }
    if (wanted === "parameters") return null;
    const dX = this.#dX.shaped(X.shape[0], X.shape[1]);
    this.#kernels.matmulTransposeB(dY, this.weight.value, dX);
    return dX;
  }
}

/** Each row of Y [B, O] += b [O]. */
export function addToEachRow(b: Values, y: Values): void {
  for (let start = 0; start < y.length; start += b.length) {
    for (let o = 0; o < b.length; o++) y[start + o] += b[o];
  }
}

/** db [O] += the sum of all rows of dY [B, O]. */
export function addSumOfRows(dy: Values, db: Values): void {
  for (let start = 0; start < dy.length; start += db.length) {
    for (let o = 0; o < db.length; o++) db[o] += dy[start + o];
  }
}
