/**
 * Adam: every weight gets a step size of its own, from the history of its own gradient.
 *
 *     m ← β₁·m + (1 − β₁)·g         the first moment: which way, on average, lately
 *     v ← β₂·v + (1 − β₂)·g²        the second moment: how large, on average, lately
 *     m̂ = m / (1 − β₁ᵗ)             both start at 0, which makes the first averages too small;
 *     v̂ = v / (1 − β₂ᵗ)             this is the correction (t counts the steps from 1)
 *     w ← w − α·m̂ / (√v̂ + ε)
 *
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1.
 */
import type { Parameter } from "../layers/layer.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { clipGradients } from "./clip.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * A moment nearer to 0 than this becomes 0. Otherwise it would halve and halve, down to numbers with
 * fewer digits than others (below 2⁻¹²⁶ in float32), with which processors are slow, and stop a
 * little above 0 for ever. From here up, (1 − β)·m has all its digits, if 1 − β is at least 2⁻²⁶; and
 * what is thrown away would have moved a weight by α·2⁻¹⁰⁰/ε, which is less than α·1e-22 for ε = 1e-8.
 */
export const NEGLIGIBLE = 2 ** -100;

/** Adam's constants. */
export interface AdamOptions {
  /** α, the size of a step while gradients keep their direction. */
  learningRate: number;
  /** β₁, how much of the old first moment is kept; 0.9 in Adam's paper, 0.5 is usual against an adversary. */
  beta1?: number;
  /** β₂, how much of the old second moment is kept. */
  beta2?: number;
  /** ε, which keeps the quotient finite where a gradient has always been 0. */
  epsilon?: number;
  /** How long the gradient of all parameters together may be; longer ones are clipped. null: any length. */
  clipNorm?: number | null;
}

/** Adam: steps of a size that each weight has by its own gradients. */
export class Adam implements Optimizer {
  learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly clipNorm: number | null;
  /** t, how many steps were taken. */
  steps = 0;
  /** The first and second moments, m and v. */
  readonly memory: { readonly m: readonly Tensor[]; readonly v: readonly Tensor[] };
  readonly parameters: readonly Parameter[];
  readonly #update: typeof update;

  constructor(
    kernels: Kernels,
    parameters: readonly Parameter[],
    { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, clipNorm = null }: AdamOptions,
  ) {
    this.learningRate = learningRate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.clipNorm = clipNorm;
    const moments = () => parameters.map(({ value }) => zeros(kernels, ...value.shape));
    this.memory = { m: moments(), v: moments() };
    this.parameters = parameters;
    this.#update = kernels.fastest(update);
  }

  step(): void {
    if (this.clipNorm !== null) clipGradients(this.parameters, this.clipNorm);
    this.steps++;
    for (let index = 0; index < this.parameters.length; index++) {
      const { value, grad } = this.parameters[index];
      this.#update(
        valuesOf(value),
        valuesOf(grad),
        valuesOf(this.memory.m[index]),
        valuesOf(this.memory.v[index]),
        this,
      );
    }
  }
}

/** What the formula calls α, β₁, β₂, ε and t. */
export interface AdamConstants {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly steps: number;
}

/**
 * One step for every weight of a parameter: the formula above, line by line.
 *
 * Where g² is too large a number for v, the quotient would be 0, and the weight would never move
 * again: v − v, which is 0 otherwise, is then NaN, and makes the weight NaN for everybody to see.
 */
export function update(w: Values, g: Values, m: Values, v: Values, constants: AdamConstants): void {
  const { learningRate, beta1, beta2, epsilon, steps } = constants;
  const correction1 = 1 - beta1 ** steps;
  const correction2 = 1 - beta2 ** steps;
  for (let i = 0; i < w.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    if (Math.abs(m[i]) < NEGLIGIBLE) m[i] = 0;
    if (v[i] < NEGLIGIBLE) v[i] = 0;
    const mHat = m[i] / correction1;
    const vHat = v[i] / correction2;
    w[i] -= (learningRate * mHat) / (Math.sqrt(vHat) + epsilon) + (v[i] - v[i]);
  }
}
