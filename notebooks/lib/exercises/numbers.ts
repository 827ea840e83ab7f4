/** Holds the numbers of a learner against the right ones, and says in a sentence what is wrong. */
import { type Comparison, compare, place } from "../../../src/gradcheck/comparison.ts";
import { about } from "../../../src/gradcheck/hints.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";

/** A mistake that can be told from what it makes: the numbers that it gives, and what is to be said. */
export type Known = readonly [made: ArrayLike<number>, said: string];

/** Numbers that an answer should fill. */
export interface Filled {
  readonly name: string;
  readonly shape: readonly number[];
  readonly yours: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly known?: readonly Known[];
}

/** The first wrong number of each, what it should be, and which mistake it looks like. */
export function judgeNumbers(exercise: string, ...all: readonly Filled[]): CheckResult {
  const comparisons = all.map(({ name, shape, yours, right }) =>
    compare(name, shape, yours, right, { floor: 1e-9 }),
  );
  const faults = comparisons.flatMap((it, k) =>
    it.wrong.length === 0 ? [] : [faultOf(it, all[k].known ?? [])],
  );
  return conclude(exercise, comparisons, faults, { explained: true });
}

function faultOf(it: Comparison, known: readonly Known[]): string {
  const [first] = it.wrong;
  const said = `${place(it, first)} is ${short(it.analytic[first])}, and should be ${short(it.numerical[first])}; ${it.wrong.length} of ${it.compared} numbers ${it.wrong.length === 1 ? "is" : "are"} wrong.`;
  const found = known.find(([made]) => same(it.analytic, made));
  if (found) return `${said} ${found[1]}`;
  if (it.analytic.every((value) => value === 0)) {
    return `${said} Every number is 0: is ${it.name} written at all?`;
  }
  return said;
}

/**
 * What is said of a value that is not the right one; null if it is.
 *
 * @param known values that mistakes give, and what is to be said of each
 */
export function otherValue(
  name: string,
  yours: unknown,
  right: number,
  known: readonly (readonly [made: number, said: string])[],
): string | null {
  if (typeof yours !== "number") return `The ${name} is ${yours}; return a number.`;
  if (Math.abs(yours - right) <= 1e-9 * Math.max(1, Math.abs(right))) return null;
  const said = `The ${name} is ${short(yours)}, and should be ${short(right)}.`;
  const found = known.find(([made]) => Object.is(yours, made) || about(yours, made));
  return found ? `${said} ${found[1]}` : said;
}

/** A gradient check's result; where a gradient is that of a known mistake, it says so. */
export function recognise(
  result: CheckResult,
  known: Readonly<Record<string, readonly Known[]>>,
): CheckResult {
  const { name, comparisons } = result;
  const isKnown = (it: Comparison) =>
    it.wrong.length > 0 && (known[it.name] ?? []).some(([made]) => same(it.analytic, made));
  const found = comparisons.filter(isKnown);
  if (found.length === 0) return result;
  const faults = found.map((it) => faultOf(it, known[it.name]));
  const others = comparisons.filter((it) => it.wrong.length > 0 && !isKnown(it));
  if (others.length > 0) faults.push(...conclude(name, others).problems);
  return conclude(name, comparisons, faults, { explained: true });
}

/** Adds to a check that passed whether what stood in a gradient before shows in it afterwards. */
export function alsoFills(
  result: CheckResult,
  run: () => void,
  gradients: readonly Parameter[],
): CheckResult {
  if (!result.passed) return result;
  const startingAt = (value: number) => {
    for (const { grad } of gradients) valuesOf(grad).fill(value);
    run();
    return gradients.map(({ grad }) => Float64Array.from(valuesOf(grad)));
  };
  const fresh = startingAt(0);
  const others = startingAt(7);
  const problems = gradients.flatMap(({ name }, k) => {
    const changed = [...fresh[k].keys()].filter((i) => fresh[k][i] !== others[k][i]);
    if (changed.length === 0) return [];
    return changed.every((i) => others[k][i] === 7)
      ? [`${name} is not written where it should be 0; what stood there before is left.`]
      : [`What stood in ${name} before shows in the result; write ${name}[…] = …, not +=.`];
  });
  return { ...result, passed: problems.length === 0, problems };
}

/** What is said of an answer that changes what it is given; null if it does not. What was there is put back. */
export function changed(run: () => void, given: Readonly<Record<string, Values>>): string | null {
  const before = Object.values(given).map((values) => Float64Array.from(values));
  run();
  const touched = Object.entries(given).filter(([, values], k) =>
    values.some((value, i) => value !== before[k][i]),
  );
  Object.values(given).forEach((values, k) => {
    values.set(before[k]);
  });
  if (touched.length === 0) return null;
  const [name] = touched[0];
  return `${name} has changed: it is given, and belongs to the caller.`;
}

/** Σ aᵢ·bᵢ: a loss whose gradient with respect to a is b. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Runs an answer that may throw, and says so. */
export function attempt(name: string, check: () => CheckResult): CheckResult {
  try {
    return { ...check(), name };
  } catch (error) {
    const message = error instanceof Error ? error.message : `${error}`;
    return conclude(name, [], [`Your code threw "${message}".`]);
  }
}

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  const near = (value: number, i: number) =>
    Object.is(value, b[i]) || Math.abs(value - b[i]) <= 1e-9;
  return a.length === b.length && Array.from(a).every(near);
}

/** A number with as many digits as a sentence can bear. */
export function short(value: number): string {
  return `${Number(Number(value).toPrecision(6))}`;
}
