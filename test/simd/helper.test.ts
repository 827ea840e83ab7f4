/** Two threads compute what one does, to the last bit, however the work falls between them. */
import { describe, expect, test, vi } from "vitest";
import { AdversarialTraining, basic } from "../../src/aae/basic.ts";
import { overBatch } from "../../src/layers/batch-normalisation.ts";
import { addNoise } from "../../src/layers/gaussian-noise.ts";
import { relu } from "../../src/layers/relu.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { startHelper } from "../../src/node/load-kernels.ts";
import { update } from "../../src/optim/adam.ts";
import { type StartHelper, simdKernels } from "../../src/simd/simd-kernels.ts";
import { allFinite } from "../../src/tensor/finite.ts";
import { type Kernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor, Values } from "../../src/tensor/tensor.ts";
import { namedTensors } from "../../src/training/run.ts";
import { adamFor, basicConfiguration } from "../aae/small-model.ts";
import { FUSES, wasmOf } from "./modules.ts";

/** Both sets of instructions, where the machine has both. */
const SETS = FUSES ? (["simd", "fma"] as const) : (["simd"] as const);

/** Multiply-adds in a part, so few that everything is shared which can be. */
const TINY = 1;

/** Kernels with a helper, and a question: has it joined the latest task that was shared? */
function withHelper(set: "simd" | "fma", part?: number) {
  let seen: ArrayBufferLike | undefined;
  const start: StartHelper = (module, memory) => {
    seen = memory.buffer;
    startHelper(module, memory);
  };
  function joined(): boolean {
    if (seen === undefined) throw new Error("No task was shared yet.");
    const [, requests, count, size] = new Int32Array(seen, 0, 4);
    // Each thread goes on asking for parts until it is told that there is none.
    return requests === Math.ceil(count / size) + 2;
  }
  return { kernels: simdKernels(set, wasmOf(set), start, part), joined };
}

/** Normal numbers, drawn once for each seed and count. */
const drawn = new Map<string, Float32Array>();

function randomTensor(kernels: Kernels, seed: string, rows: number, columns: number): Tensor {
  const key = `${seed} ${rows * columns}`;
  let numbers = drawn.get(key);
  if (numbers === undefined) {
    const random = new SeededRandom(seed);
    numbers = new Float32Array(rows * columns).map(() => random.normal());
    drawn.set(key, numbers);
  }
  return tensorFrom(kernels, numbers, rows, columns);
}

/** The three products of a layer: each computes the same again and again. */
function productsOf(kernels: Kernels, batch: number, inputs: number, outputs: number) {
  const X = randomTensor(kernels, "X", batch, inputs);
  const W = randomTensor(kernels, "W", inputs, outputs);
  const dY = randomTensor(kernels, "dY", batch, outputs);
  const Y = zeros(kernels, batch, outputs);
  const dW = zeros(kernels, inputs, outputs);
  const dX = zeros(kernels, batch, inputs);
  return {
    matmul() {
      kernels.matmul(X, W, Y);
      return Y.data;
    },
    matmulTransposeA() {
      dW.data.fill(1);
      kernels.matmulTransposeA(X, dY, dW);
      return dW.data;
    },
    matmulTransposeB() {
      kernels.matmulTransposeB(dY, W, dX);
      return dX.data;
    },
  };
}

