import { expect, test } from "vitest";
import { classification, confidentMistakes } from "../../src/measures/classification.ts";
import { doubleKernels, tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const P = tensorFrom(
  doubleKernels,
  [
    ...[0.7, 0.2, 0.1], // called 0, is 0
    ...[0.1, 0.8, 0.1], // called 1, is 2
    ...[0.4, 0.3, 0.3], // called 0, is 1
    ...[0.0, 0.1, 0.9], // called 2, is 0
    ...[0.4, 0.4, 0.2], // called 0, the first of two equals, is 1
  ],
  5,
  3,
);
const labels = [0, 2, 1, 0, 1];

test("error and confusion of five rows, counted by hand", () => {
  expect(classification(P, labels)).toEqual({
    error: 4 / 5,
    confusion: [
      [1, 0, 1],
      [2, 0, 0],
      [0, 1, 0],
    ],
  });
});

test("the confusion's rows count the labels, and its diagonal what was right, whatever the scores", () => {
  const random = new SeededRandom(1);
  const [count, classes] = [1000, 7];
  const scores = Array.from({ length: count * classes }, () => random.normal());
  const given = Array.from({ length: count }, () => random.integer(classes));
  const { error, confusion } = classification(tensorFrom(tsKernels, scores, count, classes), given);
  const right = given.filter((label, i) => {
    const row = scores.slice(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row)) === label;
  });
  expect(error).toBeCloseTo(1 - right.length / count, 12);
  for (let k = 0; k < classes; k++) {
    expect(confusion[k].reduce((sum, n) => sum + n)).toBe(given.filter((l) => l === k).length);
    expect(confusion[k][k]).toBe(right.filter((label) => label === k).length);
  }
});

test("the surest mistakes come first, and what was right is none", () => {
  expect(confidentMistakes(P, labels, 3)).toEqual([
    { index: 3, label: 0, called: 2, probability: 0.9 },
    { index: 1, label: 2, called: 1, probability: 0.8 },
    { index: 2, label: 1, called: 0, probability: 0.4 },
  ]);
  expect(confidentMistakes(P, [0, 1, 0, 2, 0], 3)).toEqual([]);
});

test("what cannot be measured is refused in one sentence", () => {
  const one = (...scores: number[]) => tensorFrom(doubleKernels, scores, 1, scores.length);
  expect(() => classification(P, [0, 1])).toThrow(
    "classification: there are 5 rows but 2 labels; each row needs one.",
  );
  expect(() => classification(tensorFrom(doubleKernels, [], 0, 3), [])).toThrow(
    "there are no rows",
  );
  expect(() => classification(one(0.5, 0.5), [2])).toThrow(
    "a label is 2, but the classes are 0 to 1",
  );
  expect(() => classification(one(0.5, Number.NaN), [0])).toThrow("row 0 has a NaN");
  expect(() => classification(one(Number.NaN, 0.5), [0])).toThrow("row 0 has a NaN");
  expect(() => confidentMistakes(one(-3, 5), [0], 1)).toThrow(
    "row 0 has 5, but a probability is from 0 to 1; put logits through softmax first",
  );
});
