/** How good a model is, on images that it was not trained on. */
import { inUse } from "../aae/parts/autoencoder.ts";
import type { Model } from "../aae/parts/model.ts";
import { reconstruct } from "../aae/parts/use.ts";
import { chunks } from "../data/batches.ts";
import type { Examples } from "../data/examples.ts";
import type { Loss } from "../losses/loss.ts";
import { mse } from "../losses/mse.ts";
import { type Classification, classification } from "../measures/classification.ts";
import { type Clustering, clustering } from "../measures/clustering.ts";
import { type DeadUnits, deadUnits } from "../measures/dead-units.ts";
import { matchPrior, type PriorMatch } from "../measures/prior-match.ts";
import { reconstructionError } from "../measures/reconstruction.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";

/** How good a model is. */
export interface Evaluation {
  /** The mean squared error of the reconstructions, over all pixels of all images. */
  readonly mse: number;
  /** The share of these codes and as many samples of the prior that the discriminator tells apart. */
  readonly accuracy: number;
  /** How well the codes match the prior. */
  readonly match: PriorMatch;
  /** How often the model's class is wrong; null where it has none, or nobody knows the labels. */
  readonly classification: Classification | null;
  /** How often the class that its cluster is named after is wrong; null where there are no clusters. */
  readonly clustering: Clustering | null;
  /** The units of the encoder that are not active on any of the images, by hidden layer. */
  readonly deadUnits: readonly DeadUnits[];
  /** The style code of every image, [count, latent]. */
  readonly codes: Tensor;
  /** The probability of each class or cluster for every image, [count, classes]; null where a model has none. */
  readonly probabilities: Tensor | null;
}

/** Images that a model is judged by, and others, with labels, after which clusters are named. */
export interface Judged {
  readonly images: Examples;
  /** null for a model that was told labels: its classes have their names. */
  readonly naming: Examples | null;
}

/** Chance in an evaluation has a seed of its own, so that looking at a run does not change it. */
const SEED = "evaluation";

/** Reconstructs all images, holds their codes against the prior, and their classes against the labels. */
export function evaluate(kernels: Kernels, model: Model, judged: Judged): Evaluation {
  const { images } = judged;
  const random = new SeededRandom(SEED);
  const codes = encodeAll(kernels, model, images);
  const samples = () => {
    const P = zeros(kernels, images.count, model.prior.latent);
    model.prior.sample(P, random);
    return P;
  };
  const accuracy = model.accuracy(samples(), codes);
  const [P, Q] = [samples(), samples()];
  return {
    mse: evaluateReconstruction(kernels, model, images, mse),
    accuracy,
    match: matchPrior(codes, P, Q, model.prior, random),
    deadUnits: deadUnits(model.networks.encoder, justImages(kernels, model, images), inUse()),
    codes,
    ...evaluateClasses(kernels, model, judged),
  };
}

function* justImages(kernels: Kernels, model: Model, images: Examples): Generator<Tensor> {
  for (const { X } of chunks(kernels, images, pixelRange(model))) yield X;
}

/** How often classes, or clusters that are named after classes, are wrong. */
export function evaluateClasses(
  kernels: Kernels,
  model: Model,
  { images, naming }: Judged,
): Pick<Evaluation, "classification" | "clustering" | "probabilities"> {
  const probabilities = classifyAll(kernels, model, images);
  const { labels } = images;
  const nothing = { classification: null, clustering: null, probabilities };
  if (probabilities === null || labels === null) return nothing;
  if (naming === null) {
    if (labels.some((label) => label >= model.classes)) return nothing;
    return { ...nothing, classification: classification(probabilities, labels) };
  }
  const Q = classifyAll(kernels, model, naming);
  if (Q === null || naming.labels === null) return nothing;
  const named = { Q, labels: naming.labels };
  return { ...nothing, clustering: clustering(named, { Q: probabilities, labels }) };
}

/** What the reconstructions of all images cost, as a mean. */
export function evaluateReconstruction(
  kernels: Kernels,
  model: Model,
  images: Examples,
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
export function encodeAll(kernels: Kernels, model: Model, images: Examples): Tensor {
  const { latent } = model.prior;
  const codes = zeros(kernels, images.count, latent);
  for (const { X, labels, start } of chunks(kernels, images, pixelRange(model))) {
    valuesOf(codes).set(valuesOf(model.style(X, { labels })), start * latent);
  }
  return codes;
}

/** The probability of each class for every image, [count, classes]; null where a model has none. */
export function classifyAll(kernels: Kernels, model: Model, images: Examples): Tensor | null {
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