/** Runs until the helper has joined ten times, and expects the same bits each time. */
function expectSameBits(run: () => Values, expected: Values, joined: () => boolean) {
  const bits = (values: Values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const deadline = performance.now() + 30_000;
  for (let times = 0; times < 10; ) {
    expect(bits(run()).equals(bits(expected))).toBe(true);
    if (joined()) times++;
    if (performance.now() > deadline) throw new Error(`The helper has joined ${times} times only.`);
  }
}

/** [batch, inputs, outputs]: sizes that no tile divides, and some that all do. */
const SMALL: [number, number, number][] = [
  [1, 50, 17],
  [13, 17, 31],
  [32, 40, 64],
  [34, 40, 3],
];
const LARGE: [number, number, number][] = [
  [128, 784, 512],
  [101, 513, 785],
  [4, 1001, 3001],
  [128, 513, 10],
  [257, 512, 1],
];

describe.each(
  SETS.flatMap((set) => [
    { set, part: TINY, shapes: SMALL },
    { set, part: undefined, shapes: LARGE },
  ]),
)("$set, in parts of $part multiply-adds", ({ set, part, shapes }) => {
  const alone = simdKernels(set, wasmOf(set));
  const { kernels, joined } = withHelper(set, part);

  describe.each(shapes)("%d × %d × %d", (batch, inputs, outputs) => {
    test.each(["matmul", "matmulTransposeA", "matmulTransposeB"] as const)("%s", (name) => {
      const expected = productsOf(alone, batch, inputs, outputs)[name]();
      expectSameBits(productsOf(kernels, batch, inputs, outputs)[name], expected, joined);
    });
  });
});

test("steps of Adam", () => {
  const alone = simdKernels("simd", wasmOf("simd"));
  const { kernels, joined } = withHelper("simd");
  const constants = { learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, steps: 3 };
  /** Two steps from the same weights, with 100,001 of them. */
  const follow = (kernels: Kernels) => {
    const [w, g] = ["w", "g"].map((seed) => randomTensor(kernels, seed, 1, 100_001).data);
    const [m, v] = [kernels.allocate(w.length), kernels.allocate(w.length)];
    kernels.fastest(update)(w, g, m, v, constants);
    kernels.fastest(update)(w, g, m, v, constants);
    return w;
  };
  expectSameBits(() => follow(kernels), follow(alone), joined);
});

describe.each([relu, tanh, sigmoid])("$name", (activation) => {
  const alone = simdKernels("simd", wasmOf("simd"));
  const { kernels, joined } = withHelper("simd");

  /** y or dx of 100,001 numbers. */
  const run = (kernels: Kernels, loop: "forward" | "backward") => {
    const [x, dy] = ["x", "dy"].map((seed) => randomTensor(kernels, seed, 1, 100_001).data);
    const result = kernels.allocate(x.length);
    const loops = kernels.fastest(activation);
    if (loop === "forward") loops.forward(x, result, 1);
    else loops.backward(dy, x, x, result, 1);
    return result;
  };

  test.each(["forward", "backward"] as const)("%s", (loop) => {
    expectSameBits(() => run(kernels, loop), run(alone, loop), joined);
  });
});

test("noise", () => {
  const { kernels, joined } = withHelper("simd");
  const run = (kernels: Kernels) => {
    const x = randomTensor(kernels, "x", 1, 100_000).data;
    const y = kernels.allocate(x.length);
    kernels.fastest(addNoise)(x, y, 0.3, new SeededRandom(1));
    return y;
  };
  expectSameBits(() => run(kernels), run(simdKernels("simd", wasmOf("simd"))), joined);
});

describe("batch normalisation", () => {
  const alone = simdKernels("simd", wasmOf("simd"));
  const { kernels, joined } = withHelper("simd");

  /** All that a loop has changed of its operands: some have 101 rows of 403 columns, others one. */
  type Run = (
    loops: typeof overBatch,
    operand: (name: string, rows?: 101 | 1) => Values,
  ) => Values[];
  const runs: Readonly<Record<"forward" | "backward", Run>> = {
    forward(loops, operand) {
      const given = [operand("x", 101), operand("gamma"), operand("beta")] as const;
      const found = [operand("y", 101), operand("normalised", 101), operand("inverse")] as const;
      const running = [operand("mean"), operand("variance")] as const;
      loops.forward(...given, ...found, ...running);
      return [...found, ...running];
    },
    backward(loops, operand) {
      const given = [
        operand("dy", 101),
        operand("gamma"),
        operand("x", 101),
        operand("s"),
      ] as const;
      const gradients = [operand("dGamma"), operand("dBeta"), operand("dx", 101)] as const;
      loops.backward(...given, ...gradients);
      return [...gradients];
    },
  };

  test.each(["forward", "backward"] as const)("%s", (loop) => {
    const run = (kernels: Kernels) => {
      const operand = (seed: string, rows = 1) => randomTensor(kernels, seed, rows, 403).data;
      const changed = runs[loop](kernels.fastest(overBatch), operand);
      return Float32Array.from(changed.flatMap((values) => [...values]));
    };
    expectSameBits(() => run(kernels), run(alone), joined);
  });
});

test("whoever finds a number that is not finite", () => {
  const { kernels, joined } = withHelper("simd");
  const x = randomTensor(kernels, "x", 1, 100_001).data;
  const run = () => Float32Array.of(kernels.fastest(allFinite)(x) ? 1 : 0);
  expectSameBits(run, Float32Array.of(1), joined);
  for (const at of [0, 12_345, 50_000, 100_000]) {
    const before = x[at];
    x[at] = Number.NaN;
    expectSameBits(run, Float32Array.of(0), joined);
    x[at] = before;
  }
});

describe.each(SETS)("%s, built for one thread", (set) => {
  const alone = simdKernels(set, wasmOf(set));
  const single = simdKernels(set, wasmOf(`${set}-single`), () => {
    throw new Error("It has no use for a helper.");
  });

  test.each([...SMALL, ...LARGE])("computes the same: %d × %d × %d", (...shape) => {
    for (const name of ["matmul", "matmulTransposeA", "matmulTransposeB"] as const) {
      expectSameBits(
        productsOf(single, ...shape)[name],
        productsOf(alone, ...shape)[name](),
        () => true,
      );
    }
  });

  test("trains the same", () => {
    expect(train(single)).toEqual(train(alone));
  });
});

test.each(SETS)("a whole training with %s is the same, with one thread or two", (set) => {
  const { kernels } = withHelper(set, TINY);
  expect(train(kernels)).toEqual(train(simdKernels(set, wasmOf(set))));
});

function train(kernels: Kernels): number[] {
  const random = new SeededRandom(1);
  const sizes = { latent: 3, hidden: [40], discriminatorHidden: [20] };
  const model = basic.create(kernels, basicConfiguration(sizes), 50, random);
  const training = new AdversarialTraining(
    kernels,
    model,
    adamFor(kernels, { learningRate: 0.01 }),
  );
  const batch = {
    ...{ X: randomTensor(kernels, "images", 32, 50), labels: new Int16Array(32), labelled: null },
  };
  const pass = { training: true, random };
  for (let step = 0; step < 100; step++) training.step(batch, pass);
  return namedTensors(model).flatMap(({ value }) => [...value.data]);
}

test("a helper that never comes is not waited for", () => {
  const startHelper = vi.fn();
  const kernels = simdKernels("simd", wasmOf("simd"), startHelper, TINY);
  const [X, W, Y] = [zeros(kernels, 2, 20), zeros(kernels, 20, 30), zeros(kernels, 2, 30)];
  X.data.fill(2);
  W.data.fill(3);
  for (let times = 0; times < 3; times++) {
    kernels.matmul(X, W, Y);
    expect(Y.data.every((y) => y === 120)).toBe(true);
  }
  expect(startHelper).toHaveBeenCalledOnce();
});

test("a helper is started for nothing less than a large task", () => {
  const startHelper = vi.fn();
  const kernels = simdKernels("simd", wasmOf("simd"), startHelper);
  const multiply = (length: number) =>
    kernels.matmul(
      zeros(kernels, length, length),
      zeros(kernels, length, length),
      zeros(kernels, length, length),
    );
  multiply(32);
  expect(startHelper).not.toHaveBeenCalled();
  multiply(128);
  expect(startHelper).toHaveBeenCalledOnce();
});
