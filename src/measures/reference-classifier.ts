/**
 * The reference classifier: a small network that learns classes from real images, to say what samples look
 * like where a model has no classifier of its own.
 *
 *     minimise   L = cross-entropy of softmax(C(X)) against the labels     by Adam, all images each epoch
 *
 * One hidden layer of ReLU. It knows nothing of the model that it judges; its own error on test images
 * comes with it.
 */
import { type Pass, zeroGradients } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import { crossEntropyWithLogits } from "../losses/cross-entropy-with-logits.ts";
import { Adam } from "../optim/adam.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { classification, expectClass } from "./classification.ts";
import { type Classify, scoresOf } from "./generated.ts";
import { expectLabels, expectSameWidth, type LabelledRows } from "./rows.ts";

export interface ReferenceClassifierOptions {
  /** The width of the hidden layer; 256 unless told otherwise. */
  readonly hidden?: number;
  /** How often all images are gone through; 5 times unless told otherwise. */
  readonly epochs?: number;
  /** How many images an update sees; 128 unless told otherwise. */
  readonly batchSize?: number;
  /** Adam's; 0.001 unless told otherwise. */
  readonly learningRate?: number;
}

export interface ReferenceClassifier {
  /** The logits [b, classes] of images X [b, width] whose pixels have the range of the training images. */
  readonly classify: Classify;
  /** The share of the test images that it calls another class than their own. */
  readonly testError: number;
}

/**
 * Trains a classifier on labelled images and examines it on others.
 *
 * @param classes K; labels are 0 … K − 1
 * @param random draws the weights, and the order of the images
 * @throws RangeError if a set has no image, not one label each, or a label that is no class, or if
 * the widths differ.
 */
export function trainReferenceClassifier(
  kernels: Kernels,
  train: LabelledRows,
  test: LabelledRows,
  classes: number,
  random: Random,
  {
    hidden = 256,
    epochs = 5,
    batchSize = 128,
    learningRate = 0.001,
  }: ReferenceClassifierOptions = {},
): ReferenceClassifier {
  const { rows, labels } = train;
  expectLabels("reference classifier", rows.count, labels);
  expectLabels("reference classifier", test.rows.count, test.labels);
  expectSameWidth(
    "reference classifier",
    "the training images",
    rows.width,
    "the test images",
    test.rows.width,
  );
  for (let i = 0; i < rows.count; i++) expectClass("reference classifier", labels[i], classes);

  const classifier = network(kernels, { widths: [rows.width, hidden, classes] }, random);
  const optimizer = new Adam(kernels, classifier.parameters, { learningRate });
  const pass: Pass = { training: true, random };
  const images = new Workspace(kernels);
  const targets = new Workspace(kernels);
  const gradients = new Workspace(kernels);
  const order = Uint32Array.from({ length: rows.count }, (_, image) => image);
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    for (let first = 0; first < order.length; first += batchSize) {
      const batch = order.subarray(first, first + batchSize);
      const X = images.shaped(batch.length, rows.width);
      const T = targets.shaped(batch.length, classes); // one-hot
      valuesOf(T).fill(0);
      batch.forEach((image, row) => {
        rows.read(image, X, row);
        T.set(row, labels[image], 1);
      });
      zeroGradients(classifier);
      const dLogits = gradients.shaped(batch.length, classes);
      crossEntropyWithLogits(classifier.forward(X, pass), T, dLogits);
      classifier.backward(dLogits, "parameters");
      optimizer.step();
    }
  }
  const classify = (X: Tensor) => classifier.forward(X, { training: false, random });
  const { error } = classification(scoresOf(kernels, test.rows, classify), test.labels);
  return { classify, testError: error };
}
