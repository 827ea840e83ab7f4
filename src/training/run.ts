/**
 * A run: everything that changes while a model is trained.
 */
import { createHash } from "node:crypto";
import { ArticleTraining } from "../aae/article.ts";
import { AdversarialTraining } from "../aae/basic.ts";
import { AdversarialAutoencoder, type ModelDescription, PIXEL_RANGE } from "../aae/model.ts";
import type { Training } from "../aae/parts/model.ts";
import { type Batches, PixelReader, RandomBatches, ShuffledBatches } from "../data/batches.ts";
import type { DataSet } from "../data/images.ts";
import { InputError } from "../input-error.ts";
import { parameterShapes } from "../runs/model-file.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Configuration, describeModel } from "./configuration.ts";

export interface Run {
  readonly configuration: Configuration;
  readonly kernels: Kernels;
  readonly data: DataSet;
  /** The sha256 of all images and labels: whether they are the same as at another time. */
  readonly fingerprint: string;
  /** Draws, in this order: the first weights, the shuffles and the samples of the prior. */
  readonly random: SeededRandom;
  readonly model: AdversarialAutoencoder;
  readonly training: Training;
  readonly batches: Batches;
  /** How many steps make an epoch. */
  readonly stepsPerEpoch: number;
  /** How many steps make the run. */
  readonly steps: number;
  /** How many steps were taken. */
  step: number;
}

/** The most weights that networks may have: with Adam's moments, 100 million take some 3 GB. */
const MOST_WEIGHTS = 100_000_000;

/**
 * A run that has not taken a step.
 *
 * @throws InputError if a batch is larger than the data set, or the networks than any memory.
 */
export function startRun(configuration: Configuration, kernels: Kernels, data: DataSet): Run {
  const { batchSize, length, adam, discriminatorPace, output, training } = configuration;
  const { count, rows, columns, pixels } = data.train;
  if (batchSize > count) {
    throw new InputError(
      `The batch size is ${batchSize} but ${data.name} has only ${count} training images; choose a --batch-size of at most ${count}.`,
    );
  }
  const description = describeModel(configuration, rows * columns);
  const weights = countWeights(description);
  if (weights > MOST_WEIGHTS) {
    throw new InputError(
      `The networks would have ${weights} weights, but at most ${MOST_WEIGHTS} are trained; choose smaller --hidden layers.`,
    );
  }
  const stepsPerEpoch = Math.floor(count / batchSize);
  const random = new SeededRandom(configuration.seed);
  const model = new AdversarialAutoencoder(kernels, description, random);
  const reader = new PixelReader(pixels, PIXEL_RANGE[output]);
  const article = training === "article";
  const TrainingClass = article ? ArticleTraining : AdversarialTraining;
  const BatchesClass = article ? RandomBatches : ShuffledBatches;
  return {
    configuration,
    kernels,
    data,
    fingerprint: fingerprintOf(data),
    random,
    model,
    training: new TrainingClass(kernels, model, random, adam, discriminatorPace),
    batches: new BatchesClass(reader, count, random),
    stepsPerEpoch,
    steps: lengthInSteps(length, stepsPerEpoch),
    step: 0,
  };
}

/** How many steps a length is. */
export function lengthInSteps(length: Configuration["length"], stepsPerEpoch: number): number {
  return "epochs" in length ? length.epochs * stepsPerEpoch : length.steps;
}

function countWeights(description: ModelDescription): number {
  let count = 0;
  for (const shape of parameterShapes(description).values()) {
    count += shape.reduce((product, length) => product * length, 1);
  }
  return count;
}

function fingerprintOf({ train, test }: DataSet): string {
  const hash = createHash("sha256");
  for (const { count, rows, columns, pixels, labels } of [train, test]) {
    hash.update(`${count} images of ${rows}×${columns} pixels`).update(pixels).update(labels);
  }
  return hash.digest("hex");
}
