/**
 * What an example is to a model: its size, what its numbers are called, and how they are brought to
 * the size that the networks work with.
 *
 *     images of bytes       0…255 become low…high, the range of the decoder's output
 *     all others            x' = (x − offset) / scale, learned on the training rows; see scaling.ts
 *
 * The pixels of an image share one offset and one scale; columns have one each.
 */
import { InputError } from "../input-error.ts";
import type { Examples, ImageSize } from "./examples.ts";
import { quoted } from "./quoted.ts";
import { applyScaling, learnScaling, type Scaling, type ScalingKind } from "./scaling.ts";

/** What the examples of a run are, and how its model reads them. */
export interface ExampleFormat {
  /** How many numbers an example has. */
  readonly inputs: number;
  /** What size of image an example is; null for rows of numbers. */
  readonly image: ImageSize | null;
  /** null for images of bytes. */
  readonly scaling: Scaling | null;
  /** The numbers, as the model reads them, that a picture shows as black and as white; null where there are no images. */
  readonly shown: readonly [low: number, high: number] | null;
  /** What the numbers are called; null where they have no names. */
  readonly columnNames: readonly string[] | null;
  /** What each label is called; null where labels are plain numbers. */
  readonly classNames: readonly string[] | null;
}

/**
 * Learns from the training rows how a model is to read them.
 *
 * @param range the range of the decoder's output, which images of bytes are brought to; null: [0, 1]
 * @throws InputError if the decoder's output cannot reach what the scaling makes of the rows.
 */
export function learnFormat(
  train: Examples,
  kind: ScalingKind,
  range: readonly [number, number] | null,
): ExampleFormat {
  const { inputs, image, values, columnNames, classNames } = train;
  const named = { inputs, image, columnNames, classNames };
  if (areBytes(train) && kind === "none") {
    return { ...named, scaling: null, shown: range ?? [0, 1] };
  }
  const scaling =
    image === null ? learnScaling(kind, inputs, [values]) : alike(kind, inputs, values);
  const [low, high] = extremes(scaling, values);
  if (range !== null && (low < range[0] || high > range[1])) {
    throw new InputError(
      `The decoder's output reaches from ${range.join(" to ")}, but the scaling ${kind} leaves numbers from ${rounded(low)} to ${rounded(high)}; use --set output=linear, or --scaling min-max.`,
    );
  }
  return { ...named, scaling, shown: image === null ? null : [low, high] };
}

/** Whether examples are images of bytes. */
export function areBytes({ image, values }: Pick<Examples, "image" | "values">): boolean {
  return image !== null && values instanceof Uint8Array;
}

/** One offset and one scale for all numbers of all rows. */
function alike(kind: ScalingKind, inputs: number, values: Examples["values"]): Scaling {
  const { offset, scale } = learnScaling(kind, 1, [values]);
  return {
    kind,
    offset: new Float64Array(inputs).fill(offset[0]),
    scale: new Float64Array(inputs).fill(scale[0]),
  };
}

/** The smallest and the largest number after scaling. */
function extremes({ offset, scale }: Scaling, values: Examples["values"]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i += offset.length) {
    for (let j = 0; j < offset.length; j++) {
      const x = (values[i + j] - offset[j]) / scale[j];
      if (x < low) low = x;
      if (x > high) high = x;
    }
  }
  return [low, high];
}

/** The number that a model has for a label's text; −1 for one that it does not know. */
export function labelOf({ classNames }: ExampleFormat, text: string): number {
  const label = classNames === null ? Number(text) : classNames.indexOf(text);
  return Number.isInteger(label) && label >= 0 ? label : -1;
}

/** Beyond this, squares and their sums soon leave the range of 32-bit floats. */
const FARTHEST = 1e15;

/**
 * The same examples as a model of this format reads them; images of bytes stay bytes.
 *
 * @param source what the examples are, for messages
 * @throws InputError that names the first row and column with a number that is too large to compute
 * with, as a model reads it: where deviations are small, 1e30 may be one, and 3e38 mostly is.
 */
export function scaledExamples(
  { scaling, columnNames }: ExampleFormat,
  examples: Examples,
  source = "the examples",
): Examples {
  if (scaling === null) return examples;
  const { values, inputs } = examples;
  const scaled = scaledRows(scaling, values);
  const at = scaled.findIndex((x) => !(Math.abs(x) <= FARTHEST));
  if (at >= 0) {
    const column = at % inputs;
    const name = columnNames === null ? column + 1 : quoted(columnNames[column]);
    throw new InputError(
      `Row ${Math.floor(at / inputs) + 1} of ${source} has ${rounded(values[at])} in column ${name}, which is ${rounded((values[at] - scaling.offset[column]) / scaling.scale[column]).toExponential()} as the model reads it, and too large to compute with; mend or remove the row.`,
    );
  }
  return { ...examples, values: scaled };
}

function rounded(number: number): number {
  return Number(number.toPrecision(4));
}

/** Rows as a model reads them, in an array of their own. */
export function scaledRows(scaling: Scaling, values: Examples["values"]): Float32Array {
  const scaled = new Float32Array(values.length);
  applyScaling(scaling, values, scaled);
  return scaled;
}
