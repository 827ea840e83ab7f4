/**
 * A trained model, for whoever uses it: rows go in and come out in the user's own units, a few at a
 * time, and every result is the caller's to keep.
 */
import type { Model } from "../aae/parts/model.ts";
import { drawCodes } from "../aae/parts/use.ts";
import { pixelAs, UNLABELLED } from "../data/batches.ts";
import { type Examples, expectFinite } from "../data/examples.ts";
import type { ExampleFormat } from "../data/format.ts";
import { applyScaling, invertScaling } from "../data/scaling.ts";
import { InputError } from "../input-error.ts";
import { type Kernels, tsKernels } from "../tensor/kernels.ts";
import { type Random, SeededRandom } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { readModel, type SavedModel } from "./saved-model.ts";

/** How many rows go through the networks in one go. */
const CHUNK = 256;

/** Rows of numbers in the user's units: one after the other in one array, or an array for each. */
export type RowsGiven = Uint8Array | Float32Array | readonly ArrayLike<number>[];

/** What may be given beside rows. */
export interface EncodeOptions {
  /** The label of each row, for a model whose decoder is told. */
  readonly labels?: ArrayLike<number>;
}

/** What may be given beside the count of samples. */
export interface SampleOptions {
  /** The same seed gives the same samples; 1 unless it is given. */
  readonly seed?: number;
  /** The class of all of them, for a model that has classes. */
  readonly label?: number;
}

/**
 * How unusual each row is. A row so far away that the networks compute no number for it, such as one
 * with 3e38 for "no value" in a column of small numbers, has the scores Infinity.
 */
export interface Scores {
  /** The mean squared error of the reconstruction of each row, as the model reads it. */
  readonly errors: Float32Array;
  /** How far the code of each row lies from the prior: about 1 is usual. */
  readonly distances: Float32Array;
}

export class TrainedModel implements SavedModel {
  readonly model: Model;
  readonly configuration: SavedModel["configuration"];
  /** What an example is, and how it is scaled. */
  readonly format: ExampleFormat;
  /** How many numbers a code has. */
  readonly codeLength: number;
  readonly #X: Workspace;
  readonly #codes: Workspace;
  readonly #kernels: Kernels;

  constructor(kernels: Kernels, { model, configuration, format }: SavedModel) {
    this.model = model;
    this.configuration = configuration;
    this.format = format;
    this.#X = new Workspace(kernels);
    this.#codes = new Workspace(kernels);
    this.#kernels = kernels;
    const { latent } = model.prior;
    const one = this.#codes.shaped(1, latent);
    valuesOf(one).fill(0);
    this.codeLength = model.codesOf(one, [0]).shape[1];
  }

  /** Whether a class can be asked for: 0 to classes − 1. */
  get classes(): number {
    return Math.max(this.model.classes, this.model.prior.classes);
  }

