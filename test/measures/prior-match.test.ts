import { expect, test } from "vitest";
import { createPrior } from "../../src/aae/parts/priors.ts";
import { matchPrior, slicedWasserstein } from "../../src/measures/prior-match.ts";
import { reconstructionError } from "../../src/measures/reconstruction.ts";
import { doubleKernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

const prior = createPrior({ kind: "gaussian", deviation: 2 }, 3);

function cloud(seed: string, change: (z: number, dimension: number) => number) {
  const Z = zeros(doubleKernels, 4000, 3);
  prior.sample(Z, new SeededRandom(seed));
  for (let i = 0; i < Z.size; i++) Z.data[i] = change(Z.data[i], i % 3);
  return Z;
}

/** Holds codes against samples of the prior, from two clouds of it. */
function matchSamples(Z: Tensor) {
  const [P, Q] = ["one", "another"].map((seed) => cloud(seed, (z) => z));
  return matchPrior(Z, P, Q, prior, new SeededRandom(1));
}

test("the distance of a cloud from itself is 0, whatever the order of its points", () => {
  const A = tensorFrom(doubleKernels, [1, 2, 3, 4, 5, 6], 3, 2);
  const B = tensorFrom(doubleKernels, [5, 6, 1, 2, 3, 4], 3, 2);
  expect(slicedWasserstein(A, B, new SeededRandom(1))).toBeLessThan(1e-12);
});

test("in one dimension it is the distance between the sorted numbers", () => {
  const A = tensorFrom(doubleKernels, [0, 10], 2, 1);
  const B = tensorFrom(doubleKernels, [13, 4], 2, 1);
  expect(slicedWasserstein(A, B, new SeededRandom(1))).toBeCloseTo(Math.sqrt((16 + 9) / 2), 10);
});

test("a shift by s in d dimensions gives |s| / √d, on average over the directions", () => {
  const A = zeros(doubleKernels, 10, 3);
  const B = tensorFrom(
    doubleKernels,
    Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 6 : 0)),
    10,
    3,
  );
  const distance = slicedWasserstein(A, B, new SeededRandom(1), 20_000);
  expect(distance).toBeCloseTo(6 / Math.sqrt(3), 1);
});

test("clouds of different shape are refused", () => {
  expect(() =>
    slicedWasserstein(zeros(doubleKernels, 3, 2), zeros(doubleKernels, 4, 2), new SeededRandom(1)),
  ).toThrow("A is [3, 2] but B is [4, 2]");
});

test("no codes and no rows have no distance and no error", () => {
  const none = zeros(doubleKernels, 0, 2);
  const random = new SeededRandom(1);
  expect(() => slicedWasserstein(none, none, random)).toThrow("there are no points");
  expect(() => reconstructionError(doubleKernels, ({ X }) => X, [])).toThrow("there are no rows");
});

test("codes that follow the prior are as near to it as the prior to itself", () => {
  const match = matchSamples(cloud("codes", (z) => z));
  for (const deviation of match.deviations) expect(deviation).toBeCloseTo(2, 0);
  expect(match.distance).toBeLessThan(1.5 * match.distanceByChance);
});

test("codes that are shifted or too wide are found out, in the right dimension", () => {
  const Z = cloud("codes", (z, dimension) => (dimension === 1 ? 3 * z + 5 : z));
  const match = matchSamples(Z);
  expect(match.priorDeviations).toEqual([2, 2, 2]);
  expect(match.means[1]).toBeCloseTo(5, 0);
  expect(match.deviations[1]).toBeCloseTo(6, 0);
  expect(match.deviations[0]).toBeCloseTo(2, 0);
  expect(match.distance).toBeGreaterThan(10 * match.distanceByChance);
});
