/**
 * Batches: which images a step sees, turned from bytes into floats on the way.
 */
import { type Kernels, zeros } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import type { Examples } from "./examples.ts";

/** In a row of labels: nobody says what this image is. */
export const UNLABELLED = -1;

/** What a step sees. */
export interface Batch {
  /** Images, or other rows of numbers, [B, inputs]. */
  readonly X: Tensor;
  /** The label of each row of X, or `UNLABELLED`. */
  readonly labels: Int16Array;
  /** Labelled images, where a model learns from a few of them; null elsewhere. */
  readonly labelled: { readonly X: Tensor; readonly labels: Int16Array } | null;
}

/** Chooses the images of batch after batch. */
export interface Order {
  /** The order of the images in this epoch; empty where every image is drawn anew. */
  readonly order: Uint32Array;
  /** How many images of this epoch were used. */
  position: number;
  /** Fills a row with the numbers of the next images. */
  next(images: Uint32Array): void;
}

/** Puts examples into batches. */
export interface RowReader {
  /** Copies one example into one row of X [batch, inputs]. */
  read(example: number, X: Tensor, row: number): void;
}

/** Reads bytes as floats low…high, and floats as they are. */
export function rowReader(
  { values }: Pick<Examples, "values">,
  range: readonly [low: number, high: number],
): RowReader {
  if (values instanceof Uint8Array) return new PixelReader(values, range);
  return {
    read(example, X, row) {
      const size = X.shape[1];
      valuesOf(X).set(values.subarray(example * size, (example + 1) * size), row * size);
    },
  };
}

/** What a pixel 0…255 is in low…high. */
export function pixelAs([low, high]: readonly [number, number]): (pixel: number) => number {
  return (pixel) => low + (high - low) * (pixel / 255);
}

/** Turns bytes 0…255 into floats low…high. */
export class PixelReader implements RowReader {
  readonly #pixels: Uint8Array;
  readonly #floats: Float32Array;

  /** @param pixels all images, one after the other */
  constructor(pixels: Uint8Array, range: readonly [number, number]) {
    this.#pixels = pixels;
    this.#floats = Float32Array.from(new Array(256).keys(), pixelAs(range));
  }

  /** Copies one image into one row of X [batch, pixels]. */
  read(image: number, X: Tensor, row: number): void {
    const size = X.shape[1];
    const x = valuesOf(X);
    const from = image * size;
    const to = row * size;
    for (let j = 0; j < size; j++) x[to + j] = this.#floats[this.#pixels[from + j]];
  }
}

/**
 * Goes through all images in a random order, then through all again in another.
 *
 * Every batch is full: where fewer images are left than a batch holds, those rest until the next
 * epoch's shuffle.
 */
export class ShuffledOrder implements Order {
  readonly order: Uint32Array;
  position: number;
  readonly #random: Random;

  /** @param images the numbers of the images, or how many there are */
  constructor(images: number | Uint32Array, random: Random) {
    this.order =
      typeof images === "number"
        ? Uint32Array.from({ length: images }, (_, image) => image)
        : images.slice();
    this.position = this.order.length; // so that the first batch shuffles
    this.#random = random;
  }

  /** Throws a RangeError if more images are asked for than there are. */
  next(images: Uint32Array): void {
    const batch = images.length;
    if (batch > this.order.length) {
      throw new RangeError(
        `batches: a batch of ${batch} images is asked for, but there are ${this.order.length}.`,
      );
    }
    if (this.position + batch > this.order.length) {
      this.#random.shuffle(this.order);
      this.position = 0;
    }
    for (let row = 0; row < batch; row++) images[row] = this.order[this.position + row];
    this.position += batch;
  }
}

/** Draws every image of every batch from all images, with replacement. */
export class DrawnOrder implements Order {
  readonly order = new Uint32Array(0);
  position = 0;
  readonly #count: number;
  readonly #random: Random;

  constructor(count: number, random: Random) {
    this.#count = count;
    this.#random = random;
  }

  next(images: Uint32Array): void {
    for (let row = 0; row < images.length; row++) images[row] = this.#random.integer(this.#count);
  }
}

/** The images that some labels are known of, and what they are. */
export interface Labelling {
  /** The label of each image, or `UNLABELLED`. */
  readonly labels: Int16Array;
  /** Chooses batches of images that have a label; null where nobody asks for them. */
  readonly labelled: { readonly order: Order; readonly batch: number } | null;
}

/** Fills batch after batch, always in the same memory. */
export class Loader {
  readonly #reader: RowReader;
  readonly #order: Order;
  readonly #labelling: Labelling;
  readonly #images: Uint32Array;
  readonly #labelledImages: Uint32Array;
  readonly #batch: Batch;

  /** @param inputs how many numbers an image has */
  constructor(
    kernels: Kernels,
    reader: RowReader,
    order: Order,
    labelling: Labelling,
    { batch, inputs }: { readonly batch: number; readonly inputs: number },
  ) {
    const rows = labelling.labelled?.batch ?? 0;
    this.#reader = reader;
    this.#order = order;
    this.#labelling = labelling;
    this.#images = new Uint32Array(batch);
    this.#labelledImages = new Uint32Array(rows);
    this.#batch = {
      X: zeros(kernels, batch, inputs),
      labels: new Int16Array(batch),
      labelled:
        rows === 0 ? null : { X: zeros(kernels, rows, inputs), labels: new Int16Array(rows) },
    };
  }

  /** The next batch; it holds until the one after it is asked for. */
  next(): Batch {
    const { X, labels, labelled } = this.#batch;
    this.#fill(this.#order, this.#images, X, labels);
    if (labelled !== null && this.#labelling.labelled !== null) {
      const { order } = this.#labelling.labelled;
      this.#fill(order, this.#labelledImages, labelled.X, labelled.labels);
    }
    return this.#batch;
  }

  #fill(order: Order, images: Uint32Array, X: Tensor, labels: Int16Array): void {
    order.next(images);
    for (let row = 0; row < images.length; row++) {
      this.#reader.read(images[row], X, row);
      labels[row] = this.#labelling.labels[images[row]];
    }
  }
}

/** How many examples are looked at in one go. */
const CHUNK = 100;

/** All examples, some at a time: X [at most 100, inputs], their labels, and the number of the first. */
export function* chunks(
  kernels: Kernels,
  examples: Examples,
  range: readonly [number, number],
): Generator<Pick<Batch, "X" | "labels"> & { readonly start: number }> {
  const reader = rowReader(examples, range);
  const memory = new Workspace(kernels);
  for (let start = 0; start < examples.count; start += CHUNK) {
    const count = Math.min(CHUNK, examples.count - start);
    const X = memory.shaped(count, examples.inputs);
    for (let row = 0; row < count; row++) reader.read(start + row, X, row);
    const labels = Int16Array.from(
      { length: count },
      (_, row) => examples.labels?.[start + row] ?? UNLABELLED,
    );
    yield { X, labels, start };
  }
}
