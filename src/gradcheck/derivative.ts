/**
 * What differences can say of one derivative, beside what backward says of it.
 *
 * One step is not enough. A derivative that is small beside the outputs drowns in their rounding,
 * which a larger step makes smaller; a kink nearby, a sharp curve or the edge of where the function
 * is defined asks for a smaller one. So several are tried, until one can tell a right gradient from
 * one that is wrong by more than the tolerance. Where none can, that is said, too: a check that lets
 * pass what it cannot see is worse than none.
 */
import { type Difference, difference, type Line, outputsAt, rounding } from "./difference.ts";

/** What became of one element. */
export interface Derivative {
  /** What the differences say; NaN if the function is not defined around the place. */
  readonly value: number;
  /**
   * Can it be held against the analytic value?
   *
   * - "clear": yes, and what is further apart than the tolerance is wrong.
   * - "kink": no, there is a kink, or the curve is too sharp for every step.
   * - "rounding": no, the derivative is too small beside the outputs that it moves.
   * - "undefined": no, a probe of every step gives NaN or Infinity.
   */
  readonly kind: "clear" | "kink" | "rounding" | "undefined";
  /** A size below which an error is not relative; 0 nearly everywhere. */
  readonly floor: number;
}

/** The steps, as multiples of the first, in the order in which they are tried. */
const STEPS = [1, 16, 256, 1 / 16, 1 / 256, 1 / 4096, 1 / 65536];

/** The share of the tolerance that a difference may be uncertain by; with the second, no better one is looked for. */
const ENOUGH = 1 / 2;
const PLENTY = 1 / 8;

/** How many times its own uncertainty a difference must be off before something is called wrong. */
const SURE = 4;

/** How many units in the last place a sum over a batch, which should be 0, may be off by. */
const ROUNDED = 64;

interface Estimate extends Difference {
  readonly h: number;
  /** How far the true derivative may lie from this one. */
  readonly uncertainty: number;
}

/**
 * The derivative along a line, tried with several steps.
 *
 * With a the analytic and n the numerical value, u the uncertainty of n (what rounding may do, or
 * by how much the probes contradict each other, whichever is more), and S the larger of |a| and |n|:
 *
 *     u ≤ ½·tolerance·S                    clear: the difference has the digits that it takes
 *                                          (at ⅛ of it, no other step is tried)
 *     |a − n| > tolerance·S + 4·u          clear, and wrong, however few digits there are
 *     otherwise                            not to be compared
 *
 * Where f has a minimum or a maximum, a and n are both 0, and no error is small beside that. There
 * S is half of J(h): about what the slope is at x ± h/2, so that an error of tolerance·S is what a
 * nudge of x by tolerance·h/2 would do.
 *
 * @param step the first step h
 * @param far a distance at which every output that depends on x at all should show it
 */
