import { expect, test } from "vitest";
import { judge, type SamplePrior } from "../../src/measures/judge.ts";
import { type Kernels, tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

/** N(mean, 1) in every dimension. */
const normal =
  (mean: number): SamplePrior =>
  (P, random) => {
    for (let i = 0; i < P.size; i++) P.data[i] = mean + random.normal();
  };
function codes(seed: string, count: number, sample: SamplePrior, latent = 2) {
  const Z = zeros(tsKernels, count, latent);
  sample(Z, new SeededRandom(seed));
  return Z;
}
const quick = { steps: 300, hidden: [32, 32], batchSize: 64 };

test("codes that are drawn from the prior cannot be told from it", () => {
  const { accuracies, accuracy } = judge(
    tsKernels,
    codes("train", 4000, normal(0)),
    codes("test", 2000, normal(0)),
    normal(0),
    quick,
  );
  expect(accuracies).toHaveLength(3);
  expect(new Set(accuracies).size).toBe(3);
  expect(accuracy).toBeCloseTo(accuracies.reduce((sum, a) => sum + a) / 3, 12);
  // Of 12,000 yes-or-no answers, the share deviates from a half by 0.005.
  expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.02);
});

test("codes beside the prior are told as well as the best possible judge can: Φ(‖shift‖/2)", () => {
  // N(0, I) against N(s, I), with s = (1, 1): the best judge cuts half way, and Φ(√2/2) = 0.760.
  const { accuracy } = judge(
    tsKernels,
    codes("train", 4000, normal(1)),
    codes("test", 2000, normal(1)),
    normal(0),
    quick,
  );
  expect(accuracy).toBeGreaterThan(0.73);
  expect(accuracy).toBeLessThan(0.78);
});

test("codes of another shape but the same mean and deviation are found out", () => {
  const twoPoints: SamplePrior = (P, random) => {
    for (let i = 0; i < P.size; i++) P.data[i] = random.uniform() < 0.5 ? -1 : 1;
  };
  const { accuracy } = judge(
    tsKernels,
    codes("train", 1000, twoPoints),
    codes("test", 1000, twoPoints),
    normal(0),
    quick,
  );
  expect(accuracy).toBeGreaterThan(0.9);
});

test("it learns from the training codes and is examined on the test codes", () => {
  // Trained on codes at 3, it takes what lies at 0 for the prior, though they are the test's codes.
  const { accuracy } = judge(
    tsKernels,
    codes("train", 1000, normal(3)),
    codes("test", 1000, normal(0)),
    normal(0),
    quick,
  );
  expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.02);
});

test("it looks at every test code, not only at those of the first block", () => {
  let drawn = 0;
  const firstLikePrior: SamplePrior = (P, random) => {
    for (let i = 0; i < P.size; i++) P.data[i] = (drawn++ < 1000 ? 0 : 6) + random.normal();
  };
  const { accuracy } = judge(
    tsKernels,
    codes("train", 1000, normal(6)),
    codes("test", 1000, firstLikePrior),
    normal(0),
    quick,
  );
  // All samples of the prior and half of the codes are told right.
  expect(accuracy).toBeGreaterThan(0.74);
  expect(accuracy).toBeLessThan(0.76);
});

test("a seed is a judge, and the same one each time", () => {
  const few = { ...quick, steps: 20 };
  const judged = (seeds: number[]) =>
    judge(
      tsKernels,
      codes("train", 500, normal(1)),
      codes("test", 501, normal(1)), // one more than is looked at in one go
      normal(0),
      { ...few, seeds },
    ).accuracies;
  const [one, two] = judged([1, 2]);
  expect(judged([2])).toEqual([two]);
  expect(one).not.toBe(two);
});

test("without options, 2,000 steps are taken with 128 codes, beside as many samples", () => {
  const asked: number[] = [];
  const sample: SamplePrior = (P) => asked.push(P.shape[0]);
  const Z = tensorFrom(tsKernels, [1, 2], 2, 1);
  judge(tsKernels, Z, Z, sample, { hidden: [1] });
  const one = [...new Array(2000).fill(128), 2];
  expect(asked).toEqual([...one, ...one, ...one]);
});

test("without options, two hidden layers have 512 units each", () => {
  const shapes: number[][] = [];
  const watched: Kernels = {
    ...tsKernels,
    matmul(X, W, Y) {
      shapes.push([...W.shape]);
      tsKernels.matmul(X, W, Y);
    },
  };
  const Z = tensorFrom(tsKernels, [1, 2, 3], 1, 3);
  judge(watched, Z, Z, normal(0), { steps: 0, seeds: [1] });
  expect(shapes).toEqual([
    [3, 512],
    [512, 512],
    [512, 1],
  ]);
});

test("what cannot be measured is refused in one sentence", () => {
  const two = zeros(tsKernels, 2, 2);
  expect(() => judge(tsKernels, two, zeros(tsKernels, 2, 3), normal(0), quick)).toThrow(
    "the training codes have 2 numbers a row but the test codes have 3",
  );
  expect(() => judge(tsKernels, zeros(tsKernels, 0, 2), two, normal(0), quick)).toThrow(
    "there are no training codes",
  );
  expect(() => judge(tsKernels, two, zeros(tsKernels, 0, 2), normal(0), quick)).toThrow(
    "there are no test codes",
  );
  expect(() => judge(tsKernels, two, two, normal(0), { seeds: [] })).toThrow("there are no seeds");
  const broken = tensorFrom(tsKernels, [0, 0, 0, Number.NaN], 2, 2);
  expect(() => judge(tsKernels, two, broken, normal(0), quick)).toThrow(
    "the test codes hold NaN in row 1",
  );
});
