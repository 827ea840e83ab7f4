/** What the figures that several models have mean. */
import type { FigureDescription } from "./model.ts";

/** What a batch's reconstructions cost. */
export const RECONSTRUCTION: FigureDescription = {
  label: "reconstruction",
  short: "R",
  chart: "reconstruction loss",
  kind: "error",
};

/** A cross-entropy on real and fake; 0.693 for a discriminator that can only guess. */
export const ADVERSARIAL_LOSS = {
  chart: "loss in nats",
  kind: "loss",
  guess: { value: Math.LN2, name: "ln 2" },
} as const;

/** The share of prior samples and codes that the discriminator tells apart. */
export const ACCURACY: FigureDescription = {
  label: "accuracy",
  short: "acc",
  chart: "accuracy of the discriminator",
  kind: "share",
  guess: { value: 0.5, name: "50%" },
  remedy: "A smaller --learning-rate may help, or another --seed.",
};

/** The sum of two discriminators' losses; 2·ln 2 where both can only guess. */
export const TWO_ADVERSARIES: FigureDescription = {
  label: "discriminators",
  short: "D",
  chart: "losses in nats, of both adversaries together",
  kind: "loss",
  guess: { value: 2 * Math.LN2, name: "2 ln 2" },
};

/** The sum of the encoder's losses against two discriminators. */
export const TWO_GENERATORS: FigureDescription = {
  ...TWO_ADVERSARIES,
  label: "generator",
  short: "G",
};

/** The cross-entropy of the classes that the encoder gives to labelled images. */
export const CLASSIFICATION: FigureDescription = {
  label: "classification",
  short: "C",
  chart: "cross-entropy of labelled images, in nats",
  kind: "loss",
};

/** What it costs that images, disturbed twice, do not keep their classes. */
export const AGREEMENT: FigureDescription = {
  label: "agreement",
  short: "A",
  chart: "cross-entropy of classes and those of the same images, disturbed anew",
  kind: "loss",
};
