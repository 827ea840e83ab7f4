/** Examples that come a chunk at a time, so that a file may be larger than the memory. */
import { wrongLabelCount } from "./example-labels.ts";
import type { Examples, ImageSize } from "./examples.ts";

/** Some examples of many, one after the other. */
export interface RowChunk {
  /** Which example is the first, counted from 0. */
  readonly first: number;
  readonly count: number;
  /** Row after row, as in `Examples`. */
  readonly values: Uint8Array | Float32Array;
  /** The text in the label column of each; null where there is none. */
  readonly labels: readonly string[] | null;
}

/** Examples that come a chunk at a time, so that their memory is that of one chunk. */
export interface RowStream {
  /** How many there are; null if it is not known before the end. */
  readonly count: number | null;
  readonly inputs: number;
  readonly image: ImageSize | null;
  readonly columnNames: readonly string[] | null;
  /** To be gone through once. Going on throws an InputError at the first fault in the source. */
  readonly chunks: Iterable<RowChunk>;
  /** Lets go of the source if nobody goes through the chunks; whoever does lets go of it by that. */
  readonly close?: () => void;
}

/** What `act` gives; if it throws, nobody will go through the stream, whose source is let go of. */
export function closingOnError<Result>({ close }: RowStream, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    close?.();
    throw error;
  }
}

/** How many numbers a chunk has at most, if a row is not longer: 1 MiB of floats. */
export const CHUNK_NUMBERS = 2 ** 18;

/** Examples that are there, as if they came a chunk at a time. */
export function streamOf({ count, inputs, image, ...rest }: Examples): RowStream {
  const { values, labels, classNames, columnNames } = rest;
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK_NUMBERS / inputs));
  const textOf = (label: number) => classNames?.[label] ?? String(label);
  const chunks = function* (): Generator<RowChunk> {
    for (let first = 0; first < count; first += rowsAtOnce) {
      const end = Math.min(count, first + rowsAtOnce);
      yield {
        first,
        count: end - first,
        values: values.subarray(first * inputs, end * inputs),
        labels: labels && Array.from(labels.subarray(first, end), textOf),
      };
    }
  };
  return { count, inputs, image, columnNames, chunks: chunks() };
}

/**
 * A stream whose labels come from elsewhere.
 *
 * @throws InputError at the end of the stream if there are more or fewer labels than examples.
 */
export function withLabels(
  stream: RowStream,
  labels: ArrayLike<number>,
  source: string,
): RowStream {
  const chunks = function* (): Generator<RowChunk> {
    let count = 0;
    for (const chunk of stream.chunks) {
      count += chunk.count;
      const texts = Array.from({ length: chunk.count }, (_, i) => String(labels[chunk.first + i]));
      if (count <= labels.length) yield { ...chunk, labels: texts };
    }
    if (count !== labels.length) throw wrongLabelCount(labels.length, count, source);
  };
  return { ...stream, chunks: chunks() };
}
