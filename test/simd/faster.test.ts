import { describe, expect, test } from "vitest";
import { overBatch } from "../../src/layers/batch-normalisation.ts";
import { addSumOfRows, addToEachRow } from "../../src/layers/dense.ts";
import { addNoise } from "../../src/layers/gaussian-noise.ts";
import { type Layer, zeroGradients } from "../../src/layers/layer.ts";
import { relu } from "../../src/layers/relu.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { halfSquaredError } from "../../src/losses/half-squared-error.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { mse } from "../../src/losses/mse.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { update } from "../../src/optim/adam.ts";
import { moveTowards } from "../../src/optim/weight-average.ts";
import { allFinite } from "../../src/tensor/finite.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { tensor, type Values } from "../../src/tensor/tensor.ts";

const { kernels } = loadKernels("simd");
const faster = {
  relu: twinOf(relu),
  tanh: twinOf(tanh),
  sigmoid: twinOf(sigmoid),
  mse: twinOf(mse),
  halfSquaredError: twinOf(halfSquaredError),
  zeroGradients: twinOf(zeroGradients),
  allFinite: twinOf(allFinite),
  addToEachRow: twinOf(addToEachRow),
  addSumOfRows: twinOf(addSumOfRows),
  overBatch: twinOf(overBatch),
  adam: twinOf(update),
  moveTowards: twinOf(moveTowards),
  addNoise: twinOf(addNoise),
};

/** The faster form of a loop, which has to be there. */
function twinOf<Loop extends object>(loop: Loop): Loop {
  const twin = kernels.fastest(loop);
  expect(twin).not.toBe(loop);
  return twin;
}

/** Around the four numbers that one instruction takes. */
const LENGTHS = [0, 1, 3, 4, 5, 8, 31, 128];
const SPECIAL = [0, -0, Number.NaN, Infinity, -Infinity, 1e-45, -1e-45, 3e38, -3e38];

/** Numbers in the kernels' memory: some special ones, then random ones; each length its own. */
function numbers(length: number, name: string, special: readonly number[] = []): Float32Array {
  const random = new SeededRandom(name);
  const values = Float32Array.from({ length }, (_, i) => special[i] ?? 3 * random.normal());
  const here = kernels.allocate(length) as Float32Array;
  here.set(values);
  return here;
}

/** What stands beside a part of a row: none of its bytes is 0, so none can be zeroed unseen. */
const BESIDE = Math.fround(0.1);

/** How many float32 lie between two numbers. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const [p, q] = new Int32Array(Float32Array.of(a, b).buffer);
  return Math.sign(a) === Math.sign(b) ? Math.abs(p - q) : Infinity;
}

/** Runs a loop in the kernels' memory, on copies that live elsewhere, and on parts of larger rows. */
function everywhere(inputs: Float32Array[], loop: (...values: Values[]) => void): Values[][] {
  const inside = inputs.map((values) => {
    const copy = kernels.allocate(values.length);
    copy.set(values);
    return copy;
  });
  const outside = inputs.map((values) => Float32Array.from(values));
  const doubles = inputs.map((values) => Float64Array.from(values));
  const parts = inputs.map((values) => {
    const larger = kernels.allocate(values.length + 2).fill(BESIDE);
    larger.set(values, 1);
    return larger.subarray(1, -1);
  });
  for (const values of [inside, outside, doubles, parts]) loop(...values);
  for (const part of parts) {
    const larger = new Float32Array(part.buffer, part.byteOffset - 4, part.length + 2);
    expect([larger[0], larger.at(-1)]).toEqual([BESIDE, BESIDE]);
  }
  return [inside, outside, doubles, parts];
}

