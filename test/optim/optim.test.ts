/** Optimisers at work: test/gradcheck holds single steps against hand-calculated ones. */
import { describe, expect, test } from "vitest";
import type { Parameter } from "../../src/layers/layer.ts";
import { Adam } from "../../src/optim/adam.ts";
import type { Optimizer } from "../../src/optim/optimizer.ts";
import { SGD } from "../../src/optim/sgd.ts";
import { doubleKernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";

type Make = (parameters: readonly Parameter[], learningRate: number) => Optimizer;

const optimisers: [string, Make][] = [
  ["Adam", (parameters, learningRate) => new Adam(doubleKernels, parameters, { learningRate })],
  ["SGD", (parameters, learningRate) => new SGD(doubleKernels, parameters, { learningRate })],
  [
    "SGD with momentum",
    (parameters, learningRate) =>
      new SGD(doubleKernels, parameters, { learningRate, momentum: 0.9 }),
  ],
];

function parameter(...numbers: number[]): Parameter {
  return {
    name: "w",
    value: tensorFrom(doubleKernels, numbers, 1, numbers.length),
    grad: zeros(doubleKernels, 1, numbers.length),
  };
}

describe.each(optimisers)("%s", (_, make) => {
  test("walks to the bottom of a valley", () => {
    const w = parameter(3, -2);
    const optimizer = make([w], 0.02);
    for (let step = 0; step < 3000; step++) {
      w.grad.data[0] = w.value.data[0] - 1; // of ½·(w₀ − 1)² + 2·(w₁ + 4)²
      w.grad.data[1] = 4 * (w.value.data[1] + 4);
      optimizer.step();
    }
    expect(w.value.data[0]).toBeCloseTo(1, 4);
    expect(w.value.data[1]).toBeCloseTo(-4, 4);
  });

  test("stays where the rate is 0, and moves again when it is not", () => {
    const w = parameter(3);
    const optimizer = make([w], 0);
    w.grad.data[0] = 1;
    optimizer.step();
    expect(w.value.data[0]).toBe(3);
    optimizer.learningRate = 0.1;
    optimizer.step();
    expect(w.value.data[0]).toBeLessThan(3);
  });

  test("does nothing on no parameters", () => {
    expect(() => make([], 0.1).step()).not.toThrow();
  });
});

test("Adam stays where a gradient has always been 0", () => {
  const w = parameter(3);
  const adam = new Adam(doubleKernels, [w], { learningRate: 0.1 });
  for (let step = 0; step < 5; step++) adam.step();
  expect(w.value.data[0]).toBe(3);
  expect(adam.steps).toBe(5);
});

test("Adam goes on from its moments and its count of steps as if it had never stopped", () => {
  const walk = (w: Parameter, adam: Adam, steps: readonly number[]) => {
    for (const g of steps) {
      w.grad.data[0] = g;
      adam.step();
    }
  };
  const whole = parameter(1);
  walk(whole, new Adam(doubleKernels, [whole], { learningRate: 0.1 }), [1, -2, 3, 0.5]);

  const w = parameter(1);
  const before = new Adam(doubleKernels, [w], { learningRate: 0.1 });
  walk(w, before, [1, -2]);
  const after = new Adam(doubleKernels, [w], { learningRate: 0.1 });
  after.steps = before.steps;
  after.memory.m[0].data.set(before.memory.m[0].data);
  after.memory.v[0].data.set(before.memory.v[0].data);
  walk(w, after, [3, 0.5]);
  expect(w.value.data[0]).toBe(whole.value.data[0]);
});
