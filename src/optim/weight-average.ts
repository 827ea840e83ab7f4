/**
 * A running average of all weights, by which a model is judged and saved in place of the weights of
 * its latest step, which each batch pushes another way.
 *
 *     a ← a + (1 − d)·(w − a)      after step t, with d = min(D, t / (t + 9)), so that the first
 *                                  weights are soon forgotten
 *
 * Running statistics of batch normalisation are averaged with the weights that they belong to.
 *
 * Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992); for
 * adversarial games Yazıcı et al., "The unusual effectiveness of averaging in GAN training",
 * arXiv:1806.04498.
 */
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";

/** After t steps, t/(t + 9) of an average stays: nine tenths after 81, 0.99 after 891. */
const WARM_UP = 9;

/** A tensor of a model, by its full name. */
interface Named {
  readonly name: string;
  readonly value: Tensor;
}

export class WeightAverage {
  /** The average of each tensor, in the order in which they were given. */
  readonly averages: readonly Named[];
  readonly #weights: readonly Tensor[];
  readonly #decay: number;
  readonly #moveTowards: typeof moveTowards;

  /**
   * @param weights what is averaged; the averages start at what they are now
   * @param decay D, how much of an average stays from step to step, below 1
   */
  constructor(kernels: Kernels, weights: readonly Named[], decay: number) {
    this.#weights = weights.map(({ value }) => value);
    this.#decay = decay;
    this.#moveTowards = kernels.fastest(moveTowards);
    this.averages = weights.map(({ name, value }) => {
      const average = zeros(kernels, ...value.shape);
      valuesOf(average).set(valuesOf(value));
      return { name, value: average };
    });
  }

  /** Takes in the weights as they are after step t, counted from 1. */
  update(t: number): void {
    const share = 1 - Math.min(this.#decay, t / (t + WARM_UP));
    for (const [index, { value }] of this.averages.entries()) {
      this.#moveTowards(valuesOf(value), valuesOf(this.#weights[index]), share);
    }
  }

  /** Does something while the weights are the averages; afterwards they are what they were. */
  during<Result>(action: () => Result): Result {
    this.#exchange();
    try {
      return action();
    } finally {
      this.#exchange();
    }
  }

  #exchange(): void {
    for (const [index, { value }] of this.averages.entries()) {
      exchange(valuesOf(value), valuesOf(this.#weights[index]));
    }
  }
}

/** a ← a + share·(w − a) */
export function moveTowards(a: Values, w: Values, share: number): void {
  for (let i = 0; i < a.length; i++) a[i] += share * (w[i] - a[i]);
}

function exchange(a: Values, b: Values): void {
  for (let i = 0; i < a.length; i++) {
    const before = a[i];
    a[i] = b[i];
    b[i] = before;
  }
}
