/** What every optimiser is: it knows some parameters, and how to follow their gradients down. */
import type { Parameter } from "../layers/layer.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Whoever changes parameters by their gradients. */
export interface Optimizer {
  /** How large a step is; may be changed between steps. */
  learningRate: number;
  /** How many steps were taken. */
  steps: number;
  /** What it changes. */
  readonly parameters: readonly Parameter[];
  /**
   * What it remembers from step to step: by its name in the formula, a tensor for each parameter.
   * Whoever keeps `steps` and these numbers, and puts them back, goes on as if nothing had happened.
   */
  readonly memory: Readonly<Record<string, readonly Tensor[]>>;
  /** Changes every parameter by one step, as its gradient says. */
  step(): void;
}
