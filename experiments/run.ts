/** One run of an experiment: begun, gone on with, or already at its end; then measured. */
import { existsSync, renameSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { parseJson } from "../src/data/json.ts";
import { InputError } from "../src/input-error.ts";
import { readFileWhole } from "../src/node/files.ts";
import { expectKernels, loadKernels } from "../src/node/load-kernels.ts";
import { findCheckpoint } from "../src/runs/checkpoint.ts";
import { readMetrics } from "../src/runs/metrics.ts";
import { readConfiguration, writeJson } from "../src/runs/run-folder.ts";
import { dataOf, openRun } from "../src/runs/saved-run.ts";
import { resumeSession, startSession } from "../src/runs/session.ts";
import { MEASUREMENTS } from "../src/training/measurements.ts";
import { isTold, partsOf } from "../src/training/run.ts";
import { commandOf, type Experiment, type Measure, settingsOf } from "./experiment.ts";
import type { RunResult } from "./results.ts";

/**
 * Trains a run from its beginning, or from where it stopped, to its end, and measures it.
 *
 * @param folder the run's own; what it holds is gone on with
 * @returns null if it was asked to stop before its end
 * @throws InputError as a session, if the folder holds a run of other settings, or if the run ended
 * without its figure.
 */
export async function carryOut(
  experiment: Experiment,
  seed: number,
  folder: string,
  quick: boolean,
  stop: AbortSignal,
): Promise<RunResult | null> {
  const settings = settingsOf(experiment, seed, quick);
  const before = secondsOf(folder);
  const start = performance.now();
  const seconds = () => before + (performance.now() - start) / 1000;
  const keepTime = () => {
    if (existsSync(folder)) writeJson(join(folder, TIME), { seconds: seconds() });
  };
  const clock = setInterval(keepTime, KEEP_EVERY); // whoever kills the process leaves it behind
  try {
    if (existsSync(join(folder, "config.json"))) await resumeSession(folder, settings, stop);
    else await startSession({ ...settings, out: folder }, stop);
  } finally {
    clearInterval(clock);
  }
  keepTime();
  if (stop.aborted) return null;

  const { steps, curve } = progressOf(folder);
  const result = {
    seed,
    command: commandOf(settings),
    ...measured(experiment.measure, folder),
    steps,
    minutes: round(seconds() / 60, 1),
    machine: machine(readConfiguration(folder).kernels),
    curve,
  };
  writeJson(join(folder, RESULT), result);
  return result;
}

/** What a run gave, in its own folder: it is there when the run has ended. */
const RESULT = "result.json";

/** Renames the folder of a run that has ended, so that another can begin in its place; one that has not goes on. */
export function setAside(folder: string): void {
  if (!existsSync(join(folder, RESULT))) return;
  let number = 1;
  while (existsSync(`${folder}-earlier-${number}`)) number++;
  renameSync(folder, `${folder}-earlier-${number}`);
}

const TIME = "time.json";
/** How often it is written, in milliseconds. */
const KEEP_EVERY = 10_000;
const timeSchema = z.strictObject({ seconds: z.number() });

/** How long the run has taken until here, over all its parts. */
function secondsOf(folder: string): number {
  const file = join(folder, TIME);
  if (!existsSync(file)) return 0;
  const text = new TextDecoder().decode(readFileWhole(file));
  return parseJson(text, timeSchema, "the time of a run", file).seconds;
}

/** How many steps the run took, and its error after each epoch that was judged. */
function progressOf(folder: string): Pick<RunResult, "steps" | "curve"> {
  const file = join(folder, "metrics.jsonl");
  const metrics = readMetrics(readFileWhole(file), file);
  const judged = metrics.filter(({ kind, figures }) => kind !== "step" && "error" in figures);
  return {
    steps: findCheckpoint(folder).checkpoint?.state.step ?? 0,
    curve: judged.map(({ epoch, figures }) => [epoch, round(figures.error, 5)]),
  };
}

const evaluationSchema = z.looseObject({
  classification: z.looseObject({ error: z.number() }).nullable(),
  clustering: z.looseObject({ error: z.number() }).nullable(),
});

/** The figure of the experiment. */
function measured(measure: Measure, folder: string): Pick<RunResult, "figure" | "uncertainty"> {
  if (measure === "log-likelihood") {
    const { kernels } = loadKernels(expectKernels(readConfiguration(folder).kernels));
    const run = openRun(kernels, folder);
    const { train, judged } = partsOf(dataOf(run), run.configuration.validation);
    const data = { name: judged.name, train, test: judged.images };
    const subject = { kernels, model: run.model, data, told: isTold(run) };
    const found = MEASUREMENTS.parzen(subject);
    if (typeof found === "string") throw new InputError(`The likelihood of ${folder}: ${found}.`);
    return { figure: round(found.logLikelihood, 2), uncertainty: round(found.standardError, 2) };
  }
  const file = join(folder, "evaluation.json");
  const text = new TextDecoder().decode(readFileWhole(file));
  const evaluation = parseJson(text, evaluationSchema, "an evaluation", file);
  const kind = measure === "classification error" ? "classification" : "clustering";
  const error = evaluation[kind]?.error;
  if (error === undefined) {
    throw new InputError(
      `The run in ${folder} has no ${measure}, because its data have no labels for the test images; choose other --data.`,
    );
  }
  return { figure: round(error, 5) };
}

function machine(kernels: string): string {
  const [{ model }] = cpus();
  return `${model.trim()}, ${cpus().length} cores, Node ${process.versions.node}, ${kernels} kernels`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
