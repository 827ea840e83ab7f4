/**
 * What is done with a trained model, row after row: the rows come a chunk at a time and what becomes
 * of them is written at once, so that ten million need no more memory than a few. Only scores that are
 * ranked, for thresholds and for a ROC curve, are kept: eight bytes for each row, and for the curve its label.
 */
import { labelOf } from "../data/format.ts";
import { quoted } from "../data/quoted.ts";
import { closingOnError, type RowChunk, type RowStream } from "../data/row-stream.ts";
import { InputError } from "../input-error.ts";
import { quantile } from "../measures/roc.ts";
import { openRowWriter, type RowWriter } from "../node/row-writer.ts";
import { expectComputed } from "../training/computed.ts";
import type { Scores, TrainedModel } from "../training/trained-model.ts";
import { startWork } from "./progress.ts";

/** Where results go. */
export interface Destination {
  /** A file that ends in .npy or .csv. */
  readonly path: string;
  /** Whether a file that is there may be overwritten. */
  readonly force: boolean;
}

/**
 * The numbers of labels; undefined where rows have none. A text that is no label of the model's kind is
 * −1; where labels are plain numbers, each stays as it is.
 */
function labelsOf(trained: TrainedModel, { labels }: RowChunk): number[] | undefined {
  return labels?.map((text) => labelOf(trained.format, text));
}

/** What `encode` and `decode` are given beside rows. */
function given(trained: TrainedModel, chunk: RowChunk) {
  const labels = labelsOf(trained, chunk);
  return labels === undefined ? {} : { labels };
}

/** The shape of a row as it is written. */
function shapeOf({ format: { image, inputs } }: TrainedModel): number[] {
  if (image === null) return [inputs];
  const { rows, columns, channels } = image;
  return channels === 1 ? [rows, columns] : [rows, columns, channels];
}

/** Writes what becomes of each chunk; a file that is not finished, or fails the check at the end, is removed. */
function write(
  stream: Pick<RowStream, "chunks" | "count">,
  what: string,
  writer: RowWriter,
  become: (chunk: RowChunk) => Uint8Array | Float32Array,
  check: () => void = () => {},
): number {
  const work = startWork(what, stream.count);
  let count = 0;
  try {
    for (const chunk of stream.chunks) {
      writer.write(become(chunk));
      count += chunk.count;
      work.show(count);
    }
    check();
    writer.close();
    return count;
  } finally {
    work.stop();
    writer.discard();
  }
}

/** What `encodeRows` found. */
export interface Encoded {
  readonly count: number;
  readonly codeLength: number;
  /** Bytes of a row, and of its code. */
  readonly rowBytes: number;
  readonly codeBytes: number;
  /** The mean squared error of what the codes decode to, as the model reads rows. */
  readonly error: number;
}

/**
 * Writes the code of each row.
 *
 * @throws InputError as the rows do, if the file cannot be written, or at the first row of which the
 * model computes no finite code.
 */
export function encodeRows(
  trained: TrainedModel,
  rows: RowStream,
  { path, force }: Destination,
): Encoded {
  const { codeLength, format } = trained;
  const names = Array.from({ length: codeLength }, (_, j) => `z${j + 1}`);
  const writer = closingOnError(rows, () => openRowWriter(path, [codeLength], names, force));
  let [sum, rowBytes] = [0, 4 * format.inputs];
  const count = write(rows, "encode", writer, (chunk) => {
    if (chunk.values instanceof Uint8Array) rowBytes = format.inputs;
    const codes = trained.encode(chunk.values, given(trained, chunk));
    expectComputed(codes, codeLength, "the rows given", chunk.first);
    for (const error of trained.score(chunk.values, given(trained, chunk)).errors) sum += error;
    return codes;
  });
  return { count, codeLength, rowBytes, codeBytes: 4 * codeLength, error: sum / count };
}

/** Writes the row that each code stands for, and says how many. Throws as `encodeRows`. */
export function decodeCodes(trained: TrainedModel, codes: RowStream, to: Destination): number {
  const writer = closingOnError(codes, () => {
    expectCodes(trained, codes);
    return openRowWriter(to.path, shapeOf(trained), trained.format.columnNames, to.force);
  });
  return write(codes, "decode", writer, ({ values, first }) => {
    const rows = trained.decode(values);
    expectComputed(rows, trained.format.inputs, "the codes given", first);
    return rows;
  });
}

/** Throws an InputError unless these are as wide as the model's codes. */
export function expectCodes({ codeLength }: TrainedModel, { inputs }: RowStream): void {
  if (inputs === codeLength) return;
  throw new InputError(
    `The codes have ${inputs} numbers each, but the model's have ${codeLength}; give codes that this model made.`,
  );
}

/** Writes rows that are there already. Throws as `encodeRows`. */
export function writeRows(
  trained: TrainedModel,
  rows: Uint8Array | Float32Array,
  { path, force }: Destination,
): void {
  const writer = openRowWriter(path, shapeOf(trained), trained.format.columnNames, force);
  try {
    writer.write(rows);
    writer.close();
  } finally {
    writer.discard();
  }
}

/** From which number on a row counts as an anomaly. */
export interface Thresholds {
  readonly error: number;
  readonly distance: number;
}

/**
 * The scores that the share `share` of the training rows does not exceed.
 *
 * @throws InputError as the rows do, or where an error that is Infinity would be the threshold.
 */
