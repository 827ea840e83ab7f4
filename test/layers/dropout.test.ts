/** What dropout draws, and what it refuses; its gradient is checked in test/gradcheck. */
import { expect, test } from "vitest";
import { Dropout } from "../../src/layers/dropout.ts";
import { doubleKernels, tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const training = (seed: number) => ({ training: true, random: new SeededRandom(seed) });
const inUse = { training: false, random: new SeededRandom(1) };
const ones = (kernels = doubleKernels) => tensorFrom(kernels, new Array(200).fill(1), 10, 20);

test("the same seed gives the same mask, on every set of kernels; another gives another", () => {
  const mask = (seed: number, kernels = doubleKernels) => [
    ...new Dropout(kernels, 0.5).forward(ones(kernels), training(seed)).data,
  ];
  expect(mask(1)).toEqual(mask(1));
  expect(mask(1, tsKernels)).toEqual(mask(1));
  expect(mask(2)).not.toEqual(mask(1));
});

test("each forward draws a mask of its own from the pass that it is given", () => {
  const layer = new Dropout(doubleKernels, 0.5);
  const pass = training(1);
  const first = [...layer.forward(ones(), pass).data];
  expect([...layer.forward(ones(), pass).data]).not.toEqual(first);
});

test("in use it draws nothing and hands X and dY through", () => {
  const layer = new Dropout(doubleKernels, 0.5);
  const before = inUse.random.state;
  const X = ones();
  expect(layer.forward(X, inUse)).toBe(X);
  expect(layer.backward(X)).toBe(X);
  expect(inUse.random.state).toEqual(before);
});

test("follows a batch that grows and shrinks", () => {
  const layer = new Dropout(doubleKernels, 0.5);
  for (const rows of [4, 1, 7, 0, 2]) {
    const X = zeros(doubleKernels, rows, 3);
    expect(layer.forward(X, training(1)).shape).toEqual([rows, 3]);
    expect(layer.backward(X).shape).toEqual([rows, 3]);
  }
});

test("a rate that is no share is refused", () => {
  for (const rate of [-0.1, 1, 20, Number.NaN]) {
    expect(() => new Dropout(doubleKernels, rate)).toThrow(
      `Dropout: the rate is ${rate}; give the share that is left out, from 0 to below 1.`,
    );
  }
});

test("backward refuses another shape, and needs a forward of its own", () => {
  const layer = new Dropout(doubleKernels, 0.5);
  for (const pass of [training(1), inUse]) {
    layer.forward(ones(), pass);
    expect(() => layer.backward(zeros(doubleKernels, 20, 10))).toThrow(
      "Dropout: X is [10, 20] but dY is [20, 10]; they need the same shape.",
    );
    layer.backward(ones());
    expect(() => layer.backward(ones())).toThrow("Dropout: backward belongs to the latest forward");
  }
});
