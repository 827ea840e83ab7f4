/**
 * The verdict: an analytic gradient beside the numerical one, element by element.
 *
 *     error = |a − n| / max(|a|, |n|)
 *
 * The error is relative, because a gradient of 1e6 and one of 1e-10 are to be right in as many digits.
 * Digits run out: the difference of two numbers of size s is known to about ε·s and no better. An
 * element whose derivative is too small beside that, or that sits at a kink, is not compared, and
 * counted instead; derivative.ts decides which.
 */
/** The largest error that passes. */
export const TOLERANCE = 1e-6;

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
  /** The positions of elements that are not comparable, because their differences have no digits. */
  readonly incomparable: readonly number[];
  /** Those of them around which the function is not defined: NaN or Infinity within every step. */
  readonly undefinedAround: readonly number[];
  /** How many elements were compared: all but those. */
  readonly compared: number;
  /** The positions of elements whose error is above the tolerance. */
  readonly wrong: readonly number[];
  /** The largest error among the compared, Infinity if one is not a number. */
  readonly largestError: number;
  /** Its position; −1 if nothing was compared. */
  readonly worst: number;
}

/** What `compare` may be told besides the numbers. */
export interface Comparing {
  /** The largest error that passes; `TOLERANCE` unless told otherwise. */
  readonly tolerance?: number;
  /** Below this size errors are absolute, for all elements or for each; 0 unless told otherwise. */
  readonly floor?: number | ArrayLike<number>;
  /** The elements that are left out, and why. */
  readonly kinks?: readonly number[];
  readonly incomparable?: readonly number[];
  readonly undefinedAround?: readonly number[];
}

/** The error of one element: 0 if both are the same, Infinity if one of the two is not a number. */
export function relativeError(analytic: number, numerical: number, floor: number): number {
  if (analytic === numerical && Number.isFinite(analytic)) return 0;
  const error =
    Math.abs(analytic - numerical) / Math.max(Math.abs(analytic), Math.abs(numerical), floor);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

/** Holds one gradient against the other. */
export function compare(
  name: string,
  shape: readonly number[],
  analytic: ArrayLike<number>,
  numerical: ArrayLike<number>,
  {
    tolerance = TOLERANCE,
    floor = 0,
    kinks = [],
    incomparable = [],
    undefinedAround = [],
  }: Comparing = {},
): Comparison {
  const leftOut = new Set([...kinks, ...incomparable]);
  const wrong: number[] = [];
  let largestError = 0;
  let worst = -1;
  for (let i = 0; i < numerical.length; i++) {
    if (leftOut.has(i)) continue;
    const floorHere = typeof floor === "number" ? floor : floor[i];
    const error = relativeError(analytic[i], numerical[i], floorHere);
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
    incomparable,
    undefinedAround,
    compared: numerical.length - leftOut.size,
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
