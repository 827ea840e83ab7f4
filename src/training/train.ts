/**
 * The loop over batches: read it from top to bottom, and you have seen a whole run.
 */
import type { Figures } from "../aae/parts/model.ts";
import type { CollapseWatch } from "./collapse.ts";
import { evaluateClasses, evaluateReconstruction } from "./evaluation.ts";
import { expectFiniteStep } from "./finite.ts";
import { asJudged, epochOf, type Run, setLearningRates } from "./run.ts";

/** What a step gave, or an evaluation on the images that a run is judged by. */
export interface Metrics {
  readonly step: number;
  readonly epoch: number;
  readonly kind: "step" | "test" | "validation" | "training";
  readonly figures: Figures;
}

/** What the loop hands over while it runs. */
export interface TrainingHooks {
  /** Called after every step. */
  show(figures: Figures): void;
  /** Called with what every step and every evaluation gave. */
  record(metrics: Metrics): void;
  /** Called after each evaluation, with what it gave: the model may be worth keeping. */
  keep(evaluation: Metrics): void;
  /** Called after each step: whether it is time for a checkpoint. */
  isCheckpointDue(step: number): boolean;
  /** Called when it is. */
  checkpoint(): void;
  /** Called after each step: lets others have their turn, so that a signal or a click is heard. */
  breathe(): Promise<void>;
  /** Asks the loop to stop after the step that it is in. */
  readonly stop: { readonly aborted: boolean };
}

/**
 * Trains until the run has taken all its steps, or is asked to stop.
 *
 * @param watch points out what goes wrong with finite numbers
 * @throws InputError if a figure, a gradient or a weight is not a finite number; what was kept
 * before stays.
 */
export async function train(run: Run, watch: CollapseWatch, hooks: TrainingHooks): Promise<void> {
  const { training, loader, pass, stepsPerEvaluation, steps } = run;

  while (run.step < steps && !hooks.stop.aborted) {
    setLearningRates(run);
    const batch = loader.next();
    const figures = training.step(batch, pass);
    run.step++;
    run.average?.update(run.step);

    expectFiniteStep(run, figures);
    hooks.record({ step: run.step, epoch: epochOf(run), kind: "step", figures });
    hooks.show(figures);
    watch.look(figures, batch.X);

    if (run.step % stepsPerEvaluation === 0) {
      asJudged(run, () => {
        const evaluation = evaluateStep(run);
        hooks.record(evaluation);
        hooks.keep(evaluation);
      });
    }
    if (hooks.isCheckpointDue(run.step)) hooks.checkpoint();
    await hooks.breathe();
  }
}

/** What is recorded of a model that is judged. */
function evaluateStep(run: Run): Metrics {
  const { kernels, model, judged, step } = run;
  const reconstruction = evaluateReconstruction(kernels, model, judged.images);
  const { classification, clustering } = evaluateClasses(kernels, model, judged);
  const classes = classification ?? clustering;
  const figures = { reconstruction, ...(classes && { error: classes.error }) };
  return { step, epoch: epochOf(run), kind: judged.name, figures };
}
