import { expect, test } from "vitest";
import { Activation } from "../../src/layers/activation.ts";
import { Dense } from "../../src/layers/dense.ts";
import { leakyRelu } from "../../src/layers/leaky-relu.ts";
import { network } from "../../src/layers/network.ts";
import { relu } from "../../src/layers/relu.ts";
import { Sequential } from "../../src/layers/sequential.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { deadUnits } from "../../src/measures/dead-units.ts";
import { tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const pass = { training: false, random: new SeededRandom("unused") };
const rows = (...X: number[][]) => tensorFrom(tsKernels, X.flat(), X.length, X[0].length);

/** Dense from one input: unit j is weights[j]·x + biases[j]. */
function dense(weights: number[], biases: number[]) {
  const layer = new Dense(tsKernels, 1, weights.length, new SeededRandom(1));
  layer.weight.value.data.set(weights);
  layer.bias.value.data.set(biases);
  return layer;
}

test.each([
  ["ReLU", relu],
  ["leaky ReLU", leakyRelu(0.2)],
])("units of %s that are above 0 for no input are dead; one input is enough to live", (_, f) => {
  // For x = −1 and 1: x, −x, x − 2, x − 1 (at most exactly 0), 1.
  const layers = [dense([1, -1, 1, 1, 0], [0, 0, -2, -1, 1]), new Activation(tsKernels, f)];
  const count = (...batches: number[][]) =>
    deadUnits(
      new Sequential(layers),
      batches.map((batch) => rows(...batch.map((x) => [x]))),
      pass,
    );
  expect(count([-1, 1])).toEqual([{ layer: 0, total: 5, dead: 2 }]);
  expect(count([-1], [1])).toEqual([{ layer: 0, total: 5, dead: 2 }]); // over all batches
  expect(count([-1])).toEqual([{ layer: 0, total: 5, dead: 3 }]);
  expect(count([-1], [5], [0])).toEqual([{ layer: 0, total: 5, dead: 0 }]);
});

test("each ReLU is counted by itself, also in a sequence within; other activations are not", () => {
  const inner = new Sequential([
    dense([1, 1, -1], [-9, 0, -9]), // dead for x = 1, except the second
    new Activation(tsKernels, relu),
  ]);
  const one = new Dense(tsKernels, 3, 1, new SeededRandom(1));
  one.weight.value.data.fill(1);
  const model = new Sequential([
    inner,
    one, // 1
    new Activation(tsKernels, tanh),
    dense([-1, 1], [0, 0]),
    new Activation(tsKernels, leakyRelu(0.1)),
    new Dense(tsKernels, 2, 1, new SeededRandom(1)),
    new Activation(tsKernels, sigmoid),
  ]);
  expect(deadUnits(model, [rows([1])], pass)).toEqual([
    { layer: 0, total: 3, dead: 2 },
    { layer: 1, total: 2, dead: 1 },
  ]);
});

test("a fresh network's count is that of its hidden outputs, looked at one by one", () => {
  const random = new SeededRandom(3);
  const model = network(tsKernels, { widths: [3, 40, 2] }, random);
  const inputs = Array.from({ length: 4 }, () => Array.from({ length: 3 }, () => random.normal()));
  const [hidden] = model.layers as [Dense];
  const w = hidden.weight.value;
  const dead = Array.from({ length: 40 }, (_, j) => j).filter((j) =>
    inputs.every((x) => x.reduce((sum, xi, i) => sum + xi * w.get(i, j), 0) <= 0),
  );
  expect(dead.length).toBeGreaterThan(0);
  expect(deadUnits(model, [rows(...inputs)], pass)).toEqual([
    { layer: 0, total: 40, dead: dead.length },
  ]);
});

test("without an input there is nothing to say", () => {
  const model = network(tsKernels, { widths: [3, 4, 2] }, new SeededRandom(1));
  expect(() => deadUnits(model, [], pass)).toThrow("there are no inputs; give at least one row");
});
