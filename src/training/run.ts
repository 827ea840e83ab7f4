/**
 * A run: everything that changes while a model is trained.
 */
import { recipes } from "../aae/index.ts";
import { type Configuration, optimizerOf } from "../aae/parts/configuration.ts";
import type { Model, ModelDefinition, Training } from "../aae/parts/model.ts";
import {
  DrawnOrder,
  Loader,
  type Order,
  rowReader,
  ShuffledOrder,
  UNLABELLED,
} from "../data/batches.ts";
import {
  chosenExamples,
  type ExampleSet,
  type Examples,
  expectExamples,
  firstExamples,
} from "../data/examples.ts";
import { type ExampleFormat, learnFormat, scaledExamples } from "../data/format.ts";
import { chooseLabelled } from "../data/labels.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import type { Pass } from "../layers/layer.ts";
import { tensorShapesOf } from "../layers/network.ts";
import { createOptimizer } from "../optim/description.ts";
import { type Schedule, scheduledRate } from "../optim/schedule.ts";
import { WeightAverage } from "../optim/weight-average.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Judged, pixelRange } from "./evaluation.ts";

/** Everything that a run is and that changes while it goes on. */
export interface Run {
  readonly configuration: Configuration;
  readonly definition: ModelDefinition;
  readonly kernels: Kernels;
  readonly data: ExampleSet;
  /** What the examples are, and how the model reads them. */
  readonly format: ExampleFormat;
  /** Something that differs where examples or labels do. */
  readonly fingerprint: string;
  /** Examples that the run is judged by, as the model reads them, and what they are called. */
  readonly judged: Judged & { readonly name: "test" | "validation" | "training" };
  /** Draws, in this order: the first weights, the shuffles, noise and the samples of the prior. */
  readonly random: SeededRandom;
  /** How the networks are run while they learn. */
  readonly pass: Pass;
  readonly model: Model;
  readonly training: Training;
  /** The average of the weights by which the model is judged; null: it is judged by the weights themselves. */
  readonly average: WeightAverage | null;
  readonly loader: Loader;
  /** The orders in which images come, by name. */
  readonly orders: Readonly<Record<string, Order>>;
  /** The numbers of the training images whose labels are told. */
  readonly labelled: Uint32Array;
  /** How the learning rate of each phase goes, by the phase's name. */
  readonly schedules: Readonly<Record<string, Schedule>>;
  /** How many steps make an epoch. */
  readonly stepsPerEpoch: number;
  /** After so many steps the run is judged: an epoch, or several where they are short. */
  readonly stepsPerEvaluation: number;
  /** How many steps make the run. */
  readonly steps: number;
  /** How many steps were taken. */
  step: number;
}

/** How many training images a run is judged by where there are no others, and clusters are named after. */
const SOME = 10_000;

/** The most weights that networks may have: with Adam's moments, 100 million take some 3 GB. */
const MOST_WEIGHTS = 100_000_000;

/** The model of a recipe. */
export function definitionOf({ recipe }: Configuration): ModelDefinition {
  return recipes[recipe].model;
}

/** Whether a model is told labels: then its classes are theirs. The clusters of others have no names. */
export function isTold({ configuration }: { readonly configuration: Configuration }): boolean {
  return definitionOf(configuration).asked(configuration) !== null;
}

/**
 * A run that has not taken a step.
 *
 * @param fingerprint something that differs where images or labels do
 * @throws InputError if the examples are not what their type says, or have a number that is too large
 * to compute with; if a batch is larger than the data set, or the networks than any memory; if images
 * are to be warped that are none, or the best model is asked for by a figure that there will not be.
 */
