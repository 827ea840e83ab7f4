/** What a check hands back: its comparisons, and the conclusion drawn from them. */
import { type Comparison, place, TOLERANCE } from "./comparison.ts";
import { STEP } from "./difference.ts";
import { type Count, explain } from "./hints.ts";

/** What every check lets its caller choose. */
export interface CheckOptions {
  /** How far to nudge a number of size 1; ∛ε unless told otherwise. A sharp curve needs less. */
  readonly step?: number;
  /** The largest error that passes; 1e-6 unless told otherwise. */
  readonly tolerance?: number;
  /** The seed of whatever the check draws at random. */
  readonly seed?: number | string;
  /** Whether a layer is run to learn or to be used; to learn unless told otherwise. */
  readonly training?: boolean;
}

/** The options, with what they are unless told otherwise. */
export function withDefaults(options: CheckOptions): Required<CheckOptions> {
  return { step: STEP, tolerance: TOLERANCE, seed: "gradcheck", training: true, ...options };
}

/** What a check found, as data. */
export interface CheckResult {
  /** What was checked. */
  readonly name: string;
  /** No gradient wrong, nothing else amiss, and at most half of the elements at a kink. */
  readonly passed: boolean;
  /** How many numbers were compared. */
  readonly compared: number;
  /** How many were not, because they sit at a kink. */
  readonly kinks: number;
  /** The largest error, and where it is: `weight[2, 0]`. */
  readonly largestError: number;
  readonly where: string;
  /** What is wrong, a paragraph each, with a hint where the error has a shape that is well known. */
  readonly problems: readonly string[];
  readonly comparisons: readonly Comparison[];
}

/**
 * Draws the conclusion of a check.
 *
 * @param faults whatever else was found amiss, a paragraph each
 * @param counts what a hint may recognise as a factor, such as the batch size
 */
export function conclude(
  name: string,
  comparisons: readonly Comparison[],
  faults: readonly string[] = [],
  counts: readonly Count[] = [],
): CheckResult {
  const sum = (count: (comparison: Comparison) => number) =>
    comparisons.reduce((total, comparison) => total + count(comparison), 0);
  const compared = sum((comparison) => comparison.compared);
  const kinks = sum((comparison) => comparison.kinks.length);
  const worst = comparisons
    .filter((comparison) => comparison.worst >= 0)
    .reduce<Comparison | null>(
      (a, b) => (a === null || b.largestError > a.largestError ? b : a),
      null,
    );
  const problems = [
    ...comparisons.filter(({ wrong }) => wrong.length > 0).map((it) => explain(it, counts)),
    ...faults,
  ];
  if (kinks > compared) {
    problems.push(
      `${kinks} of ${kinks + compared} elements sit at a kink, or on a curve too sharp for the step: too few are left to compare. Move the input away from the kink, or take a smaller step.`,
    );
  }
  return {
    name,
    passed: problems.length === 0,
    compared,
    kinks,
    largestError: worst?.largestError ?? 0,
    where: worst ? place(worst, worst.worst) : "",
    problems,
    comparisons,
  };
}

/** Several checks as one; a label says which of them a comparison or a problem comes from. */
export function together(
  name: string,
  results: readonly (readonly [label: string, result: CheckResult])[],
): CheckResult {
  const comparisons = results.flatMap(([label, result]) =>
    result.comparisons.map((it) => ({ ...it, name: `${label}: ${it.name}` })),
  );
  const problems = results.flatMap(([label, result]) =>
    result.problems.map((problem) => `${label}: ${problem}`),
  );
  return { ...conclude(name, comparisons), passed: problems.length === 0, problems };
}