export function thresholdsOf(trained: TrainedModel, rows: RowStream, share: number): Thresholds {
  const work = startWork("learn the threshold", rows.count);
  const [errors, distances]: [Float32Array[], Float32Array[]] = [[], []];
  let count = 0;
  try {
    for (const chunk of rows.chunks) {
      const scores = trained.score(chunk.values, given(trained, chunk));
      errors.push(scores.errors);
      distances.push(scores.distances);
      work.show((count += chunk.count));
    }
  } finally {
    work.stop();
  }
  const thresholds = {
    error: quantile(joined(Float32Array, errors), share),
    distance: quantile(joined(Float32Array, distances), share),
  };
  if (Number.isFinite(thresholds.error)) return thresholds;
  throw new InputError(
    `More than ${Number((100 * (1 - share)).toPrecision(3))} % of the usual rows are so far from what the model has learned from that their error has no end, and no other would be above it; give other usual rows.`,
  );
}

/** What `scoreRows` found. */
export interface Scored {
  readonly count: number;
  readonly anomalies: number;
  readonly meanError: number;
  readonly meanDistance: number;
  /** The scores and the labels of all rows, where they are to be kept. */
  readonly kept: (Scores & { readonly labels: readonly string[] }) | null;
}

/** Which score decides. */
export type ScoreName = "error" | "distance" | "either";

/**
 * Writes the scores of each row, and whether it is an anomaly: 1, or 0.
 *
 * @param anomaly the label of anomalies: then all scores and labels are kept, which takes memory
 * @throws InputError as `encodeRows`, or unless some rows bear that label, and others not.
 */
export function scoreRows(
  trained: TrainedModel,
  rows: RowStream,
  { path, force }: Destination,
  thresholds: Thresholds,
  by: ScoreName,
  anomaly?: string,
): Scored {
  const names = ["error", "distance", "anomaly"];
  const writer = closingOnError(rows, () => openRowWriter(path, [3], names, force));
  const errorsKept: Float32Array[] = [];
  const distancesKept: Float32Array[] = [];
  const labels: string[] = [];
  let [anomalies, error, distance] = [0, 0, 0];
  const count = write(
    rows,
    "score",
    writer,
    (chunk) => {
      const { errors, distances } = trained.score(chunk.values, given(trained, chunk));
      const lines = new Float32Array(3 * chunk.count);
      for (let row = 0; row < chunk.count; row++) {
        const isFar = {
          error: errors[row] > thresholds.error,
          distance: distances[row] > thresholds.distance,
        };
        const isAnomaly = by === "either" ? isFar.error || isFar.distance : isFar[by];
        lines.set([errors[row], distances[row], Number(isAnomaly)], 3 * row);
        anomalies += Number(isAnomaly);
        error += errors[row];
        distance += distances[row];
      }
      if (anomaly !== undefined) {
        errorsKept.push(errors);
        distancesKept.push(distances);
        for (const label of chunk.labels ?? []) labels.push(label);
      }
      return lines;
    },
    () => {
      if (anomaly !== undefined) expectBoth(anomaly, labels);
    },
  );
  const kept =
    anomaly === undefined
      ? null
      : {
          errors: joined(Float32Array, errorsKept),
          distances: joined(Float32Array, distancesKept),
          labels,
        };
  return {
    count,
    anomalies,
    meanError: error / count,
    meanDistance: distance / count,
    kept,
  };
}

/** Throws an InputError unless some rows bear the label of anomalies, and others not. */
function expectBoth(anomaly: string, labels: readonly string[]): void {
  if (labels.includes(anomaly) && labels.some((label) => label !== anomaly)) return;
  const known = [...new Set(labels)].slice(0, 12).map(quoted).join(", ");
  const found =
    labels.length === 0
      ? "the rows have no labels; give rows that have, or leave --anomaly out"
      : labels.includes(anomaly)
        ? "every row bears this label; give rows that are usual too"
        : `no row bears this label; choose one of ${known}`;
  throw new InputError(`--anomaly is ${quoted(anomaly)}, but ${found}.`);
}

/** Parts one after the other, in an array of a kind. */
function joined<Values extends Uint8Array | Float32Array>(
  Kind: new (length: number) => Values,
  parts: readonly Values[],
): Values {
  const all = new Kind(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Rows that were picked out of many, with their labels where they have any. */
export interface SomeRows {
  readonly values: Uint8Array | Float32Array;
  readonly count: number;
  readonly labels: number[] | undefined;
}

/**
 * Some rows that follow one another; fewer where the data ends before.
 *
 * @param first counted from 0
 * @throws InputError if there is no such row.
 */
export function someRows(
  trained: TrainedModel,
  rows: RowStream,
  first: number,
  count: number,
  option = "first",
): SomeRows {
  const { inputs } = trained.format;
  const parts: (Uint8Array | Float32Array)[] = [];
  const labels: number[] = [];
  let [length, total] = [0, 0];
  for (const chunk of rows.chunks) {
    total += chunk.count;
    const from = Math.max(0, first - chunk.first);
    const to = Math.min(chunk.count, first + count - chunk.first);
    if (from >= to) continue;
    parts.push(chunk.values.slice(from * inputs, to * inputs));
    for (const label of labelsOf(trained, chunk)?.slice(from, to) ?? []) labels.push(label);
    length += to - from;
    if (length === count) break;
  }
  if (length === 0) {
    throw new InputError(
      `--${option} is ${first} but there are ${total} examples; choose a number below ${total}.`,
    );
  }
  const Kind = parts[0] instanceof Uint8Array ? Uint8Array : Float32Array;
  const values = joined<Uint8Array | Float32Array>(Kind, parts);
  return { values, count: length, labels: labels.length === length ? labels : undefined };
}

/** Each of some rows in the user's units. */
export function* eachRow(
  { format: { inputs } }: TrainedModel,
  rows: Uint8Array | Float32Array,
): Generator<Uint8Array | Float32Array> {
  for (let i = 0; i < rows.length; i += inputs) yield rows.subarray(i, i + inputs);
}
