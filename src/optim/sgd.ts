/**
 * Stochastic gradient descent with momentum, the optimiser of the AAE paper (its appendix A:
 * learning rate 0.01, momentum 0.9).
 *
 *     v ← μ·v + g          the velocity: like a ball, it keeps most of its speed
 *     w ← w − α·v
 *
 * With μ = 0 it is plain gradient descent. Source: Sutskever, Martens, Dahl and Hinton, "On the
 * importance of initialization and momentum in deep learning" (2013), with α outside of v, so that
 * a falling learning rate takes hold at once.
 */
import type { Parameter } from "../layers/layer.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import type { Optimizer } from "./optimizer.ts";

export class SGD implements Optimizer {
  learningRate: number;
  readonly momentum: number;
  /** v, one tensor for each parameter. */
  readonly velocity: readonly Tensor[];
  readonly #parameters: readonly Parameter[];

  /**
   * @param learningRate α
   * @param momentum μ, at least 0 and below 1
   */
  constructor(
    kernels: Kernels,
    parameters: readonly Parameter[],
    { learningRate, momentum = 0 }: { learningRate: number; momentum?: number },
  ) {
    this.learningRate = learningRate;
    this.momentum = momentum;
    this.velocity = parameters.map(({ value }) => zeros(kernels, ...value.shape));
    this.#parameters = parameters;
  }

  step(): void {
    for (let index = 0; index < this.#parameters.length; index++) {
      const w = valuesOf(this.#parameters[index].value);
      const g = valuesOf(this.#parameters[index].grad);
      const v = valuesOf(this.velocity[index]);
      for (let i = 0; i < w.length; i++) {
        v[i] = this.momentum * v[i] + g[i];
        w[i] -= this.learningRate * v[i];
      }
    }
  }
}