describe.each(LENGTHS)("for %d numbers", (length) => {
  test("ReLU is its definition, bit for bit", () => {
    const x = numbers(length, "x", SPECIAL);
    const dy = numbers(length, "dy");
    const y = new Float32Array(length);
    const dx = new Float32Array(length);
    relu.forward(x, y, length);
    relu.backward(dy, x, y, dx, length);
    for (const [, yFast] of everywhere([x, y.slice().fill(7)], (x, y) =>
      faster.relu.forward(x, y, length),
    )) {
      expect(Array.from(yFast)).toEqual(Array.from(y));
    }
    for (const [, , , dxFast] of everywhere([dy, x, y, dx.slice().fill(7)], (dy, x, y, dx) =>
      faster.relu.backward(dy, x, y, dx, length),
    )) {
      expect(Array.from(dxFast)).toEqual(Array.from(dx));
    }
  });

  test("tanh is its definition, but for the last digits", () => {
    const x = numbers(length, "x", SPECIAL);
    const dy = numbers(length, "dy");
    const y = new Float32Array(length);
    const dx = new Float32Array(length);
    tanh.forward(x, y, length);
    for (const [, yFast] of everywhere([x, y.slice().fill(7)], (x, y) =>
      faster.tanh.forward(x, y, length),
    )) {
      for (let i = 0; i < length; i++) expect(ulps(yFast[i], y[i])).toBeLessThanOrEqual(2);
    }
    tanh.backward(dy, x, y, dx, length);
    for (const [, , , dxFast] of everywhere([dy, x, y, dx.slice().fill(7)], (dy, x, y, dx) =>
      faster.tanh.backward(dy, x, y, dx, length),
    )) {
      for (let i = 0; i < length; i++) expect(ulps(dxFast[i], dx[i])).toBeLessThanOrEqual(2);
    }
  });

  test("sigmoid is its definition, but for the last digits", () => {
    const x = numbers(length, "x", SPECIAL);
    const dy = numbers(length, "dy");
    const y = new Float32Array(length);
    const dx = new Float32Array(length);
    sigmoid.forward(x, y, length);
    for (const [, yFast] of everywhere([x, y.slice().fill(7)], (x, y) =>
      faster.sigmoid.forward(x, y, length),
    )) {
      for (let i = 0; i < length; i++) expect(ulps(yFast[i], y[i])).toBeLessThanOrEqual(2);
    }
    sigmoid.backward(dy, x, y, dx, length);
    for (const [, , , dxFast] of everywhere([dy, x, y, dx.slice().fill(7)], (dy, x, y, dx) =>
      faster.sigmoid.backward(dy, x, y, dx, length),
    )) {
      for (let i = 0; i < length; i++) expect(ulps(dxFast[i], dx[i])).toBeLessThanOrEqual(2);
    }
  });

  test.each(["mse", "halfSquaredError"] as const)("%s is its definition, bit for bit", (name) => {
    const definition = { mse, halfSquaredError }[name];
    const rows = 3;
    const shaped = (values: Values) => tensor(values, rows, length);
    const P = numbers(rows * length, "P", [1e30, 1e-45, 0]);
    const T = numbers(rows * length, "T", [-1e30, 0, -0]);
    const dP = new Float32Array(rows * length);
    const run = (loss: Loss, p: Values, t: Values, dp: Values) =>
      loss(shaped(p), shaped(t), shaped(dp));
    if (length === 0) {
      expect(() => run(faster[name], P, T, dP)).toThrow(`${name}: the prediction is [3, 0]`);
      return;
    }
    const expected = run(definition, P, T, dP);
    const found = everywhere([P, T, dP.slice().fill(7)], (p, t, dp) => {
      expect(run(faster[name], p, t, dp)).toBe(expected);
    });
    for (const [, , dPFast] of found) expect(Array.from(dPFast)).toEqual(Array.from(dP));
  });

  test("gradients are zeroed, and nothing beside them", () => {
    const gradients = [numbers(length, "first"), numbers(3, "second")];
    for (const zeroed of everywhere(gradients, (...grads) => {
      const parameters = grads.map((grad) => {
        return { name: "", value: tensor(grad, grad.length), grad: tensor(grad, grad.length) };
      });
      faster.zeroGradients({ parameters } as unknown as Layer);
    })) {
      expect(zeroed.map((grad) => Array.from(grad))).toEqual(
        gradients.map((grad) => Array.from(grad, () => 0)),
      );
    }
  });

  test("one number that is not finite is found wherever it stands", () => {
    const x = numbers(length, "x", [0, -0, 3.4e38, -3.4e38, 1e-45]);
    everywhere([x], (x) => expect(faster.allFinite(x)).toBe(true));
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (let at = 0; at < length; at++) {
        everywhere([x.map((number, i) => (i === at ? bad : number))], (x) => {
          expect(faster.allFinite(x)).toBe(false);
        });
      }
    }
  });

  test.each([0, 1, 3])("a bias is added to %d rows, and its gradient summed, exactly", (rows) => {
    const b = numbers(length, "b");
    const y = numbers(rows * length, "y");
    const ySlow = y.slice();
    const bSlow = b.slice();
    addToEachRow(b, ySlow);
    addSumOfRows(y, bSlow);
    for (const [, yFast] of everywhere([b, y], (b, y) => faster.addToEachRow(b, y))) {
      expect(Array.from(yFast)).toEqual(Array.from(ySlow));
    }
    for (const [, bFast] of everywhere([y, b], (dy, db) => faster.addSumOfRows(dy, db))) {
      expect(Array.from(bFast)).toEqual(Array.from(bSlow));
    }
  });

  test("an average moves as its definition does, bit for bit", () => {
    const a = numbers(length, "a", [0, -0, 1e-45, 3e38]);
    const w = numbers(length, "w", [-0, 0, 3e38, -3e38]);
    for (const share of [0, 1 / 3, 1e-3, 1]) {
      const moved = Float32Array.from(a);
      moveTowards(moved, w, share);
      for (const [fast] of everywhere([a, w], (a, w) => faster.moveTowards(a, w, share))) {
        expect(Array.from(fast, Math.fround)).toEqual(Array.from(moved));
      }
    }
  });

  test("Adam follows the textbook in double precision for 100 steps", () => {
    const w = numbers(length, "w");
    const constants = { learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
    const gradients = Array.from({ length: 100 }, (_, step) => numbers(length, `g${step}`));
    const zeros = new Float32Array(length);

    const textbook = [w, zeros, zeros].map((values) => Float64Array.from(values));
    for (const [step, g] of gradients.entries()) {
      const [w, m, v] = textbook;
      update(w, Float64Array.from(g), m, v, { ...constants, steps: step + 1 });
    }

    for (const [wFast, mFast, vFast] of everywhere([w, zeros, zeros], (w, m, v) => {
      for (const [step, g] of gradients.entries()) {
        faster.adam(w, g, m, v, { ...constants, steps: step + 1 });
      }
    })) {
      for (let i = 0; i < length; i++) {
        expect(wFast[i]).toBeCloseTo(textbook[0][i], 5);
        expect(mFast[i]).toBeCloseTo(textbook[1][i], 5);
        expect(Math.abs(vFast[i] / textbook[2][i] - 1)).toBeLessThan(1e-5);
      }
    }
  });
});

