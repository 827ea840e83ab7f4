/**
 * The derivative of a function that nobody has differentiated: nudge a number, and see.
 *
 *     D(h) = (f(x + h) − f(x − h)) / 2h                      the central difference
 *
 * How far to nudge? D misses the true derivative twice over. The curve bends between the probes,
 * which costs about h²·f‴/6; and f is known to only 16 digits, which costs about ε·f/h, with
 * ε = 2⁻⁵². A small h is good against the first, a large h against the second. Both are small
 * together near h = ∛ε ≈ 6e-6, where about ten digits of the derivative are right. Source: Nocedal
 * and Wright, "Numerical optimization" (2006), section 8.1.
 *
 * Kinks. ReLU has none of that at 0: to the left its slope is 0, to the right 1, and D says ½,
 * which is neither. So D is not believed unasked. Beside it stands
 *
 *     J(h) = (f(x + h) − 2·f(x) + f(x − h)) / h              the slope to the right minus that to the left
 *
 * Where f is smooth, D(2h) and D(h) are equal up to h², and J(2h) and 2·J(h) up to h³. Where the
 * slope jumps by Δ at a distance c ≤ h from x, D(h) is wrong by Δ/2·(1 − c/h), while D(2h) − D(h) is
 * Δ/4·c/h and J(2h) − 2·J(h) is Δ·(1.5·c/h − 1): the larger of the two is at least ⅔ of what D(h) is
 * wrong by, wherever the kink lies. That larger one is the `doubt`.
 */
import type { Values } from "../tensor/tensor.ts";

/** ∛ε, how far to nudge a number of size 1. */
export const STEP = Math.cbrt(Number.EPSILON);

/** What the probes tell. */
export interface Difference {
  /** D(h). */
  readonly derivative: number;
  /** How much the probes contradict each other: next to nothing where f is smooth. */
  readonly doubt: number;
}

/** A function whose numbers stand elsewhere: computes its outputs from them as they are now. */
export type Evaluate = () => Values;

/**
 * The derivative of Σ cⱼ·fⱼ along one line, by central differences.
 *
 * The difference is taken output by output, and only then weighted and summed: so an output that
 * does not depend on what is nudged cancels to exactly 0, instead of leaving its rounding behind.
 *
 * @param evaluate computes all fⱼ
 * @param c a weight for each output
 * @param move goes to the place t on the line; the place 0 is where the derivative is asked for
 * @param h how far to go
 */
export function difference(
  evaluate: Evaluate,
  c: Values,
  move: (t: number) => void,
  h: number,
): Difference {
  const at = (t: number) => {
    move(t);
    return new Float64Array(evaluate());
  };
  const left2 = at(-2 * h);
  const left = at(-h);
  const right = at(h);
  const right2 = at(2 * h);
  const here = at(0);
  let across = 0;
  let across2 = 0;
  let bend = 0;
  let bend2 = 0;
  for (let j = 0; j < c.length; j++) {
    across += c[j] * (right[j] - left[j]);
    across2 += c[j] * (right2[j] - left2[j]);
    bend += c[j] * (right[j] - here[j] - (here[j] - left[j]));
    bend2 += c[j] * (right2[j] - here[j] - (here[j] - left2[j]));
  }
  const D = across / (2 * h);
  const D2 = across2 / (4 * h);
  const J = bend / h;
  const J2 = bend2 / (2 * h);
  return { derivative: D, doubt: Math.max(Math.abs(D2 - D), Math.abs(J2 - 2 * J)) };
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
