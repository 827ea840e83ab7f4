/** What the loop over batches needs to know of a way to train. */
import type { Tensor } from "../tensor/tensor.ts";

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

export interface Training {
  /** One step for a batch of images X [B, pixels]. */
  step(X: Tensor): StepResult;
  /** Sets the learning rate of every optimiser. */
  setLearningRate(rate: number): void;
}
