/**
 * A run from its first step, or from where it stopped, to its report: what `train` does, and what
 * it leaves in the folder.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as z from "zod";
import type { Configuration } from "../aae/parts/configuration.ts";
import type { ExampleSet } from "../data/examples.ts";
import { parseJson } from "../data/json.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { readFileWhole, writeFileWhole } from "../node/files.ts";
import { expectKernels, type KernelChoice, loadKernels } from "../node/load-kernels.ts";
import { scheduledRate } from "../optim/schedule.ts";
import { type Figure, figuresOf } from "../report/figures.ts";
import { livePage } from "../report/live.ts";
import { drawReport } from "../report/report.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { CollapseWatch } from "../training/collapse.ts";
import {
  configure,
  configureAgain,
  type Overrides,
  settingsFor,
} from "../training/configuration.ts";
import { type Evaluation, evaluate } from "../training/evaluation.ts";
import { startWith } from "../training/initial-weights.ts";
import { asJudged, lengthInSteps, type Run, startRun } from "../training/run.ts";
import { type Metrics, train } from "../training/train.ts";
import { BestWatch } from "./best.ts";
import {
  CHECKPOINT,
  expectWeights,
  findCheckpoint,
  restore,
  saveCheckpoint,
} from "./checkpoint.ts";
import { type Every, timer } from "./every.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { MetricsFile } from "./metrics.ts";
import { saveModel } from "./model-file.ts";
import { startProgress } from "./progress.ts";
import type { Recorded } from "./recorded.ts";
import {
  createRunFolder,
  openRunFolder,
  readConfiguration,
  recordConfiguration,
  writeJson,
} from "./run-folder.ts";
import { dataFrom, loadData, openRun } from "./saved-run.ts";
import { shellWord } from "./shell.ts";

/** What the command may ask for. */
export interface SessionOptions extends Overrides {
  readonly recipe?: string;
  /** A file of settings to begin with, such as the `config.json` of another run. */
  readonly config?: string;
  readonly kernels?: KernelChoice;
  /** The folder of a new run. */
  readonly out?: string;
  /** How often a checkpoint is written. */
  readonly checkpointEvery?: Every;
  /** After how many steps a line is printed where there is no terminal. */
  readonly logEvery?: number;
  /** Whether a page is drawn while it trains. */
  readonly live?: boolean;
}

/** The page that is drawn while a run goes on. */
const LIVE = "live.html";
/** How often it is drawn, at most: that takes a good part of a second. */
const LIVE_EVERY = { seconds: 5 } as const;

/** How often a checkpoint is written unless told otherwise. */
export const CHECKPOINT_EVERY = { seconds: 15 } as const;

/** How often the model is written while a run goes on, at most: an epoch may be a single step. */
const MODEL_EVERY = { seconds: 1 } as const;

/**
 * Trains a new run.
 *
 * @throws InputError if the options, the data or the folder cannot be used, or as `trainInFolder`.
 */
export async function startSession(options: SessionOptions, stop: AbortSignal): Promise<void> {
  const asked = configureFrom(options);
  const { kernels, notice } = loadKernels(options.kernels ?? "auto");
  if (notice !== null) console.error(notice);
  const data = loadData(asked);
  const configuration = configureFrom(options, settingsFor(data.train, asked.recipe));
  const run = startInMemory(configuration, kernels, data);
  const folder = createRunFolder(configuration.recipe, options.out);
  try {
    recordConfiguration(folder.path, { configuration, kernels: kernels.name });
    if (run.labelled.length > 0) writeLabelled(folder.path, run);
    console.log(
      `Training ${configuration.recipe} on ${run.data.name}: ${run.steps} steps, seed ${configuration.seed}, ${kernels.name} kernels; everything goes to ${folder.path}.`,
    );
    const metrics = new MetricsFile(join(folder.path, METRICS));
    const watch = new CollapseWatch(run, console.log);
    await trainInFolder(run, watch, folder.path, metrics, options.checkpointEvery, stop, options);
  } finally {
    folder.release();
  }
}

