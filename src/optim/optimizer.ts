/** What every optimiser is: it knows some parameters, and how to follow their gradients down. */
export interface Optimizer {
  /** How large a step is; may be changed between steps. */
  learningRate: number;
  /** Changes every parameter by one step, as its gradient says. */
  step(): void;
}
