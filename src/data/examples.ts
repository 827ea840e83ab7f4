/**
 * Examples to learn from, wherever they came from: rows of numbers, which may be images.
 */

import { InputError } from "../input-error.ts";
import { emptyLike } from "./elements.ts";
import { quoted } from "./quoted.ts";

/** The size of an image. Colour has three channels, red, green and blue; grey has one. */
export interface ImageSize {
  readonly rows: number;
  readonly columns: number;
  readonly channels: 1 | 3;
}

/** Examples of one size. */
export interface Examples {
  readonly count: number;
  /** How many numbers each example has. */
  readonly inputs: number;
  /** What size of image each example is; null for examples that are no images. */
  readonly image: ImageSize | null;
  /**
   * Row after row: number j of example i is at i·inputs + j. For images, channel k of the pixel
   * (r, c) is number j = (r·columns + c)·channels + k. Bytes are pixels, 0 dark and 255 bright;
   * floats are finite and have any unit.
   */
  readonly values: Uint8Array | Float32Array;
  /** The label of example i is at i; null where nothing has a label. */
  readonly labels: Uint8Array | Uint16Array | null;
  /** What each label means: label l is called classNames[l]; null where labels are plain numbers. */
  readonly classNames: readonly string[] | null;
  /** What each of the numbers is called; null where they have no names. */
  readonly columnNames: readonly string[] | null;
}

/** Examples to learn from, and examples of the same size to test with if the source has any. */
export interface ExampleSet {
  readonly name: string;
  readonly train: Examples;
  readonly test: Examples | null;
}

/** How many numbers are held at once at most: 1 GiB of floats. */
export const MOST_NUMBERS = 2 ** 28;

/** The numbers of a file of any number of dimensions, the first of which counts the examples. */
export interface Numbers {
  readonly shape: readonly number[];
  /** Row after row. */
  readonly values: Uint8Array | Float32Array;
}

/**
 * What each example of such a shape is.
 *
 *     [count, inputs]                      rows of numbers
 *     [count, rows, columns]               grey images
 *     [count, rows, columns, 1 or 3]       images with the channels last
 *     [count, 1 or 3, rows, columns]       images with the channels first
 *
 * @throws InputError if the shape is another, or there is not one number in it.
 */
export function layoutOf(shape: readonly number[], source: string) {
  const [count, ...lengths] = shape;
  const refuse = (fault: string, remedy: string) =>
    new InputError(`${quoted(source)} holds [${shape.join(", ")}], ${fault}; ${remedy}.`);
  if (lengths.length < 1 || lengths.length > 3) {
    throw refuse(
      "but examples need [count, inputs], [count, rows, columns] or [count, rows, columns, channels]",
      "reshape it to one of these",
    );
  }
  const inputs = lengths.reduce((product, length) => product * length, 1);
  if (count * inputs === 0) throw refuse("which is not one number", "use a file with examples");
  if (lengths.length === 1) return { count, inputs, image: null, channelsFirst: false };
  const [a, b, c = 1] = lengths;
  if (isChannels(c)) {
    return { count, inputs, image: { rows: a, columns: b, channels: c }, channelsFirst: false };
  }
  if (isChannels(a)) {
    return { count, inputs, image: { rows: b, columns: c, channels: a }, channelsFirst: true };
  }
  throw refuse("but images have 1 or 3 channels, first or last", "convert the images");
}

function isChannels(length: number): length is 1 | 3 {
  return length === 1 || length === 3;
}

/**
 * Examples from numbers of such a shape, with channels last; copied only if they came first.
 *
 * @throws InputError if the shape does not serve, or a number is NaN or infinite.
 */
export function examplesOf({ shape, values }: Numbers, source: string): Examples {
  const { count, inputs, image, channelsFirst } = layoutOf(shape, source);
  expectFinite(values, inputs, 0, source);
  return {
    count,
    inputs,
    image,
    values: channelsFirst && image !== null ? withChannelsLast(values, image) : values,
    labels: null,
    classNames: null,
    columnNames: null,
  };
}

/**
 * The same examples as images of a size that their source did not say. Whole numbers from 0 to 255
 * become bytes, unless none is above 1.
 *
 * @throws InputError if the size asks for another count of numbers.
 */
export function asImages(examples: Examples, image: ImageSize, source: string): Examples {
  const { inputs, values } = examples;
  expectPixels(inputs, image, source);
  const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= 255;
  const bytes = values.every(isByte) && values.some((value) => value > 1);
  return {
    ...examples,
    image,
    values: bytes ? Uint8Array.from(values) : Float32Array.from(values),
  };
}

