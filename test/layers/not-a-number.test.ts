/**
 * A NaN is seen: what comes of it is NaN, in the value and in the gradient, with every set of
 * kernels, and what has nothing to do with it is not.
 */
import { describe, expect, test } from "vitest";
import { Activation, type ActivationFunction } from "../../src/layers/activation.ts";
import { BatchNormalisation } from "../../src/layers/batch-normalisation.ts";
import { Dropout } from "../../src/layers/dropout.ts";
import { GaussianNoise } from "../../src/layers/gaussian-noise.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { leakyRelu } from "../../src/layers/leaky-relu.ts";
import { RandomWarp } from "../../src/layers/random-warp.ts";
import { relu } from "../../src/layers/relu.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { softmax } from "../../src/layers/softmax.ts";
import { softmaxColumns } from "../../src/layers/softmax-columns.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { simdKernels } from "../../src/simd/simd-kernels.ts";
import {
  doubleKernels,
  type Kernels,
  naiveKernels,
  tensorFrom,
  tsKernels,
} from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../src/tensor/tensor.ts";
import { FUSES, wasmOf } from "../simd/modules.ts";

const builds = ["simd", "simd-single", ...(FUSES ? (["fma", "fma-single"] as const) : [])] as const;
const kernelSets: readonly (readonly [name: string, kernels: Kernels])[] = [
  ["naive", naiveKernels],
  ["ts", tsKernels],
  ["ts-float64", doubleKernels],
  ...builds.map(
    (build) => [build, simdKernels(FUSES ? "fma" : "simd", wasmOf(build))] as [string, Kernels],
  ),
];

/** Three rows of seven: four numbers that one instruction takes, and three that are left over. */
const [ROWS, COLUMNS] = [3, 7];
const SIZE = ROWS * COLUMNS;

/** The positions of a tensor's numbers that are NaN. */
function nans(X: Tensor): number[] {
  const values = [...valuesOf(X)];
  return values.flatMap((value, i) => (Number.isNaN(value) ? [i] : []));
}

/** Numbers on both sides of 0, with a NaN at one position. */
function withNaN(kernels: Kernels, at: number): Tensor {
  const numbers = Array.from({ length: SIZE }, (_, i) => (i === at ? Number.NaN : Math.sin(i + 1)));
  return tensorFrom(kernels, numbers, ROWS, COLUMNS);
}

const constant = (kernels: Kernels, number: number) =>
  tensorFrom(kernels, Array(SIZE).fill(number), ROWS, COLUMNS);

/** A fresh pass each time; what is drawn in it is the same. */
const pass = (training: boolean) => ({ training, random: new SeededRandom("pass") });

/** Where Y and dX are NaN, for an X with a NaN at one position and a dY that has none. */
function spoilt(kernels: Kernels, layer: Layer, at: number, training = true) {
  const Y = nans(layer.forward(withNaN(kernels, at), pass(training)));
  const dX = layer.backward(constant(kernels, at % 2));
  return { Y, dX: dX === null ? null : nans(dX) };
}

const everywhere = Array.from({ length: SIZE }, (_, at) => at);
const rowOf = (at: number) =>
  everywhere.filter((i) => Math.floor(i / COLUMNS) === Math.floor(at / COLUMNS));
const columnOf = (at: number) => everywhere.filter((i) => i % COLUMNS === at % COLUMNS);

describe.each(kernelSets)("with the kernels %s", (_, kernels) => {
  test.each<[string, ActivationFunction, (at: number) => number[]]>([
    ["relu", relu, (at) => [at]],
    ["leakyRelu", leakyRelu(0.2), (at) => [at]],
    ["sigmoid", sigmoid, (at) => [at]],
    ["tanh", tanh, (at) => [at]],
    ["softmax", softmax, rowOf],
  ])("%s: the value and the gradient are NaN, even where dY is 0", (_, activation, where) => {
    const layer = new Activation(kernels, activation);
    for (const at of everywhere) {
      expect(spoilt(kernels, layer, at)).toEqual({ Y: where(at), dX: where(at) });
    }
  });

  test("softmaxColumns: the columns of the row, and outside of them the value alone", () => {
    const layer = new Activation(kernels, softmaxColumns(1, 4));
    for (const at of everywhere) {
      const column = at % COLUMNS;
      if (column < 1 || column >= 4) {
        expect(spoilt(kernels, layer, at)).toEqual({ Y: [at], dX: [] });
      } else {
        const columns = rowOf(at).slice(1, 4);
        expect(spoilt(kernels, layer, at)).toEqual({ Y: columns, dX: columns });
      }
    }
  });

  test("batch normalisation: the whole column, which is what a batch's statistics make of it", () => {
    for (const at of everywhere) {
      const layer = new BatchNormalisation(kernels, COLUMNS);
      expect(spoilt(kernels, layer, at)).toEqual({ Y: columnOf(at), dX: columnOf(at) });
      const gradients = layer.parameters.map(({ grad }) => nans(grad));
      expect(gradients).toEqual([[at % COLUMNS], []]); // β is added to whatever x is
    }
  });

  test("batch normalisation in use: the value alone, for its slope is the same everywhere", () => {
    for (const at of everywhere) {
      const layer = new BatchNormalisation(kernels, COLUMNS);
      expect(spoilt(kernels, layer, at, false)).toEqual({ Y: [at], dX: [] });
    }
  });

  test.each([
    ["dropout", (kernels: Kernels) => new Dropout(kernels, 0.9)],
    ["noise", (kernels: Kernels) => new GaussianNoise(kernels, 0.3)],
  ])("%s: a NaN goes through, both ways, and is not dropped", (_, create) => {
    const layer = create(kernels);
    for (const at of everywhere) {
      expect(nans(layer.forward(withNaN(kernels, at), pass(true)))).toEqual([at]);
      const dX = layer.backward(withNaN(kernels, at));
      expect(dX && nans(dX)).toEqual([at]);
    }
  });

  test("warps: every pixel that has some of it", () => {
    const size = { rows: ROWS, columns: COLUMNS };
    for (const at of everywhere) {
      const still = new RandomWarp(kernels, size, 0);
      const image = tensorFrom(kernels, [...withNaN(kernels, at).data], 1, SIZE);
      expect(nans(still.forward(image, pass(true)))).toContain(at);
      const dX = still.backward(image);
      expect(nans(dX)).toContain(at);
    }
  });
});
