/** A hundred wrong backward passes: each is caught, and no hint is misleading. */
import { describe, expect, test } from "vitest";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { conclude } from "../../src/gradcheck/result.ts";
import { wrongCases } from "./wrong/cases.ts";
import { batchNorm, dense, elementwise } from "./wrong/learners.ts";
import { score, type WrongCase } from "./wrong/score.ts";

/** The mistakes of which the check has nothing to say but the numbers. */
const WITHOUT_HINT = [
  "discriminator: the codes' half of the gradient is missing",
  "discriminator: the first half's gradient is set to zero before the second",
  "softmax: the sum over the row, without its own Y",
  "GELU: the product rule's second term is left out",
  "softplus: the derivative of tanh, not the sigmoid",
  "Dense: dW pairs each example's dY with the X of the one before",
  "Dense: db is summed over the columns of another stride",
  "Dense: dX from W with one column exchanged for another",
  "gain: dgain multiplies by Y, not by X",
  "dense layer and sigmoid in one: the sigmoid's derivative is left out",
];
const nameOf = ({ of, mistake }: WrongCase) => `${of}: ${mistake}`;

describe("is caught, and a hint names its cause, or there is none", () => {
  test.each(wrongCases.map((it) => [nameOf(it), it] as const))("%s", (name, wrong) => {
    const { caught, hint, untrue } = score(wrong);
    expect({ caught, untrue }).toEqual({ caught: true, untrue: [] });
    expect(hint).toBe(WITHOUT_HINT.includes(name) ? "none" : "true");
  });
});

test("at least sixty, no two alike", () => {
  expect(new Set(wrongCases.map(nameOf)).size).toBe(wrongCases.length);
  expect(wrongCases.length).toBeGreaterThanOrEqual(60);
});

test("what they are wrong variants of is right", () => {
  expect(dense({})()).toMatchObject({ passed: true, compared: 35 });
  expect(dense({}, [4, 4])()).toMatchObject({ passed: true });
  expect(batchNorm({})()).toMatchObject({ passed: true, compared: 32 });
  const square = elementwise(
    "square",
    (x) => x * x,
    (dy, x) => 2 * dy * x,
  );
  expect(square()).toMatchObject({ passed: true, compared: 20 });
});

describe("the score", () => {
  const said = (...problems: string[]): WrongCase => ({
    of: "a layer",
    mistake: "a sign",
    run: () => conclude("layer", [], problems),
    cause: "sign",
    also: ["factor"],
  });

  test.each([
    [
      "true",
      [
        "X: 3 of 3 elements wrong; the worst is X[0], analytic -1, numerical 1. Every value has the opposite sign.",
      ],
    ],
    ["true", ["Every value is 2 times what it should be.", "X: Is there a minus too many?"]],
    ["none", ["X: 3 of 3 elements wrong; the worst is X[0, 1], analytic -1e-7, numerical 1."]],
    ["none", ["Every value is 2 times what it should be."]],
    ["false", ["Every value has the opposite sign. Is something counted twice?"]],
    ["false", ["Nobody knows."]],
  ] as const)("is %s for %j", (hint, problems) => {
    expect(score(said(...problems))).toMatchObject({ caught: true, hint });
  });

  test("a pass is not caught", () => {
    const right = {
      ...said(),
      run: () => checkLayer({ parameters: [], forward: (X) => X, backward: (dY) => dY }, [2, 3]),
    };
    expect(score(right)).toMatchObject({ caught: false, hint: "none" });
  });

  test("an error that is thrown is caught, and what it says is judged", () => {
    const throws = () => {
      throw new TypeError("matrices do not fit");
    };
    expect(score({ ...said(), run: throws })).toMatchObject({ caught: true, hint: "false" });
  });
});
