/** What the loop over batches needs to know of a way to train. */
import type { Adam } from "../../optim/adam.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import type { RunningMean } from "./running-mean.ts";

/** What one step gave. */
export interface StepResult {
  /** Mean squared error of the batch's reconstructions. */
  readonly reconstruction: number;
  /** The discriminator's loss. */
  readonly discriminator: number;
  /** The encoder's loss as a generator; null where there is no generator phase. */
  readonly generator: number | null;
  /** The share of codes that the discriminator told right. */
  readonly accuracy: number;
}

/** The share of a discriminator's outputs that fulfil a condition. */
export function shareOf(outputs: Tensor, condition: (output: number) => boolean): number {
  let count = 0;
  for (const output of valuesOf(outputs)) {
    if (condition(output)) count++;
  }
  return count / outputs.size;
}

export interface Training {
  /** The Adam of each phase, by the phase's name. */
  readonly optimizers: Readonly<Record<string, Adam>>;
  /** The means since the start that a step gives in place of the values of its own batch, by name. */
  readonly means: Readonly<Record<string, RunningMean>>;
  /** One step for a batch of images X [B, pixels]. */
  step(X: Tensor): StepResult;
  /** The share of samples of the prior P and of codes Z, both [n, latent], that the discriminator tells right. */
  accuracy(P: Tensor, Z: Tensor): number;
  /** Sets the learning rate; that of the discriminator in its own proportion. */
  setLearningRate(rate: number): void;
}