  /**
   * The code of each row.
   *
   * @param rows [count, inputs], in the user's units; pixels 0…255 for images of bytes
   * @returns codes [count, codeLength], one after the other
   * @throws InputError if a row has another width, or holds a number that is not finite.
   */
  encode(rows: RowsGiven, { labels }: EncodeOptions = {}): Float32Array {
    const values = this.#rows(rows);
    return this.#collect(values, this.codeLength, (X, first) =>
      this.model.encode(X, { labels: labelsFrom(labels, first, X.shape[0]) }),
    );
  }

  /**
   * The row that each code stands for, in the user's units: bytes for images of bytes.
   *
   * @param codes [count, codeLength]
   * @throws InputError if a code has another width, or holds a number that is not finite.
   */
  decode(codes: RowsGiven): Uint8Array | Float32Array {
    const values = flat(codes, this.codeLength, "code");
    const count = values.length / this.codeLength;
    const decoded = this.#empty(count);
    for (let first = 0; first < count; first += CHUNK) {
      const rows = Math.min(CHUNK, count - first);
      const Z = this.#codes.shaped(rows, this.codeLength);
      valuesOf(Z).set(values.subarray(first * this.codeLength, (first + rows) * this.codeLength));
      this.#toUnits(this.model.decode(Z), decoded, first);
    }
    return decoded;
  }

  /** What is left of each row after its code. Throws as `encode`. */
  reconstruct(rows: RowsGiven, { labels }: EncodeOptions = {}): Uint8Array | Float32Array {
    const values = this.#rows(rows);
    const decoded = this.#empty(values.length / this.format.inputs);
    for (const { X, first } of this.#chunks(values)) {
      this.#toUnits(this.#through(X, labels, first), decoded, first);
    }
    return decoded;
  }

  /** How unusual each row is. Throws as `encode`. */
  score(rows: RowsGiven, { labels }: EncodeOptions = {}): Scores {
    const values = this.#rows(rows);
    const { inputs } = this.format;
    const count = values.length / inputs;
    const scores = { errors: new Float32Array(count), distances: new Float32Array(count) };
    const { prior } = this.model;
    for (const { X, first } of this.#chunks(values)) {
      const z = valuesOf(this.model.style(X, { labels: labelsFrom(labels, first, X.shape[0]) }));
      for (let row = 0; row < X.shape[0]; row++) {
        scores.distances[first + row] = orInfinity(prior.distance(z, row * prior.latent));
      }
      const x = valuesOf(X);
      const r = valuesOf(this.#through(X, labels, first));
      for (let row = 0; row < X.shape[0]; row++) {
        let sum = 0;
        for (let i = row * inputs; i < (row + 1) * inputs; i++) sum += (r[i] - x[i]) ** 2;
        scores.errors[first + row] = orInfinity(sum / inputs);
      }
    }
    return scores;
  }

  /**
   * The probability of each class for each row, [count, classes]; null for a model that does not
   * classify. Throws as `encode`.
   */
  classify(rows: RowsGiven): Float32Array | null {
    const { classify, classes } = this.model;
    if (classify === null) return null;
    return this.#collect(this.#rows(rows), classes, (X) => classify(X));
  }

  /**
   * New rows: codes drawn from the prior, decoded.
   *
   * @throws InputError if the model has no such class, or the count is no whole number from 1.
   */
  sample(count: number, { seed = 1, label }: SampleOptions = {}): Uint8Array | Float32Array {
    return this.decode(this.sampleCodes(count, { seed, ...(label !== undefined && { label }) }));
  }

  /** Codes drawn from the prior, [count, codeLength]. Throws as `sample`. */
  sampleCodes(
    count: number,
    { seed = 1, label = UNLABELLED }: SampleOptions = {},
    random: Random = new SeededRandom(seed),
  ): Float32Array {
    this.expectClass(label);
    if (!Number.isInteger(count) || count < 1) {
      throw new InputError(`${count} samples are asked for; ask for a whole number from 1.`);
    }
    return Float32Array.from(valuesOf(drawCodes(this.#kernels, this.model, count, random, label)));
  }

  /** Throws an InputError unless the model has such a class. */
  expectClass(label: number): void {
    const { classes } = this;
    if (label === UNLABELLED || (Number.isInteger(label) && label >= 0 && label < classes)) return;
    throw new InputError(
      classes === 0
        ? `The class ${label} is asked for, but this model has no classes; do not ask for one.`
        : `The class ${label} is asked for, but this model has the classes 0 to ${classes - 1}; choose one of them.`,
    );
  }

  /** decoder(encoder(X)), which belongs to the networks. */
  #through(X: Tensor, labels: EncodeOptions["labels"], first: number): Tensor {
    const given = { labels: labelsFrom(labels, first, X.shape[0]) };
    return this.model.decode(this.model.encode(X, given));
  }

  #rows(rows: RowsGiven): Examples["values"] {
    return flat(rows, this.format.inputs, "row");
  }

  /** Rows as the model reads them, some at a time, always in the same memory. */
  *#chunks(values: Examples["values"]): Generator<{ X: Tensor; first: number }> {
    const { inputs, scaling } = this.format;
    const count = values.length / inputs;
    for (let first = 0; first < count; first += CHUNK) {
      const rows = Math.min(CHUNK, count - first);
      const X = this.#X.shaped(rows, inputs);
      const some = values.subarray(first * inputs, (first + rows) * inputs);
      const x = valuesOf(X);
      if (scaling !== null) {
        const scaled = new Float32Array(some.length);
        applyScaling(scaling, some, scaled);
        x.set(scaled);
      } else {
        const read = pixelAs(this.#range);
        for (let i = 0; i < some.length; i++) x[i] = read(some[i]);
      }
      yield { X, first };
    }
  }

  /** What every chunk gives, in one array. */
  #collect(
    values: Examples["values"],
    width: number,
    run: (X: Tensor, first: number) => Tensor,
  ): Float32Array {
    const all = new Float32Array((values.length / this.format.inputs) * width);
    for (const { X, first } of this.#chunks(values))
      all.set(valuesOf(run(X, first)), first * width);
    return all;
  }

  get #range(): readonly [number, number] {
    return this.model.range ?? [0, 1];
  }

  #empty(count: number): Uint8Array | Float32Array {
    const length = count * this.format.inputs;
    return this.format.scaling === null ? new Uint8Array(length) : new Float32Array(length);
  }

  /** Puts what a decoder gave into rows in the user's units. */
  #toUnits(R: Tensor, rows: Uint8Array | Float32Array, first: number): void {
    const { scaling, inputs } = this.format;
    const r = valuesOf(R);
    const at = first * inputs;
    if (scaling === null || rows instanceof Uint8Array) {
      const [low, high] = this.#range;
      for (let i = 0; i < r.length; i++) {
        const byte = Math.round((255 * (r[i] - low)) / (high - low));
        rows[at + i] = Math.min(255, Math.max(0, byte));
      }
      return;
    }
    const part = rows.subarray(at, at + r.length);
    part.set(r);
    invertScaling(scaling, part, part);
  }
}

