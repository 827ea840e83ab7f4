/**
 * The fresh judge: can anybody tell the codes of the encoder from samples of the prior?
 *
 * A model's own discriminator near 50 % proves little: it follows codes that never stand still. So
 * the encoder is held still, and a new discriminator D learns this one question, from nothing:
 *
 *     minimise   L = ½·[bce(D(P), 1) + bce(D(Z), 0)]     P samples of the prior, Z training codes
 *     accuracy   share of test codes with a logit of at most 0 and of as many new samples above 0
 *
 * 0.5: this judge can tell nothing; 1: no code could have been drawn from the prior. It is examined
 * on codes of images that it has not seen, else it could know them by heart.
 *
 * Source: Lopez-Paz and Oquab, "Revisiting classifier two-sample tests" (2017).
 */
import { type Pass, zeroGradients } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import type { Sequential } from "../layers/sequential.ts";
import { bceWithLogits } from "../losses/bce-with-logits.ts";
import { Adam } from "../optim/adam.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { type Random, SeededRandom } from "../tensor/random.ts";
import { type Tensor, tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { eachBlock, expectFinite, expectRows, expectSameWidth, readBlock, rowsOf } from "./rows.ts";

/** Fills each row of P [batch, latent] with a code drawn from the prior. */
export type SamplePrior = (P: Tensor, random: Random) => void;

export interface JudgeOptions {
  /** Each seed makes a judge of its own; three unless told otherwise. */
  readonly seeds?: readonly number[];
  /** How many updates a judge learns for; 2,000 unless told otherwise. */
  readonly steps?: number;
  /** How many codes, and as many samples, an update sees; 128 unless told otherwise. */
  readonly batchSize?: number;
  /** The widths of the hidden layers; 512 and 512 unless told otherwise. */
  readonly hidden?: readonly number[];
  /** Adam's; 0.001 unless told otherwise. */
  readonly learningRate?: number;
}

export interface JudgeResult {
  /** The accuracy of each seed's judge, in the order of the seeds. */
  readonly accuracies: readonly number[];
  /** Their mean. */
  readonly accuracy: number;
}

/**
 * Lets fresh judges learn on training codes [n, latent] and examines them on test codes [m, latent].
 *
 * @throws RangeError if there is no code or no seed, a code is not finite, or the widths differ.
 */
export function judge(
  kernels: Kernels,
  train: Tensor,
  test: Tensor,
  samplePrior: SamplePrior,
  { seeds = [1, 2, 3], ...options }: JudgeOptions = {},
): JudgeResult {
  expectSameWidth("judge", "the training codes", train.shape[1], "the test codes", test.shape[1]);
  expectRows("judge", "seeds", seeds.length);
  for (const [what, codes] of Object.entries({ "training codes": train, "test codes": test })) {
    expectRows("judge", what, codes.shape[0]);
    expectFinite("judge", what, codes);
  }
  const accuracies = seeds.map((seed) => {
    const random = new SeededRandom(`judge ${seed}`);
    const discriminator = learn(kernels, train, samplePrior, random, options);
    return examine(kernels, discriminator, test, samplePrior, random);
  });
  return { accuracies, accuracy: accuracies.reduce((sum, a) => sum + a, 0) / accuracies.length };
}

/** A new discriminator that has learned to tell training codes from samples of the prior. */
function learn(
  kernels: Kernels,
  train: Tensor,
  samplePrior: SamplePrior,
  random: Random,
  { steps = 2000, batchSize = 128, hidden = [512, 512], learningRate = 0.001 }: JudgeOptions,
): Sequential {
  const pass: Pass = { training: true, random };
  const codes = rowsOf(train);
  const discriminator = network(kernels, { widths: [codes.width, ...hidden, 1] }, random);
  const optimizer = new Adam(kernels, discriminator.parameters, { learningRate });
  const { both, real, fake } = realAboveFake(zeros(kernels, 2 * batchSize, codes.width));
  const labels = zeros(kernels, 2 * batchSize, 1);
  valuesOf(labels).fill(1, 0, batchSize);
  const dLogits = zeros(kernels, 2 * batchSize, 1);
  for (let step = 0; step < steps; step++) {
    samplePrior(real, random);
    for (let row = 0; row < batchSize; row++) codes.read(random.integer(codes.count), fake, row);
    zeroGradients(discriminator);
    bceWithLogits(discriminator.forward(both, pass), labels, dLogits);
    discriminator.backward(dLogits, "parameters");
    optimizer.step();
  }
  return discriminator;
}

/** How many test codes are looked at in one go. */
const BLOCK = 500;

/** The share classified correctly of the test codes and of as many new samples of the prior. */
function examine(
  kernels: Kernels,
  discriminator: Sequential,
  test: Tensor,
  samplePrior: SamplePrior,
  random: Random,
): number {
  const pass: Pass = { training: false, random };
  const codes = rowsOf(test);
  const space = new Workspace(kernels);
  let right = 0;
  eachBlock(codes.count, BLOCK, (first, count) => {
    const { both, real, fake } = realAboveFake(space.shaped(2 * count, codes.width));
    samplePrior(real, random);
    readBlock(codes, first, fake);
    const logits = valuesOf(discriminator.forward(both, pass));
    for (let i = 0; i < 2 * count; i++) {
      if (logits[i] > 0 === i < count) right++;
    }
  });
  return right / (2 * codes.count);
}

/** The halves of a batch [2·count, latent]: the upper is for samples of the prior, the lower for codes. */
function realAboveFake(both: Tensor) {
  const [rows, latent] = both.shape;
  const half = both.size / 2;
  return {
    both,
    real: tensor(valuesOf(both).subarray(0, half), rows / 2, latent),
    fake: tensor(valuesOf(both).subarray(half), rows / 2, latent),
  };
}
