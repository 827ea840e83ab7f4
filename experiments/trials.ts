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
    noise: {
      what: "input noise of 0.3 in place of the dropout of 20 %",
      settings: { epochs: 8, set: ["inputNoise=0.3", "inputDropout=0"] },
    },
    dropout: {
      what: "input dropout of 20 %, as in the paper",
      settings: { epochs: 8, set: ["inputNoise=0", "inputDropout=0.2"] },
    },
    "slow-reconstruction": {
      what: "input noise; reconstruction at 1e-4",
      settings: {
        epochs: 8,
        set: ["inputNoise=0.3", "inputDropout=0", "reconstruction.learningRate=1e-4"],
      },
    },
    "fast-reconstruction": {
      what: "input noise; reconstruction at 3e-3",
      settings: {
        epochs: 8,
        set: ["inputNoise=0.3", "inputDropout=0", "reconstruction.learningRate=3e-3"],
      },
    },
    "normalised-heads": {
      what: "input dropout; batch normalisation on both heads too",
      settings: { epochs: 8, set: ["batchNormalisation=all"] },
    },
    "less-noise": {
      what: "the same, and noise of 0.1 on what the discriminators see",
      settings: { epochs: 8, set: ["batchNormalisation=all", "discriminatorNoise=0.1"] },
    },
    "fast-reconstruction-dropout": {
      what: "input dropout; reconstruction at 3e-3",
      settings: { epochs: 8, set: ["reconstruction.learningRate=3e-3"] },
    },
    "fast-generator": {
      what: "input dropout; generator at 3e-3",
      settings: { epochs: 8, set: ["generator.learningRate=3e-3"] },
    },
    "slow-generator": {
      what: "input noise; generator at 2e-4",
      settings: {
        epochs: 8,
        set: ["inputNoise=0.3", "inputDropout=0", "generator.learningRate=2e-4"],
      },
    },
    "narrow-style": {
      what: "input noise; a style of 2 numbers",
      settings: { epochs: 8, latent: 2, set: ["inputNoise=0.3", "inputDropout=0"] },
    },
  },
  "semi-supervised-100": {
    recipe: { what: "the recipe", settings: { epochs: 8 } },
    "narrow-discriminators": {
      what: "discriminators of 100-100",
      settings: { epochs: 8, set: ["discriminatorHidden=[100,100]"] },
    },
    "slow-reconstruction": {
      what: "reconstruction at 3e-4",
      settings: { epochs: 8, set: ["reconstruction.learningRate=3e-4"] },
    },
    "fast-reconstruction": {
      what: "reconstruction at 3e-3",
      settings: { epochs: 8, set: ["reconstruction.learningRate=3e-3"] },
    },
    averaged: {
      what: "judged by averaged weights, 0.999 of the average from step to step",
      settings: { epochs: 8, set: ["averaging=0.999"] },
    },
    "narrower-discriminators": {
      what: "discriminators of 32-32",
      settings: { epochs: 8, set: ["discriminatorHidden=[32,32]"] },
    },
    "slow-adversaries": {
      what: "discriminators and generator at 3e-4",
      settings: {
        epochs: 8,
        set: ["discriminator.learningRate=3e-4", "generator.learningRate=3e-4"],
      },
    },
    "fast-generator": {
      what: "generator at 3e-3",
      settings: { epochs: 8, set: ["generator.learningRate=3e-3"] },
    },
    momentum: {
      what: "β₁ of 0.9 for reconstruction and classification",
      settings: { epochs: 8, set: ["reconstruction.beta1=0.9", "classification.beta1=0.9"] },
    },
    "slow-classification": {
      what: "classification at 2e-4",
      settings: { epochs: 8, set: ["classification.learningRate=2e-4"] },
    },
    "normalised-heads": {
      what: "batch normalisation on both heads too",
      settings: { epochs: 8, set: ["batchNormalisation=all"] },
    },
    "narrow-style": { what: "a style of 5 numbers", settings: { epochs: 8, latent: 5 } },
    "more-noise": {
      what: "input noise of 0.5",
      settings: { epochs: 8, set: ["inputNoise=0.5"] },
    },
    plain: {
      what: "without batch normalisation",
      settings: { epochs: 8, set: ["batchNormalisation=none"] },
    },
    quiet: {
      what: "without noise on what the discriminators see",
      settings: { epochs: 8, set: ["discriminatorNoise=0"] },
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
