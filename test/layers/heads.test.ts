/** Cluster heads and layers side by side: names, and what is refused; their gradients are checked in test/gradcheck. */
import { describe, expect, test } from "vitest";
import { BatchNormalisation } from "../../src/layers/batch-normalisation.ts";
import { ClusterHeads } from "../../src/layers/cluster-heads.ts";
import { Dense } from "../../src/layers/dense.ts";
import { Dropout } from "../../src/layers/dropout.ts";
import { normal } from "../../src/layers/initializers.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { Parallel } from "../../src/layers/parallel.ts";
import { Sequential } from "../../src/layers/sequential.ts";
import { doubleKernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const pass = () => ({ training: true, random: new SeededRandom(1) });
const dense = (inputs: number, outputs: number) =>
  new Dense(doubleKernels, inputs, outputs, new SeededRandom(`${inputs} ${outputs}`));

describe("ClusterHeads", () => {
  const heads = () => new ClusterHeads(doubleKernels, 3, 2, new SeededRandom(1));

  test("a one-hot picks its head, and the style is added", () => {
    const layer = heads();
    const Y = layer.forward(tensorFrom(doubleKernels, [0, 0, 1, 0.5, -0.5], 1, 5));
    expect(Y.get(0, 0)).toBe(layer.heads.value.get(2, 0) + 0.5);
    expect(Y.get(0, 1)).toBe(layer.heads.value.get(2, 1) - 0.5);
  });

  test("start apart, and where an initialiser puts them", () => {
    const layer = new ClusterHeads(doubleKernels, 200, 50, new SeededRandom(1), normal(3));
    const w = [...layer.heads.value.data];
    const deviation = Math.sqrt(w.reduce((sum, x) => sum + x * x, 0) / w.length);
    expect(Math.abs(deviation / 3 - 1)).toBeLessThan(0.03);
    expect(new Set([...heads().heads.value.data]).size).toBe(6);
  });

  test("go by the name of heads", () => {
    const decoder = new Sequential([heads(), dense(2, 4)]);
    expect(decoder.parameters.map(({ name }) => name)).toEqual(["0.heads", "1.weight", "1.bias"]);
  });

  test("asked for parameters alone, compute no dX", () => {
    const layer = heads();
    layer.forward(zeros(doubleKernels, 4, 5));
    expect(layer.backward(zeros(doubleKernels, 4, 2), "parameters")).toBeNull();
  });

  test("refuse other widths, and need a forward of their own", () => {
    const layer = heads();
    expect(() => layer.forward(zeros(doubleKernels, 4, 6))).toThrow(
      "ClusterHeads: X is [4, 6] but the heads are [3, 2]; X needs 3 + 2 columns.",
    );
    layer.forward(zeros(doubleKernels, 4, 5));
    expect(() => layer.backward(zeros(doubleKernels, 4, 5))).toThrow(
      "ClusterHeads: Y is [4, 2] but dY is [4, 5]; they need the same shape.",
    );
    layer.backward(zeros(doubleKernels, 4, 2));
    expect(() => layer.backward(zeros(doubleKernels, 4, 2))).toThrow(
      "ClusterHeads: backward belongs to the latest forward",
    );
  });
});

describe("Parallel", () => {
  test("names parameters and statistics by their branch, and shares their memory", () => {
    const [y, z] = [dense(4, 3), dense(4, 2)];
    const both = new Parallel(doubleKernels, [
      y,
      new Dropout(doubleKernels, 0.5),
      new Sequential([z, new BatchNormalisation(doubleKernels, 2)]),
    ]);
    expect(both.parameters.map(({ name }) => name)).toEqual([
      "0.weight",
      "0.bias",
      "2.0.weight",
      "2.0.bias",
      "2.1.gamma",
      "2.1.beta",
    ]);
    expect(both.statistics.map(({ name }) => name)).toEqual([
      "2.1.runningMean",
      "2.1.runningVariance",
    ]);
    expect(both.parameters[2].grad).toBe(z.weight.grad);
  });

  test("branches draw one after the other", () => {
    const mask = () => new Dropout(doubleKernels, 0.5);
    const both = new Parallel(doubleKernels, [mask(), mask()]);
    const X = tensorFrom(doubleKernels, new Array(40).fill(1), 2, 20);
    const Y = both.forward(X, pass());
    const [first, second] = [mask(), mask()];
    const { training, random } = pass();
    const [left, right] = [first, second].map((layer) => [
      ...layer.forward(X, { training, random }).data,
    ]);
    for (let j = 0; j < 20; j++) {
      expect([Y.get(0, j), Y.get(0, 20 + j)]).toEqual([left[j], right[j]]);
    }
    expect(left).not.toEqual(right);
  });

  test("follows a batch that grows and shrinks", () => {
    const both = new Parallel(doubleKernels, [dense(3, 4), dense(3, 2)]);
    for (const rows of [4, 1, 7, 0, 2]) {
      expect(both.forward(zeros(doubleKernels, rows, 3), pass()).shape).toEqual([rows, 6]);
      expect(both.backward(zeros(doubleKernels, rows, 6)).shape).toEqual([rows, 3]);
    }
  });

  test("asked for parameters alone, computes no dX", () => {
    const both = new Parallel(doubleKernels, [dense(3, 4), dense(3, 2)]);
    both.forward(zeros(doubleKernels, 2, 3), pass());
    expect(both.backward(zeros(doubleKernels, 2, 6), "parameters")).toBeNull();
  });

  test("refuses a lonely branch and another shape, and needs a forward of its own", () => {
    for (const branches of [[], [dense(3, 2)]] as Layer[][]) {
      expect(() => new Parallel(doubleKernels, branches)).toThrow(
        `Parallel: needs two branches or more, got ${branches.length}.`,
      );
    }
    const both = new Parallel(doubleKernels, [dense(3, 4), dense(3, 2)]);
    both.forward(zeros(doubleKernels, 2, 3), pass());
    expect(() => both.backward(zeros(doubleKernels, 2, 4))).toThrow(
      "Parallel: Y is [2, 6] but dY is [2, 4]; they need the same shape.",
    );
    both.backward(zeros(doubleKernels, 2, 6));
    expect(() => both.backward(zeros(doubleKernels, 2, 6))).toThrow(
      "Parallel: backward belongs to the latest forward",
    );
  });
});
