import { describe, expect, test } from "vitest";
import { compare, place, relativeError } from "../../src/gradcheck/comparison.ts";
import { conclude, together } from "../../src/gradcheck/result.ts";
import { agree, kinks, runCheck, values } from "../../src/gradcheck/suite/check.ts";

describe("the relative error", () => {
  test.each([
    [2, 1, 0.5],
    [1, 2, 0.5],
    [-1, 1, 2],
    [0, 0, 0],
    [1e-9, 0, 1e-6], // below the floor of 1e-3, it is absolute
    [1e-300, 2e-300, 1e-297],
  ])("of %d and %d is %d", (a, n, error) => {
    expect(relativeError(a, n, 1e-3)).toBeCloseTo(error, 12);
  });
});

test.each([
  ["analytic", [1, Number.NaN], [1, 1]],
  ["numerical", [1, 1], [1, Number.NaN]],
  ["both", [1, Number.NaN], [1, Number.NaN]],
  ["a missing", [1], [1, 1]],
])("a NaN is wrong: %s", (_, analytic, numerical) => {
  const { wrong, largestError, worst } = compare("w", [2], analytic, numerical);
  expect([wrong, largestError, worst]).toEqual([[1], Number.POSITIVE_INFINITY, 1]);
});

test("a place is written as indices", () => {
  expect(place({ name: "w", shape: [7] }, 4)).toBe("w[4]");
  expect(place({ name: "w", shape: [5, 3] }, 13)).toBe("w[4, 1]");
  expect(place({ name: "w", shape: [2, 5, 3] }, 29)).toBe("w[1, 4, 2]");
});

const fine = conclude("fine", [compare("w", [1], [1], [1])]);
const faulty = conclude("faulty", [compare("w", [2], [1, 2], [1, 2])], ["It forgets."]);
const wrong = conclude("wrong", [compare("w", [1], [1], [2])]);

test("a fault alone fails a check", () => {
  expect(fine).toMatchObject({ passed: true, compared: 1 });
  expect(faulty).toMatchObject({ passed: false, largestError: 0, problems: ["It forgets."] });
});

test("several checks together pass if all do, and say which does not", () => {
  expect(
    together("all", [
      ["a", fine],
      ["b", fine],
    ]),
  ).toMatchObject({ passed: true, compared: 2 });
  expect(
    together("all", [
      ["a", fine],
      ["b", faulty],
    ]),
  ).toMatchObject({
    passed: false,
    compared: 3,
    problems: ["b: It forgets."],
  });
  expect(
    together("all", [
      ["a", wrong],
      ["b", fine],
    ]),
  ).toMatchObject({
    passed: false,
    largestError: 0.5,
    where: "a: w[0]",
  });
});

test("several checks of which there is none do not pass, nor do values of which there are none", () => {
  const problems = ["Nothing was compared: give an input or a parameter that has elements."];
  expect(together("all", [])).toMatchObject({ passed: false, problems });
  expect(runCheck(values("row", [], () => []))).toMatchObject({ passed: false, problems });
});

describe("of the elements that have a derivative, 90 % must be compared", () => {
  const numbers = Array.from({ length: 20 }, (_, i) => i + 1);
  const without = (incomparable: number[], kinks: number[] = []) =>
    conclude("layer", [compare("X", [20], numbers, numbers, { incomparable, kinks })]);

  test("two of twenty may be missing, three not", () => {
    expect(without([3, 7])).toMatchObject({ passed: true, compared: 18, incomparable: 2 });
    const { passed, problems } = without([3, 7, 8]);
    expect(passed).toBe(false);
    expect(problems).toEqual([expect.stringMatching(/^3 of 20 elements are not comparable/)]);
    expect(problems[0]).toContain("The derivatives of 3, such as X[3], are too small");
  });

  test("kinks are not among these; half may be at one", () => {
    const kinks = Array.from({ length: 10 }, (_, i) => i);
    expect(without([], kinks)).toMatchObject({ passed: true, compared: 10, kinks: 10 });
    expect(without([], [...kinks, 10])).toMatchObject({ passed: false, compared: 9, kinks: 11 });
    expect(without([10], kinks)).toMatchObject({ passed: false, compared: 9 });
  });
});

describe("a row of the suite fails", () => {
  test("when it throws", () => {
    const run = () => {
      throw new RangeError("no such shape");
    };
    const { passed, problems } = runCheck({ name: "row", run });
    expect([passed, problems]).toEqual([false, ["It threw RangeError: no such shape"]]);
  });

  test("when a value is not what it should be", () => {
    const check = values("row", [], () => [agree("w", [1, 2], [1, 3])]);
    const { passed, problems } = runCheck(check);
    expect([passed, problems]).toEqual([false, ["w[1] is 2, but should be 3."]]);
  });

  test("when a planted kink is not found, or another is", () => {
    const result = conclude("relu", [
      compare("X", [4], [1, 1, 1, 1], [1, 1, 1, 1], { kinks: [2] }),
    ]);
    expect(runCheck(kinks("row", [], [2], () => result)).passed).toBe(true);
    for (const planted of [[], [1], [2, 3]]) {
      expect(runCheck(kinks("row", [], planted, () => result)).passed).toBe(false);
    }
  });
});
