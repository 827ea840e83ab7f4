import { expect, test } from "vitest";
import { parzen, SIGMAS } from "../../src/measures/parzen.ts";
import { type Rows, rowsOf } from "../../src/measures/rows.ts";
import { doubleKernels, type Kernels, tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const points = (kernels: Kernels, rows: number[][]): Rows =>
  rowsOf(tensorFrom(kernels, rows.flat(), rows.length, rows[0].length));

const random = new SeededRandom(1);
const draw = (count: number, width: number, deviation = 1) =>
  Array.from({ length: count }, () =>
    Array.from({ length: width }, () => deviation * random.normal()),
  );

/** ln p(x) as the formula is written: one density after the other, summed as they are. */
function logDensity(x: number[], samples: number[][], sigma: number): number {
  const densities = samples.map((s) =>
    x.reduce(
      (product, xj, j) =>
        (product * Math.exp(-((xj - s[j]) ** 2) / (2 * sigma ** 2))) /
        (sigma * Math.sqrt(2 * Math.PI)),
      1,
    ),
  );
  return Math.log(densities.reduce((sum, p) => sum + p) / samples.length);
}
const mean = (numbers: number[]) => numbers.reduce((sum, n) => sum + n) / numbers.length;

test.each([
  ["double", doubleKernels, 10],
  ["single", tsKernels, 4],
] as const)(
  "in %s precision it is the formula, whatever blocks it is computed in",
  (_, kernels, digits) => {
    const samples = draw(2500, 3);
    const validation = draw(20, 3);
    const images = draw(150, 3);
    const sigmas = [0.3, 0.5, 2];
    const result = parzen(
      kernels,
      points(kernels, samples),
      points(kernels, validation),
      points(kernels, images),
      sigmas,
    );

    const curve = sigmas.map((sigma) => mean(validation.map((x) => logDensity(x, samples, sigma))));
    expect(result.curve.map(({ sigma }) => sigma)).toEqual(sigmas);
    for (const [s, { logLikelihood }] of result.curve.entries()) {
      expect(logLikelihood).toBeCloseTo(curve[s], digits);
    }
    expect(result.sigma).toBe(sigmas[curve.indexOf(Math.max(...curve))]);
    const logs = images.map((x) => logDensity(x, samples, result.sigma));
    expect(result.logLikelihood).toBeCloseTo(mean(logs), digits);
    const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean(logs)) ** 2, 0) / 149);
    expect(result.standardError).toBeCloseTo(deviation / Math.sqrt(150), digits);
  },
);

test("one sample at an image, in 784 dimensions: the density's peak, far beyond what a number can hold", () => {
  const [x] = draw(1, 784);
  const at = points(doubleKernels, [x]);
  const twice = points(doubleKernels, [x, x]);
  const { logLikelihood, standardError } = parzen(doubleKernels, at, at, twice, [0.01]);
  expect(logLikelihood).toBeCloseTo(-784 * Math.log(0.01 * Math.sqrt(2 * Math.PI)), 8);
  expect(standardError).toBeCloseTo(0, 8);
});

test("an image far from every sample has the likelihood of the nearest, not minus infinity", () => {
  const samples = points(doubleKernels, [[0], [500]]);
  const images = points(doubleKernels, [[-1000], [-1000]]);
  const { logLikelihood } = parzen(doubleKernels, samples, images, images, [1]);
  expect(logLikelihood).toBeCloseTo(
    -(1000 ** 2) / 2 - Math.log(2) - Math.log(Math.sqrt(2 * Math.PI)),
    6,
  );
});

test("a later block that lies nearer takes over from an earlier one, and the other way round", () => {
  const far = Array.from({ length: 1024 }, () => [100]);
  const near = Array.from({ length: 1024 }, () => [0]);
  const images = points(doubleKernels, [[0], [0]]);
  for (const order of [
    [...far, ...near],
    [...near, ...far],
  ]) {
    const samples = points(doubleKernels, order);
    const { logLikelihood } = parzen(doubleKernels, samples, images, images, [1]);
    expect(logLikelihood).toBeCloseTo(-Math.log(2) - Math.log(Math.sqrt(2 * Math.PI)), 10);
  }
});

test("samples of N(0, I) give about the entropy of N(0, I), and a σ within the grid", () => {
  const [samples, validation, images] = [4000, 400, 1000].map((count) =>
    points(tsKernels, draw(count, 2)),
  );
  const { logLikelihood, standardError, sigma } = parzen(tsKernels, samples, validation, images);
  expect(Math.abs(logLikelihood + 1 + Math.log(2 * Math.PI))).toBeLessThan(4 * standardError);
  expect(sigma).toBeGreaterThan(SIGMAS[0]);
  expect(sigma).toBeLessThan(SIGMAS[9]);
});

test("the grid has ten deviations from 0.1 to 1 in equal ratios", () => {
  expect(SIGMAS[0]).toBeCloseTo(0.1, 12);
  expect(SIGMAS[9]).toBeCloseTo(1, 12);
  for (let i = 1; i < 10; i++) expect(SIGMAS[i] / SIGMAS[i - 1]).toBeCloseTo(10 ** (1 / 9), 12);
});

test("what cannot be measured is refused in one sentence", () => {
  const two = points(doubleKernels, [[0], [1]]);
  const one = points(doubleKernels, [[0]]);
  const wide = points(doubleKernels, [
    [0, 0],
    [1, 1],
  ]);
  const none = rowsOf(tensorFrom(doubleKernels, [], 0, 1));
  expect(() => parzen(doubleKernels, none, two, two)).toThrow("there are no samples");
  expect(() => parzen(doubleKernels, two, none, two)).toThrow("there are no validation images");
  expect(() => parzen(doubleKernels, two, two, one)).toThrow("there are 1 test images");
  expect(() => parzen(doubleKernels, two, two, two, [])).toThrow("no deviations to choose from");
  expect(() => parzen(doubleKernels, two, two, two, [1, 0])).toThrow(
    "σ is 0; give numbers above 0",
  );
  expect(() => parzen(doubleKernels, two, two, two, [Number.NaN])).toThrow("σ is NaN");
  expect(() => parzen(doubleKernels, two, wide, two)).toThrow("the validation images have 2");
  expect(() => parzen(doubleKernels, two, two, wide)).toThrow("the test images have 2");
  const broken = points(doubleKernels, [[0], [Number.NaN]]);
  expect(() => parzen(doubleKernels, broken, two, two)).toThrow("holds NaN");
});