describe.each([2, 3, 100])("batch normalisation over %d rows", (rows) => {
  test.each([1, 3, 4, 5, 8, 31])("of %d columns is its definition, bit for bit", (columns) => {
    const wide = (name: string) => numbers(rows * columns, name);
    const row = (name: string) => numbers(columns, name);
    const forward = [wide("x"), row("gamma"), row("beta"), wide("y"), wide("normalised")];
    const kept = [row("inverse"), row("mean"), row("variance").map(Math.abs)];
    type Forward = Parameters<typeof overBatch.forward>;
    const definition = [...forward, ...kept].map((values) => Float32Array.from(values));
    overBatch.forward(...(definition as unknown as Forward));
    const run = (...values: Values[]) => faster.overBatch.forward(...(values as Forward));
    for (const found of everywhere([...forward, ...kept], run).slice(0, 2)) {
      expect(found.map((values) => Array.from(values))).toEqual(
        definition.map((values) => Array.from(values)),
      );
    }

    type Backward = Parameters<typeof overBatch.backward>;
    const given = [wide("dy"), row("gamma"), wide("normalised"), row("inverse")];
    const sums = [row("dGamma"), row("dBeta"), wide("dx")];
    for (const wanted of [
      [true, true, true],
      [false, false, true],
      [true, true, false],
    ]) {
      const backward = (loop: typeof overBatch.backward, values: readonly Values[]) =>
        loop(...([...values].map((own, k) => (k < 4 || wanted[k - 4] ? own : null)) as Backward));
      const slow = [...given, ...sums].map((values) => Float32Array.from(values));
      backward(overBatch.backward, slow);
      const fast = everywhere([...given, ...sums], (...values) =>
        backward(faster.overBatch.backward, values),
      );
      for (const found of fast.slice(0, 2)) {
        expect(found.map((values) => Array.from(values))).toEqual(
          slow.map((values) => Array.from(values)),
        );
      }
    }
  });
});

