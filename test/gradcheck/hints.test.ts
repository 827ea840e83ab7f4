import { describe, expect, test } from "vitest";
import { compare } from "../../src/gradcheck/comparison.ts";
import { explain, hint } from "../../src/gradcheck/hints.ts";

const TRUE = [0.5, -1.25, 2, 0.125, -0.75, 3];
const BATCH = [{ value: 5, meaning: "the batch size" }];

/** The hint for an analytic gradient [3, 2] made from the true one. */
function hintFor(make: (value: number, i: number) => number) {
  return hint(compare("weight", [3, 2], TRUE.map(make), TRUE), BATCH);
}

describe("a hint recognises", () => {
  test.each<[string, (value: number, i: number) => number, string]>([
    ["a sign", (n) => -n, "opposite sign"],
    [
      "a missing 1/B",
      (n) => 5 * n,
      "5 times what it should be. 5 is the batch size: is a division",
    ],
    [
      "one 1/B too many",
      (n) => n / 5,
      "1/5 times what it should be. 5 is the batch size: is it divided",
    ],
    ["something counted twice", (n) => 2 * n, "Is something counted twice?"],
    ["a missing 2", (n) => n / 2, "the 2 of a square's derivative"],
    ["any constant factor", (n) => 1.7 * n, "Every value is 1.7 times what it should be."],
    ["a gradient that was never computed", () => 0, "Every analytic value is 0"],
    ["a NaN", (n, i) => (i === 3 ? Number.NaN : n), "NaN or Infinity among the analytic values"],
    ["a transposed matrix", (_, i) => TRUE[(i % 3) * 2 + Math.floor(i / 3)], "transposed"],
    ["a row left out", (n, i) => (i > 3 ? 0 : n), "Only these rows are wrong: 2."],
    ["a column left out", (n, i) => (i % 2 === 1 ? 0 : n), "Only these columns are wrong: 1."],
  ])("%s", (_, make, words) => {
    expect(hintFor(make)).toContain(words);
  });

  test("a function that is not a number", () => {
    const numerical = TRUE.map(() => Number.NaN);
    expect(hint(compare("weight", [3, 2], TRUE, numerical))).toContain("is forward right?");
  });
});

test("where no pattern fits, there is no hint", () => {
  expect(hintFor((n, i) => n + Math.sin(i + 1))).toBeNull();
  expect(hintFor((n, i) => n * (i === 1 ? -1 : 5))).toBeNull();
});

test("one element alone makes no pattern", () => {
  expect(hint(compare("bias", [1], [-2], [2]))).toBeNull();
});

test("elements at a kink do not spoil a pattern", () => {
  const analytic = TRUE.map((n, i) => (i === 4 ? 99 : -n));
  expect(hint(compare("X", [3, 2], analytic, TRUE, { kinks: [4] }))).toContain("opposite sign");
});

test("an explanation gives the count, the worst element with both values, and the hint", () => {
  const analytic = TRUE.map((n) => -n);
  expect(explain(compare("weight", [3, 2], analytic, TRUE))).toBe(
    "weight: 6 of 6 elements wrong; the worst is weight[0, 0], analytic -0.5, numerical 0.5. " +
      "Every value has the opposite sign: is there a minus too many, or one too few?",
  );
});
