/** What the layers that draw noise or warps refuse, and when they draw; their gradients are checked in test/gradcheck. */
import { describe, expect, test } from "vitest";
import { AppendNoise } from "../../src/layers/append-noise.ts";
import { GaussianNoise } from "../../src/layers/gaussian-noise.ts";
import { GaussianSample } from "../../src/layers/gaussian-sample.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { RandomWarp } from "../../src/layers/random-warp.ts";
import {
  doubleKernels,
  type Kernels,
  tensorFrom,
  tsKernels,
  zeros,
} from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const passOf = (training: boolean, seed = 1) => ({ training, random: new SeededRandom(seed) });
const halves = (kernels: Kernels = doubleKernels) =>
  tensorFrom(kernels, [0.5, 1, 2, 4, -0.5, -1, -2, -4], 2, 4);

describe.each([
  { name: "GaussianNoise", make: (kernels: Kernels): Layer => new GaussianNoise(kernels, 0.3) },
  { name: "GaussianSample", make: (kernels: Kernels): Layer => new GaussianSample(kernels) },
  { name: "AppendNoise", make: (kernels: Kernels): Layer => new AppendNoise(kernels, 3) },
  {
    name: "RandomWarp",
    make: (kernels: Kernels): Layer => new RandomWarp(kernels, { rows: 2, columns: 2 }, 0.3),
  },
])("$name", ({ name, make }) => {
  const forward = (training: boolean, seed: number, kernels: Kernels = doubleKernels) => [
    ...make(kernels).forward(halves(kernels), passOf(training, seed)).data,
  ];

  test("draws the same for the same seed, and other noise for another", () => {
    expect(forward(true, 1)).toEqual(forward(true, 1));
    expect(forward(true, 2)).not.toEqual(forward(true, 1));
  });

  test("in single precision, draws the same numbers, rounded", () => {
    const exact = forward(true, 1);
    forward(true, 1, tsKernels).forEach((y, i) => {
      expect(Math.abs(y - exact[i])).toBeLessThan(1e-6);
    });
  });

  test("follows a batch that grows and shrinks", () => {
    const layer = make(doubleKernels);
    for (const rows of [4, 1, 7, 0, 2]) {
      const X = zeros(doubleKernels, rows, 4);
      const Y = layer.forward(X, passOf(true));
      expect(Y.shape[0]).toBe(rows);
      expect(layer.backward(zeros(doubleKernels, ...Y.shape)).shape).toEqual([rows, 4]);
    }
  });

  test("backward refuses another shape, and needs a forward of its own", () => {
    const layer = make(doubleKernels);
    for (const training of [true, false]) {
      const Y = layer.forward(halves(), passOf(training));
      const dY = zeros(doubleKernels, ...Y.shape);
      expect(() => layer.backward(zeros(doubleKernels, 3, 5))).toThrow(
        /^\w+: [XYZ] is \[2, \d\] but d[YZ] is \[3, 5\]; they need the same shape\.$/,
      );
      layer.backward(dY);
      expect(() => layer.backward(dY)).toThrow(`${name}: backward belongs to the latest forward`);
    }
  });
});

test("RandomWarp moves what is seen, an image of one grey stays as it is, and nothing leaves its image", () => {
  const size = { rows: 5, columns: 4 };
  const layer = new RandomWarp(doubleKernels, size, 0.5);
  const rows = [7, 0, -3];
  const X = zeros(doubleKernels, rows.length, 20);
  rows.forEach((grey, row) => {
    X.data.fill(grey, 20 * row, 20 * (row + 1));
  });
  expect([...layer.forward(X, passOf(true)).data]).toEqual([...X.data]);

  const ramp = tensorFrom(
    doubleKernels,
    Array.from({ length: 20 }, (_, pixel) => pixel),
    1,
    20,
  );
  const moved = [...layer.forward(ramp, passOf(true)).data];
  expect(moved).not.toEqual([...ramp.data]);
  expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...moved)).toBeLessThanOrEqual(19);
});

test("in use, RandomWarp hands X through and draws nothing", () => {
  const pass = passOf(false);
  const before = pass.random.state;
  const X = halves();
  expect(new RandomWarp(doubleKernels, { rows: 2, columns: 2 }, 0.3).forward(X, pass)).toBe(X);
  expect(pass.random.state).toEqual(before);
});

test("in use, GaussianNoise hands X through and GaussianSample gives the mean; neither draws", () => {
  const pass = passOf(false);
  const before = pass.random.state;
  const X = halves();
  expect(new GaussianNoise(doubleKernels, 0.3).forward(X, pass)).toBe(X);
  expect([...new GaussianSample(doubleKernels).forward(X, pass).data]).toEqual([0.5, 1, -0.5, -1]);
  expect(pass.random.state).toEqual(before);
});

test("AppendNoise draws in use as in training: a new code for the same image each time", () => {
  const layer = new AppendNoise(doubleKernels, 3);
  const pass = passOf(false);
  const first = [...layer.forward(halves(), pass).data];
  const second = [...layer.forward(halves(), pass).data];
  expect(second.slice(0, 4)).toEqual(first.slice(0, 4));
  expect(second.slice(4, 7)).not.toEqual(first.slice(4, 7));
});

test("a variance too large for a number is seen, not hidden", () => {
  const X = tensorFrom(doubleKernels, [0, 2000], 1, 2);
  const z = new GaussianSample(doubleKernels).forward(X, passOf(true)).data[0];
  expect(Math.abs(z)).toBe(Number.POSITIVE_INFINITY);
});

test("what makes no sense is refused", () => {
  for (const deviation of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new GaussianNoise(doubleKernels, deviation)).toThrow(
      `GaussianNoise: the standard deviation is ${deviation}; give a number of 0 or more.`,
    );
  }
  for (const columns of [0, -1, 1.5, Number.NaN]) {
    expect(() => new AppendNoise(doubleKernels, columns)).toThrow(
      `AppendNoise: ${columns} columns of noise are to be appended; give a whole number of 1 or more.`,
    );
  }
  for (const deviation of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new RandomWarp(doubleKernels, { rows: 2, columns: 2 }, deviation)).toThrow(
      `RandomWarp: the standard deviation is ${deviation}; give a number of 0 or more.`,
    );
  }
  for (const [rows, columns] of [
    [1, 4],
    [4, 1],
    [Number.NaN, 2],
  ]) {
    expect(() => new RandomWarp(doubleKernels, { rows, columns }, 0.1)).toThrow(
      `RandomWarp: the images have ${rows} × ${columns} pixels; give at least 2 × 2.`,
    );
  }
  const warp = new RandomWarp(doubleKernels, { rows: 2, columns: 3 }, 0.1);
  expect(() => warp.forward(halves(), passOf(true))).toThrow(
    "RandomWarp: X has 4 columns; images of 2 × 3 have 6.",
  );
  expect(() =>
    new GaussianSample(doubleKernels).forward(zeros(doubleKernels, 2, 5), passOf(true)),
  ).toThrow("GaussianSample: X is [2, 5]; it needs an even number of columns, [μ | ln σ²].");
});
