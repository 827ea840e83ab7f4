import { expect, test } from "vitest";
import { PixelReader } from "../../src/data/batches.ts";
import { type Classify, generatedClasses } from "../../src/measures/generated.ts";
import { trainReferenceClassifier } from "../../src/measures/reference-classifier.ts";
import { type LabelledRows, rowsOf } from "../../src/measures/rows.ts";
import { loadMnist } from "../../src/node/mnist.ts";
import { tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { type LabelledImages, whole } from "../small-data.ts";

/** Calls a row [a, b] by its larger number, or 2 where they are equal. All answers share one memory. */
const answers = zeros(tsKernels, 500, 3);
const byLarger: Classify = (X) => {
  const count = X.shape[0];
  const scores = count === 500 ? answers : zeros(tsKernels, count, 3);
  scores.data.fill(0);
  for (let i = 0; i < count; i++) {
    const [a, b] = [X.get(i, 0), X.get(i, 1)];
    scores.set(i, a > b ? 0 : b > a ? 1 : 2, 1);
  }
  return scores;
};
const samples = (labels: number[], ...X: number[][]): LabelledRows => ({
  rows: rowsOf(tensorFrom(tsKernels, X.flat(), X.length, 2)),
  labels,
});

test("shares, over all and of each class, by hand", () => {
  const wanted = samples([0, 0, 0, 1], [5, 1], [1, 5], [3, 2], [2, 2]);
  expect(generatedClasses(tsKernels, wanted, byLarger)).toEqual({
    share: 1 / 2,
    shares: [2 / 3, 0, null],
    confusion: [
      [2, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
    ],
  });
});

test("many samples are asked about block by block, each once", () => {
  const random = new SeededRandom(1);
  const X = Array.from({ length: 1234 }, () => [random.normal(), random.normal()]);
  const labels = X.map(() => random.integer(2));
  const right = X.filter(([a, b], i) => Number(b > a) === labels[i]);
  const { share } = generatedClasses(tsKernels, samples(labels, ...X), byLarger);
  expect(share).toBeCloseTo(right.length / X.length, 12);
});

test("what cannot be measured is refused in one sentence", () => {
  expect(() => generatedClasses(tsKernels, samples([3], [1, 2]), byLarger)).toThrow(
    "a label is 3, but the classes are 0 to 2",
  );
  expect(() => generatedClasses(tsKernels, samples([0, 1], [1, 2]), byLarger)).toThrow(
    "1 rows but 2 labels",
  );
  expect(() => generatedClasses(tsKernels, samples([]), byLarger)).toThrow("there are no rows");
});

function someImages(
  { rows, columns, pixels, labels }: LabelledImages,
  count: number,
): LabelledRows {
  const width = rows * columns;
  const reader = new PixelReader(pixels, [0, 1]);
  return {
    rows: { count, width, read: (image, X, row) => reader.read(image, X, row) },
    labels: labels.slice(0, count),
  };
}

test("the reference classifier learns digits, says how well, and calls real images what they are", () => {
  const mnist = whole(loadMnist());
  const [train, other] = [someImages(mnist.train, 2000), someImages(mnist.test, 1000)];
  const learn = (epochs: number) =>
    trainReferenceClassifier(tsKernels, train, other, 10, new SeededRandom(1), {
      hidden: 64,
      epochs,
    });
  const { classify, testError } = learn(5);
  expect(learn(0).testError).toBeGreaterThan(0.7);
  expect(testError).toBeLessThan(0.2);
  const { share } = generatedClasses(tsKernels, other, classify);
  expect(share).toBeCloseTo(1 - testError, 12);
});

test("it has the classes that it is told, learns from every image, and refuses other labels", () => {
  // Fewer images than a batch: all that there is to learn from is a batch that is not full.
  const train = samples([0, 1, 2], [1, 0], [0, 1], [-1, -1]);
  const learn = (classes: number) =>
    trainReferenceClassifier(tsKernels, train, train, classes, new SeededRandom(1), {
      hidden: 16,
      epochs: 200,
      learningRate: 0.01,
    });
  expect(learn(4).testError).toBe(0);
  expect(learn(4).classify(zeros(tsKernels, 1, 2)).shape).toEqual([1, 4]);
  expect(() => learn(2)).toThrow("a label is 2, but the classes are 0 to 1");
});

test("each epoch goes through all images once, in an order of its own", () => {
  const { rows, labels } = samples(
    [0, 1, 2, 0, 1, 2, 0, 1],
    ...Array.from({ length: 8 }, () => [1, 2]),
  );
  const seen: number[] = [];
  const watched = {
    ...rows,
    read(index: number, X: Tensor, row: number) {
      seen.push(index);
      rows.read(index, X, row);
    },
  };
  const one = samples([0], [1, 2]);
  trainReferenceClassifier(tsKernels, { rows: watched, labels }, one, 3, new SeededRandom(1), {
    hidden: 2,
    epochs: 2,
    batchSize: 3,
  });
  const [first, second] = [seen.slice(0, 8), seen.slice(8)];
  const all = [0, 1, 2, 3, 4, 5, 6, 7];
  expect(first.toSorted()).toEqual(all);
  expect(second.toSorted()).toEqual(all);
  expect(first).not.toEqual(all);
  expect(second).not.toEqual(first);
});
