/**
 * The loop over batches: read it from top to bottom, and you have seen a whole run.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { StepResult } from "../aae/training.ts";
import { InputError } from "../input-error.ts";
import { steppedRate } from "../optim/schedule.ts";
import { zeros } from "../tensor/kernels.ts";
import { reconstructAll } from "./evaluation.ts";
import type { Metrics } from "./metrics.ts";
import type { Progress } from "./progress.ts";
import { epochOf } from "./progress.ts";
import type { Run } from "./run.ts";

/** What the loop hands over while it runs. */
export interface TrainingHooks {
  readonly progress: Progress;
  /** Called with what every step and every evaluation gave. */
  record(metrics: Metrics): void;
  /** Called when the model is worth keeping: after each epoch. */
  keep(): void;
  /** Asks the loop to stop after the step that it is in. */
  readonly stop: AbortSignal;
}

/**
 * Trains until the run has taken all its steps, or is asked to stop.
 *
 * @throws InputError if a loss is not a finite number; what was kept before stays.
 */
export async function train(run: Run, hooks: TrainingHooks): Promise<void> {
  const { configuration, kernels, data, model, training, batches, stepsPerEpoch, steps } = run;
  const X = zeros(kernels, configuration.batchSize, model.description.pixels);

  while (run.step < steps && !hooks.stop.aborted) {
    training.setLearningRate(
      steppedRate(configuration.adam.learningRate, configuration.drops, run.step / steps),
    );
    batches.next(X);
    const result = training.step(X);
    run.step++;

    expectFinite(result, run.step);
    hooks.record({ step: run.step, epoch: epochOf(run), ...result });
    hooks.progress.show(result);

    if (run.step % stepsPerEpoch === 0) {
      const { mse } = reconstructAll(kernels, model, data.test);
      hooks.record({ step: run.step, epoch: epochOf(run), testMse: mse });
      hooks.keep();
    }
    await nextTurn(); // lets a signal be heard
  }
}

/** @throws InputError that names the first loss that is not a finite number. */
function expectFinite(result: StepResult, step: number): void {
  for (const [loss, value] of Object.entries(result)) {
    if (value !== null && !Number.isFinite(value)) {
      throw new InputError(
        `The ${loss} loss became ${value} at step ${step}, so the run was stopped; a smaller --learning-rate is the usual cure.`,
      );
    }
  }
}
