/** How good a model is, on images that it was not trained on. */
import type { Model } from "../aae/parts/model.ts";
import { reconstruct } from "../aae/parts/use.ts";
import { chunks } from "../data/batches.ts";
import type { Images } from "../data/images.ts";
import type { Loss } from "../losses/loss.ts";
import { mse } from "../losses/mse.ts";
import { matchPrior, type PriorMatch } from "../measures/prior-match.ts";
import { reconstructionError } from "../measures/reconstruction.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";

export interface Evaluation {
  /** The mean squared error of the reconstructions, over all pixels of all images. */
  readonly mse: number;
  /** The share of these codes and as many samples of the prior that the discriminator tells apart. */
  readonly accuracy: number;
  /** How well the codes match the prior. */
  readonly match: PriorMatch;
  /** The style code of every image, [count, latent]. */
  readonly codes: Tensor;
  /** The probability of each class for every image, [count, classes]; null where a model has none. */
  readonly probabilities: Tensor | null;
}

/** Chance in an evaluation has a seed of its own, so that looking at a run does not change it. */
const SEED = "evaluation";

/** Reconstructs all images, holds their codes against the prior, and their classes against the labels. */
export function evaluate(kernels: Kernels, model: Model, images: Images): Evaluation {
  const random = new SeededRandom(SEED);
  const codes = encodeAll(kernels, model, images);
  const samples = () => {
    const P = zeros(kernels, images.count, model.prior.latent);
    model.prior.sample(P, random);
    return P;
  };
  const accuracy = model.accuracy(samples(), codes);
  const [P, Q] = [samples(), samples()];
  const probabilities = classifyAll(kernels, model, images);
  return {
    mse: evaluateReconstruction(kernels, model, images, mse),
    accuracy,
    match: matchPrior(codes, P, Q, model.prior.deviation, random),
    codes,
    probabilities,
  };
}

/** What the reconstructions of all images cost, as a mean. */
export function evaluateReconstruction(
  kernels: Kernels,
  model: Model,
  images: Images,
  loss: Loss = model.loss,
): number {
  return reconstructionError(
    kernels,
    ({ X, labels }) => reconstruct(model, X, { labels }),
    chunks(kernels, images, pixelRange(model)),
    loss,
  );
}

/** The style code of every image, [count, latent]. */
export function encodeAll(kernels: Kernels, model: Model, images: Images): Tensor {
  const { latent } = model.prior;
  const codes = zeros(kernels, images.count, latent);
  for (const { X, labels, start } of chunks(kernels, images, pixelRange(model))) {
    valuesOf(codes).set(valuesOf(model.style(X, { labels })), start * latent);
  }
  return codes;
}

/** The probability of each class for every image, [count, classes]; null where a model has none. */
export function classifyAll(kernels: Kernels, model: Model, images: Images): Tensor | null {
  const { classify, classes } = model;
  if (classify === null) return null;
  const probabilities = zeros(kernels, images.count, classes);
  for (const { X, start } of chunks(kernels, images, pixelRange(model))) {
    valuesOf(probabilities).set(valuesOf(classify(X)), start * classes);
  }
  return probabilities;
}

/** What black and white are to a model. */
export function pixelRange({ range }: Model): readonly [number, number] {
  return range ?? [0, 1];
}
