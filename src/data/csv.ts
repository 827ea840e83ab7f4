/**
 * CSV: a table as text, a row on each line, its numbers separated by commas, semicolons or tabs.
 *
 * `csv-records.ts` splits it into cells, `csv-layout.ts` knows which column is what, and `csv-cells.ts`
 * what a cell says; here the rows are read.
 */
import { InputError } from "../input-error.ts";
import { isMissing, isNumber, wrongCell, wrongCount } from "./csv-cells.ts";
import { type CsvOptions, isSettled, type Layout, layoutOf } from "./csv-layout.ts";
import { type CsvRecord, csvRecords, isBlank } from "./csv-records.ts";
import { labelsFromTexts } from "./example-labels.ts";
import { type Examples, MOST_NUMBERS } from "./examples.ts";
import { quoted } from "./quoted.ts";
import { CHUNK_NUMBERS, type RowChunk, type RowStream } from "./row-stream.ts";

/** A whole CSV file. */
export interface CsvTable {
  readonly count: number;
  readonly inputs: number;
  readonly values: Float32Array;
  /** The text in the label column of each row; null where no column was named, or it is not there. */
  readonly labels: readonly string[] | null;
  readonly columnNames: readonly string[] | null;
}

/**
 * Reads a whole CSV file.
 *
 * @param pieces the bytes of the file, in one piece or several
 * @param source where the file came from, for messages
 * @throws InputError like `openCsv`, for more numbers than memory should be taken for, and, unless
 * `rounded` is set, for a column whose numbers differ by so little that 32 bits would make many of them equal.
 */
export function readCsv(
  pieces: Iterable<Uint8Array>,
  source: string,
  options: CsvOptions = {},
): CsvTable {
  const roundings: Rounding[] = [];
  const { inputs, columnNames, chunks } = opened(pieces, source, options, roundings);
  const parts: RowChunk[] = [];
  let count = 0;
  for (const chunk of chunks) {
    parts.push(chunk);
    count += chunk.count;
    if (count * inputs > MOST_NUMBERS) {
      throw new InputError(
        `${quoted(source)} holds more than ${MOST_NUMBERS} numbers, which is the most that is read at once; use fewer rows.`,
      );
    }
  }
  if (!options.rounded) expectTellable(roundings, columnNames, source, options);
  const values = new Float32Array(count * inputs);
  for (const part of parts) values.set(part.values, part.first * inputs);
  const labelled = parts.every((part) => part.labels !== null);
  const labels = labelled ? parts.flatMap((part) => part.labels ?? []) : null;
  return { count, inputs, values, labels, columnNames };
}

/** Examples from tables that have the same columns; a label means the same in all that have labels. */
export function examplesOfTables(tables: readonly CsvTable[], source: string): Examples[] {
  const texts = tables.map(({ labels }) => labels ?? []);
  const { classNames, labels: numbers } = labelsFromTexts(texts, source);
  return tables.map(({ count, inputs, values, labels, columnNames }, i) => ({
    count,
    inputs,
    image: null,
    values,
    labels: labels && numbers[i],
    classNames: labels && classNames,
    columnNames,
  }));
}

/**
 * Opens a CSV file whose rows are read a chunk at a time.
 *
 * The text is UTF-8, with or without a byte order mark; lines end as on any system; cells may be
 * in quotes, and quoted cells may have line breaks in them. Blank lines may stand at the end.
 *
 * @param pieces the bytes of the file, in one piece or several
 * @param source where the file came from, for messages
 * @throws InputError that names the line and column if a cell is missing, no number, or not
 * finite, or a line has more or fewer cells than the first; and if there are no rows, or no such
 * column as was named.
 */
export function openCsv(
  pieces: Iterable<Uint8Array>,
  source: string,
  options: CsvOptions = {},
): RowStream {
  return opened(pieces, source, options, []);
}

/** The numbers of a column as the text has them, and how far 32 bits are from them at most. */
interface Rounding {
  lowest: number;
  highest: number;
  error: number;
}

/** The share of its range by which the numbers of a column may be rounded. */
const ROUNDED = 0.01;

