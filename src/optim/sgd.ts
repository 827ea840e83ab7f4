/**
 * Stochastic gradient descent with momentum, the optimiser of the AAE paper.
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
import { clipGradients } from "./clip.ts";
import type { Optimizer } from "./optimizer.ts";

/** Stochastic gradient descent, with momentum. */
export class SGD implements Optimizer {
  learningRate: number;
  readonly momentum: number;
  readonly clipNorm: number | null;
  steps = 0;
  /** The velocity v. */
  readonly memory: { readonly v: readonly Tensor[] };
  readonly parameters: readonly Parameter[];

  /**
   * @param options the learning rate α; the momentum μ, at least 0 and below 1; and how long the
   * gradient of all parameters together may be (null: any length)
   */
  constructor(
    kernels: Kernels,
    parameters: readonly Parameter[],
    {
      learningRate,
      momentum = 0,
      clipNorm = null,
    }: { learningRate: number; momentum?: number; clipNorm?: number | null },
  ) {
    this.learningRate = learningRate;
    this.momentum = momentum;
    this.clipNorm = clipNorm;
    this.memory = { v: parameters.map(({ value }) => zeros(kernels, ...value.shape)) };
    this.parameters = parameters;
  }

  step(): void {
    if (this.clipNorm !== null) clipGradients(this.parameters, this.clipNorm);
    this.steps++;
    for (let index = 0; index < this.parameters.length; index++) {
      const w = valuesOf(this.parameters[index].value);
      const g = valuesOf(this.parameters[index].grad);
      const v = valuesOf(this.memory.v[index]);
      for (let i = 0; i < w.length; i++) {
        v[i] = this.momentum * v[i] + g[i];
        w[i] -= this.learningRate * v[i];
      }
    }
  }
}
