/** What a check hands back: its comparisons, and the conclusion drawn from them. */
import { type Comparison, place, TOLERANCE } from "./comparison.ts";
import { STEP } from "./difference.ts";
import { largestOf } from "./elements.ts";
import { type Count, explainAll, list, type Pattern } from "./hints.ts";

/** What every check lets its caller choose. */
export interface CheckOptions {
  /** How far to nudge a number of size 1 at first; ∛ε unless told otherwise. */
  readonly step?: number;
  /** The largest error that passes; 1e-6 unless told otherwise. */
  readonly tolerance?: number;
  /** The seed of whatever the check draws at random. */
  readonly seed?: number | string;
  /** Whether a layer is run to learn or to be used; to learn unless told otherwise. */
  readonly training?: boolean;
}

/**
 * The options, with what they are unless told otherwise.
 *
 * @throws RangeError if the step or the tolerance is not a number above 0: no error is above NaN.
 */
export function withDefaults({
  step = STEP,
  tolerance = TOLERANCE,
  seed = "gradcheck",
  training = true,
}: CheckOptions): Required<CheckOptions> {
  for (const [name, value] of Object.entries({ step, tolerance })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `gradient check: the ${name} is ${value}; give a number above 0, or leave it out.`,
      );
    }
  }
  return { step, tolerance, seed, training };
}

/** What a check found, as data. */
export interface CheckResult {
  /** What was checked. */
  readonly name: string;
  /**
   * No gradient wrong and nothing else amiss; at most half of the elements at a kink, and at least
   * 90 % of the others compared, and something of each gradient that is not small beside the others.
   */
  readonly passed: boolean;
  /** How many numbers were compared. */
  readonly compared: number;
  /** How many were not, because they sit at a kink. */
  readonly kinks: number;
  /** How many were not, because their differences have no digits to compare. */
  readonly incomparable: number;
  /** The largest error, and where it is: `weight[2, 0]`. */
  readonly largestError: number;
  readonly where: string;
  /** What is wrong, a paragraph each, with a hint where the error has a shape that is well known. */
  readonly problems: readonly string[];
  readonly comparisons: readonly Comparison[];
}

/** What a hint may use, and what needs none. */
export interface Background {
  /** What a hint may recognise as a factor, such as the batch size. */
  readonly counts?: readonly Count[];
  /** Marks to look for in the gradient at this position. */
  readonly patternsOf?: (position: number) => readonly Pattern[];
  /** Do the faults explain whatever is wrong with the numbers? Then nothing is said of these. */
  readonly explained?: boolean;
}

/**
 * Draws the conclusion of a check.
 *
 * @param faults whatever else was found amiss, a paragraph each
 */
export function conclude(
  name: string,
  comparisons: readonly Comparison[],
  faults: readonly string[] = [],
  { counts = [], patternsOf = () => [], explained = false }: Background = {},
): CheckResult {
  const sum = (count: (comparison: Comparison) => number) =>
    comparisons.reduce((total, comparison) => total + count(comparison), 0);
  const compared = sum((comparison) => comparison.compared);
  const kinks = sum((comparison) => comparison.kinks.length);
  const incomparable = sum((comparison) => comparison.incomparable.length);
  const worst = comparisons
    .filter((comparison) => comparison.worst >= 0)
    .reduce<Comparison | null>(
      (a, b) => (a === null || b.largestError > a.largestError ? b : a),
      null,
    );
  const problems = [...faults];
  if (!explained) {
    const cluesTo = (position: number) => ({ counts, patterns: patternsOf(position) });
    problems.unshift(...explainAll(comparisons, cluesTo));
    problems.push(...tooFew(comparisons, { compared, kinks, incomparable }, problems.length === 0));
  }
  return {
    name,
    passed: problems.length === 0,
    compared,
    kinks,
    incomparable,
    largestError: worst?.largestError ?? 0,
    where: worst ? place(worst, worst.worst) : "",
    problems,
    comparisons,
  };
}

/** The share of the largest gradient below which it is no wonder that nothing of another can be compared. */
const NEGLIGIBLE = 1e-3;

/** Of all elements that have a derivative, the share that must be compared. */
const ENOUGH = 0.9;

/** What is to be said where too little was compared to believe in a pass. */
function tooFew(
  comparisons: readonly Comparison[],
  { compared, kinks, incomparable }: Pick<CheckResult, "compared" | "kinks" | "incomparable">,
  allElseIsWell: boolean,
): string[] {
  const paragraphs: string[] = [];
  if (kinks > compared) {
    paragraphs.push(
      `${kinks} of ${kinks + compared + incomparable} elements sit at a kink, or on a curve too sharp for every step: too few are left to compare. Move the input away from the kink, or give a smaller step.`,
    );
  }
  if (compared < ENOUGH * (compared + incomparable)) {
    const outside = comparisons.flatMap((it) => it.undefinedAround.map((i) => place(it, i)));
    const blurred = comparisons.flatMap((it) =>
      it.incomparable.filter((i) => !it.undefinedAround.includes(i)).map((i) => place(it, i)),
    );
    paragraphs.push(
      [
        `${incomparable} of ${compared + incomparable} elements are not comparable, and at least ${100 * ENOUGH} % should be compared.`,
        blurred.length > 0 &&
          `The derivatives of ${blurred.length}, such as ${blurred[0]}, are too small beside the outputs that they move: their differences are all rounding. Give smaller outputs, or an input where the function is less flat.`,
        outside.length > 0 &&
          `Around ${outside.length}, such as ${outside[0]}, the function is not defined: a nudge gives NaN or Infinity. Move the input away from the edge, or give a smaller step.`,
      ]
        .filter((sentence) => sentence !== false)
        .join(" "),
    );
  }
  const largest = largestOf(comparisons.map(({ analytic }) => analytic));
  const unseen = comparisons.filter(
    ({ analytic, compared }) => compared === 0 && largestOf([analytic]) > NEGLIGIBLE * largest,
  );
  if (unseen.length > 0 && paragraphs.length === 0) {
    paragraphs.push(
      `Of ${list(unseen.map(({ name }) => name))} nothing could be compared, so whether that is right is not known. Give smaller outputs, another input, or a smaller step.`,
    );
  }
  if (compared === 0 && paragraphs.length === 0 && allElseIsWell) {
    paragraphs.push("Nothing was compared: give an input or a parameter that has elements.");
  }
  return paragraphs;
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
  const all = conclude(name, comparisons);
  return results.length === 0 ? all : { ...all, passed: problems.length === 0, problems };
}
