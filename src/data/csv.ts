/**
 * CSV: a table as text, a row on each line, its numbers separated by commas, semicolons or tabs.
 *
 * `csv-records.ts` splits it into cells; what the cells mean is decided here.
 */
import { InputError } from "../input-error.ts";
import { type CsvRecord, csvRecords, isBlank } from "./csv-records.ts";
import { labelsFromTexts } from "./example-labels.ts";
import { type Examples, MOST_NUMBERS } from "./examples.ts";
import { nearestName } from "./nearest.ts";
import { quoted } from "./quoted.ts";
import { CHUNK_NUMBERS, type RowChunk, type RowStream } from "./row-stream.ts";

/** How a CSV file is to be read. */
export interface CsvOptions {
  /** Whether the first line names the columns; if not said, it does if none of its cells is a number. */
  readonly header?: boolean | undefined;
  /** The column of the labels, by its name, or by its number counted from 1. */
  readonly label?: string | undefined;
  /** Columns that are no inputs, such as a number of the row or a date, named in the same way. */
  readonly omit?: readonly string[] | undefined;
  /**
   * The inputs by name, in their order, where a model knows them: every other column is left out, and
   * a label column that is not there, or whose number is that of an input, is no fault.
   */
  readonly columns?: readonly string[] | undefined;
  /** What stands between two cells; if not said, what is most frequent in the first line of , ; and tab. */
  readonly delimiter?: string | undefined;
  /**
   * Whether the numbers of a column are taken as 32 bits round them, even where their range is so small
   * that many become equal, as is right for rows that are held against others, of a larger range.
   */
  readonly rounded?: boolean | undefined;
}

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
  { columns }: CsvOptions,
): void {
  const column = roundings.findIndex(
    ({ lowest, highest, error }) => error > ROUNDED * (highest - lowest) && highest > lowest,
  );
  if (column < 0) return;
  const { lowest, highest, error } = roundings[column];
  const name = names === null ? `input ${column + 1}` : `column ${quoted(names[column])}`;
  throw new InputError(
    `The ${name} of ${quoted(source)} has numbers from ${lowest} to ${highest}, which 32 bits round by up to ${Number(error.toPrecision(2))}; subtract ${lowest} from each${columns === undefined ? ", or leave the column out (omit)" : ""}.`,
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
    const layout = layoutOf(first.cells, source, options);
    return {
      count: null,
      inputs: layout.inputs.length,
      image: null,
      columnNames: layout.inputNames,
      chunks: csvChunks(first, records, layout, source, roundings),
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

/** What the columns are. */
interface Layout {
  readonly header: boolean;
  /** How many cells a line has. */
  readonly width: number;
  /** The columns with inputs, counted from 0. */
  readonly inputs: readonly number[];
  readonly label: number | null;
  /** The names of all columns, and of the inputs. */
  readonly names: readonly string[] | null;
  readonly inputNames: readonly string[] | null;
  /** What was said of the table. */
  readonly said: CsvOptions;
}

function layoutOf(cells: readonly string[], source: string, options: CsvOptions): Layout {
  const header = options.header ?? !cells.some((cell) => NUMBER.test(cell));
  const names = header ? cells.map((cell) => cell.trim()) : null;
  const refuse = (fault: string, remedy: string) =>
    new InputError(`${quoted(source)} ${fault}; ${remedy}.`);
  const columnOf = (name: string, byNumber = true): number => {
    const named = names?.indexOf(name.trim()) ?? -1;
    if (named >= 0 && names?.includes(name.trim(), named + 1)) {
      throw refuse(`has two columns ${quoted(name)}`, "give each a name of its own");
    }
    if (named >= 0) return named;
    const numbered = byNumber ? numberedColumn(name, cells.length) : -1;
    if (numbered >= 0) return numbered;
    const nearest = names && nearestName(name, names, 0.3);
    throw refuse(
      `has no column ${quoted(name)}`,
      nearest
        ? `the nearest is ${quoted(nearest)}`
        : names
          ? `choose one of ${names.slice(0, 12).map(quoted).join(", ")}${names.length > 12 ? ", …" : ""}`
          : `name one of its ${cells.length} columns by number, from 1, or, if its first line has their names, say so (header)`,
    );
  };
  const { columns } = options;
  if (columns !== undefined && names === null) {
    throw refuse(
      `has no first line with names, but the inputs ${columns.slice(0, 6).map(quoted).join(", ")} are asked for`,
      "add the line",
    );
  }
  const isThere = (name: string): boolean => {
    if (!columns || names?.includes(name.trim())) return true;
    const numbered = names?.[numberedColumn(name, cells.length)];
    return numbered !== undefined && !columns.includes(numbered);
  };
  const { label: asked } = options;
  const label = asked !== undefined && isThere(asked) ? columnOf(asked) : null;
  const omitted = new Set(columns ? [] : (options.omit ?? []).map((name) => columnOf(name)));
  const inputs =
    columns?.map((name) => columnOf(name, false)) ??
    [...cells.keys()].filter((column) => column !== label && !omitted.has(column));
  if (inputs.length === 0) throw refuse("has no column left for inputs", "omit fewer columns");
  const inputNames = names && inputs.map((column) => names[column]);
  const unnamed = inputNames?.indexOf("") ?? -1;
  if (unnamed >= 0) {
    const column = inputs[unnamed] + 1;
    throw refuse(
      `has no name for column ${column} in its first line, as if it numbered the rows`,
      `name it, or omit it by its number, ${column}`,
    );
  }
  if (inputNames !== null && new Set(inputNames).size < inputNames.length) {
    const twice = inputNames.find((name, j) => inputNames.indexOf(name) !== j) ?? "";
    throw refuse(`has two columns ${quoted(twice)}`, "give each a name of its own");
  }
  return { header, width: cells.length, inputs, label, names, inputNames, said: options };
}

/** The column, counted from 0, that a name is the number of, counted from 1; −1 if it is none of so many. */
function numberedColumn(name: string, width: number): number {
  const number = /^\d{1,9}$/.test(name) ? Number(name) : 0;
  return number <= width ? number - 1 : -1;
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
      if (cells.length !== width) {
        const remedy = isGuessed(layout.said) ? `, or ${SAY_DELIMITER}` : "";
        throw new InputError(
          `line ${line} of ${quoted(source)} has ${cells.length} cells, but the first line has ${width}; give each row one cell for each column${remedy}.`,
        );
      }
      for (let j = 0; j < inputs.length; j++) {
        const cell = cells[inputs[j]];
        const number = NUMBER.test(cell) ? Number(cell) : Number.NaN;
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
        if (MISSING.test(text)) throw wrongCell(text, line, label, layout, source);
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

/** A number as people and programs write it; nothing that JavaScript alone takes for one. */
const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** What stands for a value that is not there. */
const MISSING = /^(?:|\?|-|na|n\/a|#n\/a|nan|null|none)$/i;

const SAY_DELIMITER = "say what separates cells (delimiter)";

/** Whether it is guessed what separates cells, and can be said: data for a model is read as its own was. */
function isGuessed({ delimiter, columns }: CsvOptions): boolean {
  return delimiter === undefined && columns === undefined;
}

function wrongCell(cell: string, line: number, column: number, layout: Layout, source: string) {
  const { names } = layout;
  const text = cell.trim();
  const name = names === null ? "" : ` (${quoted(names[column])})`;
  const remedies = ["mend or remove the line", ...remediesFor(text, line, column, layout)];
  return new InputError(
    `line ${line} of ${quoted(source)} has ${faultOf(text)} in column ${column + 1}${name}; ${remedies.join(", or ")}.`,
  );
}

/** What helps where the line is as it should be, but is read otherwise. */
function* remediesFor(text: string, line: number, column: number, { label, said }: Layout) {
  if (isGuessed(said) && hasNumbers(text)) {
    yield SAY_DELIMITER;
    return;
  }
  if (said.header === undefined && line === 1) yield "say that it names the columns (header)";
  if (said.columns === undefined && column !== label) {
    yield "train without the column (omit) or with it as the labels (label)";
  }
}

/** Whether a text is several numbers with something between them that may separate cells. */
function hasNumbers(text: string): boolean {
  const parts = text.split(/[;\t |]+/);
  return parts.length > 1 && parts.every((part) => NUMBER.test(part));
}

function faultOf(text: string): string {
  if (MISSING.test(text)) return text === "" ? "no value" : `no value, only ${quoted(text)},`;
  if (NUMBER.test(text)) return `${quoted(text)}, which is too large for a 32-bit float,`;
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return `an infinity, ${quoted(text)},`;
  if (/^[+-]?\d+,\d+$/.test(text)) return `${quoted(text)}, whose comma should be a point,`;
  return `${quoted(text)}, which is not a number,`;
}
