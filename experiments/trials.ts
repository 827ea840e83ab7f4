/**
 * How the settings of the experiments were looked for: each trial changes something of an
 * experiment, learns from 50,000 images, and is judged by the 10,000 that are held back. The bad
 * ones are kept too.
 */
import type { Experiment } from "./experiment.ts";
import { experiments } from "./index.ts";

export interface Trial {
  /** What is tried, in the words of a table. */
  readonly what: string;
  /** What it changes of the recipe. */
  readonly set: readonly string[];
}

/** How many epochs a trial learns for. */
const EPOCHS = 8;

/** Noise on the input, in place of the dropout that the recipe for clusters has. */
const NOISE = ["inputNoise=0.3", "inputDropout=0"];

/** The trials of each experiment, by a short name that they keep. */
export const trials: Readonly<Record<string, Readonly<Record<string, Trial>>>> = {
  "clustering-16": {
    dropout: { what: "the recipe: input dropout of 20 %, as in the paper", set: [] },
    noise: { what: "input noise of 0.3 in place of the dropout", set: NOISE },
    "slow-reconstruction": {
      what: "input noise; reconstruction at 1e-4",
      set: [...NOISE, "reconstruction.learningRate=1e-4"],
    },
    "fast-reconstruction": {
      what: "input noise; reconstruction at 3e-3",
      set: [...NOISE, "reconstruction.learningRate=3e-3"],
    },
    "normalised-heads": {
      what: "batch normalisation on both heads too",
      set: ["batchNormalisation=all"],
    },
    "less-noise": {
      what: "batch normalisation on both heads too, and noise of 0.1 on what the discriminators see",
      set: ["batchNormalisation=all", "discriminatorNoise=0.1"],
    },
    "fast-reconstruction-dropout": {
      what: "reconstruction at 3e-3",
      set: ["reconstruction.learningRate=3e-3"],
    },
    "fast-generator": { what: "generator at 3e-3", set: ["generator.learningRate=3e-3"] },
    "slow-generator": {
      what: "input noise; generator at 2e-4",
      set: [...NOISE, "generator.learningRate=2e-4"],
    },
    "narrow-style": { what: "input noise; a style of 2 numbers", set: [...NOISE, "latent=2"] },
  },
  "semi-supervised-100": {
    recipe: { what: "the recipe", set: [] },
    "narrow-discriminators": {
      what: "discriminators of 100-100",
      set: ["discriminatorHidden=[100,100]"],
    },
    "narrower-discriminators": {
      what: "discriminators of 32-32",
      set: ["discriminatorHidden=[32,32]"],
    },
    "slow-reconstruction": {
      what: "reconstruction at 3e-4",
      set: ["reconstruction.learningRate=3e-4"],
    },
    "fast-reconstruction": {
      what: "reconstruction at 3e-3",
      set: ["reconstruction.learningRate=3e-3"],
    },
    averaged: {
      what: "judged by averaged weights, 0.999 of the average from step to step",
      set: ["averaging=0.999"],
    },
    "slow-adversaries": {
      what: "discriminators and generator at 3e-4",
      set: ["discriminator.learningRate=3e-4", "generator.learningRate=3e-4"],
    },
    "fast-generator": { what: "generator at 3e-3", set: ["generator.learningRate=3e-3"] },
    momentum: {
      what: "β₁ of 0.9 for reconstruction and classification",
      set: ["reconstruction.beta1=0.9", "classification.beta1=0.9"],
    },
    "slow-classification": {
      what: "classification at 2e-4",
      set: ["classification.learningRate=2e-4"],
    },
    "normalised-heads": {
      what: "batch normalisation on both heads too",
      set: ["batchNormalisation=all"],
    },
    "narrow-style": { what: "a style of 5 numbers", set: ["latent=5"] },
    "more-noise": { what: "input noise of 0.5", set: ["inputNoise=0.5"] },
    plain: { what: "without batch normalisation", set: ["batchNormalisation=none"] },
    quiet: {
      what: "without noise on what the discriminators see",
      set: ["discriminatorNoise=0"],
    },
  },
};

/** A trial as an experiment of its own: one seed, few epochs, and images held back. */
export function trialOf(name: string, trial: Trial): Experiment {
  const experiment = experiments[name];
  const { set: _, ...settings } = experiment.settings;
  return {
    ...experiment,
    settings: {
      ...settings,
      epochs: EPOCHS,
      ...(trial.set.length > 0 && { set: trial.set }),
      validation: 10_000,
    },
    seeds: [1],
  };
}
