/** Rows of numbers as the text of a CSV file. */
import Papa from "papaparse";

/**
 * Writes rows of numbers as CSV, each number in as few digits as tell it from other 32-bit floats.
 *
 * @param values row after row
 * @param inputs how many of them make a row
 * @param names what the columns are called, for the first line; null to leave it out
 */
export function writeCsv(
  values: Float32Array,
  inputs: number,
  names: readonly string[] | null,
): string {
  const rows: string[][] = names === null ? [] : [[...names]];
  for (let i = 0; i < values.length; i += inputs) {
    rows.push(Array.from(values.subarray(i, i + inputs), shortest));
  }
  return `${Papa.unparse(rows, { newline: "\n" })}\n`;
}

/** The number in the fewest digits that round to the same 32-bit float; nine always do. */
function shortest(value: number): string {
  if (Object.is(value, -0)) return "-0";
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
