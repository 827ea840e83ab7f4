/** Nudges numbers one at a time, and holds what comes of it against an analytic gradient. */
import type { Values } from "../tensor/tensor.ts";
import { type Comparison, compare } from "./comparison.ts";
import { type Derivative, derivative } from "./derivative.ts";
import { type Evaluate, stepFor } from "./difference.ts";

/** Nudges each of the `values` in turn and holds what comes of it against the analytic gradient. */
export function compareElements(
  name: string,
  shape: readonly number[],
  analytic: Float64Array,
  values: Float64Array,
  { evaluate, here, c, step, tolerance, largest }: Probing,
): Comparison {
  const derivatives = Array.from(values, (x, i) => {
    const move = (t: number) => {
      values[i] = x + t;
    };
    const size = Math.max(1, Math.abs(x));
    return derivative({ evaluate, here, c, move }, analytic[i], {
      step: stepFor(size, step),
      far: FAR * size,
      tolerance,
      largest,
    });
  });
  return verdict(name, shape, analytic, derivatives, tolerance);
}

/** How elements are nudged. */
export interface Probing {
  /** Computes the outputs, of which Σ cⱼ·fⱼ is differentiated. */
  readonly evaluate: Evaluate;
  /** The outputs where nothing is nudged. */
  readonly here: Values;
  readonly c: Values;
  readonly step: number;
  readonly tolerance: number;
  /** The largest number among all gradients of the check. */
  readonly largest: number;
}

/** How many times its size a number is moved to find out what depends on it at all. */
export const FAR = 2 ** 13;

/** The derivatives of one gradient's elements, held against it. */
export function verdict(
  name: string,
  shape: readonly number[],
  analytic: ArrayLike<number>,
  derivatives: readonly Derivative[],
  tolerance: number,
): Comparison {
  const positions = (...kinds: Derivative["kind"][]) =>
    [...derivatives.keys()].filter((i) => kinds.includes(derivatives[i].kind));
  return compare(
    name,
    shape,
    analytic,
    derivatives.map(({ value }) => value),
    {
      tolerance,
      floor: derivatives.map(({ floor }) => floor),
      kinks: positions("kink"),
      incomparable: positions("rounding", "undefined"),
      undefinedAround: positions("undefined"),
    },
  );
}

/**
 * The numbers of a tensor, if they are doubles.
 *
 * @throws TypeError if they are others, or if it is no tensor.
 */
export function doubles(name: string, values: Values | undefined): Float64Array {
  if (values instanceof Float64Array) return values;
  if (!(values instanceof Float32Array)) {
    throw new TypeError(
      `gradient check: ${name} is no tensor over a Float64Array; make it one with tensor(Float64Array.of(…), rows, columns).`,
    );
  }
  throw new TypeError(
    `gradient check: ${name} is over a Float32Array, whose 7 digits are too few for differences; make it over a Float64Array (doubleKernels for the layers of this project).`,
  );
}

/** The largest number among some gradients, in size. */
export function largestOf(gradients: readonly Float64Array[]): number {
  let largest = 0;
  for (const gradient of gradients) {
    for (const value of gradient) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

/** Are these the same numbers, bit for bit? NaN is the same as NaN. */
export function same(a: ArrayLike<number>, b: Float64Array): boolean {
  return b.every((value, i) => Object.is(value, a[i]));
}

/** Is it what the rooms below throw where shapes do not fit: a RangeError that names some? */
export function isAboutShapes(error: unknown): error is RangeError {
  return error instanceof RangeError && /\[\d/.test(error.message);
}