/** Writes which training images the model is told the labels of: their numbers, from 0, among those that are not held back. */
function writeLabelled(folder: string, { labelled }: Run): void {
  writeJson(join(folder, "labels.json"), { images: Array.from(labelled) });
}

/** @throws InputError as `startRun`, and if there is no memory for the run. */
function startInMemory(configuration: Configuration, kernels: Kernels, data: ExampleSet): Run {
  try {
    const run = startRun(configuration, kernels, data, fingerprintOf(data));
    const { initFrom } = configuration;
    if (initFrom !== null) startWith(run, openRun(kernels, initFrom), initFrom);
    return run;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `The run cannot begin: ${sentence(error)} Choose smaller --hidden layers or a smaller --batch-size.`,
      { cause: error },
    );
  }
}

/** The configuration that the options ask for, with a place of the data that holds in every folder. */
function configureFrom(
  options: SessionOptions,
  fitting: Readonly<Record<string, unknown>> = {},
): Configuration {
  const configuration = configureOnTop(options, fitting);
  const { data, initFrom, reading } = configuration;
  return {
    ...configuration,
    data: dataFrom(data),
    initFrom: initFrom && resolve(initFrom),
    reading: { ...reading, ...(reading.labels && { labels: resolve(reading.labels) }) },
  };
}

/** What the options change, on top of a recipe with what fits the data, or of a file. */
function configureOnTop(
  options: SessionOptions,
  fitting: Readonly<Record<string, unknown>>,
): Configuration {
  const { recipe, config } = options;
  if (config === undefined) return configure(recipe ?? "aae", options, fitting);
  const { kernels: _, ...settings } = parseJson(
    new TextDecoder().decode(readFileWhole(config)),
    z.looseObject({ recipe: z.string().optional() }),
    "settings",
    config,
  );
  return configure(recipe ?? settings.recipe ?? "aae", options, { ...fitting, ...settings });
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
      `--out ${quoted(options.out)} is given, but a run goes on in its own folder ${quoted(path)}; do not give --out.`,
    );
  }
  const folder = openRunFolder(path);
  try {
    const recorded = readConfiguration(path);
    const configuration = expectSameRun(recorded, options);
    const data = loadData(configuration);
    const { checkpoint, notice } = findCheckpoint(path);
    if (notice !== null) console.error(notice);
    if (checkpoint !== null) {
      expectWeights(checkpoint, configuration, data.train.inputs);
    }
    const run = startInMemory(configuration, sameKernels(recorded), data);
    const before = lengthInSteps(recorded.configuration.length, run.stepsPerEpoch);
    if (run.steps < before) {
      throw new InputError(
        `The run was started with ${before} steps, and ${run.steps} are asked for; give a larger number with --epochs or --steps, or neither.`,
      );
    }
    if (checkpoint !== null) restore(run, checkpoint);

    const metrics = new MetricsFile(join(path, METRICS), checkpoint?.state.metrics);
    recordConfiguration(path, { configuration, kernels: run.kernels.name });
    console.log(whereItGoesOn(run, path, before));
    const watch = new CollapseWatch(run, console.log, checkpoint?.state.collapse);
    await trainInFolder(run, watch, path, metrics, options.checkpointEvery, stop, options);
  } finally {
    folder.release();
  }
}

