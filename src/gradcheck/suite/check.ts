/** What a row of the suite is, and how it is run. */
import { type Comparison, compare, place } from "../comparison.ts";
import { type CheckResult, conclude, together } from "../result.ts";

/** A named check. */
export interface Check {
  /** What stands in the table. */
  readonly name: string;
  /** Derivatives against differences, or values against what they should be. */
  readonly kind: "derivatives" | "values";
  /** The very functions and classes that are checked; a test asks that none is left out. */
  readonly covers: readonly unknown[];
  readonly run: () => CheckResult;
}

/** Several checks of one subject as one row: each is run, and its label tells it from the others. */
export function derivatives(
  name: string,
  covers: readonly unknown[],
  run: () => readonly (readonly [label: string, result: CheckResult])[],
): Check {
  return { name, kind: "derivatives", covers, run: () => together(name, run()) };
}

/**
 * A check of the check: these positions of the first gradient, and no others, must be reported as
 * kinks.
 */
export function kinks(
  name: string,
  covers: readonly unknown[],
  planted: readonly number[],
  run: () => CheckResult,
): Check {
  return {
    name,
    kind: "derivatives",
    covers,
    run: () => {
      const result = run();
      const found = result.comparisons[0].kinks;
      if (found.join() === planted.join()) return result;
      const problem = `Kinks are planted at the positions ${planted.join(", ")}, but found at ${found.join(", ") || "none"}.`;
      return { ...result, passed: false, problems: [...result.problems, problem] };
    },
  };
}

/** Numbers against what they should be, by hand or by another way of computing them. */
export function values(
  name: string,
  covers: readonly unknown[],
  run: () => readonly Comparison[],
): Check {
  return {
    name,
    kind: "values",
    covers,
    run: () => {
      const comparisons = run();
      const problems = comparisons
        .filter(({ wrong }) => wrong.length > 0)
        .map((it) => {
          const [found, expected] = [it.analytic[it.worst], it.numerical[it.worst]];
          return `${place(it, it.worst)} is ${found}, but should be ${expected}.`;
        });
      return conclude(name, comparisons, problems, { explained: problems.length > 0 });
    },
  };
}

/** One row of numbers against another, within an error relative to `floor` or to what is larger. */
export function agree(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { tolerance = 1e-12, floor = 1e-3 } = {},
): Comparison {
  return compare(name, [expected.length], actual, expected, { tolerance, floor });
}

/** Runs one check. One that throws has failed, and its error is the problem. */
export function runCheck({ name, run }: Pick<Check, "name" | "run">): CheckResult {
  try {
    return { ...run(), name };
  } catch (error) {
    return conclude(name, [], [`It threw ${error}`]);
  }
}
