/** The slow measures of a trained model: each takes seconds to minutes. */
import type { Model } from "../aae/parts/model.ts";
import { sample } from "../aae/parts/use.ts";
import { rowReader } from "../data/batches.ts";
import { type ExampleSet, type Examples, firstExamples } from "../data/examples.ts";
import { generatedClasses } from "../measures/generated.ts";
import { judge } from "../measures/judge.ts";
import { neighbourError } from "../measures/neighbours.ts";
import { parzen } from "../measures/parzen.ts";
import { trainReferenceClassifier } from "../measures/reference-classifier.ts";
import { type LabelledRows, type Rows, rowsOf } from "../measures/rows.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { encodeAll, pixelRange } from "./evaluation.ts";

/** What is measured, and on what. */
export interface Subject {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly data: ExampleSet;
  /** Whether its classes are those of the labels; clusters have no names. */
  readonly told: boolean;
}

/** How many neighbours name a code's class. */
const NEIGHBOURS = 5;

/** A measurement: figures by name, or a sentence that says why there are none. */
export type Measurement = Readonly<Record<string, number>> | string;

/** Every slow measure, by the name under which it is asked for. */
export const MEASUREMENTS: Readonly<Record<string, (subject: Subject) => Measurement>> = {
  /** How often a discriminator that has learned anew tells test codes from samples of the prior. */
  judge({ kernels, model, data }) {
    const train = encodeAll(kernels, model, data.train);
    const test = encodeAll(kernels, model, heldBack(data));
    const { accuracy, accuracies } = judge(kernels, train, test, model.prior.sample);
    return {
      accuracy,
      lowest: Math.min(...accuracies),
      highest: Math.max(...accuracies),
    };
  },

  /** The log-likelihood of test images under windows around 10,000 samples; σ by training images. */
  parzen({ kernels, model, data }) {
    if (heldBack(data).count < 2) return "there are fewer than two test rows";
    const samples = samplesOf(kernels, model, 10_000);
    const validation = firstExamples(data.train, 1000);
    const { logLikelihood, standardError, sigma } = parzen(
      kernels,
      rowsOf(samples.images),
      imageRows(model, validation),
      imageRows(model, heldBack(data)),
    );
    return { logLikelihood, standardError, sigma };
  },

  /** How often the five nearest training codes call a test code another class than its own. */
  neighbours({ kernels, model, data }) {
    const [train, test] = [data.train, heldBack(data)];
    if (train.labels === null || test.labels === null) return "the images have no labels";
    if (train.count < NEIGHBOURS) return `there are fewer than ${NEIGHBOURS} training rows`;
    const codes = (images: Examples, labels: ArrayLike<number>): LabelledRows => ({
      rows: rowsOf(encodeAll(kernels, model, images)),
      labels,
    });
    const { error } = neighbourError(kernels, codes(train, train.labels), codes(test, test.labels));
    return { error };
  },

  /** How often a classifier calls samples that were drawn for a class that class. */
  generated({ kernels, model, data, told }) {
    if (model.classes === 0) return "the model has no classes";
    if (!told) return "its clusters have no names";
    const labelled = (images: Examples): LabelledRows | null =>
      images.labels && { rows: imageRows(model, images), labels: images.labels };
    const [train, test] = [labelled(data.train), labelled(heldBack(data))];
    if (train === null || test === null) return "the images have no labels";
    const foreign = (rows: LabelledRows) =>
      Array.from(rows.labels).find((label) => label >= model.classes);
    const label = foreign(train) ?? foreign(test);
    if (label !== undefined) return `the model has no class for the label ${label}`;
    const random = new SeededRandom("reference classifier");
    const { classify, testError } = trainReferenceClassifier(
      kernels,
      train,
      test,
      model.classes,
      random,
    );
    const { images, labels } = samplesOf(kernels, model, 100 * model.classes);
    const { share } = generatedClasses(kernels, { rows: rowsOf(images), labels }, classify);
    return { share, classifiersOwnError: testError };
  },
};

function heldBack({ train, test }: ExampleSet): Examples {
  return test ?? train;
}

/** Images as a measure reads them, with the pixels that the model reads. */
function imageRows(model: Model, examples: Examples): Rows {
  const reader = rowReader(examples, pixelRange(model));
  return {
    count: examples.count,
    width: examples.inputs,
    read: (index, X, row) => reader.read(index, X, row),
  };
}

/** Samples; where there are classes, a hundred of one, then of the next, and again from the first. */
function samplesOf(
  kernels: Kernels,
  model: Model,
  count: number,
): { readonly images: Tensor; readonly labels: Int16Array } {
  const CHUNK = 100;
  const random = new SeededRandom("measured samples");
  const labels = new Int16Array(count);
  let images: Tensor | null = null;
  for (let start = 0; start < count; start += CHUNK) {
    const label = model.classes === 0 ? undefined : (start / CHUNK) % model.classes;
    const some = sample(kernels, model, CHUNK, random, label);
    images ??= zeros(kernels, count, some.shape[1]);
    valuesOf(images).set(valuesOf(some), start * some.shape[1]);
    labels.fill(label ?? 0, start, start + CHUNK);
  }
  if (images === null) throw new RangeError("samplesOf: no sample is asked for.");
  return { images, labels };
}