/** What was recorded, with the length and the data that the options ask for; nothing else may change. */
function expectSameRun({ configuration, kernels }: Recorded, options: SessionOptions) {
  const settled = [
    ["--recipe", options.recipe, configuration.recipe],
    ["--kernels", options.kernels === "auto" ? undefined : options.kernels, kernels],
  ];
  for (const [option, asked, known] of settled) {
    if (asked !== undefined && asked !== known) {
      throw new InputError(
        `${option} asks for ${JSON.stringify(asked)}, but the run was started with ${JSON.stringify(known)}; do not give it, or start another run.`,
      );
    }
  }
  if (options.config !== undefined) {
    throw new InputError(
      `--config ${quoted(options.config)} is given, but a run goes on with its own configuration; do not give --config.`,
    );
  }
  const again = configureAgain(configuration, options);
  return { ...again, data: dataFrom(again.data) };
}

/** The kernels that a run has computed with so far: others would round in other places. */
function sameKernels({ kernels }: Recorded): Kernels {
  try {
    return loadKernels(expectKernels(kernels)).kernels;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `The run was started with the kernels ${kernels} and can go on only with them. ${error.message}`,
    );
  }
}

function whereItGoesOn(run: Run, folder: string, before: number): string {
  const { step, steps, schedules } = run;
  if (step === steps) {
    return `The run in ${folder} has taken all its ${steps} steps, so there is nothing left to train; a larger number of --epochs or --steps makes it longer. Drawing its report again.`;
  }
  const goesOn = `Going on with the run in ${folder} after step ${step} of ${steps}.`;
  const [first] = Object.values(schedules);
  if (steps === before || !first.milestones.some((milestone) => "share" in milestone))
    return goesOn;
  return `${goesOn} It was ${before} steps long. The learning rate falls after shares of the whole length, so it is now ${scheduledRate(first, run)}.`;
}

const METRICS = "metrics.jsonl";
/** The best model so far, where one is asked for. */
const BEST = "best.safetensors";

/**
 * Trains until the end or until it is asked to stop; then keeps the model and draws the report.
 *
 * @param folder belongs to the run alone
 * @param metrics what was recorded until here
 * @throws InputError if a loss, a gradient or a weight is no finite number, if there is no memory
 * left, or if the folder cannot be written; the last checkpoint stays.
 */
export async function trainInFolder(
  run: Run,
  watch: CollapseWatch,
  folder: string,
  metrics: MetricsFile,
  every: Every = CHECKPOINT_EVERY,
  stop: AbortSignal = new AbortController().signal,
  { logEvery, live = false }: Pick<SessionOptions, "logEvery" | "live"> = {},
): Promise<void> {
  const first = run.step;
  const keep = () => saveModel(join(folder, "model.safetensors"), run);
  const isKeepingDue = timer(MODEL_EVERY);
  const best = new BestWatch(run, metrics.all);
  const isLiveDue = timer(LIVE_EVERY);
  const drawLive = (done: boolean) => {
    const page = new TextEncoder().encode(livePage(run, metrics.all, done));
    writeFileWhole(join(folder, LIVE), page);
  };
  if (live) {
    drawLive(false);
    console.log(`Watch ${join(folder, LIVE)}`);
  }
  let kept: number | null = existsSync(join(folder, CHECKPOINT)) ? run.step : null;
  const checkpoint = () => {
    saveCheckpoint(folder, run, watch.counts, metrics.mark());
    kept = run.step;
  };

  const start = performance.now();
  const progress = startProgress(run, logEvery);
  try {
    watch.say = progress.say;
    await train(run, watch, {
      show(figures) {
        progress.show(figures);
        if (live && isLiveDue(run.step)) drawLive(false);
      },
      record: (line) => metrics.record(line),
      keep(evaluation: Metrics) {
        progress.evaluated(evaluation);
        if (best.look(evaluation)) saveModel(join(folder, BEST), run);
        if (isKeepingDue(run.step)) keep();
      },
      isCheckpointDue: timer(every),
      checkpoint,
      breathe: nextTurn,
      stop: {
        get aborted() {
          return stop.aborted || best.isOver;
        },
      },
    }).finally(() => progress.stop());
    checkpoint();
    asJudged(run, keep);
    const seconds = (performance.now() - start) / 1000;
    if (live) drawLive(true);
    for (const line of best.said) console.log(line);
    asJudged(run, () => leaveReport(run, folder, metrics, { taken: run.step - first, seconds }));
  } catch (error) {
    if (!(error instanceof InputError || error instanceof RangeError)) throw error;
    flushIfPossible(metrics);
    const remains =
      kept === null
        ? "no checkpoint was written yet"
        : `${CHECKPOINT} holds the run after step ${kept}`;
    throw new InputError(`${whatHappened(error, run)} In ${folder}, ${remains}.`, { cause: error });
  }
}

