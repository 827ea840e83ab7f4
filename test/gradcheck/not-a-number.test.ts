/** NaN and Infinity, and the edges of where a function is defined. */
import { describe, expect, test } from "vitest";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { checkLoss } from "../../src/gradcheck/check-loss.ts";
import { checkDirections, checkObjective } from "../../src/gradcheck/check-objective.ts";
import { bce } from "../../src/losses/bce.ts";
import { bceWithLogits } from "../../src/losses/bce-with-logits.ts";
import { crossEntropyWithLogits } from "../../src/losses/cross-entropy-with-logits.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { mse } from "../../src/losses/mse.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";
import { parameter, plainLayer } from "./wrong/learners.ts";

const row = (...numbers: number[]) => tensor(Float64Array.from(numbers), 1, numbers.length);
const map = (X: Tensor, f: (x: number, i: number) => number) =>
  tensor(Float64Array.from(X.data, f), ...X.shape);
const check = (f: (x: number) => number, slope: (x: number) => number, X: Tensor) =>
  checkLayer(
    plainLayer(
      "Function",
      (X) => map(X, f),
      (dY, X) => map(dY, (dy, i) => dy * slope(X.data[i])),
    ),
    X,
  );

describe.each<[string, (x: number) => number, (x: number) => number]>([
  ["ln x", Math.log, (x) => 1 / x],
  ["√x", Math.sqrt, (x) => 0.5 / Math.sqrt(x)],
  ["1/x", (x) => 1 / x, (x) => -1 / (x * x)],
  ["x·ln x", (x) => x * Math.log(x), (x) => Math.log(x) + 1],
])("%s near the edge of where it is defined", (_, f, slope) => {
  test.each([1e-3, 1e-4, 1e-5, 1e-6])("at %d, the right gradient passes", (x) => {
    expect(check(f, slope, row(x, 2 * x, 3 * x))).toMatchObject({ passed: true, compared: 3 });
  });

  test.each([1e-3, 1e-4, 1e-5, 1e-6])("at %d, one that is off by 1e-5 does not", (x) => {
    const { passed, comparisons } = check(f, (x) => 1.00001 * slope(x), row(x, 2 * x, 3 * x));
    expect([passed, comparisons[0].wrong]).toEqual([false, [0, 1, 2]]);
  });
});

test("where every step leaves the domain, that is said, and what to do", () => {
  const { passed, compared, incomparable, problems, comparisons } = check(
    Math.sqrt,
    (x) => 0.5 / Math.sqrt(x),
    row(1, 1e-12, 2),
  );
  expect({ passed, compared, incomparable }).toEqual({
    passed: false,
    compared: 2,
    incomparable: 1,
  });
  expect(comparisons[0].undefinedAround).toEqual([1]);
  expect(problems).toEqual([
    "1 of 3 elements are not comparable, and at least 90 % should be compared. Around 1, such as X[0, 1], the function is not defined: a nudge gives NaN or Infinity. Move the input away from the edge, or give a smaller step.",
  ]);
  expect(
    checkLayer(
      plainLayer(
        "Root",
        (X) => map(X, Math.sqrt),
        (dY, X) => map(dY, (dy, i) => (dy * 0.5) / Math.sqrt(X.data[i])),
      ),
      row(1, 1e-12, 2),
      { step: 1e-12 },
    ).comparisons[0].undefinedAround,
  ).toEqual([]);
});

test("a forward that gives NaN is told once, with the place", () => {
  const f = (x: number) => (x === 3 ? Number.NaN : x);
  const { passed, problems } = check(f, () => 1, row(1, 3, 5));
  expect(passed).toBe(false);
  expect(problems).toEqual([
    "forward gives NaN for Y[0, 1], before anything is nudged: is forward right, and is X where it is defined?",
  ]);
});

test.each([checkObjective, checkDirections])(
  "an objective that is NaN is told once: %o",
  (check) => {
    const w = parameter("w", Float64Array.of(1, 2), 2);
    expect(check(() => Number.NaN, [w])).toMatchObject({
      passed: false,
      problems: ["The objective is NaN before anything is nudged: is its forward pass right?"],
    });
  },
);

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  "a backward that gives %d is told once",
  (bad) => {
    const { passed, problems, largestError, where } = check(
      Math.exp,
      (x) => (x === 2 ? bad : Math.exp(x)),
      row(1, 2, 3),
    );
    expect([passed, largestError, where]).toEqual([false, Number.POSITIVE_INFINITY, "X[0, 1]"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("NaN or Infinity among the analytic values");
  },
);

test("NaN in a parameter's gradient is told once, too", () => {
  const w = parameter("w", Float64Array.of(1, 2), 2);
  const layer = plainLayer(
    "Scale",
    (X) => map(X, (x, i) => x * w.value.data[i]),
    (dY) => {
      w.grad.data[0] += Number.NaN;
      return map(dY, (dy, i) => dy * w.value.data[i]);
    },
  );
  const { problems } = checkLayer(
    {
      ...layer,
      parameters: [w],
      forward: layer.forward.bind(layer),
      backward: layer.backward.bind(layer),
    },
    row(3, 4),
  );
  expect(problems).toHaveLength(1);
});

test("a loss whose gradient is NaN is told once, and not said to change its prediction", () => {
  const broken: Loss = (P, T, dP) => {
    const loss = mse(P, T, dP);
    dP.data[1] = Number.NaN;
    return loss;
  };
  const { problems } = checkLoss(broken, row(1, 2, 3), row(0, 0, 0));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain("NaN or Infinity among the analytic values");
});

test("a loss of NaN is told once", () => {
  const { problems } = checkLoss(mse, row(1, Number.NaN), row(0, 0));
  expect(problems).toEqual([
    "The loss is NaN before anything is nudged: are P and T where it is defined?",
  ]);
});

describe.each([mse, bce, bceWithLogits, crossEntropyWithLogits])("NaN in, NaN out: %o", (loss) => {
  const numbers = [0.2, 0.7, 0, 1, 0.5, 1e-9];
  const gradient = (p: readonly number[], t: readonly number[]) => {
    const dP = tensor(new Float64Array(6), 2, 3);
    const value = loss(tensor(Float64Array.from(p), 2, 3), tensor(Float64Array.from(t), 2, 3), dP);
    return [value, ...dP.data];
  };

  test.each([0, 1, 2, 3, 4, 5])(
    "at position %d of the prediction, or of the target",
    (position) => {
      const bad = numbers.map((x, k) => (k === position ? Number.NaN : x));
      const good = [1, 0, 0, 0, 1, 0];
      for (const [p, t] of [
        [bad, good],
        [numbers, bad],
      ]) {
        const found = gradient(p, t);
        expect([found[0], found[position + 1]]).toEqual([Number.NaN, Number.NaN]);
        // A number of the other row stays one.
        expect(found[position < 3 ? 6 : 1]).not.toBeNaN();
      }
    },
  );
});