test("tanh is within 2 units in the last place, from 1e-38 to 1e38", () => {
  const bits = Int32Array.from({ length: 100_000 }, (_, i) => i * 21_390); // up to 0x7f800000
  const x = new Float32Array(bits.buffer);
  const y = new Float32Array(x.length);
  faster.tanh.forward(x, y, x.length);
  let worst = 0;
  for (let i = 0; i < x.length; i++)
    worst = Math.max(worst, ulps(y[i], Math.fround(Math.tanh(x[i]))));
  expect(worst).toBeLessThanOrEqual(2);
});

test("sigmoid is within 2 units in the last place, or below 2⁻¹²⁶ and 0", () => {
  const bits = Int32Array.from({ length: 100_000 }, (_, i) => i * 21_390);
  const positive = new Float32Array(bits.buffer);
  for (const sign of [1, -1]) {
    const x = positive.map((number) => sign * number);
    const y = new Float32Array(x.length);
    faster.sigmoid.forward(x, y, x.length);
    for (let i = 0; i < x.length; i++) {
      const exact = Math.fround(1 / (1 + Math.exp(-x[i])));
      const close = exact < 2 ** -126 ? y[i] === 0 || y[i] < 2 ** -125 : ulps(y[i], exact) <= 2;
      if (!close) expect(y[i], `σ(${x[i]})`).toBe(exact);
    }
  }
});

test("Adam leaves a weight that never had a gradient where it is", () => {
  const w = Float32Array.of(0.3);
  const zero = new Float32Array(1);
  const constants = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, steps: 1 };
  faster.adam(w, zero, zero.slice(), zero.slice(), constants);
  expect(w[0]).toBe(Math.fround(0.3));
});

describe.each([
  ["in TypeScript", update],
  ["in SIMD", faster.adam],
])("Adam %s", (_, adam) => {
  const constants = { learningRate: 1e-3, beta2: 0.999, epsilon: 1e-8 };
  /** Follows the gradients, one a step, with five weights: a row of four, and one left over. */
  function follow(beta1: number, gradients: Iterable<number>) {
    const [w, g, m, v] = [1, 2, 3, 4].map(() => kernels.allocate(5));
    let steps = 0;
    for (const gradient of gradients) {
      g.fill(gradient);
      adam(w, g, m, v, { ...constants, beta1, steps: ++steps });
    }
    return { w: [...w], m: [...m], v: [...v] };
  }
  const five = (number: number) => [1, 2, 3, 4, 5].map(() => number);

  test.each([0.5, 0.9, 0.999])("lets moments end at 0, with β₁ = %d", (beta1) => {
    function* once() {
      yield -1;
      for (let step = 0; step < 70_000; step++) yield 0;
    }
    const { m, v } = follow(beta1, once());
    expect([m, v]).toEqual([five(0), five(0)]);
  });

  test("keeps moments that are small but not negligible", () => {
    const { m, v } = follow(0.5, [1e-13]);
    for (const moment of m) expect(moment / 5e-14).toBeCloseTo(1, 6);
    for (const moment of v) expect(moment / 1e-29).toBeCloseTo(1, 4);
  });

  test("says at once that a gradient is too large for it, on either side of 0", () => {
    for (const gradient of [1e30, -1e30, Infinity, -Infinity, Number.NaN]) {
      expect(follow(0.5, [gradient]).w).toEqual(five(Number.NaN));
    }
    for (const w of follow(0.5, [1e19]).w) expect(w).toBeCloseTo(-1e-3, 9);
  });
});