function expectTellable(
  roundings: readonly Rounding[],
  names: readonly string[] | null,
  source: string,
  options: CsvOptions,
): void {
  const column = roundings.findIndex(
    ({ lowest, highest, error }) => error > ROUNDED * (highest - lowest) && highest > lowest,
  );
  if (column < 0) return;
  const { lowest, highest, error } = roundings[column];
  const name = names === null ? `input ${column + 1}` : `column ${quoted(names[column])}`;
  throw new InputError(
    `The ${name} of ${quoted(source)} has numbers from ${lowest} to ${highest}, which 32 bits round by up to ${Number(error.toPrecision(2))}; subtract ${lowest} from each${isSettled(options) ? "" : ", or leave the column out (omit)"}.`,
  );
}

function opened(
  pieces: Iterable<Uint8Array>,
  source: string,
  options: CsvOptions,
  roundings: Rounding[],
): RowStream {
  const records = csvRecords(pieces, source, options.delimiter);
  try {
    const first = firstOf(records, source);
    const header = options.header ?? !first.cells.some(isNumber);
    const layout = layoutOf(first.cells, header, source, options);
    const chunks = csvChunks(first, records, layout, source, roundings);
    return {
      count: null,
      inputs: layout.inputs.length,
      image: null,
      columnNames: layout.inputNames,
      chunks,
      close() {
        chunks.return(undefined); // does not reach the records if it has not begun
        records.return(undefined);
      },
    };
  } catch (error) {
    records.return(undefined);
    throw error;
  }
}

function firstOf(records: Generator<CsvRecord>, source: string): CsvRecord {
  const first = records.next();
  if (first.done) {
    throw new InputError(`${quoted(source)} is empty; use a table with at least one row.`);
  }
  if (isBlank(first.value)) {
    throw new InputError(
      `line 1 of ${quoted(source)} is empty; start the table with its names or its first row.`,
    );
  }
  return first.value;
}

function* csvChunks(
  first: CsvRecord,
  records: Generator<CsvRecord>,
  layout: Layout,
  source: string,
  roundings: Rounding[],
): Generator<RowChunk> {
  const { header, width, inputs, label } = layout;
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK_NUMBERS / inputs.length));
  let done = 0;
  let values: number[] = [];
  let labels: string[] = [];
  let rows = 0;
  let blankLine: number | null = null;
  const chunk = (): RowChunk => ({
    first: done,
    count: rows,
    values: new Float32Array(values),
    labels: label === null ? null : labels,
  });
  try {
    for (
      let next = header ? records.next() : { done: false, value: first };
      !next.done;
      next = records.next()
    ) {
      const { line, cells } = next.value;
      if (isBlank(next.value)) {
        blankLine ??= line;
        continue;
      }
      if (blankLine !== null) {
        throw new InputError(
          `line ${blankLine} of ${quoted(source)} is empty, but rows follow; fill it or remove it.`,
        );
      }
      if (cells.length !== width) throw wrongCount(cells.length, line, layout, source);
      for (let j = 0; j < inputs.length; j++) {
        const cell = cells[inputs[j]];
        const number = isNumber(cell) ? Number(cell) : Number.NaN;
        const value = Math.fround(number);
        if (!Number.isFinite(value)) throw wrongCell(cell, line, inputs[j], layout, source);
        values.push(value);
        roundings[j] ??= { lowest: number, highest: number, error: 0 };
        const rounding = roundings[j];
        if (number < rounding.lowest) rounding.lowest = number;
        if (number > rounding.highest) rounding.highest = number;
        rounding.error = Math.max(rounding.error, Math.abs(number - value));
      }
      if (label !== null) {
        const text = cells[label].trim();
        if (isMissing(text)) throw wrongCell(text, line, label, layout, source);
        labels.push(text);
      }
      if (++rows === rowsAtOnce) {
        yield chunk();
        done += rows;
        rows = 0;
        values = [];
        labels = [];
      }
    }
    if (rows > 0) yield chunk();
    if (done + rows === 0) {
      throw new InputError(
        `${quoted(source)} has no rows below its first line; use a table with at least one.`,
      );
    }
  } finally {
    records.return(undefined);
  }
}
