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

const WIDEST = Math.max(...STEPS);

/** The share of the tolerance that a difference may be uncertain by; with the second, no better one is looked for. */
const ENOUGH = 1 / 2;
const PLENTY = 1 / 8;

/** How many times its own uncertainty a difference must be off before something is called wrong. */
const SURE = 4;

/**
 * A sum of n terms, none larger than G, may be off by ½·n·(n − 1)·ε·G (Higham, "Accuracy and stability
 * of numerical algorithms", section 4.2): this many ε·G for eleven terms as large as can be, or for
 * many more of the usual size.
 */
const ROUNDED = 55;

/** How many times as much a smooth function may move when a nudge is made this many times larger. */
const WIDER = 16;

interface Estimate extends Difference {
  readonly h: number;
  /** What rounding may do to it. */
  readonly noise: number;
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
 *                                          (with u ≤ ⅛·tolerance·S, no other step is tried)
 *     |a − n| > tolerance·S + 4·u          clear, and wrong, however few digits there are
 *     otherwise                            not to be compared
 *
 * Before something is called wrong, a larger step is asked (see `judged`).
 *
 * Where f has a minimum or a maximum, a and n are both 0, and no error is small beside that. There, if
 * no step has the digits, S is half of J(h): about what the slope is at x ± h/2, so that an error of
 * tolerance·S is what a nudge of x by tolerance·h/2 would do. The step with the smallest J(h) is taken,
 * because what is curved may stand beside what is not. And where a is 0, and what the steps find falls to 0
 * with them, as for x³ at 0, the derivative is 0.
 *
 * Where nothing moves, the derivative is 0, unless it moves the outputs by less than their last digit;
 * `movesAbruptly` tells these two apart.
 *
 * @param step the first step h
 * @param far a distance at which every output that depends on x at all should show it
 * @param largest the largest number among all gradients of the check
 */
export function derivative(
  line: Line,
  analytic: number,
  {
    step,
    far,
    tolerance,
    largest,
  }: { step: number; far: number; tolerance: number; largest: number },
): Derivative {
  const first = difference(line, step);
  if (!Number.isFinite(analytic)) return { value: first.derivative, kind: "clear", floor: 0 };
  const isZero = (found: Difference) => analytic === 0 && found.moving === 0;
  const within = 4 * WIDEST * step;
  if (isZero(first) && standsStill(line, within) && movesAbruptly(line, within, far)) {
    return CLEARLY_ZERO;
  }

  let dependents: number | null = null;
  const estimates: Estimate[] = [];
  for (const multiple of STEPS) {
    const h = multiple * step;
    const found = multiple === 1 ? first : difference(line, h, multiple > 1 ? 4 : 2);
    if (!Number.isFinite(found.derivative) || !Number.isFinite(found.doubt)) continue;
    if (h < step && isZero(found) && !estimates.some(excludesZero)) {
      if (movesAbruptly(line, 2 * h, far)) return CLEARLY_ZERO;
    }
    const size = Math.max(Math.abs(analytic), Math.abs(found.derivative));
    // What stands still may move by less than its last digit. If that matters, ask from afar.
    let moving = dependents ?? found.moved + found.still;
    if (dependents === null && rounding(moving, h) > PLENTY * tolerance * size) {
      dependents = Math.max(found.moved, sizeOfDependents(line, far));
      moving = dependents;
      // Nothing moves, even from afar. What should be 0 may be a sum over a batch, which was rounded.
      const isRounded = Math.abs(analytic) <= ROUNDED * Number.EPSILON * largest;
      if (analytic !== 0 && dependents === 0 && isRounded) {
        return { value: 0, kind: "rounding", floor: 0 };
      }
    }
    const noise = rounding(moving, h);
    estimates.push({ ...found, h, noise, uncertainty: Math.max(noise, found.doubt) });
    const sure = judged(estimates, analytic, tolerance).find((it) => {
      const size = Math.max(Math.abs(analytic), Math.abs(it.derivative));
      if (it.uncertainty > PLENTY * tolerance * size || isStaircase(it, estimates[0])) return false;
      if (Math.abs(analytic - it.derivative) <= tolerance * size) return true;
      // Nothing is called wrong by one step alone, and nothing tiny before all larger ones were tried.
      return isTiny(it, analytic) ? multiple === WIDEST || multiple < 1 : h !== it.h;
    });
    if (sure) return clear(sure, 0);
  }
  if (analytic === 0 && fallsToZero(estimates)) return CLEARLY_ZERO;
  const usable = judged(estimates, analytic, tolerance).filter(
    (it) => !isStaircase(it, estimates[0]),
  );
  const has = (it: Estimate, scale: number) => it.uncertainty <= ENOUGH * tolerance * scale;
  const [certain] = usable
    .filter((it) => has(it, Math.max(Math.abs(analytic), Math.abs(it.derivative))))
    .toSorted((a, b) => a.uncertainty - b.uncertainty);
  if (certain) return clear(certain, 0);
  const [turning] = usable
    .filter((it) => has(it, Math.abs(it.bend) / 2))
    .toSorted((a, b) => Math.abs(a.bend) - Math.abs(b.bend));
  if (turning) return clear(turning, Math.abs(turning.bend) / 2);

  if (estimates.length === 0) return { value: Number.NaN, kind: "undefined", floor: 0 };
  const kinked = kinkAmong(estimates);
  const all = judged(estimates, analytic, tolerance);
  const best =
    all.find(({ h }) => h === kinked?.h) ??
    all.reduce((a, b) => (b.uncertainty < a.uncertainty ? b : a));
  const gap = Math.abs(analytic - best.derivative);
  if (gap > tolerance * scaleOf(best, analytic) + SURE * best.uncertainty) return clear(best, 0);
  return { value: best.derivative, kind: kinked ? "kink" : "rounding", floor: 0 };
}

const CLEARLY_ZERO: Derivative = { value: 0, kind: "clear", floor: 0 };

function clear({ derivative }: Estimate, floor: number): Derivative {
  return { value: derivative, kind: "clear", floor };
}

function scaleOf({ derivative, bend }: Difference, analytic: number): number {
  return Math.max(Math.abs(analytic), Math.abs(derivative), Math.abs(bend) / 2);
}

function excludesZero({ derivative, uncertainty }: Estimate): boolean {
  return Math.abs(derivative) > SURE * uncertainty;
}

/**
 * The same estimates; one that calls backward wrong, and that the next larger step contradicts, is uncertain
 * by as much as the two differ.
 *
 * Where large numbers cancel within f, as in ln(1 + e^x) for x = −15, its outputs lie on a grid that is
 * coarser than their last digits. The probes of one step may then agree by chance, and those of small steps all
 * lie on one stair. So what is wrong by no more than the rounding of numbers up to HIDDEN, which nobody
 * sees, is held against every larger step, whatever that is worth itself.
 */
function judged(estimates: readonly Estimate[], analytic: number, tolerance: number): Estimate[] {
  const fromLarge = estimates.toSorted((a, b) => b.h - a.h);
  return estimates.map((it) => {
    const gap = Math.abs(analytic - it.derivative);
    if (gap <= tolerance * scaleOf(it, analytic)) return it;
    const larger = fromLarge.filter(({ h }) => h > it.h);
    const apart = (other: Estimate) => Math.abs(other.derivative - it.derivative);
    const contradicting = isTiny(it, analytic)
      ? larger
      : larger.slice(-1).filter((next) => apart(next) > SURE * (next.uncertainty + it.uncertainty));
    return { ...it, uncertainty: Math.max(it.uncertainty, ...contradicting.map(apart)) };
  });
}

/** How large the numbers may be that cancel within f and are not seen in its outputs. */
const HIDDEN = 32;

/** Is what is wrong with it no more than such numbers' rounding? */
function isTiny({ derivative, moving, h }: Estimate, analytic: number): boolean {
  return Math.abs(analytic - derivative) <= rounding(HIDDEN * Math.max(1, moving), h);
}

/** Does what is found fall as the step does, or faster, and is it more than rounding? */
function fallsToZero(estimates: readonly Estimate[]): boolean {
  if (estimates.length < 2) return false;
  const [first] = estimates;
  const smallest = estimates.reduce((a, b) => (b.h < a.h ? b : a));
  const sizeOf = ({ derivative, doubt }: Estimate) => Math.abs(derivative) + doubt;
  const expected = (2 * sizeOf(first) * smallest.h) / first.h;
  return smallest.h < first.h && sizeOf(smallest) + smallest.noise <= expected;
}

/** Are all outputs at ±t exactly what they are here? */
function standsStill(line: Line, t: number): boolean {
  return differing(line, [t, -t]).every((differs) => !differs);
}

/**
 * Nothing moves within ±t. Is that because nothing depends on x there, as left of a ReLU's kink; or is
 * there a slope that moves an output by less than its last digit?
 *
 * A slope that is hidden within ±t shows as t grows, and shows gently. What moves an output f by less
 * than ε·|f| at t moves it by less than 16 times as much at 16·t if it is straight, and by 256 times as
 * much if it is a parabola. An output that begins with more than that, or does not move even from
 * `far`, has no slope here. (Twice as much, since two numbers of one digit's difference may be off by
 * two.)
 */
function movesAbruptly(line: Line, t: number, far: number): boolean {
  const gentle = 2 * WIDER ** 2 * Number.EPSILON;
  const differs = differing(line, [far, -far]);
  let waiting = [...differs.keys()].filter((j) => differs[j]);
  for (let wider = WIDER * t; waiting.length > 0; wider *= WIDER) {
    const movement = movementAt(line, Math.min(wider, far)); // NaN where f is not defined
    const isGentle = (j: number) => movement[j] <= gentle * Math.abs(line.here[j]);
    if (waiting.some((j) => movement[j] > 0 && isGentle(j))) return false;
    waiting = waiting.filter((j) => movement[j] === 0);
  }
  return true;
}

/** By how much each output is moved at ±t, at most. */
function movementAt(line: Line, t: number): readonly number[] {
  const [left, right] = [outputsAt(line, -t), outputsAt(line, t)];
  line.move(0);
  return Array.from(line.here, (y, j) => Math.max(Math.abs(left[j] - y), Math.abs(right[j] - y)));
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