describe("noise", () => {
  /** The loop and its definition give the same bits, and leave the same generator behind. */
  function expectSame(length: number, begin = (_random: SeededRandom) => {}) {
    const x = numbers(length, "x");
    const [own, other] = [faster.addNoise, addNoise].map((loop) => {
      const random = new SeededRandom(7);
      begin(random);
      const y = kernels.allocate(length);
      loop(x, y, 0.3, random);
      return { y, next: [random.normal(), random.uniform()], state: random.state };
    });
    expect(own.y.findIndex((number, i) => !Object.is(number, other.y[i]))).toBe(-1);
    expect({ ...own, y: null }).toEqual({ ...other, y: null });
  }

  test.each([0, 4, 8, 100, 200_000])("of %d numbers is its definition's, bit for bit", (length) => {
    expectSame(length);
  });

  test.each([1, 2, 3, 5, 7, 101])("of %d numbers, which no four divide, too", (length) => {
    expectSame(length);
  });

  test("begins with the number that waits from before", () => {
    expectSame(8, (random) => random.normal());
  });

  test("comes from whoever is handed in", () => {
    const x = numbers(8, "x");
    const y = kernels.allocate(8);
    const random = new SeededRandom(7);
    const one = { ...random, normal: () => 1, uniform: () => 0, integer: () => 0, shuffle() {} };
    faster.addNoise(x, y, 0.5, one);
    expect([...y]).toEqual(Array.from(x, (number) => Math.fround(number + 0.5)));
  });

  /** A generator whose next words are u and v: Alea's t = 2091639·s₀ + c ends with the word and begins with c. */
  function drawing(u: number, v: number): SeededRandom {
    const [factor, modulus] = [2091639n, 2n ** 32n];
    const inverse = 3961458503n; // factor·inverse is 1, in 32 bits
    const fractionOf = (word: number, carry: bigint) =>
      ((BigInt(word) - carry + modulus) * inverse) % modulus;
    const s0 = fractionOf(u, 1n);
    const s1 = fractionOf(v, (factor * s0 + 1n) / modulus);
    const fraction = (s: bigint) => Number(s) / 2 ** 32;
    const random = new SeededRandom(0);
    random.state = {
      generator: { c: 1, s0: fraction(s0), s1: fraction(s1), s2: 0.5 },
      spare: null,
    };
    return random;
  }

  test("is right where u and v are smallest, largest, or between two quarters of a turn", () => {
    const eighths = Array.from({ length: 8 }, (_, k) => k * 2 ** 29);
    const vs = [...eighths.flatMap((v) => [v, v + 1, (v + 2 ** 32 - 1) % 2 ** 32]), 2 ** 32 - 1];
    const us = [0, 1, 2, 2 ** 31, 2 ** 32 * (1 - Math.SQRT1_2), 2 ** 32 - 2, 2 ** 32 - 1];
    const x = kernels.allocate(4);
    const y = kernels.allocate(4);
    for (const u of us.map(Math.floor)) {
      for (const v of vs) {
        const random = drawing(u, v);
        expect([random.uniform(), random.uniform()]).toEqual([u / 2 ** 32, v / 2 ** 32]);
        faster.addNoise(x, y, 2, drawing(u, v));
        const radius = 2 * Math.sqrt(-2 * Math.log(1 - u / 2 ** 32));
        const angle = 2 * Math.PI * (v / 2 ** 32);
        expect(Math.abs(y[0] - radius * Math.cos(angle))).toBeLessThan(1e-6);
        expect(Math.abs(y[1] - radius * Math.sin(angle))).toBeLessThan(1e-6);
      }
    }
  });
});
