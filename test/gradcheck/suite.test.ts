/** Every gradient of the project, and what the suite as a whole must show. */
import { describe, expect, test } from "vitest";
import type { CheckResult } from "../../src/gradcheck/result.ts";
import { type Check, runCheck } from "../../src/gradcheck/suite/check.ts";
import { suite } from "../../src/gradcheck/suite/suite.ts";

const results: { check: Check; result: CheckResult }[] = [];

describe.each(suite)("$title", ({ checks }) => {
  // A minute is plenty for each, but for the full-size networks on a busy machine.
  test.each(checks)("$name", { timeout: 600_000 }, (check) => {
    const result = runCheck(check);
    results.push({ check, result });
    expect(result.problems).toEqual([]);
    expect(result.passed).toBe(true);
    expect(result.compared).toBeGreaterThan(0);
  });
});

test("tens of thousands of derivatives are right to 1e-6", () => {
  const derivatives = results
    .filter(({ check }) => check.kind === "derivatives")
    .map(({ result }) => result);
  expect(derivatives.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(20_000);
  expect(Math.max(...derivatives.map(({ largestError }) => largestError))).toBeLessThan(1e-6);
});

test("no kinks but those that are planted", () => {
  const withKinks = results.filter(({ result }) => result.kinks > 0).map(({ check }) => check.name);
  expect(withKinks).toEqual([
    "relu, kinks are found",
    "leakyRelu, kinks are found",
    "bce, kinks are found",
    "headsApart, kinks are found",
  ]);
});

test("no two checks have one name, and every name fits into its column", () => {
  const names = suite.flatMap(({ checks }) => checks.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.length > 37)).toEqual([]);
});
