/** A run from its first step to its report: what `train` does, and what it leaves in the folder. */
import { join } from "node:path";
import { writeFileWhole } from "../data/files.ts";
import { InputError } from "../input-error.ts";
import { type Evaluation, evaluate } from "./evaluation.ts";
import { MetricsFile } from "./metrics.ts";
import { saveModel } from "./model-file.ts";
import { startProgress } from "./progress.ts";
import { writeReport } from "./report.ts";
import type { Run } from "./run.ts";
import { train } from "./train.ts";

/**
 * Trains until the end or until it is asked to stop; then keeps the model and draws the report.
 *
 * @param folder an empty folder
 * @throws InputError if a loss is no finite number (the last model that was kept stays), or if the
 * folder cannot be written.
 */
export async function trainInFolder(run: Run, folder: string, stop: AbortSignal): Promise<void> {
  const { configuration, kernels, data, model, training } = run;
  const { rows, columns } = data.train;
  const modelPath = join(folder, "model.safetensors");
  writeJson(join(folder, "config.json"), { ...configuration, kernels: kernels.name });
  const metrics = new MetricsFile(join(folder, "metrics.jsonl"));

  let kept = 0;
  const keep = () => {
    saveModel(modelPath, { model, rows, columns });
    kept = run.step;
  };
  console.log(
    `Training ${configuration.recipe} on ${data.name}: ${run.steps} steps, seed ${configuration.seed}, ${kernels.name} kernels; everything goes to ${folder}.`,
  );
  const start = performance.now();
  const progress = startProgress(run);
  try {
    await train(run, { progress, record: (line) => metrics.record(line), keep, stop });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const remains =
      kept > 0 ? `${modelPath} holds the model after step ${kept}` : "no model was kept yet";
    throw new InputError(`${error.message} In ${folder}, ${remains}.`);
  } finally {
    progress.stop();
    metrics.flush();
  }
  const seconds = (performance.now() - start) / 1000;

  keep();
  const evaluation = evaluate(kernels, model, training, data.test);
  writeJson(join(folder, "evaluation.json"), { step: run.step, seconds, ...figures(evaluation) });
  writeReport(run, folder, metrics.all, evaluation);
  console.log(summary(run, evaluation, seconds));
  console.log(`Look at ${join(folder, "report.html")}`);
}

/** An evaluation without the codes themselves. */
function figures({ codes: _, ...figures }: Evaluation): Omit<Evaluation, "codes"> {
  return figures;
}

function summary(run: Run, { mse, accuracy, match }: Evaluation, seconds: number): string {
  const shares = match.deviations.map((deviation) => (100 * deviation) / match.priorDeviation);
  return [
    `${run.step < run.steps ? `Stopped after ${run.step} of ${run.steps} steps` : `Trained ${run.step} steps`} in ${seconds.toFixed(0)} s`,
    `test MSE ${mse.toFixed(4)}`,
    `discriminator accuracy ${(100 * accuracy).toFixed(1)} %`,
    `deviations of the codes ${Math.min(...shares).toFixed(0)} to ${Math.max(...shares).toFixed(0)} % of the prior's`,
    `sliced Wasserstein distance ${match.distance.toFixed(3)} (by chance ${match.distanceByChance.toFixed(3)}).`,
  ].join(", ");
}

function writeJson(path: string, value: unknown): void {
  writeFileWhole(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}
