/** What batch normalisation keeps and refuses; its gradients are checked in test/gradcheck. */
import { expect, test } from "vitest";
import { Activation } from "../../src/layers/activation.ts";
import { BatchNormalisation } from "../../src/layers/batch-normalisation.ts";
import { Dense } from "../../src/layers/dense.ts";
import { relu } from "../../src/layers/relu.ts";
import { Sequential } from "../../src/layers/sequential.ts";
import { doubleKernels, tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const training = { training: true, random: new SeededRandom(1) };
const inUse = { training: false, random: new SeededRandom(1) };
const layer = (columns = 2) => new BatchNormalisation(doubleKernels, columns);
const X = tensorFrom(doubleKernels, [1, 2, 3, 4, 5, 9], 3, 2);

test("before it has seen a batch, in use it hands X through but for ε", () => {
  [...layer().forward(X, inUse).data].forEach((y, i) => {
    expect(Math.abs(y - X.data[i])).toBeLessThan(1e-4);
  });
});

test("its running statistics come to those of the data", () => {
  const random = new SeededRandom(1);
  const normalisation = layer(1);
  for (let step = 0; step < 300; step++) {
    const batch = Array.from({ length: 100 }, () => 5 + 3 * random.normal());
    normalisation.forward(tensorFrom(doubleKernels, batch, 100, 1), training);
  }
  expect(Math.abs(normalisation.runningMean.value.data[0] - 5)).toBeLessThan(0.3);
  expect(Math.abs(normalisation.runningVariance.value.data[0] - 9)).toBeLessThan(1);
});

test("only training moves the running statistics, and it draws nothing", () => {
  const normalisation = layer();
  const statistics = () => normalisation.statistics.flatMap(({ value }) => [...value.data]);
  const [start, state] = [statistics(), training.random.state];
  normalisation.forward(X, inUse);
  normalisation.backward(X);
  expect(statistics()).toEqual(start);
  normalisation.forward(X, training);
  const moved = statistics();
  expect(moved).not.toEqual(start);
  normalisation.backward(X);
  expect(statistics()).toEqual(moved);
  expect(training.random.state).toEqual(state);
});

test("a network tells its parameters and its statistics apart, by name", () => {
  const net = new Sequential([
    new Dense(doubleKernels, 3, 2, new SeededRandom(1)),
    layer(),
    new Activation(doubleKernels, relu),
  ]);
  expect(net.parameters.map(({ name }) => name)).toEqual([
    "0.weight",
    "0.bias",
    "1.gamma",
    "1.beta",
  ]);
  expect(net.statistics.map(({ name }) => name)).toEqual(["1.runningMean", "1.runningVariance"]);
});

test("a column of equal numbers becomes β, and has finite gradients", () => {
  for (const kernels of [tsKernels, doubleKernels]) {
    const normalisation = new BatchNormalisation(kernels, 1);
    normalisation.beta.value.data[0] = 0.5;
    const equal = tensorFrom(kernels, [7, 7, 7], 3, 1);
    expect([...normalisation.forward(equal, training).data]).toEqual([0.5, 0.5, 0.5]);
    const dX = normalisation.backward(tensorFrom(kernels, [1, -2, 3], 3, 1));
    expect([...dX.data].every(Number.isFinite)).toBe(true);
  }
});

test("in single precision, numbers far from 0 keep their variance", () => {
  const numbers = Array.from({ length: 100 }, (_, i) => 1000 + (i % 2) / 8);
  const Y = new BatchNormalisation(tsKernels, 1).forward(
    tensorFrom(tsKernels, numbers, 100, 1),
    training,
  );
  expect(Math.abs(Y.data[0] + 1)).toBeLessThan(0.01);
  expect(Math.abs(Y.data[1] - 1)).toBeLessThan(0.01);
});

test("a NaN spreads through its column, and no further", () => {
  const bad = tensorFrom(doubleKernels, [1, Number.NaN, 3, 4], 2, 2);
  const Y = layer().forward(bad, training);
  expect([Y.get(0, 0), Y.get(1, 0)].every(Number.isFinite)).toBe(true);
  expect([Y.get(0, 1), Y.get(1, 1)]).toEqual([Number.NaN, Number.NaN]);
});

test("asked for parameters alone, it computes no dX", () => {
  const normalisation = layer();
  normalisation.forward(X, training);
  expect(normalisation.backward(X, "parameters")).toBeNull();
});

test("a single row cannot be learned from, but can be used", () => {
  for (const rows of [0, 1]) {
    expect(() => layer().forward(zeros(doubleKernels, rows, 2), training)).toThrow(
      `BatchNormalisation: X is [${rows}, 2], but a variance needs two rows; train on batches of 2 or more.`,
    );
    expect(layer().forward(zeros(doubleKernels, rows, 2), inUse).shape).toEqual([rows, 2]);
  }
});

test("follows a batch that grows and shrinks", () => {
  const normalisation = layer();
  for (const rows of [4, 2, 7, 3]) {
    const batch = zeros(doubleKernels, rows, 2);
    expect(normalisation.forward(batch, training).shape).toEqual([rows, 2]);
    expect(normalisation.backward(batch).shape).toEqual([rows, 2]);
  }
});

test("refuses another width and another shape, and needs a forward of its own", () => {
  const normalisation = layer();
  const dY = zeros(doubleKernels, 3, 2);
  expect(() => normalisation.forward(zeros(doubleKernels, 3, 5), training)).toThrow(
    "BatchNormalisation: X is [3, 5] but it normalises 2 columns; X needs as many.",
  );
  expect(() => normalisation.backward(dY)).toThrow("backward belongs to the latest forward");
  normalisation.forward(X, training);
  expect(() => normalisation.backward(zeros(doubleKernels, 2, 3))).toThrow(
    "BatchNormalisation: X is [3, 2] but dY is [2, 3]; they need the same shape.",
  );
  normalisation.backward(dY);
  expect(() => normalisation.backward(dY)).toThrow("backward belongs to the latest forward");
});
