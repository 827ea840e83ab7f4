/** What the page of results is made of: the experiments and trials, each with the results that are kept. */
import { commandOf, type Experiment, settingsOf } from "./experiment.ts";
import { experiments } from "./index.ts";
import type { Reported } from "./page.ts";
import { RESULTS, type RunResult, readResults, trialName } from "./results.ts";
import { trials } from "./trials.ts";

/** The results that are kept of an experiment, if they are of its settings as they are now. */
export function runsOf(name: string, experiment: Experiment): RunResult[] {
  return readResults(RESULTS, name).filter(
    ({ seed, command }) => command === commandOf(settingsOf(experiment, seed, false)),
  );
}

/** All of them. */
export function keptResults(): Reported[] {
  return Object.entries(experiments).map(([name, experiment]) => ({
    ...{ name, experiment, runs: runsOf(name, experiment) },
    trials: Object.entries(trials[name] ?? {}).map(([short, { what, line }]) => ({
      ...{ what, line, runs: readResults(RESULTS, trialName(name, short)) },
    })),
  }));
}
