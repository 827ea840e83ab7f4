/**
 * The cells of a table: what a number is, what stands for a missing value, and the sentences that refuse
 * a cell, or a line with too many or too few of them, and say what helps.
 */
import { InputError } from "../input-error.ts";
import { type CsvOptions, isSettled, type Layout } from "./csv-layout.ts";
import { quoted } from "./quoted.ts";

/** A number as people and programs write it; nothing that JavaScript alone takes for one. */
const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** What stands for a value that is not there. */
const MISSING = /^(?:|\?|-|na|n\/a|#n\/a|nan|null|none)$/i;

/** Whether a cell is a number, be it too large for 32 bits. */
export function isNumber(cell: string): boolean {
  return NUMBER.test(cell);
}

/** Whether a cell, without the blanks around it, says that there is no value. */
export function isMissing(text: string): boolean {
  return MISSING.test(text);
}

const SAY_DELIMITER = "say what separates cells (delimiter)";

/** Whether it is guessed what separates cells, and can be said. */
function isGuessed(said: CsvOptions): boolean {
  return said.delimiter === undefined && !isSettled(said);
}

/** The refusal of a line that has more or fewer cells than the first. */
export function wrongCount(
  count: number,
  line: number,
  { width, said }: Layout,
  source: string,
): InputError {
  const remedy = isGuessed(said) ? `, or ${SAY_DELIMITER}` : "";
  return new InputError(
    `line ${line} of ${quoted(source)} has ${count} cells, but the first line has ${width}; give each row one cell for each column${remedy}.`,
  );
}

/** The refusal of a cell that is no number, or of a label that is missing. */
export function wrongCell(
  cell: string,
  line: number,
  column: number,
  layout: Layout,
  source: string,
): InputError {
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
  const isWanted = column === label || said.columns !== undefined;
  if (isSettled(said)) {
    if (!isWanted) yield "remove the column, if it is one too many";
  } else if (isGuessed(said) && hasNumbers(text)) yield SAY_DELIMITER;
  else {
    if (said.header === undefined && line === 1) yield "say that it names the columns (header)";
    if (!isWanted) yield "train without the column (omit) or with it as the labels (label)";
  }
}

/** Whether a text is several numbers with something between them that may separate cells. */
function hasNumbers(text: string): boolean {
  const parts = text.split(/[;\t |]+/);
  return parts.length > 1 && parts.every(isNumber);
}

function faultOf(text: string): string {
  if (isMissing(text)) return text === "" ? "no value" : `no value, only ${quoted(text)},`;
  if (isNumber(text)) return `${quoted(text)}, which is too large for a 32-bit float,`;
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return `an infinity, ${quoted(text)},`;
  if (/^[+-]?\d+,\d+$/.test(text)) return `${quoted(text)}, whose comma should be a point,`;
  return `${quoted(text)}, which is not a number,`;
}