export function derivative(
  line: Line,
  analytic: number,
  { step, far, tolerance }: { step: number; far: number; tolerance: number },
): Derivative {
  const first = difference(line, step);
  if (!Number.isFinite(analytic)) return { value: first.derivative, kind: "clear", floor: 0 };
  const isZero = (found: Difference) => analytic === 0 && found.moving === 0;
  if (isZero(first) && standsStill(line, 4 * Math.max(...STEPS) * step)) return CLEARLY_ZERO;

  let dependents: number | null = null;
  const estimates: Estimate[] = [];
  for (const multiple of STEPS) {
    const h = multiple * step;
    const found = multiple === 1 ? first : difference(line, h, multiple > 1 ? 4 : 2);
    if (!Number.isFinite(found.derivative) || !Number.isFinite(found.doubt)) continue;
    if (h < step && isZero(found) && !estimates.some(excludesZero)) return CLEARLY_ZERO;
    const scale = scaleOf(found, analytic);
    // What stands still may move by less than its last digit. If that matters, ask from afar.
    let size = dependents ?? found.moved + found.still;
    if (dependents === null && rounding(size, h) > PLENTY * tolerance * scale) {
      dependents = Math.max(found.moved, sizeOfDependents(line, far));
      size = dependents;
      // Nothing moves, even from afar; and what backward claims would move the last digits there at most.
      const whole = found.moved + found.still;
      if (
        analytic !== 0 &&
        dependents === 0 &&
        Math.abs(analytic) * far <= ROUNDED * Number.EPSILON * whole
      ) {
        return { value: 0, kind: "rounding", floor: 0 };
      }
    }
    const uncertainty = Math.max(rounding(size, h), found.doubt);
    const estimate = { ...found, h, uncertainty };
    const contradicts = isStaircase(estimate, estimates[0]);
    if (uncertainty <= PLENTY * tolerance * scale && !contradicts) return clear(estimate);
    estimates.push(estimate);
  }
  const [enough] = estimates
    .filter((it) => it.uncertainty <= ENOUGH * tolerance * scaleOf(it, analytic))
    .filter((it) => !isStaircase(it, estimates[0]))
    .toSorted((a, b) => a.uncertainty - b.uncertainty);
  if (enough) return clear(enough);

  if (estimates.length === 0) return { value: Number.NaN, kind: "undefined", floor: 0 };
  const kink = kinkAmong(estimates);
  const best = kink ?? estimates.reduce((a, b) => (b.uncertainty < a.uncertainty ? b : a));
  const gap = Math.abs(analytic - best.derivative);
  if (gap > tolerance * scaleOf(best, analytic) + SURE * best.uncertainty) return clear(best);
  return { value: best.derivative, kind: kink ? "kink" : "rounding", floor: 0 };
}

const CLEARLY_ZERO: Derivative = { value: 0, kind: "clear", floor: 0 };

function clear(estimate: Estimate): Derivative {
  return { value: estimate.derivative, kind: "clear", floor: Math.abs(estimate.bend) / 2 };
}

function scaleOf({ derivative, bend }: Difference, analytic: number): number {
  return Math.max(Math.abs(analytic), Math.abs(derivative), Math.abs(bend) / 2);
}

function excludesZero({ derivative, uncertainty }: Estimate): boolean {
  return Math.abs(derivative) > SURE * uncertainty;
}

/** Are all outputs at ±t exactly what they are here? */
function standsStill(line: Line, t: number): boolean {
  return differing(line, [t, -t]).every((differs) => !differs);
}

/** Σ |cⱼ·fⱼ| over the outputs that are not the same from afar as here. */
function sizeOfDependents(line: Line, far: number): number {
  return differing(line, [far, -far]).reduce(
    (sum, differs, j) => (differs ? sum + Math.abs(line.c[j] * line.here[j]) : sum),
    0,
  );
}

/** Which outputs are not exactly what they are here, at one of these places? NaN is not, either. */
function differing(line: Line, places: readonly number[]): boolean[] {
  const there = places.map((t) => outputsAt(line, t));
  line.move(0);
  return Array.from(line.here, (y, j) => there.some((outputs) => outputs[j] !== y));
}

/**
 * Does a small step contradict the first one, where that has a digit at least?
 *
 * A function that rounds to fewer digits is a staircase. Seen from near enough, its slope is 0 with
 * no doubt at all.
 */
function isStaircase(small: Estimate, first: Estimate | undefined): boolean {
  return (
    first !== undefined &&
    small.h < first.h &&
    first.uncertainty < 0.5 * Math.abs(first.derivative) &&
    Math.abs(small.derivative - first.derivative) > SURE * first.uncertainty
  );
}

/**
 * The smallest step's estimate, if it is a kink or a sharp curve that leaves it in doubt, and not
 * rounding: then larger steps, which see less of it, are not to be believed either.
 *
 * A kink's doubt is far above what rounding explains; and as the step shrinks it stays as it is,
 * where a doubt that comes of rounding grows as the step shrinks.
 */
function kinkAmong(estimates: readonly Estimate[]): Estimate | null {
  const smallest = estimates.reduce((a, b) => (b.h < a.h ? b : a));
  const [first] = estimates;
  const explained = SURE * rounding(smallest.moved + smallest.still, smallest.h);
  const growth = Math.sqrt(first.h / smallest.h);
  return smallest.doubt > explained && smallest.doubt < growth * first.doubt ? smallest : null;
}
