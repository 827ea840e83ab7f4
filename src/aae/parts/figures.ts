/** What the figures that several models have mean. */
import type { FigureDescription } from "./model.ts";

/** The mean squared error of a batch's reconstructions. */
export const RECONSTRUCTION_ERROR: FigureDescription = {
  label: "reconstruction",
  short: "R",
  chart: "mean squared error per pixel",
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
