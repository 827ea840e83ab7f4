/** An optimiser as plain data: what a recipe, a file or an option says of it. */
import * as z from "zod";
import type { Parameter } from "../layers/layer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { Adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { milestoneSchema } from "./schedule.ts";
import { SGD } from "./sgd.ts";

const positive = z.number().positive();
const share = z.number().min(0).lt(1);
const common = {
  learningRate: positive.max(1000),
  /** How long the gradient of all its parameters together may be; null: any length. */
  clipNorm: positive.nullable(),
  warmUp: z.int().min(0),
  milestones: z.array(milestoneSchema),
};

export const optimizerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("adam"),
    ...common,
    beta1: share,
    beta2: share,
    epsilon: positive,
  }),
  z.strictObject({ kind: z.literal("sgd"), ...common, momentum: share }),
]);
/** An optimiser as plain data: its kind, its constants, and how its rate goes. */
export type OptimizerDescription = z.infer<typeof optimizerSchema>;

/** Adam with a constant rate; what is given wins. */
export function adam(
  options: Partial<Extract<OptimizerDescription, { kind: "adam" }>> & { learningRate: number },
): OptimizerDescription {
  return {
    ...{ kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ...{ clipNorm: null, warmUp: 0, milestones: [] },
    ...options,
  };
}

/** Stochastic gradient descent with a constant rate; what is given wins. */
export function sgd(
  options: Partial<Extract<OptimizerDescription, { kind: "sgd" }>> & { learningRate: number },
): OptimizerDescription {
  return { kind: "sgd", momentum: 0, clipNorm: null, warmUp: 0, milestones: [], ...options };
}

/** The optimiser that a description asks for. */
export function createOptimizer(
  kernels: Kernels,
  parameters: readonly Parameter[],
  description: OptimizerDescription,
): Optimizer {
  return description.kind === "adam"
    ? new Adam(kernels, parameters, description)
    : new SGD(kernels, parameters, description);
}
