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
  /** What its line in the chart is called; a trial without one stands in the table alone. */
  readonly line?: string;
  /** What it changes of the recipe. */
  readonly set: readonly string[];
}

/** How many epochs a trial learns for. */
const EPOCHS = 8;

/** Noise on the input, in place of the dropout that the recipe for clusters has. */
const NOISE = ["inputNoise=0.3", "inputDropout=0"];

const AVERAGED = "averaging=0.999";

/** Batch normalisation on both heads of the encoder too, as the paper has it, and averaged weights. */
const HEADS = ["batchNormalisation=all", AVERAGED];

/** The discriminators that the trials chose for few labels, and averaged weights. */
const NARROW = ["discriminatorHidden=[100,100]", AVERAGED];

/** The trials of each experiment, by a short name that they keep. */
export const trials: Readonly<Record<string, Readonly<Record<string, Trial>>>> = {
  likelihood: {
    recipe: { what: "the recipe", set: [] },
    averaged: {
      what: "averaged weights, of which 0.999 stays from step to step",
      set: [AVERAGED],
    },
    "narrow-discriminator": {
      what: "those, and a discriminator of 100-100",
      set: [AVERAGED, "discriminatorHidden=[100,100]"],
    },
    "discriminator-noise": {
      what: "those, and noise of 0.3 on what the discriminator sees",
      set: [AVERAGED, "discriminatorNoise=0.3"],
    },
    noise: {
      what: "averaged weights and input noise of 0.3",
      set: [AVERAGED, "inputNoise=0.3"],
    },
    "more-noise": {
      what: "averaged weights and input noise of 1",
      set: [AVERAGED, "inputNoise=1"],
    },
    "gaussian-posterior": {
      what: "averaged weights and a Gaussian posterior",
      set: [AVERAGED, "posterior=gaussian"],
    },
    "code-of-5": {
      what: "averaged weights, input noise of 0.3, and a code of 5 numbers",
      set: [AVERAGED, "inputNoise=0.3", "latent=5"],
    },
    "code-of-6": {
      what: "averaged weights, input noise of 0.3, and a code of 6 numbers",
      set: [AVERAGED, "inputNoise=0.3", "latent=6"],
    },
    "code-of-12": {
      what: "averaged weights, input noise of 0.3, and a code of 12 numbers",
      set: [AVERAGED, "inputNoise=0.3", "latent=12"],
    },
    "code-noise": {
      what: "averaged weights, input noise of 0.3, and noise of 1 on the codes that the decoder sees",
      set: [AVERAGED, "inputNoise=0.3", "decoderNoise=1"],
    },
    "more-code-noise": {
      what: "the same with noise of 2",
      set: [AVERAGED, "inputNoise=0.3", "decoderNoise=2"],
    },
    "fast-discriminator": {
      what: "averaged weights, input noise of 0.3, discriminator at 3e-3, generator at 1e-3",
      set: [
        AVERAGED,
        "inputNoise=0.3",
        "discriminator.learningRate=3e-3",
        "generator.learningRate=1e-3",
      ],
    },
  },
  "clustering-16": {
    dropout: {
      what: "the recipe: input dropout of 20 %, as in the paper",
      line: "the recipe",
      set: [],
    },
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
      line: "+ batch normalisation on the heads",
      set: ["batchNormalisation=all"],
    },
    "slow-generator": {
      what: "input noise; generator at 2e-4",
      set: [...NOISE, "generator.learningRate=2e-4"],
    },
    averaged: {
      what: "batch normalisation on both heads, averaged weights, reconstruction at 3e-3",
      set: [...HEADS, "reconstruction.learningRate=3e-3"],
    },
    warped: {
      what: "batch normalisation on both heads, averaged weights, warps of 0.1",
      line: "+ averaged weights, warps",
      set: [...HEADS, "inputWarp=0.1"],
    },
    "strong-agreement": {
      what: "the same and agreement of 1",
      line: "agreement of 1",
      set: [...HEADS, "inputWarp=0.1", "agreement=1"],
    },
    agreement: {
      what: "the same and agreement of 0.3",
      line: "+ agreement of 0.3",
      set: [...HEADS, "inputWarp=0.1", "agreement=0.3"],
    },
    "weak-agreement": {
      what: "the same and agreement of 0.1",
      line: "agreement of 0.1",
      set: [...HEADS, "inputWarp=0.1", "agreement=0.1"],
    },
    "agreement-without-warps": {
      what: "agreement of 0.3, but no warps",
      line: "agreement of 0.3 without warps",
      set: [...HEADS, "agreement=0.3"],
    },
  },
  "semi-supervised-100": {
    recipe: { what: "the recipe", line: "the recipe", set: [] },
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
      what: "discriminators of 100-100, and averaged weights, of which 0.999 stays from step to step",
      line: "+ narrow discriminators, averaged weights",
      set: NARROW,
    },
    "normalised-heads": {
      what: "those, and batch normalisation on both heads too",
      set: [...NARROW, "batchNormalisation=all"],
    },
    "narrow-style": { what: "those, and a style of 5 numbers", set: [...NARROW, "latent=5"] },
    "more-noise": { what: "those, and input noise of 0.5", set: [...NARROW, "inputNoise=0.5"] },
    plain: {
      what: "those, without batch normalisation",
      line: "without batch normalisation",
      set: [...NARROW, "batchNormalisation=none"],
    },
    quiet: {
      what: "those, without noise on what the discriminators see",
      line: "without noise for the discriminators",
      set: [...NARROW, "discriminatorNoise=0"],
    },
    warped: { what: "those, and warps of 0.1", line: "+ warps", set: [...NARROW, "inputWarp=0.1"] },
    "more-warped": { what: "those, and warps of 0.15", set: [...NARROW, "inputWarp=0.15"] },
    agreement: {
      what: "those, warps of 0.1 and agreement of 0.3",
      line: "+ agreement",
      set: [...NARROW, "inputWarp=0.1", "agreement=0.3"],
    },
    "agreement-without-noise": {
      what: "those, warps of 0.1 and agreement of 0.3, without noise on the input",
      line: "− noise on the input",
      set: [...NARROW, "inputWarp=0.1", "agreement=0.3", "inputNoise=0"],
    },
    "agreement-of-all": {
      what: "those, warps of 0.1, agreement of 0.3, and batch normalisation on both heads too",
      set: [...NARROW, "inputWarp=0.1", "agreement=0.3", "batchNormalisation=all"],
    },
  },
};

/** A trial as an experiment of its own: one seed, few epochs, the recipe's networks, and images held back. */
export function trialOf(name: string, trial: Trial): Experiment {
  const experiment = experiments[name];
  const { set: _, hidden: __, ...settings } = experiment.settings;
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
