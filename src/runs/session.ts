import { join, resolve } from "node:path";
import * as z from "zod";
import type { Configuration } from "../aae/parts/configuration.ts";
import type { ExampleSet } from "../data/examples.ts";
import { parseJson } from "../data/json.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { readFileWhole } from "../node/files.ts";
import { expectKernels, type KernelChoice, loadKernels } from "../node/load-kernels.ts";
import { scheduledRate } from "../optim/schedule.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { CollapseWatch } from "../training/collapse.ts";
import { configure, configureAgain, settingsFor } from "../training/configuration.ts";
import { startWith } from "../training/initial-weights.ts";
import type { Overrides } from "../training/overrides.ts";
import { lengthInSteps, type Run, startRun } from "../training/run.ts";
import { expectRoom, expectWeights, findCheckpoint, restore } from "./checkpoint.ts";
import type { Every } from "./every.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { MetricsFile } from "./metrics.ts";
import type { Recorded } from "./recorded.ts";
import {
  createRunFolder,
  openRunFolder,
  readConfiguration,
  recordConfiguration,
  writeJson,
} from "./run-folder.ts";
import { dataFrom, loadData, openRun } from "./saved-run.ts";
import { type Looks, METRICS, sentence, trainInFolder } from "./train-in-folder.ts";

/** What the command may ask for. */
export interface SessionOptions extends Overrides, Looks {
  readonly recipe?: string;
  /** A file of settings to begin with, such as the `config.json` of another run. */
  readonly config?: string;
  readonly kernels?: KernelChoice;
  /** The folder of a new run. */
  readonly out?: string;
  /** How often a checkpoint is written. */
  readonly checkpointEvery?: Every;
}

/**
 * Trains a new run.
 *
 * @throws InputError if the options, the data or the folder cannot be used, or as `trainInFolder`.
 */
export async function startSession(options: SessionOptions, stop: AbortSignal): Promise<void> {
  const asked = configureFrom(options);
  expectReading(asked);
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

/** Throws an InputError if MNIST is to be read in a way of its own: then somebody forgot --data. */
function expectReading({ data, reading }: Configuration): void {
  const [option] = Object.keys(reading);
  if (data !== "mnist" || option === undefined) return;
  throw new InputError(
    `The setting reading.${option} says how a file is to be read, but the data is MNIST; name your own with --data, or leave it out.`,
  );
}

/** Writes which training images the model is told the labels of: their numbers, from 0, among those that are not held back. */
function writeLabelled(folder: string, { labelled }: Run): void {
  writeJson(join(folder, "labels.json"), { images: Array.from(labelled) });
}

/**
 * A run at its beginning.
 *
 * @param goesOn whether a checkpoint has its weights: then those of another run are not needed
 * @throws InputError as `startRun`, and if there is no memory for the run.
 */
function startInMemory(
  configuration: Configuration,
  kernels: Kernels,
  data: ExampleSet,
  goesOn = false,
): Run {
  try {
    const run = startRun(configuration, kernels, data, fingerprintOf(data));
    const { initFrom } = configuration;
    if (initFrom !== null && !goesOn) startWith(run, openRun(kernels, initFrom), initFrom);
    expectRoom(run);
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
    const run = startInMemory(configuration, sameKernels(recorded), data, checkpoint !== null);
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
  const { data, initFrom, labelFile } = options; // the record has places that hold in every folder
  return configureAgain(configuration, {
    ...options,
    ...(data !== undefined && { data: dataFrom(data) }),
    ...(initFrom !== undefined && { initFrom: resolve(initFrom) }),
    ...(labelFile !== undefined && { labelFile: resolve(labelFile) }),
  });
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
