/**
 * The verdict: an analytic gradient beside the numerical one, element by element.
 *
 *     error = |a − n| / max(|a|, |n|, floor)
 *
 * The error is relative, because a gradient of 1e6 and one of 1e-3 are to be right in as many digits. But
 * digits run out: the differences of a function of size s are known to about 1e-10·s and no better,
 * so that a gradient far below that has no digit to compare. The floor, 1e-3·max(1, s), is where
 * relative turns into absolute: below it, a and n may differ by 1e-6·floor = 1e-9·max(1, s).
 */
/** The largest error that passes. */
export const TOLERANCE = 1e-6;

/** Below this size (times that of the function), errors are absolute. */
export const FLOOR = 1e-3;

/** One gradient, held against differences. */
export interface Comparison {
  /** What the gradient is with respect to: `weight`, `X`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** What the code under check says, row after row. */
  readonly analytic: Float64Array;
  /** What the differences say. */
  readonly numerical: Float64Array;
  /** The positions of elements that sit at a kink, where there is no derivative to compare. */
  readonly kinks: readonly number[];
  /** How many elements were compared: all but those at a kink. */
  readonly compared: number;
  /** The positions of elements whose error is above the tolerance. */
  readonly wrong: readonly number[];
  /** The largest error among the compared, Infinity if one is not a number. */
  readonly largestError: number;
  /** Its position; −1 if nothing was compared. */
  readonly worst: number;
}

/** The error of one element; Infinity if one of the two is not a number. */
export function relativeError(analytic: number, numerical: number, floor: number): number {
  const error =
    Math.abs(analytic - numerical) / Math.max(Math.abs(analytic), Math.abs(numerical), floor);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

/** Holds one gradient against the other. The elements at `kinks` are left out. */
export function compare(
  name: string,
  shape: readonly number[],
  analytic: ArrayLike<number>,
  numerical: ArrayLike<number>,
  { tolerance = TOLERANCE, floor = FLOOR, kinks = [] as readonly number[] } = {},
): Comparison {
  const atKink = new Set(kinks);
  const wrong: number[] = [];
  let largestError = 0;
  let worst = -1;
  for (let i = 0; i < numerical.length; i++) {
    if (atKink.has(i)) continue;
    const error = relativeError(analytic[i], numerical[i], floor);
    if (error > tolerance) wrong.push(i);
    if (worst < 0 || error > largestError) {
      largestError = error;
      worst = i;
    }
  }
  return {
    name,
    shape,
    analytic: Float64Array.from(analytic),
    numerical: Float64Array.from(numerical),
    kinks,
    compared: numerical.length - kinks.length,
    wrong,
    largestError,
    worst,
  };
}

/** Where a position is, as one would write it: `weight[2, 0]`. */
export function place({ name, shape }: Pick<Comparison, "name" | "shape">, position: number) {
  const indices: number[] = [];
  for (const length of shape.toReversed()) {
    indices.unshift(position % length);
    position = Math.floor(position / length);
  }
  return `${name}[${indices.join(", ")}]`;
}
