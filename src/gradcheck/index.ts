/**
 * Gradient checks, for layers, losses and models of one's own.
 *
 * @module
 */
export { checkLayer } from "./check-layer.ts";
export { checkLoss } from "./check-loss.ts";
export { checkDirections, checkObjective } from "./check-objective.ts";
export type { Comparison } from "./comparison.ts";
export { formatCheck } from "./format.ts";
export type { CheckOptions, CheckResult } from "./result.ts";