/** Throws an InputError if images of such a size have another count of numbers. */
export function expectPixels(inputs: number, image: ImageSize, source: string): void {
  const { rows, columns, channels } = image;
  if (inputs !== rows * columns * channels) {
    throw new InputError(
      `${quoted(source)} has ${inputs} numbers in each example, but ${rows}×${columns} pixels of ${channels} ${channels === 1 ? "channel" : "channels"} are ${rows * columns * channels}; give the size that fits.`,
    );
  }
}

/** Some of the examples, in the order of their numbers. */
export function chosenExamples(examples: Examples, numbers: ArrayLike<number>): Examples {
  const { count: _, inputs, image, values, labels, classNames, columnNames } = examples;
  const count = numbers.length;
  const chosen =
    values instanceof Uint8Array
      ? new Uint8Array(count * inputs)
      : new Float32Array(count * inputs);
  const chosenLabels = labels?.slice(0, count) ?? null;
  for (let i = 0; i < count; i++) {
    const from = numbers[i] * inputs;
    chosen.set(values.subarray(from, from + inputs), i * inputs);
    if (chosenLabels && labels) chosenLabels[i] = labels[numbers[i]];
  }
  return { count, inputs, image, values: chosen, labels: chosenLabels, classNames, columnNames };
}

/** The first of the examples, or all where there are no more. */
export function firstExamples(examples: Examples, count: number): Examples {
  const numbers = Uint32Array.from({ length: Math.min(count, examples.count) }, (_, i) => i);
  return chosenExamples(examples, numbers);
}

/** Images [count, channels, rows, columns] as [count, rows, columns, channels]. */
export function withChannelsLast(
  values: Uint8Array | Float32Array,
  { rows, columns, channels }: ImageSize,
): Uint8Array | Float32Array {
  const moved = emptyLike(values);
  const pixels = rows * columns;
  for (let image = 0; image < values.length; image += pixels * channels) {
    for (let k = 0; k < channels; k++) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        moved[image + pixel * channels + k] = values[image + k * pixels + pixel];
      }
    }
  }
  return moved;
}

/**
 * @param first which example the values start with
 * @throws InputError that names the first row and column with NaN or an infinity.
 */
export function expectFinite(
  values: Uint8Array | Float32Array,
  inputs: number,
  first: number,
  source: string,
): void {
  if (values instanceof Uint8Array) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new InputError(
    `${quoted(source)} holds ${values[at]} in row ${first + Math.floor(at / inputs) + 1}, column ${(at % inputs) + 1}, but each number must be finite and below 3.4e38; mend or remove the row.`,
  );
}

/**
 * Asks that examples that somebody made are what their type says.
 *
 * @throws InputError if values or labels are of another type or number than they should be, or not finite.
 */
export function expectExamples({ count, inputs, values, labels }: Examples, name: string): void {
  const refuse = (fault: string, remedy: string) =>
    new InputError(`The examples of ${name} have ${fault}; ${remedy}.`);
  if (!(values instanceof Uint8Array || values instanceof Float32Array)) {
    throw refuse("values in another form than is read", "give a Float32Array or a Uint8Array");
  }
  if (values.length !== count * inputs) {
    throw refuse(
      `${values.length} numbers, but ${count} rows of ${inputs} have ${count * inputs}`,
      "give as many, row after row",
    );
  }
  if (labels && labels.length !== count) {
    throw refuse(
      `${labels.length} labels, but ${count} rows`,
      "give each row one, or none a label",
    );
  }
  expectFinite(values, inputs, 0, name);
}

/** Throws an InputError if examples to test with differ in size or columns from those to learn from. */
export function expectAlike(train: Examples, test: Examples, source: string): void {
  const sizeOf = ({ inputs, image }: Examples) =>
    image === null
      ? `${inputs} numbers`
      : `${image.rows}×${image.columns} pixels of ${image.channels === 1 ? "one channel" : "three channels"}`;
  if (sizeOf(train) !== sizeOf(test)) {
    throw new InputError(
      `${quoted(source)} has examples of ${sizeOf(train)} to learn from but of ${sizeOf(test)} to test with; they need one size.`,
    );
  }
  if (train.values.constructor !== test.values.constructor) {
    const [learnt, tested] = [train, test].map(({ values }) =>
      values instanceof Uint8Array ? "bytes" : "other numbers",
    );
    throw new InputError(
      `${quoted(source)} has ${learnt} to learn from but ${tested} to test with; save both as one type.`,
    );
  }
  const column = train.columnNames?.findIndex((name, j) => name !== test.columnNames?.[j]) ?? -1;
  if (column >= 0) {
    const [learnt, tested] = [train, test].map(({ columnNames }) =>
      quoted(columnNames?.[column] ?? ""),
    );
    throw new InputError(
      `${quoted(source)} has ${learnt} as its input ${column + 1} to learn from but ${tested} to test with; give both the same columns in the same order.`,
    );
  }
}
