/** Shapes, depths, widths and seeds that nobody has thought of. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { checkLoss } from "../../src/gradcheck/check-loss.ts";
import { checkObjective } from "../../src/gradcheck/check-objective.ts";
import type { CheckResult } from "../../src/gradcheck/result.ts";
import { naiveDoubleKernels } from "../../src/gradcheck/suite/data.ts";
import { Activation, type ActivationFunction } from "../../src/layers/activation.ts";
import { leakyRelu } from "../../src/layers/leaky-relu.ts";
import { network } from "../../src/layers/network.ts";
import { relu } from "../../src/layers/relu.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { softmax } from "../../src/layers/softmax.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { bce } from "../../src/losses/bce.ts";
import { bceWithLogits } from "../../src/losses/bce-with-logits.ts";
import { crossEntropyWithLogits } from "../../src/losses/cross-entropy-with-logits.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { mse } from "../../src/losses/mse.ts";
import { doubleKernels, type Kernels, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const widths = fc.integer({ min: 1, max: 9 });
const batches = fc.integer({ min: 1, max: 6 });
const kernels = fc.constantFrom<Kernels>(doubleKernels, naiveDoubleKernels);
const activations = fc.constantFrom<ActivationFunction>(
  relu,
  leakyRelu(0.2),
  sigmoid,
  tanh,
  softmax,
);

function uniform(random: Random, rows: number, columns: number, low: number, high: number): Tensor {
  const draw = () => low + (high - low) * random.uniform();
  return tensor(Float64Array.from({ length: rows * columns }, draw), rows, columns);
}

/** What a check holds against a gradient, besides that some of it is too small to compare. */
function complaints({ problems }: CheckResult): string[] {
  return problems.filter((problem) => !problem.includes("are not comparable"));
}

/** A network with biases that are not 0. */
function anyNetwork(kernels: Kernels, sizes: number[], hidden: ActivationFunction, seed: number) {
  const random = new SeededRandom(seed);
  const net = network(kernels, { widths: sizes, hidden }, random);
  for (const { name, value } of net.parameters) {
    if (name.endsWith("bias")) value.data.set(value.data.map(() => 0.5 * random.normal()));
  }
  return { net, random };
}

const anyShape = {
  kernels,
  sizes: fc.array(widths, { minLength: 2, maxLength: 6 }),
  batch: batches,
  hidden: activations,
  seed: seeds,
};

describe("gradients are right", () => {
  test("of any network", () => {
    fc.assert(
      fc.property(fc.record(anyShape), ({ kernels, sizes, batch, hidden, seed }) => {
        const { net } = anyNetwork(kernels, sizes, hidden, seed);
        expect(complaints(checkLayer(net, [batch, sizes[0]], { seed }))).toEqual([]);
      }),
    );
  });

  test("of any activation, at any input", () => {
    const inputs = {
      rows: batches,
      columns: widths,
      seed: seeds,
      size: fc.constantFrom(0.1, 1, 10, 40),
    };
    fc.assert(
      fc.property(activations, fc.record(inputs), (activation, { rows, columns, seed, size }) => {
        const X = uniform(new SeededRandom(seed), rows, columns, -size, size);
        const layer = new Activation(doubleKernels, activation);
        expect(complaints(checkLayer(layer, X, { seed }))).toEqual([]);
      }),
    );
  });

  const losses: { loss: Loss; low: number; high: number; distribution?: true }[] = [
    { loss: mse, low: -10, high: 10 },
    { loss: bce, low: 0.01, high: 0.99 },
    { loss: bceWithLogits, low: -40, high: 40 },
    { loss: crossEntropyWithLogits, low: -40, high: 40, distribution: true },
  ];
  test.each(losses)("of $loss.name, at any prediction", ({ loss, low, high, distribution }) => {
    fc.assert(
      fc.property(batches, widths, seeds, (rows, columns, seed) => {
        const random = new SeededRandom(seed);
        const P = uniform(random, rows, columns, low, high);
        const T = uniform(random, rows, columns, 0, 1);
        if (distribution) {
          for (let b = 0; b < rows; b++) {
            const row = T.data.subarray(b * columns, (b + 1) * columns);
            const sum = [...row].reduce((total, t) => total + t, 0);
            row.forEach((t, j) => {
              row[j] = t / sum;
            });
          }
        }
        expect(complaints(checkLoss(loss, P, T))).toEqual([]);
      }),
    );
  });

  test("of one network behind another, of its data too", () => {
    const shape = { ...anyShape, second: fc.array(widths, { minLength: 1, maxLength: 3 }) };
    fc.assert(
      fc.property(fc.record(shape), ({ kernels, sizes, second, batch, hidden, seed }) => {
        const { net: encoder, random } = anyNetwork(kernels, sizes, hidden, seed);
        const last = sizes[sizes.length - 1];
        const { net: critic } = anyNetwork(kernels, [last, ...second, 1], hidden, seed + 1);
        const X = uniform(random, batch, sizes[0], -1, 1);
        const T = uniform(random, batch, 1, 0, 1);
        const dL = zeros(doubleKernels, batch, 1);
        const pass = { training: true, random };
        const input = { name: "X", value: X, grad: zeros(doubleKernels, batch, sizes[0]) };
        const objective = () => {
          const loss = bceWithLogits(critic.forward(encoder.forward(X, pass), pass), T, dL);
          input.grad.data.set(encoder.backward(critic.backward(dL, "input")).data);
          return loss;
        };
        expect(complaints(checkObjective(objective, [...encoder.parameters, input]))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

test("the fast loops agree with the naive ones in any shape", () => {
  const lengths = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(lengths, lengths, lengths, seeds, (B, I, O, seed) => {
      const random = new SeededRandom(seed);
      const X = uniform(random, B, I, -1, 1);
      const W = uniform(random, I, O, -1, 1);
      const dY = uniform(random, B, O, -1, 1);
      const products = (loops: Kernels) => {
        const Y = uniform(new SeededRandom(1), B, O, -1, 1);
        const dW = uniform(new SeededRandom(2), I, O, -1, 1);
        const dX = uniform(new SeededRandom(3), B, I, -1, 1);
        loops.matmul(X, W, Y);
        loops.matmulTransposeA(X, dY, dW);
        loops.matmulTransposeB(dY, W, dX);
        return [...Y.data, ...dW.data, ...dX.data];
      };
      const expected = products(naiveDoubleKernels);
      const furthest = products(tsKernels).reduce(
        (most, value, i) => Math.max(most, Math.abs(value - expected[i])),
        0,
      );
      expect(furthest).toBeLessThan(1e-13);
    }),
  );
});
