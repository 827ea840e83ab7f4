/**
 * From numbers to words: what is wrong, and where to look.
 *
 * Most wrong gradients are wrong in one of a few ways, and each way leaves its mark on the numbers.
 * A hint says which mark was seen; it cannot know that it is the cause, so it asks rather than tells.
 */
import { type Comparison, place } from "./comparison.ts";

/** A number that may have been forgotten as a factor, and what it is: 5, "the batch size". */
export interface Count {
  readonly value: number;
  readonly meaning: string;
}

/** What is wrong with a comparison that did not pass: how much, the worst element, and a hint. */
export function explain(comparison: Comparison, counts: readonly Count[] = []): string {
  const { name, analytic, numerical, compared, wrong, worst } = comparison;
  const share = `${name}: ${wrong.length} of ${compared} elements wrong`;
  const numbers = `analytic ${digits(analytic[worst])}, numerical ${digits(numerical[worst])}`;
  return [
    `${share}; the worst is ${place(comparison, worst)}, ${numbers}.`,
    hint(comparison, counts),
  ]
    .filter((sentence) => sentence !== null)
    .join(" ");
}

/** The mark that the error leaves on the numbers, if it is a known one. */
export function hint(comparison: Comparison, counts: readonly Count[] = []): string | null {
  const { analytic, numerical, shape, kinks } = comparison;
  const all = [...numerical.keys()].filter((i) => !kinks.includes(i));

  if (all.some((i) => !Number.isFinite(numerical[i]))) {
    return "The function itself gives NaN or Infinity near this point: is forward right?";
  }
  if (all.some((i) => !Number.isFinite(analytic[i]))) {
    return "There are NaN or Infinity among the analytic values: a division by 0, a logarithm of 0, a number that was never written?";
  }
  if (all.every((i) => analytic[i] === 0)) {
    return "Every analytic value is 0: is this gradient computed at all, and written where it is looked for?";
  }
  if (isTransposed(comparison)) {
    return "The values are right but transposed: are rows and columns exchanged?";
  }
  const factor = commonFactor(all, analytic, numerical);
  if (factor !== null) return explainFactor(factor, counts);

  const [rows, columns = 1] = shape;
  const wrongRows = new Set(comparison.wrong.map((i) => Math.floor(i / columns)));
  const wrongColumns = new Set(comparison.wrong.map((i) => i % columns));
  if (shape.length === 2 && wrongRows.size < rows) {
    return `Only these rows are wrong: ${[...wrongRows].join(", ")}. Does a loop stop early, or start late?`;
  }
  if (shape.length === 2 && wrongColumns.size < columns) {
    return `Only these columns are wrong: ${[...wrongColumns].join(", ")}. Does a loop stop early, or start late?`;
  }
  return null;
}

/** Do the analytic values, read column after column, agree with the numerical ones? */
function isTransposed({ analytic, numerical, shape }: Comparison): boolean {
  const [rows, columns = 1] = shape;
  if (rows < 2 || columns < 2) return false;
  return numerical.every((value, i) => {
    const exchanged = analytic[(i % columns) * rows + Math.floor(i / columns)];
    return Math.abs(exchanged - value) <= 1e-4 * Math.max(Math.abs(value), 1e-3);
  });
}

/** The one number that every analytic value is the numerical one times; null if there is none. */
function commonFactor(
  all: readonly number[],
  analytic: Float64Array,
  numerical: Float64Array,
): number | null {
  const largest = all.reduce((a, b) => (Math.abs(numerical[b]) > Math.abs(numerical[a]) ? b : a));
  const factor = analytic[largest] / numerical[largest];
  const allowed = 1e-4 * Math.abs(analytic[largest]);
  const fits = (i: number) => Math.abs(analytic[i] - factor * numerical[i]) <= allowed;
  return all.length > 1 && Number.isFinite(factor) && all.every(fits) ? factor : null;
}

function explainFactor(factor: number, counts: readonly Count[]): string {
  const is = (value: number) => Math.abs(factor / value - 1) < 1e-3;
  if (is(-1))
    return "Every value has the opposite sign: is there a minus too many, or one too few?";
  const meanings: string[] = [];
  for (const { value, meaning } of counts) {
    if (value > 1 && is(value)) {
      meanings.push(`${value} is ${meaning}: is a division by it missing?`);
    }
    if (value > 1 && is(1 / value)) {
      meanings.push(`${value} is ${meaning}: is it divided by once too often?`);
    }
  }
  if (is(2)) meanings.push("Is something counted twice?");
  if (is(0.5)) meanings.push("Is the 2 of a square's derivative missing?");
  const times = is(1 / Math.round(1 / factor))
    ? `1/${Math.round(1 / factor)}`
    : `${Number(factor.toPrecision(4))}`;
  return [`Every value is ${times} times what it should be.`, ...meanings].join(" ");
}

/** A number with enough digits to compare by eye. */
function digits(value: number): string {
  return `${Number(value.toPrecision(6))}`;
}
