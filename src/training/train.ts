/**
 * The loop over batches: read it from top to bottom, and you have seen a whole run.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { reconstructAll } from "../measures/reconstruction.ts";
import { steppedRate } from "../optim/schedule.ts";
import type { Metrics } from "../runs/metrics.ts";
import type { Progress } from "../runs/progress.ts";
import { epochOf } from "../runs/progress.ts";
import { zeros } from "../tensor/kernels.ts";
import { CollapseWatch } from "./collapse.ts";
import { expectFiniteStep } from "./finite.ts";
import type { Run } from "./run.ts";

/** What the loop hands over while it runs. */
export interface TrainingHooks {
  readonly progress: Progress;
  /** Called with what every step and every evaluation gave. */
  record(metrics: Metrics): void;
  /** Called when the model is worth keeping: after each epoch. */
  keep(): void;
  /** Called after each step: whether it is time for a checkpoint. */
  isCheckpointDue(step: number): boolean;
  /** Called when it is. */
  checkpoint(): void;
  /** Asks the loop to stop after the step that it is in. */
  readonly stop: AbortSignal;
}

/**
 * Trains until the run has taken all its steps, or is asked to stop.
 *
 * @throws InputError if a loss, a gradient or a weight is not a finite number; what was kept before
 * stays.
 */
export async function train(run: Run, hooks: TrainingHooks): Promise<void> {
  const { configuration, kernels, data, model, training, batches, stepsPerEpoch, steps } = run;
  const watch = new CollapseWatch(run, hooks.progress.say);
  const X = zeros(kernels, configuration.batchSize, model.description.pixels);

  while (run.step < steps && !hooks.stop.aborted) {
    training.setLearningRate(
      steppedRate(configuration.adam.learningRate, configuration.drops, run.step / steps),
    );
    batches.next(X);
    const result = training.step(X);
    run.step++;

    expectFiniteStep(run, { ...result });
    hooks.record({ step: run.step, epoch: epochOf(run), ...result });
    hooks.progress.show(result);
    watch.look(result, X);

    if (run.step % stepsPerEpoch === 0) {
      const { mse } = reconstructAll(kernels, model, data.test);
      hooks.record({ step: run.step, epoch: epochOf(run), testMse: mse });
      hooks.keep();
    }
    if (hooks.isCheckpointDue(run.step)) hooks.checkpoint();
    await nextTurn(); // lets a signal be heard
  }
}