/** Judges the model, draws the report, and prints what came out. */
function leaveReport(
  run: Run,
  folder: string,
  metrics: MetricsFile,
  last: { readonly taken: number; readonly seconds: number },
): void {
  const evaluation = evaluate(run.kernels, run.model, run.judged);
  const figures = figuresOf(run, evaluation);
  const verdicts = figures.map(({ label, verdict, reason }) => ({ label, verdict, reason }));
  writeJson(join(folder, "evaluation.json"), { step: run.step, ...brief(evaluation), verdicts });
  for (const { name, bytes } of drawReport(run, metrics.all, evaluation, figures)) {
    writeFileWhole(join(folder, name), bytes);
  }
  console.log(`${summary(run, evaluation, last)}.`);
  for (const line of warnings(figures)) console.log(line);
  console.log(`Look at ${join(folder, "report.html")}`);
  if (run.step < run.steps) {
    console.log(`Go on with: npx tsx src/train.ts --resume ${shellWord(folder)}`);
  }
}

/** A line for each figure that is not good. */
function warnings(figures: readonly Figure[]): string[] {
  return figures
    .filter(({ verdict }) => verdict === "look here" || verdict === "bad")
    .map(({ label, value, verdict, reason }) => {
      const said = verdict === "bad" ? "Bad" : "Look here";
      return `${said}: ${label} ${value}. ${reason}`;
    });
}

/** What stopped a run, in a sentence. A RangeError is how JavaScript says that there is no memory left. */
function whatHappened(error: InputError | RangeError, { step }: Run): string {
  if (error instanceof InputError) return error.message;
  return `The run cannot go on after step ${step}: ${sentence(error)} If memory is short, close other programs and go on with --resume, or start another run with smaller --hidden layers or a smaller --batch-size.`;
}

function sentence({ message }: Error): string {
  return message.endsWith(".") ? message : `${message}.`;
}

/** The last lines before a mishap are worth having; but the disk may be what failed. */
function flushIfPossible(metrics: MetricsFile): void {
  try {
    metrics.flush();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

/** An evaluation without the rows of every image. */
function brief({ codes: _, probabilities: __, ...brief }: Evaluation) {
  return brief;
}

function summary(
  run: Run,
  { mse, accuracy, match, classification, clustering }: Evaluation,
  { taken, seconds }: { readonly taken: number; readonly seconds: number },
): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const shares = match.deviations.map((deviation) => (100 * deviation) / match.priorDeviation);
  return [
    `${run.step < run.steps ? `Stopped after step ${run.step} of ${run.steps}` : `Trained ${run.steps} steps`}, ${taken} of them in the last ${seconds.toFixed(0)} s`,
    `${run.judged.name} MSE ${mse.toFixed(4)}`,
    `discriminator accuracy ${(100 * accuracy).toFixed(1)} %`,
    `deviations of the codes ${Math.min(...shares).toFixed(0)} to ${Math.max(...shares).toFixed(0)} % of the prior's`,
    `sliced Wasserstein distance ${match.distance.toFixed(3)} (by chance ${match.distanceByChance.toFixed(3)})`,
    ...(classification ? [`classification error ${percent(classification.error)}`] : []),
    ...(clustering
      ? [`clustering error ${percent(clustering.error)} (${clustering.used} clusters used)`]
      : []),
  ].join(", ");
}
