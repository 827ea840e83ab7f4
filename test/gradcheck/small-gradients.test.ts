/** Small gradients beside large ones, and beside large outputs: a right one passes, a wrong one does not. */
import { describe, expect, test } from "vitest";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { checkLoss } from "../../src/gradcheck/check-loss.ts";
import { checkDirections, checkObjective } from "../../src/gradcheck/check-objective.ts";
import { Activation } from "../../src/layers/activation.ts";
import { Dense } from "../../src/layers/dense.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { tanh } from "../../src/layers/tanh.ts";
import { mse } from "../../src/losses/mse.ts";
import { doubleKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";
import { parameter, plainLayer } from "./wrong/learners.ts";

/** Y = f(X), number by number, whose slope the second function claims to be. */
function elementwise(
  f: (x: number, i: number) => number,
  slope: (x: number, i: number) => number,
): Layer {
  const map = (X: Tensor, g: (x: number, i: number) => number) =>
    tensor(Float64Array.from(X.data, g), ...X.shape);
  return plainLayer(
    "Elementwise",
    (X) => map(X, f),
    (dY, X) => map(dY, (dy, i) => dy * slope(X.data[i], i)),
  );
}

const row = (...numbers: number[]) => tensor(Float64Array.from(numbers), 1, numbers.length);

/** An objective over separate numbers, or over one parameter that holds them all. */
function objective(
  start: readonly number[],
  loss: (w: readonly number[]) => number,
  gradient: (w: readonly number[]) => readonly number[],
  { separate = false } = {},
) {
  const parameters = separate
    ? start.map((w, k) => parameter(`w${k}`, Float64Array.of(w), 1))
    : [parameter("w", Float64Array.from(start), start.length)];
  const compute = () => {
    const w = parameters.flatMap(({ value }) => [...value.data]);
    const g = gradient(w);
    let k = 0;
    for (const { grad } of parameters) {
      for (let i = 0; i < grad.size; i++) grad.data[i] = g[k++];
    }
    return loss(w);
  };
  return { compute, parameters };
}

describe("one huge output beside fourteen small ones", () => {
  const f = (x: number, i: number) => (i === 0 ? 1e9 : 1) * x * x;
  const slope = (small: number) => (x: number, i: number) => (i === 0 ? 2e9 : small) * x;

  test("the right gradient passes, all of it compared", () => {
    expect(checkLayer(elementwise(f, slope(2)), [5, 3])).toMatchObject({
      passed: true,
      compared: 15,
      incomparable: 0,
    });
  });

  test("3x for 2x in the fourteen is found, and nothing else is", () => {
    const { passed, comparisons, problems } = checkLayer(elementwise(f, slope(3)), [5, 3]);
    expect(passed).toBe(false);
    expect(comparisons[0].wrong).toEqual(Array.from({ length: 14 }, (_, k) => k + 1));
    expect(problems).toEqual([expect.stringMatching(/numerical \S+\.$/)]); // and no hint that fits by chance
  });

  test.each([1e12, 1e15])("beside %d, too", (huge) => {
    const f = (x: number, i: number) => (i === 0 ? huge : 1) * x * x;
    const slope = (wrong: number) => (x: number, i: number) =>
      (i === 0 ? 2 * huge : i === 7 ? wrong : 2) * x;
    expect(checkLayer(elementwise(f, slope(2)), [5, 3])).toMatchObject({
      passed: true,
      compared: 15,
    });
    const { passed, comparisons } = checkLayer(elementwise(f, slope(3)), [5, 3]);
    expect([passed, comparisons[0].wrong]).toEqual([false, [7]]);
  });
});

describe("a small function", () => {
  const tiny = (slope: number) =>
    elementwise(
      (x) => 1e-10 * x * x,
      (x) => slope * 1e-10 * x,
    );

  test("passes with the right gradient", () => {
    expect(checkLayer(tiny(2), [3, 4])).toMatchObject({ passed: true, compared: 12 });
  });

  test.each([0, 1, 2.001, -2])("does not pass with %d times x", (slope) => {
    const { passed, comparisons } = checkLayer(tiny(slope), [3, 4]);
    expect(passed).toBe(false);
    expect(comparisons[0].wrong).toHaveLength(12);
  });

  test("as an objective: 1e-10·Σw² with its gradient, and with none", () => {
    const check = (factor: number) => {
      const { compute, parameters } = objective(
        [1, -2, 0.5],
        (w) => w.reduce((sum, x) => sum + 1e-10 * x * x, 0),
        (w) => w.map((x) => factor * x),
      );
      return checkObjective(compute, parameters);
    };
    expect(check(2e-10)).toMatchObject({ passed: true, compared: 3 });
    expect(check(0)).toMatchObject({ passed: false, compared: 3 });
  });
});

describe("outputs so large that differences have few digits", () => {
  const beside = (large: number, slope: number) =>
    elementwise(
      (x) => large + x * x,
      (x) => slope * x,
    );

  test("1e12 + x² with 4x is wrong beyond doubt", () => {
    const { passed, comparisons } = checkLayer(beside(1e12, 4), [3, 4]);
    expect(passed).toBe(false);
    expect(comparisons[0].wrong.length).toBeGreaterThan(0);
  });

  test("1e12 + x² with 2x is not comparable, which is no pass either", () => {
    const { passed, compared, incomparable, problems } = checkLayer(beside(1e12, 2), [3, 4]);
    expect({ passed, compared, incomparable }).toEqual({
      passed: false,
      compared: 0,
      incomparable: 12,
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("12 of 12 elements are not comparable");
    expect(problems[0]).toContain("too small beside the outputs that they move");
  });

  test("1e12 + x² with no gradient at all is wrong, though the first nudge moves nothing", () => {
    const { passed, comparisons } = checkLayer(beside(1e12, 0), row(1, 1.5, -2));
    expect(passed).toBe(false);
    expect(comparisons[0].wrong).toEqual([0, 1, 2]);
  });

  test("1e4·a² + b² at a = 1000, b = 1: a forgotten ∂b is found, the right one is not compared", () => {
    const at = (db: number, separate: boolean) =>
      objective(
        [1000, 1],
        ([a, b]) => 1e4 * a * a + b * b,
        ([a, b]) => [2e4 * a, db * b],
        { separate },
      );
    for (const separate of [true, false]) {
      const forgotten = at(0, separate);
      expect(checkObjective(forgotten.compute, forgotten.parameters)).toMatchObject({
        passed: false,
        compared: 2,
        where: separate ? "w1[0]" : "w[1]",
      });
      const right = at(2, separate);
      expect(checkObjective(right.compute, right.parameters)).toMatchObject({
        passed: false,
        compared: 1,
        incomparable: 1,
      });
    }
  });

  test("along directions, what is small or 0 in a parameter is asked about by itself", () => {
    const at = (db: number) => {
      const { compute, parameters } = objective(
        [1000, 1, 1],
        ([a, b, c]) => a * a + b * b + c * c,
        ([a, b, c]) => [2 * a, db * b, 2 * c],
      );
      return checkDirections(compute, parameters);
    };
    expect(at(2)).toMatchObject({ passed: true });
    const forgotten = at(0);
    expect(forgotten.passed).toBe(false);
    expect(forgotten.comparisons.map(({ name, wrong }) => [name, wrong.length])).toContainEqual([
      "w, zero",
      1,
    ]);
    const halved = at(1);
    expect(halved.passed).toBe(false);
    expect(halved.where).toBe("w, small[0]");
  });
});

describe("where a function is flat", () => {
  const tanhTimes = (factor: number) =>
    new Activation(doubleKernels, {
      ...tanh,
      backward(dy, _x, y, dx) {
        for (let i = 0; i < y.length; i++) dx[i] = factor * dy[i] * (1 - y[i] * y[i]);
      },
    });

  test("tanh at 12 with twice its slope is wrong, with the right one not comparable", () => {
    expect(checkLayer(tanhTimes(2), row(12))).toMatchObject({ passed: false, compared: 1 });
    expect(checkLayer(tanhTimes(1), row(12))).toMatchObject({
      passed: false,
      compared: 0,
      incomparable: 1,
    });
  });

  test("tanh at 5 is compared: a larger step than the first is taken", () => {
    expect(checkLayer(tanhTimes(1), row(5, -5))).toMatchObject({ passed: true, compared: 2 });
    expect(checkLayer(tanhTimes(1.001), row(5, -5))).toMatchObject({ passed: false, compared: 2 });
  });

  test("one of twelve that is not comparable is counted, and shown", () => {
    const X = tensor(
      Float64Array.from({ length: 12 }, (_, i) => (i === 5 ? 12 : i / 12)),
      3,
      4,
    );
    const result = checkLayer(tanhTimes(1), X);
    expect(result).toMatchObject({ passed: true, compared: 11, kinks: 0, incomparable: 1 });
    expect(result.comparisons[0].incomparable).toEqual([5]);
  });

  test("at a minimum, where the gradient is 0, it is compared", () => {
    const P = row(1, 2, 3, 4);
    expect(checkLoss(mse, P, row(1, 2, 5, 4))).toMatchObject({ passed: true, compared: 4 });
    const square = elementwise(
      (x) => x * x,
      (x) => 2 * x,
    );
    expect(checkLayer(square, row(0, 0, 1))).toMatchObject({ passed: true, compared: 3 });
    const wrong = elementwise(
      (x) => x * x,
      (x) => 2 * x + 1e-4,
    );
    expect(checkLayer(wrong, row(0, 0, 0))).toMatchObject({ passed: false, compared: 3 });
  });
});

describe("what does not move at all", () => {
  test("counts as compared, if its gradient is exactly 0", () => {
    const constant = (slope: number) =>
      elementwise(
        () => 3,
        () => slope,
      );
    expect(checkLayer(constant(0), [2, 3])).toMatchObject({ passed: true, compared: 6 });
    expect(checkLayer(constant(1e-12), [2, 3])).toMatchObject({ passed: false, compared: 6 });
  });

  test("counts as compared around a dead ReLU, however near the place where it comes to life", () => {
    const relu = elementwise(
      (x) => Math.max(0, x),
      (x) => Number(x > 0),
    );
    expect(checkLayer(relu, row(-1, -1e-3, -1e-5, -1e-7, 1))).toMatchObject({
      passed: true,
      compared: 5,
      kinks: 0,
    });
  });
});

describe("nothing to compare is no pass", () => {
  test.each([
    ["a layer without parameters", new Activation(doubleKernels, tanh)],
    [
      "a dense layer, whose gradients are all 0",
      new Dense(doubleKernels, 5, 2, new SeededRandom(1)),
    ],
  ])("an empty batch through %s", (_, layer) => {
    const { passed, compared, problems } = checkLayer(layer, [0, 5]);
    expect([passed, compared]).toEqual([false, 0]);
    expect(problems).toEqual([
      expect.stringMatching(/^forward gives Y \[0, \d\], so there is nothing to compare/),
    ]);
  });

  test("no parameters", () => {
    expect(checkObjective(() => 1, []).passed).toBe(false);
    expect(checkDirections(() => 1, []).passed).toBe(false);
  });
});

test.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY])(
  "a step or a tolerance of %d is refused: nothing would be wrong",
  (bad) => {
    const { compute, parameters } = objective(
      [1],
      ([w]) => w * w,
      () => [7],
    );
    const words = `is ${bad}; give a number above 0`;
    expect(() => checkObjective(compute, parameters, { tolerance: bad })).toThrow(words);
    expect(() => checkDirections(compute, parameters, { step: bad })).toThrow(words);
  },
);
