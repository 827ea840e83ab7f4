/**
 * How the settings of the experiments were looked for: each trial changes something of an
 * experiment, learns from 50,000 images, and is judged by the 10,000 that are held back. The bad
 * ones are kept too.
 */

import type { Overrides } from "../src/training/configuration.ts";
import type { Experiment } from "./experiment.ts";
import { experiments } from "./index.ts";

export interface Trial {
  /** What is tried, in the words of a table. */
  readonly what: string;
  /** What it changes. */
  readonly settings: Overrides;
}

/** The trials of each experiment, by a short name that they keep. */
export const trials: Readonly<Record<string, Readonly<Record<string, Trial>>>> = {
  "clustering-16": {
    dropout: {
      what: "input dropout of 20 %, as in the paper",
      settings: { epochs: 12, set: ["inputNoise=0", "inputDropout=0.2"] },
    },
    noise: {
      what: "input noise of 0.3 in place of the dropout",
      settings: { epochs: 12, set: ["inputNoise=0.3", "inputDropout=0"] },
    },
  },
  "semi-supervised-100": {
    recipe: { what: "the recipe", settings: { epochs: 10 } },
    plain: {
      what: "without batch normalisation",
      settings: { epochs: 10, set: ["batchNormalisation=none"] },
    },
    quiet: {
      what: "without noise on what the discriminators see",
      settings: { epochs: 10, set: ["discriminatorNoise=0"] },
    },
  },
};

/** A trial as an experiment of its own: one seed, and images held back. */
export function trialOf(name: string, { settings }: Trial): Experiment {
  const experiment = experiments[name];
  const set = [...(experiment.settings.set ?? []), ...(settings.set ?? [])];
  return {
    ...experiment,
    settings: {
      ...experiment.settings,
      ...settings,
      ...(set.length > 0 && { set }),
      validation: 10_000,
    },
    seeds: [1],
  };
}
