/**
 * Scaling: columns with different units, brought to a common size before a network sees them.
 *
 *     x' = (x − offset) / scale            one offset and one scale for each column
 *     x  = x'·scale + offset               back in the user's units
 *
 *     none        offset 0, scale 1
 *     standard    offset = mean, scale = standard deviation (divided by the count, as in a population)
 *     min-max     offset = smallest, scale = largest − smallest; so training rows lie in [0, 1]
 *
 * A column whose training rows are all equal has the scale 1, so that it becomes 0.
 *
 * Offsets and scales are learned on the training rows alone, and used on all others.
 */

export const SCALING_KINDS = ["none", "standard", "min-max"] as const;
/** The ways to scale columns that are known. */
export type ScalingKind = (typeof SCALING_KINDS)[number];

/** An offset and a scale for each column. */
export interface Scaling {
  readonly kind: ScalingKind;
  /** Of each column, in the user's units. */
  readonly offset: Float64Array;
  /** Of each column, in the user's units; never 0. */
  readonly scale: Float64Array;
}

/**
 * Learns a scaling from training rows, in one pass.
 *
 * Mean and variance are Welford's: they lose no digits where the mean is far larger than the
 * standard deviation.
 *
 * @param inputs how many columns there are
 * @param parts the rows, all in one part or in several
 * @throws RangeError if there are no rows, or a part is not of whole rows.
 *
 * Source: B. P. Welford, "Note on a method for calculating corrected sums of squares and
 * products", Technometrics 4 (1962).
 */
export function learnScaling(
  kind: ScalingKind,
  inputs: number,
  parts: Iterable<Uint8Array | Float32Array>,
): Scaling {
  const mean = new Float64Array(inputs);
  const squares = new Float64Array(inputs); // Σ (x − mean)²
  const smallest = new Float64Array(inputs).fill(Number.POSITIVE_INFINITY);
  const largest = new Float64Array(inputs).fill(Number.NEGATIVE_INFINITY);
  let count = 0;
  for (const values of parts) {
    if (values.length % inputs !== 0) {
      throw new RangeError(
        `learnScaling: ${values.length} numbers do not make whole rows of ${inputs}.`,
      );
    }
    for (let i = 0; i < values.length; i += inputs) {
      count++;
      for (let j = 0; j < inputs; j++) {
        const x = values[i + j];
        const before = x - mean[j];
        mean[j] += before / count;
        squares[j] += before * (x - mean[j]);
        if (x < smallest[j]) smallest[j] = x;
        if (x > largest[j]) largest[j] = x;
      }
    }
  }
  if (count === 0) throw new RangeError("learnScaling: there are no rows to learn from.");
  const offsets = { none: new Float64Array(inputs), standard: mean, "min-max": smallest };
  const scale = new Float64Array(inputs).fill(1);
  for (let j = 0; j < inputs; j++) {
    if (kind === "none" || smallest[j] === largest[j]) continue;
    scale[j] = kind === "standard" ? Math.sqrt(squares[j] / count) : largest[j] - smallest[j];
  }
  return { kind, offset: offsets[kind], scale };
}

/** Y = (X − offset) / scale. X and Y are rows, [count, columns]; Y may be X. */
export function applyScaling(
  { offset, scale }: Scaling,
  X: Uint8Array | Float32Array,
  Y: Float32Array,
): void {
  const inputs = offset.length;
  expectRows("applyScaling", X.length, Y.length, inputs);
  for (let i = 0; i < X.length; i += inputs) {
    for (let j = 0; j < inputs; j++) Y[i + j] = (X[i + j] - offset[j]) / scale[j];
  }
}

/** X = Y·scale + offset: back from what `applyScaling` made. X and Y are rows; X may be Y. */
export function invertScaling({ offset, scale }: Scaling, Y: Float32Array, X: Float32Array): void {
  const inputs = offset.length;
  expectRows("invertScaling", Y.length, X.length, inputs);
  for (let i = 0; i < Y.length; i += inputs) {
    for (let j = 0; j < inputs; j++) X[i + j] = Y[i + j] * scale[j] + offset[j];
  }
}

function expectRows(name: string, from: number, to: number, inputs: number): void {
  if (from !== to || from % inputs !== 0) {
    throw new RangeError(
      `${name}: ${from} numbers are given and ${to} taken, but both must be the same whole rows of ${inputs}.`,
    );
  }
}
