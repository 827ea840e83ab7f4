/**
 * Gradient clipping: where the loss falls off a cliff, the gradient is so long that one step would
 * throw away what was learned. So it keeps its direction, and its length is cut.
 *
 *     n = √(Σ g²)          over every number of every gradient: they are one long vector
 *     g ← g · c/n          if n > c
 *
 * Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks"
 * (2013), algorithm 1.
 */
import type { Parameter } from "../layers/layer.ts";
import { valuesOf } from "../tensor/tensor.ts";

/**
 * Cuts the gradients of all parameters, taken together, to the norm c. Returns n, their norm
 * before.
 *
 * @param largest c, above 0
 */
export function clipGradients(parameters: readonly Parameter[], largest: number): number {
  let sum = 0;
  for (const { grad } of parameters) {
    for (const g of valuesOf(grad)) sum += g * g;
  }
  const norm = Math.sqrt(sum);
  if (norm > largest) {
    const factor = largest / norm;
    for (const { grad } of parameters) {
      const g = valuesOf(grad);
      for (let i = 0; i < g.length; i++) g[i] *= factor;
    }
  }
  return norm;
}
