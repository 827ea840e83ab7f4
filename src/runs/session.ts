/**
 * A run from its first step, or from where it stopped, to its report: what `train` does, and what
 * it leaves in the folder.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RecipeName } from "../aae/recipes.ts";
import type { DataSet } from "../data/images.ts";
import { loadFolder, loadMnist } from "../node/mnist.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { type KernelChoice, loadKernels } from "../node/load-kernels.ts";
import { steppedRate } from "../optim/schedule.ts";
import type { Kernels } from "../tensor/kernels.ts";
import {
  CHECKPOINT,
  expectWeights,
  findCheckpoint,
  restore,
  saveCheckpoint,
} from "./checkpoint.ts";
import {
  type Configuration,
  configure,
  configureAgain,
  type Overrides,
  type RecordedConfiguration,
} from "../training/configuration.ts";
import { type Evaluation, evaluate } from "../measures/reconstruction.ts";
import { type Every, timer } from "./every.ts";
import { MetricsFile } from "./metrics.ts";
import { saveModel } from "./model-file.ts";
import { startProgress } from "./progress.ts";
import { writeReport } from "../report/report.ts";
import { lengthInSteps, type Run, startRun } from "../training/run.ts";
import {
  createRunFolder,
  openRunFolder,
  readConfiguration,
  recordConfiguration,
  writeJson,
} from "./run-folder.ts";
import { train } from "../training/train.ts";

/** What the command may ask for. */
export interface SessionOptions extends Overrides {
  readonly recipe?: RecipeName;
  readonly kernels?: KernelChoice;
  /** The folder of a new run. */
  readonly out?: string;
  /** How often a checkpoint is written. */
  readonly checkpointEvery?: Every;
}

/** How often a checkpoint is written unless told otherwise. */
export const CHECKPOINT_EVERY = { seconds: 15 } as const;

/**
 * Trains a new run.
 *
 * @throws InputError if the options, the data or the folder cannot be used, or as `trainInFolder`.
 */
export async function startSession(options: SessionOptions, stop: AbortSignal): Promise<void> {
  const configuration = configure(options.recipe ?? "aae", options);
  const { kernels, notice } = loadKernels(options.kernels ?? "auto");
  if (notice !== null) console.error(notice);
  const run = startRun(configuration, kernels, loadData(configuration));
  const folder = createRunFolder(configuration.recipe, options.out);
  try {
    recordConfiguration(folder.path, configuration, kernels);
    console.log(
      `Training ${configuration.recipe} on ${run.data.name}: ${run.steps} steps, seed ${configuration.seed}, ${kernels.name} kernels; everything goes to ${folder.path}.`,
    );
    const metrics = new MetricsFile(join(folder.path, METRICS));
    await trainInFolder(run, folder.path, metrics, options.checkpointEvery, stop);
  } finally {
    folder.release();
  }
}

/**
 * Goes on with a run that was stopped or killed, or that is to become longer.
 *
 * @throws InputError if the options contradict the run, if what is in the folder cannot be used, or
 * as `trainInFolder`.
 */
export async function resumeSession(
  path: string,
  options: SessionOptions,
  stop: AbortSignal,
): Promise<void> {
  if (options.out !== undefined) {
    throw new InputError(
      `--out ${quoted(options.out)} is given, but a run goes on in its own folder ${quoted(path)}; leave --out out.`,
    );
  }
  const folder = openRunFolder(path);
  try {
    const recorded = readConfiguration(path);
    const configuration = configureAgain(recorded, options);
    const data = loadData(configuration);
    const { checkpoint, notice } = findCheckpoint(path);
    if (notice !== null) console.error(notice);
    if (checkpoint !== null) expectWeights(checkpoint, configuration, data.train);
    const run = startRun(configuration, sameKernels(recorded), data);
    const before = lengthInSteps(recorded.length, run.stepsPerEpoch);
    if (run.steps < before) {
      throw new InputError(
        `The run was started with ${before} steps, and ${run.steps} are asked for; give a larger number with --epochs or --steps, or leave them out.`,
      );
    }
    if (checkpoint !== null) restore(run, checkpoint);

    const metrics = new MetricsFile(join(path, METRICS), checkpoint?.state.metrics);
    recordConfiguration(path, configuration, run.kernels);
    console.log(whereItGoesOn(run, path, before));
    await trainInFolder(run, path, metrics, options.checkpointEvery, stop);
  } finally {
    folder.release();
  }
}

