/**
 * The columns of a table: which are inputs, which holds the labels, and what they are called.
 *
 * Columns are said by name or by number; whatever is not said is an input.
 */
import { InputError } from "../input-error.ts";
import { nearestName } from "./nearest.ts";
import { quoted } from "./quoted.ts";

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
  /**
   * Whether all this is settled, as it is for rows that a trained model is given: then no refusal
   * advises to say it in another way.
   */
  readonly settled?: boolean | undefined;
}

/** Whether nothing else can be said of how a table is read: a model that knows its inputs settles it too. */
export function isSettled({ settled, columns }: CsvOptions): boolean {
  return settled === true || columns !== undefined;
}

/** What the columns are. */
export interface Layout {
  /** Whether the first line names them. */
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

/**
 * What the columns of a table are, by what was said of them.
 *
 * @param cells of the first line
 * @param header whether they are names
 * @throws InputError if no column has a name or a number that was said, several have the name, or an
 * input has none; and if no column is left for inputs.
 */
export function layoutOf(
  cells: readonly string[],
  header: boolean,
  source: string,
  options: CsvOptions,
): Layout {
  const names = header ? cells.map((cell) => cell.trim()) : null;
  const refuse = (fault: string, remedy: string) =>
    new InputError(`${quoted(source)} ${fault}; ${remedy}.`);
  const remedyFor = (name: string): string => {
    const nearest = names && nearestName(name, names, 0.3);
    if (nearest) return `the nearest is ${quoted(nearest)}`;
    if (isSettled(options)) return LIKE_THE_MODELS;
    return names
      ? `choose one of ${names.slice(0, 12).map(quoted).join(", ")}${names.length > 12 ? ", …" : ""}`
      : `name one of its ${cells.length} columns by number, from 1, or, if its first line has their names, say so (header)`;
  };
  const columnOf = (name: string, byNumber = true): number => {
    const named = names?.indexOf(name.trim()) ?? -1;
    if (named >= 0 && names?.includes(name.trim(), named + 1)) {
      throw refuse(`has two columns ${quoted(name)}`, "give each a name of its own");
    }
    if (named >= 0) return named;
    const numbered = byNumber ? numberedColumn(name, cells.length) : -1;
    if (numbered >= 0) return numbered;
    throw refuse(`has no column ${quoted(name)}`, remedyFor(name));
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
  if (inputs.length === 0) {
    const remedy = isSettled(options) ? LIKE_THE_MODELS : "omit fewer columns";
    throw refuse("has no column left for inputs", remedy);
  }
  const inputNames = names && inputs.map((column) => names[column]);
  const unnamed = inputNames?.indexOf("") ?? -1;
  if (unnamed >= 0) {
    const column = inputs[unnamed] + 1;
    throw refuse(
      `has no name for column ${column} in its first line, as if it numbered the rows`,
      `name it, or ${isSettled(options) ? "remove the column" : `omit it by its number, ${column}`}`,
    );
  }
  if (inputNames !== null && new Set(inputNames).size < inputNames.length) {
    const twice = inputNames.find((name, j) => inputNames.indexOf(name) !== j) ?? "";
    throw refuse(`has two columns ${quoted(twice)}`, "give each a name of its own");
  }
  return { header, width: cells.length, inputs, label, names, inputNames, said: options };
}

const LIKE_THE_MODELS = "give it the columns that the model learned from";

/** The column, counted from 0, that a name is the number of, counted from 1; −1 if it is none of so many. */
function numberedColumn(name: string, width: number): number {
  const number = /^\d{1,9}$/.test(name) ? Number(name) : 0;
  return number <= width ? number - 1 : -1;
}
