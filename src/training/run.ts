/**
 * A run: everything that changes while a model is trained.
 */
import { AdversarialTraining } from "../aae/adversarial-training.ts";
import { ArticleTraining } from "../aae/article-training.ts";
import { AdversarialAutoencoder, PIXEL_RANGE } from "../aae/model.ts";
import type { Training } from "../aae/training.ts";
import { type Batches, PixelReader, RandomBatches, ShuffledBatches } from "../data/batches.ts";
import type { DataSet } from "../data/mnist.ts";
import { InputError } from "../input-error.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { Random } from "../tensor/random.ts";
import { type Configuration, describeModel } from "./configuration.ts";

export interface Run {
  readonly configuration: Configuration;
  readonly kernels: Kernels;
  readonly data: DataSet;
  /** Draws, in this order: the first weights, the shuffles and the samples of the prior. */
  readonly random: Random;
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

/**
 * A run that has not taken a step.
 *
 * @throws InputError if a batch is larger than the data set.
 */
export function startRun(configuration: Configuration, kernels: Kernels, data: DataSet): Run {
  const { batchSize, length, adam, discriminatorPace, output, training } = configuration;
  const { count, rows, columns, pixels } = data.train;
  if (batchSize > count) {
    throw new InputError(
      `The batch size is ${batchSize} but ${data.name} has only ${count} training images; choose a --batch-size of at most ${count}.`,
    );
  }
  const stepsPerEpoch = Math.floor(count / batchSize);
  const random = new Random(configuration.seed);
  const model = new AdversarialAutoencoder(
    kernels,
    describeModel(configuration, rows * columns),
    random,
  );
  const reader = new PixelReader(pixels, PIXEL_RANGE[output]);
  const article = training === "article";
  const TrainingClass = article ? ArticleTraining : AdversarialTraining;
  const BatchesClass = article ? RandomBatches : ShuffledBatches;
  return {
    configuration,
    kernels,
    data,
    random,
    model,
    training: new TrainingClass(kernels, model, random, adam, discriminatorPace),
    batches: new BatchesClass(reader, count, random),
    stepsPerEpoch,
    steps: "epochs" in length ? length.epochs * stepsPerEpoch : length.steps,
    step: 0,
  };
}
