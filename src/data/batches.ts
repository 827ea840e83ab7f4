/**
 * Batches: which images a step sees, turned from bytes into floats on the way.
 */
import type { Random } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";

/** Fills batch after batch with images. */
export interface Batches {
  /** The order of the images in this epoch; empty where every batch is drawn anew. */
  readonly order: Uint32Array;
  /** How many images of this epoch were used. */
  position: number;
  /** Fills X [batch, pixels] with the next images. */
  next(X: Tensor): void;
}

/** Turns bytes 0…255 into floats low…high. */
export class PixelReader {
  readonly #pixels: Uint8Array;
  readonly #floats: Float32Array;

  /** @param pixels all images, one after the other */
  constructor(pixels: Uint8Array, [low, high]: readonly [number, number]) {
    this.#pixels = pixels;
    this.#floats = Float32Array.from(
      { length: 256 },
      (_, byte) => low + (high - low) * (byte / 255),
    );
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
export class ShuffledBatches implements Batches {
  readonly order: Uint32Array;
  position: number;
  readonly #reader: PixelReader;
  readonly #random: Random;

  constructor(reader: PixelReader, count: number, random: Random) {
    this.order = Uint32Array.from({ length: count }, (_, image) => image);
    this.position = count; // so that the first batch shuffles
    this.#reader = reader;
    this.#random = random;
  }

  /** Throws a RangeError if a batch is larger than the data set. */
  next(X: Tensor): void {
    const batch = X.shape[0];
    if (batch > this.order.length) {
      throw new RangeError(
        `batches: a batch of ${batch} images is asked for, but the data set has ${this.order.length}.`,
      );
    }
    if (this.position + batch > this.order.length) {
      this.#random.shuffle(this.order);
      this.position = 0;
    }
    for (let row = 0; row < batch; row++) {
      this.#reader.read(this.order[this.position + row], X, row);
    }
    this.position += batch;
  }
}

/** Draws every image of every batch from all images, with replacement. */
export class RandomBatches implements Batches {
  readonly order = new Uint32Array(0);
  position = 0;
  readonly #reader: PixelReader;
  readonly #count: number;
  readonly #random: Random;

  constructor(reader: PixelReader, count: number, random: Random) {
    this.#reader = reader;
    this.#count = count;
    this.#random = random;
  }

  next(X: Tensor): void {
    for (let row = 0; row < X.shape[0]; row++) {
      this.#reader.read(this.#random.integer(this.#count), X, row);
    }
  }
}