/**
 * Opens a model from the bytes of its file, wherever they came from.
 *
 * @param kernels which loops compute; plain TypeScript unless others are given
 * @param source where the bytes came from, for messages
 * @throws InputError if they are damaged, of another kind, or of a newer version.
 */
export function openModel(
  file: Uint8Array | ArrayBuffer,
  kernels: Kernels = tsKernels,
  source = "the model",
): TrainedModel {
  const bytes = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  if (!(bytes instanceof Uint8Array)) {
    throw new InputError("The model is no file's bytes; give a Uint8Array or an ArrayBuffer.");
  }
  return new TrainedModel(kernels, readModel(kernels, bytes, source));
}

/** Rows one after the other in one array, each of that width and of finite numbers. */
function flat(rows: RowsGiven, width: number, what: "row" | "code"): Examples["values"] {
  const isFlat = rows instanceof Uint8Array || rows instanceof Float32Array;
  if (!isFlat && !(Array.isArray(rows) && rows.every(isRow))) {
    throw new InputError(
      `The ${what}s are given in another form than is read; give a Float32Array or a Uint8Array with one ${what} after the other, or an array of ${what}s.`,
    );
  }
  const wrong = isFlat ? -1 : rows.findIndex(({ length }) => length !== width);
  if (!isFlat && wrong >= 0) {
    throw new InputError(
      `The ${what} ${wrong + 1} has ${rows[wrong].length} numbers, but the model's ${what}s have ${width}; give ${what}s of that width.`,
    );
  }
  if (isFlat && rows.length % width !== 0) {
    throw new InputError(
      `${rows.length} numbers are given, but the model's ${what}s have ${width}; give whole ${what}s.`,
    );
  }
  const values = isFlat ? rows : new Float32Array(rows.length * width);
  if (!isFlat) for (const [i, row] of rows.entries()) values.set(row, i * width);
  expectFinite(values, width, 0, `the ${what}s`);
  return values;
}

/** A score, which is NaN where numbers became too large on the way: more unusual than all others. */
function orInfinity(score: number): number {
  return Number.isNaN(score) ? Number.POSITIVE_INFINITY : score;
}

function isRow(row: unknown): row is ArrayLike<number> {
  return typeof row === "object" && row !== null && "length" in row;
}

function labelsFrom(labels: ArrayLike<number> | undefined, first: number, count: number) {
  return Array.from({ length: labels === undefined ? 0 : count }, (_, i) =>
    labels === undefined ? UNLABELLED : labels[first + i],
  );
}
