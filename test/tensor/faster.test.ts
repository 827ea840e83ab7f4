import { expect, test, vi } from "vitest";
import { Activation } from "../../src/layers/activation.ts";
import { addSumOfRows, addToEachRow, Dense } from "../../src/layers/dense.ts";
import { relu } from "../../src/layers/relu.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { Adam, update } from "../../src/optim/adam.ts";
import { type Kernels, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

test("layers and Adam run the faster loops that their kernels bring", () => {
  const random = new SeededRandom("faster");
  const twins = new Map<object, ReturnType<typeof vi.fn>>();
  const kernels: Kernels = {
    ...tsKernels,
    fastest(loop) {
      const called = vi.fn();
      twins.set(loop, called);
      const twin =
        typeof loop === "function"
          ? called
          : { ...loop, forward: () => called("forward"), backward: () => called("backward") };
      return twin as typeof loop;
    },
  };

  const dense = new Dense(kernels, 3, 2, random);
  for (const layer of [dense, new Activation(kernels, relu), new Activation(kernels, tanh)]) {
    layer.backward(layer.forward(zeros(kernels, 4, 3)));
  }
  new Adam(kernels, dense.parameters, { learningRate: 1 }).step();

  expect([...twins.keys()]).toEqual([addToEachRow, addSumOfRows, relu, tanh, update]);
  expect(twins.get(addToEachRow)).toHaveBeenCalledOnce();
  expect(twins.get(addSumOfRows)).toHaveBeenCalledOnce();
  for (const activation of [relu, tanh]) {
    expect(twins.get(activation)?.mock.calls).toEqual([["forward"], ["backward"]]);
  }
  expect(twins.get(update)).toHaveBeenCalledTimes(2);
});
