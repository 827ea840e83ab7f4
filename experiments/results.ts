/** What runs have given: one small file of JSON for each experiment, kept with the code. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { parseJson } from "../src/data/json.ts";
import { readFileWhole } from "../src/node/files.ts";
import { writeJson } from "../src/runs/run-folder.ts";

const runSchema = z.strictObject({
  seed: z.int(),
  /** The command that trains this run by itself. */
  command: z.string(),
  /** The measured figure: a share for an error, nats for a log-likelihood. */
  figure: z.number(),
  /** Its standard error over the images that it was measured on, where there is one. */
  uncertainty: z.number().optional(),
  /** What a reader should know of the figure, where it is not what the other figures are. */
  note: z.string().optional(),
  steps: z.int(),
  minutes: z.number(),
  /** What it ran on: processor, cores, Node's version, kernels. */
  machine: z.string(),
  /** The error after each epoch that was judged, where the run has an error. */
  curve: z.array(z.tuple([z.number(), z.number()])),
});
/** One run that has come to its end. */
export type RunResult = z.infer<typeof runSchema>;

const fileSchema = z.strictObject({ runs: z.array(runSchema) });

/** Where the results of the experiments stand. */
export const RESULTS = join(import.meta.dirname, "results");

function fileOf(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

/**
 * The runs of an experiment that have ended, by seed.
 *
 * @throws InputError if the file is damaged.
 */
export function readResults(folder: string, name: string): RunResult[] {
  const file = fileOf(folder, name);
  if (!existsSync(file)) return [];
  const text = new TextDecoder().decode(readFileWhole(file));
  return parseJson(text, fileSchema, "results of an experiment", file).runs;
}

/** The name that a trial's results have. */
export function trialName(experiment: string, trial: string): string {
  return `${experiment}.${trial}`;
}

/** Adds a run; an earlier one with the same command makes room. */
export function addResult(folder: string, name: string, result: RunResult): void {
  const others = readResults(folder, name).filter(({ command }) => command !== result.command);
  const runs = [...others, result].sort((a, b) => a.seed - b.seed);
  mkdirSync(folder, { recursive: true });
  writeJson(fileOf(folder, name), { runs });
}
