/**
 * The lines and cells of a table as text, from bytes that come in pieces.
 *
 * Papa Parse splits the text; here bytes become text, it is seen how lines end and what separates
 * cells, and each line keeps its number, for messages.
 */
import Papa from "papaparse";
import { InputError } from "../input-error.ts";
import { contentOf } from "./content.ts";
import { quoted } from "./quoted.ts";

/** From how many characters it is guessed how lines end and what separates cells. */
const GUESS_LENGTH = 2 ** 16;
/** The most characters that wait for the end of their line. */
const LONGEST_LINE = 2 ** 26;
/** How many bytes become text at once: a whole file may come in one piece. */
const SLICE_LENGTH = 2 ** 20;

/** A line of a table, or several where cells have line breaks in them. */
export interface CsvRecord {
  /** The number of the (first) line, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Whether nothing stands in a line. */
export function isBlank({ cells }: CsvRecord): boolean {
  return cells.length === 1 && cells[0].trim() === "";
}

/**
 * The lines of a table, split into cells.
 *
 * @param pieces the bytes of the file, in one piece or several
 * @param source where the file came from, for messages
 * @param delimiter what stands between two cells; if not said, what is most frequent in the first line
 * @throws InputError for bytes that are no text in UTF-8, for a quote that is not closed or not doubled,
 * for a line that does not end, and for a delimiter that cannot be one.
 */
export function* csvRecords(
  pieces: Iterable<Uint8Array>,
  source: string,
  delimiter: string | undefined,
): Generator<CsvRecord> {
  let split: Split | undefined;
  let text = "";
  let enough = GUESS_LENGTH; // characters that are worth a look: a row may be longer than many pieces
  let line = 1;
  const parse = function* (last: boolean): Generator<CsvRecord> {
    split ??= splitterFor(text.slice(0, GUESS_LENGTH), delimiter);
    const { data, errors, meta } = split(text, last);
    const [error] = errors;
    const quotes = text.includes('"');
    for (let row = 0; row < data.length; row++) {
      if (error?.row === row) {
        throw new InputError(
          `line ${line} of ${quoted(source)} has a quote that is not closed or not doubled; write quotes inside of quotes twice.`,
        );
      }
      yield { line, cells: data[row] };
      line += 1 + (quotes ? breaksIn(data[row], meta.linebreak) : 0);
    }
    text = text.slice(meta.cursor);
    enough = data.length > 0 ? 1 : Math.min(2 * text.length, LONGEST_LINE);
  };
  for (const piece of textOf(pieces, source)) {
    text += piece;
    if (text.length >= enough) yield* parse(false);
    if (text.length > LONGEST_LINE) {
      throw new InputError(
        `line ${line} of ${quoted(source)} is longer than ${LONGEST_LINE} characters; close its quotes, or write each row in a line of its own.`,
      );
    }
  }
  yield* parse(true);
}

function breaksIn(cells: readonly string[], newline: string): number {
  return cells.reduce((count, cell) => count + cell.split(newline).length - 1, 0);
}

/** Splits text into lines and cells; what follows the last end of a line is a line only if the text is the last. */
type Split = (text: string, last: boolean) => Papa.ParseResult<string[]>;

function splitterFor(start: string, delimiter: string | undefined): Split {
  if (delimiter !== undefined && (delimiter === "" || /["\r\n\ufeff]/.test(delimiter))) {
    throw new InputError(
      `The delimiter is ${JSON.stringify(delimiter)}, but it is to stand between two cells; give another, such as "," or ";".`,
    );
  }
  const unquoted = start.replace(/"[^"]*"/g, "");
  // With \n, Papa leaves the \r of \r\n at the end of the last cell, where blanks do not matter.
  const newline = unquoted.includes("\n") || !/\r./s.test(unquoted) ? "\n" : "\r";
  const [firstLine] = unquoted.split(newline, 1);
  const frequency = (candidate: string) => firstLine.split(candidate).length;
  const [likely] = [",", ";", "\t"].sort((a, b) => frequency(b) - frequency(a));
  const parser = new Papa.Parser({ delimiter: delimiter ?? likely, newline });
  // Papa knows the end of a quoted cell with blanks behind it by what ends the line.
  return (text, last) => parser.parse(last && text !== "" ? text + newline : text, 0, !last);
}

/** Bytes as text, a slice of a piece at a time. */
function* textOf(pieces: Iterable<Uint8Array>, source: string): Generator<string> {
  const refuse = (fault: string, remedy: string) =>
    new InputError(`${quoted(source)} cannot be read as CSV: ${fault}; ${remedy}.`);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw refuse("it is not text in UTF-8", "save it as CSV in UTF-8");
    }
  };
  let first = true;
  for (const piece of pieces) {
    if (first && piece.length > 0) {
      const content = contentOf(piece);
      if (content !== null) throw refuse(`it is ${content}`, "export the table as CSV");
      if ((piece[0] ^ piece[1]) === 1 && Math.max(piece[0], piece[1]) === 255) {
        throw refuse("it is text in UTF-16", "save it as CSV in UTF-8");
      }
      first = false;
    }
    for (let at = 0; at < piece.length; at += SLICE_LENGTH) {
      yield decode(piece.subarray(at, at + SLICE_LENGTH));
    }
  }
  yield decode();
}