export function startRun(
  configuration: Configuration,
  kernels: Kernels,
  data: ExampleSet,
  fingerprint: string,
): Run {
  const { batchSize, length } = configuration;
  const definition = definitionOf(configuration);
  expectExamples(data.train, data.name);
  if (data.test) expectExamples(data.test, data.name);
  const parts = partsOf(data, configuration.validation);
  const { count, inputs } = parts.train;
  expectImages(configuration, parts.train);
  if (batchSize > count) {
    throw new InputError(
      `The batch size is ${batchSize} but ${data.name} has only ${count} training images; choose a --batch-size of at most ${count}.`,
    );
  }
  const weights = countWeights(definition, configuration, inputs);
  if (weights > MOST_WEIGHTS) {
    throw new InputError(
      `The networks would have ${weights} weights, but at most ${MOST_WEIGHTS} are trained; choose smaller --hidden layers.`,
    );
  }
  const stepsPerEpoch = Math.floor(count / batchSize);
  const random = new SeededRandom(configuration.seed);
  const model = definition.create(kernels, configuration, inputs, random);
  expectFigure(configuration, model, parts.judged.images);
  const format = learnFormat(parts.train, configuration.scaling, model.range);
  const read = (examples: Examples, which: string) =>
    scaledExamples(format, examples, `the ${which} rows of ${quoted(data.name)}`);
  const train = read(parts.train, "training");
  const judged = { ...parts.judged, images: read(parts.judged.images, parts.judged.name) };
  const optimizers = Object.fromEntries(
    definition.phases.map((phase) => [phase, optimizerOf(configuration, phase)]),
  );
  const training = definition.train(kernels, model, configuration, (phase, parameters) =>
    createOptimizer(kernels, parameters, optimizers[phase]),
  );
  const images =
    definition.batches === "drawn"
      ? new DrawnOrder(count, random)
      : new ShuffledOrder(count, random);
  const asked = definition.asked(configuration);
  const namesClusters = asked === null && model.classify !== null;
  const labelled =
    asked === null
      ? new Uint32Array(0)
      : chooseLabelled(
          train,
          asked,
          data.name,
          new SeededRandom(`labels ${asked.seed ?? configuration.seed}`),
        );
  const labels = new Int16Array(count).fill(UNLABELLED);
  for (const image of labelled) labels[image] = train.labels?.[image] ?? UNLABELLED;
  const beside = definition.labels === "beside" ? new ShuffledOrder(labelled, random) : null;
  const labelling = {
    labels,
    labelled: beside && { order: beside, batch: Math.min(batchSize, labelled.length) },
  };
  return {
    configuration,
    definition,
    kernels,
    data,
    format,
    fingerprint,
    judged: { ...judged, naming: namesClusters ? firstExamples(train, SOME) : null },
    random,
    pass: { training: true, random },
    model,
    training,
    average:
      configuration.averaging > 0
        ? new WeightAverage(kernels, namedTensors(model), configuration.averaging)
        : null,
    loader: new Loader(kernels, rowReader(train, pixelRange(model)), images, labelling, {
      batch: batchSize,
      inputs,
    }),
    orders: { images, ...(beside && { labelled: beside }) },
    labelled,
    schedules: optimizers,
    stepsPerEpoch,
    stepsPerEvaluation: evaluationInSteps(stepsPerEpoch, judged.images.count / batchSize),
    steps: lengthInSteps(length, stepsPerEpoch),
    step: 0,
  };
}

/** Throws an InputError if examples are to be warped that are no square images of one channel. */
function expectImages(configuration: Configuration, { inputs, image }: Examples): void {
  if (!("inputWarp" in configuration) || configuration.inputWarp === 0) return;
  if (image !== null && image.channels === 1 && image.rows === image.columns) return;
  const given =
    image === null
      ? `rows of ${inputs} numbers`
      : `${image.rows}×${image.columns} pixels of ${image.channels} channels`;
  throw new InputError(
    `inputWarp turns and moves square images of one channel, but these examples are ${given}; leave it at 0, or say with --image what size the images in a table have.`,
  );
}

/** Throws an InputError if the best model is to be chosen by an error in classes, and there are none. */
function expectFigure(
  { stopping: { figure } }: Configuration,
  { classify }: Model,
  { labels }: Examples,
): void {
  if (figure !== "error" || (classify !== null && labels !== null)) return;
  const missing = classify === null ? "this model has no classes" : "these examples have no labels";
  throw new InputError(`--best-by asks for the error, but ${missing}; choose reconstruction.`);
}

