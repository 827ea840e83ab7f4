/**
 * A learning rate that changes while a run goes on: it may warm up at the start, and it falls at
 * milestones, large while there is far to go, small for the last details.
 */
import * as z from "zod";

/** From an epoch on, or from a share of the run's length on, the rate is multiplied by `factor`. */
export const milestoneSchema = z.union([
  z.strictObject({ epoch: z.number().positive(), factor: z.number().positive() }),
  z.strictObject({ share: z.number().min(0).max(1), factor: z.number().positive() }),
]);
/** When a learning rate falls, and by which factor. */
export type Milestone = z.infer<typeof milestoneSchema>;

/** How a learning rate goes. */
export interface Schedule {
  /** The rate after the warm-up and before the first milestone. */
  readonly learningRate: number;
  /** For so many steps the rate rises in a straight line; 0: it starts at once. */
  readonly warmUp: number;
  readonly milestones: readonly Milestone[];
}

/** How far a run has come. */
export interface Position {
  /** How many steps were taken. */
  readonly step: number;
  /** How many steps make the run. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/** The learning rate of the next step. */
export function scheduledRate(
  { learningRate, warmUp, milestones }: Schedule,
  { step, steps, stepsPerEpoch }: Position,
): number {
  let rate = learningRate;
  if (step < warmUp) rate *= (step + 1) / warmUp;
  for (const milestone of milestones) {
    const reached =
      "epoch" in milestone
        ? step >= milestone.epoch * stepsPerEpoch
        : step / steps >= milestone.share;
    if (reached) rate *= milestone.factor;
  }
  return rate;
}
