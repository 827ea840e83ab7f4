import { expect, test, vi } from "vitest";
import { Activation } from "../../src/layers/activation.ts";
import { Dense } from "../../src/layers/dense.ts";
import { relu } from "../../src/layers/relu.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { Adam } from "../../src/optim/adam.ts";
import { type FasterLoops, type Kernels, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { Random } from "../../src/tensor/random.ts";

test("layers and Adam run the faster loops that their kernels bring", () => {
  const faster = {
    addToEachRow: vi.fn(),
    addSumOfRows: vi.fn(),
    relu: { forward: vi.fn(), backward: vi.fn() },
    tanh: { forward: vi.fn(), backward: vi.fn() },
    adam: vi.fn(),
  } satisfies FasterLoops;
  const kernels: Kernels = { ...tsKernels, faster };

  const dense = new Dense(kernels, 3, 2, new Random("faster"));
  for (const layer of [dense, new Activation(kernels, relu), new Activation(kernels, tanh)]) {
    layer.backward(layer.forward(zeros(kernels, 4, 3)));
  }
  new Adam(kernels, dense.parameters, { learningRate: 1 }).step();

  expect(faster.addToEachRow).toHaveBeenCalledOnce();
  expect(faster.addSumOfRows).toHaveBeenCalledOnce();
  for (const activation of [faster.relu, faster.tanh]) {
    expect(activation.forward).toHaveBeenCalledOnce();
    expect(activation.backward).toHaveBeenCalledOnce();
  }
  expect(faster.adam).toHaveBeenCalledTimes(2);
});
