/**
 * The derivative of a function that nobody has differentiated: nudge a number, and see.
 *
 *     D(h) = (f(x + h) − f(x − h)) / 2h                      the central difference
 *     R(h) = (4·D(h) − D(2h)) / 3                            the same, extrapolated to h = 0
 *
 * How far to nudge? The curve bends between the probes, which costs D about h²·f‴/6. D(2h) has four
 * times that error, so it cancels in R, and what is left is about h⁴·f⁽⁵⁾/30. And f is known to only
 * 16 digits, which costs about ε·f/h, with ε = 2⁻⁵². A small h is good against the first, a large h
 * against the second; derivative.ts chooses. Source: Richardson's extrapolation, in Nocedal and
 * Wright, "Numerical optimization" (2006), section 8.1, and Press et al., "Numerical recipes",
 * section 5.7.
 *
 * Rounding. If each probe of an output f is known to within one unit in its last place, ε·|f|, then
 *
 *     R(h) = (8·(f(x + h) − f(x − h)) − (f(x + 2h) − f(x − 2h))) / 12h
 *
 * is known to within (8 + 8 + 1 + 1)·ε·|f| / 12h = 1.5·ε·|f|/h, and a sum Σ cⱼ·fⱼ to within the sum
 * of these. Only outputs that the nudge moves count: what stands still cancels to exactly 0.
 *
 * Kinks. ReLU has no derivative at 0: to the left its slope is 0, to the right 1, and D says ½,
 * which is neither. So R is not believed unasked. Beside it stand two differences more,
 *
 *     D(2h) − D(h)                                           next to nothing where f is smooth: h²·f‴/2
 *     J(2h) − 2·J(h)                                         the same: h³·f⁗/2
 *
 * with J(h) = (f(x + h) − 2·f(x) + f(x − h)) / h, the slope to the right minus that to the left. Where
 * the slope jumps by Δ at a distance c from x, let k = c/h:
 *
 *     R(h) is wrong by            Δ·|1/2 − 7k/12|   for k ≤ 1,   Δ·(1/6 − k/12)    for 1 ≤ k ≤ 2
 *     D(2h) − D(h) is             Δ·k/4             for k ≤ 1,   Δ·(1/2 − k/4)     for 1 ≤ k ≤ 2
 *     J(2h) − 2·J(h) is           Δ·(3k/2 − 1)      for k ≤ 1,   Δ·(1 − k/2)       for 1 ≤ k ≤ 2
 *
 * The larger of the last two is at least 6/7 of the first, wherever the kink lies (at k = 4/7 it is
 * just that). That larger one is the `doubt`.
 *
 * With a large step, D(2h) − D(h) doubts every curve. So R(h) can be held against R(2h) instead,
 * which takes two probes more, at ±4h, and differs by h⁴·f⁽⁵⁾/2 where f is smooth. Near a kink, R(2h) − R(h) is
 * Δ·7k/24 for k ≤ 1 and Δ·(2/3 − 3k/8) up to k = 2, and the larger one at least 9/10 of the first.
 */
import type { Values } from "../tensor/tensor.ts";

/** ∛ε, how far to nudge a number of size 1 at first. */
export const STEP = Math.cbrt(Number.EPSILON);

/** What the probes of one step tell. */
export interface Difference {
  /** R(h). */
  readonly derivative: number;
  /** How much the probes contradict each other: next to nothing where f is smooth. */
  readonly doubt: number;
  /** J(h). */
  readonly bend: number;
  /** How many outputs some probe moves. */
  readonly moving: number;
  /** Σ |cⱼ·fⱼ| over these, each fⱼ the largest of its probes. */
  readonly moved: number;
  /** Σ |cⱼ·fⱼ| over the others. */
  readonly still: number;
}

/** A function whose numbers stand elsewhere: computes its outputs from them as they are now. */
export type Evaluate = () => Values;

/** A straight line through the place where a derivative is asked for. */
export interface Line {
  /** Computes all outputs fⱼ at the place where the numbers are now. */
  readonly evaluate: Evaluate;
  /** The outputs at the place 0. */
  readonly here: Values;
  /** A weight for each output: what is differentiated is Σ cⱼ·fⱼ. */
  readonly c: Values;
  /** Goes to the place t on the line; the place 0 is where the derivative is asked for. */
  readonly move: (t: number) => void;
}

/**
 * The derivative of Σ cⱼ·fⱼ along a line, from probes at ±h and ±2h, and at ±4h if `reach` is 4.
 *
 * Differences are taken output by output, and only then weighted and summed: so an output that does
 * not depend on what is nudged cancels to exactly 0, instead of leaving its rounding behind.
 *
 * Leaves everything at the place 0. All numbers are NaN or infinite where f is not defined at a
 * probe.
 */
export function difference(line: Line, h: number, reach: 2 | 4 = 2): Difference {
  const { here, c } = line;
  const pairs = (reach === 2 ? [1, 2] : [1, 2, 4]).map((steps) => ({
    left: outputsAt(line, -steps * h),
    right: outputsAt(line, steps * h),
  }));
  line.move(0);
  const across = [0, 0, 0];
  const bend = [0, 0, 0];
  let moving = 0;
  let moved = 0;
  let still = 0;
  for (let j = 0; j < c.length; j++) {
    const y = here[j];
    if (pairs.every(({ left, right }) => left[j] === y && right[j] === y)) {
      still += Math.abs(c[j] * y);
      continue;
    }
    let largest = Math.abs(y);
    pairs.forEach(({ left, right }, k) => {
      across[k] += c[j] * (right[j] - left[j]);
      bend[k] += c[j] * (right[j] - y - (y - left[j]));
      largest = Math.max(largest, Math.abs(left[j]), Math.abs(right[j]));
    });
    moving++;
    moved += Math.abs(c[j]) * largest;
  }
  const [D, D2, D4] = across.map((difference, k) => difference / (2 ** (k + 1) * h));
  const [J, J2] = bend.map((difference, k) => difference / (2 ** k * h));
  const R = (4 * D - D2) / 3;
  const R2 = (4 * D2 - D4) / 3;
  const curve = reach === 2 ? D2 - D : R2 - R;
  return {
    derivative: R,
    doubt: Math.max(Math.abs(curve), Math.abs(J2 - 2 * J)),
    bend: J,
    moving,
    moved,
    still,
  };
}

/** What rounding may add to R(h), when outputs that together weigh `size` = Σ |cⱼ·fⱼ| move. */
export function rounding(size: number, h: number): number {
  return (1.5 * Number.EPSILON * size) / h;
}

/**
 * A copy of the outputs at the place t, where everything stays. All are NaN where the function throws:
 * it has given outputs at the place 0, so it is not defined at t.
 */
export function outputsAt(
  { evaluate, here, move }: Pick<Line, "evaluate" | "here" | "move">,
  t: number,
): Float64Array {
  move(t);
  try {
    return new Float64Array(evaluate());
  } catch {
    return new Float64Array(here.length).fill(Number.NaN);
  }
}

/**
 * The step for numbers of a given size: `step` times the size, but no less than `step` itself.
 *
 * It is rounded to a power of two, so that x + h and x − h are x moved by h exactly, without a
 * rounding that the difference would then divide by h.
 */
export function stepFor(size: number, step: number): number {
  return 2 ** Math.round(Math.log2(step * Math.max(1, size)));
}
