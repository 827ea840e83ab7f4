/**
 * Runs the paper's experiments and writes docs/results.md.
 *
 *     npm run experiments                                  all, one after another
 *     npm run experiments -- semi-supervised-100           one of them
 *     npm run experiments -- semi-supervised-100 --quick   a short look, within five minutes
 *     npm run experiments -- clustering-16 --trials        how its settings were chosen
 *     npm run experiments -- clustering-16 --trials noise  one of these trials
 *     npm run experiments -- clustering-16 --again         trained anew, although its result is kept
 *     npm run experiments -- --page                        only writes the page again
 *
 * It may be stopped at any time: the same command goes on where it stopped.
 */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand, stopSignal } from "../src/command.ts";
import { plain, quoted } from "../src/data/quoted.ts";
import { InputError } from "../src/input-error.ts";
import { writeFileWhole } from "../src/node/files.ts";
import { wholeNumber } from "../src/options.ts";
import { commandOf, settingsOf } from "./experiment.ts";
import { experiments } from "./index.ts";
import { keptResults, runsOf } from "./kept.ts";
import { charts, resultsPage, summary } from "./page.ts";
import { addResult, RESULTS, readResults, trialName } from "./results.ts";
import { carryOut, setAside } from "./run.ts";
import { type Trial, trialOf, trials } from "./trials.ts";

interface Options {
  readonly quick?: true;
  readonly page?: true;
  readonly again?: true;
  /** Which trial; true: all of them. */
  readonly trials?: true | string;
  readonly seed?: number;
  readonly out: string;
}

/** Why nothing is trained. */
const KEPT = "its result is kept in experiments/results; --again trains it anew.";

const program = new Command("experiments")
  .description("Runs the paper's experiments and writes docs/results.md.")
  .argument("[names...]", `which: ${Object.keys(experiments).join(", ")} (default: all)`)
  .option("--quick", "one short run of each, whose figure is only printed")
  .option(
    "--trials [name]",
    "the trials by which settings were chosen, judged by images held back; or one of them",
  )
  .option("--again", "also those whose results are kept in experiments/results")
  .option("--page", "runs nothing, writes the page of results again")
  .option("--seed <n>", "only the run with this seed", wholeNumber(0, 2 ** 32 - 1))
  .option("--out <folder>", "where the runs go", join("runs", "experiments"))
  .parse();
const options = program.opts<Options>();

await runCommand(async () => {
  const names = program.args.length === 0 ? Object.keys(experiments) : program.args;
  const stop = stopSignal();
  for (const name of names) expectExperiment(name);
  if (options.trials) expectTrialOptions();
  if (options.page) writePage();
  else if (options.trials) for (const name of names) await runTrials(name, stop);
  else for (const name of names) await runExperiment(name, stop);
});

function expectExperiment(name: string): void {
  if (Object.hasOwn(experiments, name)) return;
  throw new InputError(
    `There is no experiment ${quoted(name)}; choose one of ${Object.keys(experiments).join(", ")}.`,
  );
}

/** A trial is one run with seed 1. */
function expectTrialOptions(): void {
  const { trials: name, seed, quick } = options;
  if (seed !== undefined || quick) {
    throw new InputError(
      `${quick ? "--quick" : "--seed"} is given, but a trial is one whole run with seed 1; leave it out.`,
    );
  }
  if (typeof name === "string" && program.args.length === 0) {
    throw new InputError(
      Object.hasOwn(experiments, name)
        ? `--trials is followed by the name of an experiment, which stands before it: ${name} --trials.`
        : `--trials ${plain(name)} is given without an experiment; write its name before it.`,
    );
  }
}

/** All runs of an experiment that have not ended yet. */
async function runExperiment(name: string, stop: AbortSignal): Promise<void> {
  const { quick = false, again = false, seed: only, out } = options;
  const experiment = experiments[name];
  const seeds = only !== undefined ? [only] : quick ? [1] : experiment.seeds;
  for (const [index, seed] of seeds.entries()) {
    const done = runsOf(name, experiment);
    if (stop.aborted) return;
    const command = commandOf(settingsOf(experiment, seed, quick));
    if (!quick && !again && done.some((run) => run.command === command)) {
      console.log(`${name}, seed ${seed}: ${KEPT}`);
      continue;
    }
    console.log(`${name}, run ${index + 1} of ${seeds.length} with seed ${seed}${timeOf(done)}`);
    const folder = join(out, quick ? `${name}-quick` : name, `seed-${seed}`);
    if (again) setAside(folder);
    const result = await carryOut(experiment, seed, folder, quick, stop);
    if (result === null) {
      console.log("Stopped; the same command goes on.");
      return;
    }
    console.log(
      `${name}, seed ${seed}: ${experiment.measure} ${summary(experiment.measure, [result])}`,
    );
    if (quick) continue;
    addResult(RESULTS, name, result);
    writePage();
  }
}

/** All trials of an experiment that have not ended yet. */
async function runTrials(name: string, stop: AbortSignal): Promise<void> {
  if (!Object.hasOwn(trials, name)) console.log(`${name} has no trials.`);
  for (const [short, trial] of chosenTrials(name)) {
    const place = trialName(name, short);
    if (stop.aborted) return;
    if (!options.again && readResults(RESULTS, place).length > 0) {
      console.log(`${name}, trial ${short}: ${KEPT}`);
      continue;
    }
    console.log(`${name}, trial ${short}: ${trial.what}`);
    const folder = join(options.out, place);
    if (options.again) setAside(folder);
    const result = await carryOut(trialOf(name, trial), 1, folder, false, stop);
    if (result === null) {
      console.log("Stopped; the same command goes on.");
      return;
    }
    addResult(RESULTS, place, result);
    writePage();
  }
}

/** The trials that were asked for. */
function chosenTrials(name: string): [string, Trial][] {
  const all = trials[name] ?? {};
  const { trials: only } = options;
  if (typeof only !== "string") return Object.entries(all);
  if (Object.hasOwn(all, only)) return [[only, all[only]]];
  const known = Object.keys(all);
  const choice = known.length === 0 ? "it has none" : `choose one of ${known.join(", ")}`;
  throw new InputError(`${name} has no trial ${quoted(only)}; ${choice}.`);
}

/** What a run has taken so far, where one has ended. */
function timeOf(done: readonly { readonly minutes: number }[]): string {
  if (done.length === 0) return "";
  const minutes = done.reduce((sum, run) => sum + run.minutes, 0) / done.length;
  return ` (the others took ${minutes.toFixed(0)} minutes)`;
}

function writePage(): void {
  const docs = join(import.meta.dirname, "..", "docs");
  const reported = keptResults();
  const bytes = (text: string) => new TextEncoder().encode(text);
  const drawn = charts(reported);
  for (const { file, svg } of drawn) writeFileWhole(join(docs, file), bytes(svg));
  const page = resultsPage(
    reported,
    drawn.map(({ file }) => file),
  );
  writeFileWhole(join(docs, "results.md"), bytes(page));
}