/** How many steps a length is. */
export function lengthInSteps(length: Configuration["length"], stepsPerEpoch: number): number {
  return "epochs" in length ? length.epochs * stepsPerEpoch : length.steps;
}

/** A run is judged after no fewer steps than this, for a look at few images has its costs too. */
const LEAST_STEPS = 5;

/**
 * How many steps lie between two evaluations: the fewest whole epochs that take longer than one.
 *
 * A step runs its images through the networks forwards and backwards in every phase, which takes
 * at least four times as long as the pass forwards of an evaluation. It depends on sizes alone, so
 * that a run that goes on is judged at the steps at which it would have been.
 *
 * @param batches how many batches the images make by which the run is judged
 */
function evaluationInSteps(stepsPerEpoch: number, batches: number): number {
  return stepsPerEpoch * Math.ceil(Math.max(LEAST_STEPS, batches / 4) / stepsPerEpoch);
}

/** The epoch that the latest step belongs to, counted from 1. */
export function epochOf({ step, stepsPerEpoch }: Run): number {
  return Math.max(1, Math.ceil(step / stepsPerEpoch));
}

/** Gives every phase the learning rate that the run has come to. */
export function setLearningRates(run: Run): void {
  for (const phase of run.definition.phases) {
    run.training.optimizers[phase].learningRate = scheduledRate(run.schedules[phase], run);
  }
}

/** Does something while the model has the weights by which it is judged. */
export function asJudged<Result>({ average }: Run, action: () => Result): Result {
  return average === null ? action() : average.during(action);
}

/** Every tensor that belongs to a model, by its full name, such as `encoder.0.weight`. */
export function namedTensors({ networks }: Model) {
  return Object.entries(networks).flatMap(([network, { parameters, statistics }]) =>
    [...parameters, ...statistics].map(({ name, value }) => ({
      name: `${network}.${name}`,
      value,
    })),
  );
}

/** The shape of each of these tensors, before memory is taken for them. */
export function tensorShapes(
  definition: ModelDefinition,
  configuration: Configuration,
  inputs: number,
): Map<string, number[]> {
  const networks = Object.entries(definition.networks(configuration, inputs));
  return new Map(
    networks.flatMap(([network, description]) =>
      [...tensorShapesOf(description)].map(([name, shape]): [string, number[]] => [
        `${network}.${name}`,
        shape,
      ]),
    ),
  );
}

function countWeights(
  definition: ModelDefinition,
  configuration: Configuration,
  inputs: number,
): number {
  let count = 0;
  for (const shape of tensorShapes(definition, configuration, inputs).values()) {
    count += shape.reduce((product, length) => product * length, 1);
  }
  return count;
}

/**
 * The images to learn from, and those to judge by: held back, or the test images, or some of the first.
 *
 * @param validation how many are held back
 * @throws InputError if that would leave none to learn from.
 */
export function partsOf(
  { name, train, test }: ExampleSet,
  validation: number,
): { readonly train: Examples; readonly judged: Omit<Run["judged"], "naming"> } {
  if (validation >= train.count) {
    throw new InputError(
      `--validation holds ${validation} images back, but ${name} has only ${train.count} to learn from; choose a smaller number.`,
    );
  }
  if (validation > 0) {
    // The same images are held back from every run, whatever its seed.
    const numbers = Uint32Array.from({ length: train.count }, (_, image) => image);
    new SeededRandom("validation").shuffle(numbers);
    return {
      train: chosenExamples(train, numbers.subarray(validation).sort()),
      judged: {
        name: "validation",
        images: chosenExamples(train, numbers.subarray(0, validation).sort()),
      },
    };
  }
  if (test) return { train, judged: { name: "test", images: test } };
  return { train, judged: { name: "training", images: firstExamples(train, SOME) } };
}
