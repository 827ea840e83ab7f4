/**
 * Marks that show beside other numbers: X, Y and dY of an activation, P and T of a loss, the
 * parameter itself. Each stands in the same shape as the gradient, one number beside each element.
 */
import type { Comparison } from "./comparison.ts";
import { about, comparedOf, explainFactor, factorOf, matches, type Pattern } from "./hints.ts";

/** What an element is multiplied by, and how one writes that. */
export interface Factor {
  readonly written: string;
  readonly value: (i: number) => number;
}

/** Is each value the right one without a factor of its own, or with one too many? */
export function besideFactors(factors: readonly Factor[]): Pattern {
  return (it) => {
    for (const { written, value } of factors) {
      if (matches(it, (i) => it.numerical[i] / value(i))) {
        return `Every value lacks the factor ${written}: is it left out?`;
      }
      if (matches(it, (i) => it.numerical[i] * value(i))) {
        return `Every value has the factor ${written} once too often: is it multiplied in twice?`;
      }
    }
    return null;
  };
}

/** Is one formula used where another is meant? */
export function exchanged(used: Factor, meant: Factor, said: string): Pattern {
  return (it) =>
    matches(it, (i) => (it.numerical[i] / meant.value(i)) * used.value(i)) ? said : null;
}

/** Does each value come from some formula of its own? */
export function comesFrom(value: (i: number) => number, said: string): Pattern {
  return (it) => (matches(it, value) ? said : null);
}

/** A part of the elements, and how one writes which. */
export interface Where {
  readonly written: string;
  readonly holds: (i: number) => boolean;
}

/** Are the wrong elements just those of one part? And what is wrong there? */
export function wrongWhere(parts: readonly Where[]): Pattern {
  return (it) => {
    const wrong = new Set(it.wrong);
    const counting = comparedOf(it).filter((i) => it.numerical[i] !== 0 || it.analytic[i] !== 0);
    if (wrong.size < 2 || counting.length - wrong.size < 2) return null;
    const part = parts.find(({ holds }) => counting.every((i) => holds(i) === wrong.has(i)));
    return part ? `Only where ${part.written} are the values wrong${thereText(it)}` : null;
  };
}

function thereText(it: Comparison): string {
  if (it.wrong.every((i) => it.analytic[i] === 0)) return ": there, each analytic value is 0.";
  const factor = factorOf(it, it.wrong);
  return factor === null ? "." : `. ${explainFactor("There, every value", factor, [])}`;
}

/** Is what belongs where X is positive done where it is negative, and the other way round? */
export function sidesExchanged(x: ArrayLike<number>): Pattern {
  return (it) => {
    const compared = comparedOf(it);
    const [above, below] = [compared.filter((i) => x[i] > 0), compared.filter((i) => x[i] < 0)];
    if (above.length < 2 || below.length < 2) return null;
    const zeros = (values: ArrayLike<number>, positions: readonly number[]) =>
      positions.every((i) => values[i] === 0);
    const full = (values: ArrayLike<number>, positions: readonly number[]) =>
      positions.every((i) => values[i] !== 0);
    const switched =
      zeros(it.analytic, above) &&
      full(it.numerical, above) &&
      full(it.analytic, below) &&
      zeros(it.numerical, below);
    const [up, down] = [factorOf(it, above), factorOf(it, below)];
    const reciprocal = up !== null && down !== null && about(up * down, 1);
    return switched || reciprocal
      ? "What belongs where X is positive is done where it is negative: are the two sides exchanged?"
      : null;
  };
}

/** Is each value off by one and the same number times another? */
export function offBy(written: string, value: (i: number) => number, question: string): Pattern {
  return (it) => {
    const compared = comparedOf(it).filter((i) => value(i) !== 0);
    if (compared.length < 2 || it.wrong.length < 2) return null;
    const largest = compared.reduce((a, b) => (Math.abs(value(b)) > Math.abs(value(a)) ? b : a));
    const times = (it.analytic[largest] - it.numerical[largest]) / value(largest);
    if (!matches(it, (i) => it.numerical[i] + times * value(i))) return null;
    const said = about(Math.abs(times), 1)
      ? ""
      : `${Number(Math.abs(times).toPrecision(4))} times `;
    return `Every value is off by ${said}${written}: ${question}`;
  };
}