/** `mnist` is MNIST; everything else is a folder. */
function loadData({ data }: Configuration): DataSet {
  return data === "mnist" ? loadMnist() : loadFolder(data);
}

/** The kernels that a run has computed with so far: others would round in other places. */
function sameKernels(recorded: RecordedConfiguration): Kernels {
  try {
    return loadKernels(recorded.kernels).kernels;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `The run was started with the kernels ${recorded.kernels} and can go on only with them. ${error.message}`,
    );
  }
}

function whereItGoesOn(
  { configuration, step, steps }: Run,
  folder: string,
  before: number,
): string {
  if (step === steps) {
    return `The run in ${folder} has taken all its ${steps} steps, so there is nothing left to train; a larger number of --epochs or --steps makes it longer. Drawing its report again.`;
  }
  const goesOn = `Going on with the run in ${folder} after step ${step} of ${steps}.`;
  const { drops, adam } = configuration;
  if (steps === before || drops.length === 0) return goesOn;
  const rate = steppedRate(adam.learningRate, drops, step / steps);
  return `${goesOn} It was ${before} steps long. The learning rate falls after shares of the whole length, so it is now ${rate}.`;
}

const METRICS = "metrics.jsonl";

/**
 * Trains until the end or until it is asked to stop; then keeps the model and draws the report.
 *
 * @param folder belongs to the run alone
 * @param metrics what was recorded until here
 * @throws InputError if a loss, a gradient or a weight is no finite number, or if the folder cannot
 * be written; the last checkpoint stays.
 */
export async function trainInFolder(
  run: Run,
  folder: string,
  metrics: MetricsFile,
  every: Every = CHECKPOINT_EVERY,
  stop: AbortSignal = new AbortController().signal,
): Promise<void> {
  const { kernels, model, training, data } = run;
  const { rows, columns } = data.train;
  const first = run.step;
  const keep = () => saveModel(join(folder, "model.safetensors"), { model, rows, columns });
  let kept: number | null = existsSync(join(folder, CHECKPOINT)) ? run.step : null;
  const checkpoint = () => {
    saveCheckpoint(folder, run, metrics.mark());
    kept = run.step;
  };

  const start = performance.now();
  const progress = startProgress(run);
  try {
    await train(run, {
      progress,
      record: (line) => metrics.record(line),
      keep,
      isCheckpointDue: timer(every),
      checkpoint,
      stop,
    });
    checkpoint();
    keep();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    flushIfPossible(metrics);
    const remains =
      kept === null
        ? "no checkpoint was written yet"
        : `${CHECKPOINT} holds the run after step ${kept}`;
    throw new InputError(`${error.message} In ${folder}, ${remains}.`);
  } finally {
    progress.stop();
  }
  const seconds = (performance.now() - start) / 1000;

  const evaluation = evaluate(kernels, model, training, data.test);
  writeJson(join(folder, "evaluation.json"), { step: run.step, ...figures(evaluation) });
  writeReport(run, folder, metrics.all, evaluation);
  console.log(summary(run, evaluation, run.step - first, seconds));
  console.log(`Look at ${join(folder, "report.html")}`);
  if (run.step < run.steps) console.log(`Go on with: npx tsx src/train.ts --resume ${folder}`);
}

/** The last lines before a mishap are worth having; but the disk may be what failed. */
function flushIfPossible(metrics: MetricsFile): void {
  try {
    metrics.flush();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

/** An evaluation without the codes themselves. */
function figures({ codes: _, ...figures }: Evaluation): Omit<Evaluation, "codes"> {
  return figures;
}

function summary(
  run: Run,
  { mse, accuracy, match }: Evaluation,
  taken: number,
  seconds: number,
): string {
  const shares = match.deviations.map((deviation) => (100 * deviation) / match.priorDeviation);
  return [
    `${run.step < run.steps ? `Stopped after step ${run.step} of ${run.steps}` : `Trained ${run.steps} steps`}, ${taken} of them in the last ${seconds.toFixed(0)} s`,
    `test MSE ${mse.toFixed(4)}`,
    `discriminator accuracy ${(100 * accuracy).toFixed(1)} %`,
    `deviations of the codes ${Math.min(...shares).toFixed(0)} to ${Math.max(...shares).toFixed(0)} % of the prior's`,
    `sliced Wasserstein distance ${match.distance.toFixed(3)} (by chance ${match.distanceByChance.toFixed(3)}).`,
  ].join(", ");
}
