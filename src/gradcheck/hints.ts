/**
 * From numbers to words: what is wrong, and where to look.
 *
 * Most wrong gradients are wrong in one of a few ways, and each way leaves its mark on the numbers.
 * A hint says which mark was seen; it cannot know that it is the cause, so it asks rather than tells.
 * A mark must show on every element that was compared: where only most of them fit, nothing is said.
 */
import { type Comparison, place } from "./comparison.ts";

/** A number that may have been forgotten as a factor, and what it is: 5, "the batch size". */
export interface Count {
  readonly value: number;
  readonly meaning: string;
}

/** Looks for one mark, and says what it may mean; null if it does not show. */
export type Pattern = (comparison: Comparison) => string | null;

/** What is known of a gradient besides its numbers. */
export interface Clues {
  /** What may have been forgotten as a factor. */
  readonly counts?: readonly Count[];
  /** Marks that only whoever knows more than the numbers can look for. */
  readonly patterns?: readonly Pattern[];
}

/** What is wrong with a comparison that did not pass: how much, the worst element, and a hint. */
export function explain(comparison: Comparison, counts: readonly Count[] = []): string {
  return paragraph([comparison], hint(comparison, counts));
}

/**
 * The same for several comparisons: those of which there is the same to be said share a paragraph.
 *
 * @param cluesTo what is known about the comparison at this position
 */
export function explainAll(
  comparisons: readonly Comparison[],
  cluesTo: (position: number) => Clues,
): string[] {
  const shared = new Map<string, Comparison[]>();
  const groups: { members: Comparison[]; said: string | null }[] = [];
  comparisons.forEach((comparison, position) => {
    if (comparison.wrong.length === 0) return;
    const { counts, patterns = [] } = cluesTo(position);
    const said = hint(comparison, counts, [ofAnother(comparisons), ...patterns]);
    const members = said === null ? undefined : shared.get(said);
    if (members) {
      members.push(comparison);
      return;
    }
    const group = { members: [comparison], said };
    groups.push(group);
    if (said !== null) shared.set(said, group.members);
  });
  return groups.map(({ members, said }) => paragraph(members, said));
}

/** Are these the right values of another gradient? */
function ofAnother(comparisons: readonly Comparison[]): Pattern {
  return (it) => {
    const other = comparisons.find(
      (other) =>
        other !== it &&
        other.shape.join() === it.shape.join() &&
        matches(it, (i) => other.numerical[i]),
    );
    return other
      ? `These are the values that belong to ${other.name}: are two gradients exchanged?`
      : null;
  };
}

function paragraph(comparisons: readonly Comparison[], said: string | null): string {
  const names = list(comparisons.map(({ name }) => name));
  const wrong = comparisons.reduce((sum, it) => sum + it.wrong.length, 0);
  const compared = comparisons.reduce((sum, it) => sum + it.compared, 0);
  const it = comparisons.reduce((a, b) => (b.largestError > a.largestError ? b : a));
  const numbers = `analytic ${digits(it.analytic[it.worst])}, numerical ${digits(it.numerical[it.worst])}`;
  return [
    `${names}: ${wrong} of ${compared} elements wrong; the worst is ${place(it, it.worst)}, ${numbers}.`,
    said,
  ]
    .filter((sentence) => sentence !== null)
    .join(" ");
}

/** The mark that the error leaves on the numbers, if it is a known one. */
export function hint(
  comparison: Comparison,
  counts: readonly Count[] = [],
  patterns: readonly Pattern[] = [],
): string | null {
  const inOrder: readonly Pattern[] = [
    notFinite,
    allZero,
    transposed,
    (it) => commonFactor(it, counts),
    ...patterns,
    oneElement,
    wrongLines,
  ];
  for (const pattern of inOrder) {
    const said = pattern(comparison);
    if (said !== null) return said;
  }
  return null;
}

const notFinite: Pattern = (it) => {
  if (comparedOf(it).some((i) => !Number.isFinite(it.numerical[i]))) {
    return "The function itself gives NaN or Infinity near this point: is forward right?";
  }
  return comparedOf(it).some((i) => !Number.isFinite(it.analytic[i]))
    ? "There are NaN or Infinity among the analytic values: a division by 0, a logarithm of 0, a number that was never written?"
    : null;
};

const allZero: Pattern = (it) =>
  comparedOf(it).every((i) => it.analytic[i] === 0)
    ? "Every analytic value is 0: is this gradient computed at all, and written where it is looked for?"
    : null;

/** Do the analytic values, read column after column, agree with the numerical ones? */
const transposed: Pattern = (it) => {
  const [rows, columns = 1] = it.shape;
  if (rows < 2 || columns < 2) return null;
  const exchanged = (i: number) => it.numerical[(i % rows) * columns + Math.floor(i / rows)];
  return matches(it, exchanged)
    ? "The values are right but transposed: are rows and columns exchanged?"
    : null;
};

/** Is every analytic value the numerical one times one and the same number? */
function commonFactor(it: Comparison, counts: readonly Count[]): string | null {
  const factor = factorOf(it, comparedOf(it));
  return factor === null ? null : explainFactor("Every value", factor, counts);
}

const oneElement: Pattern = (it) => {
  const [i, ...others] = it.wrong;
  if (others.length > 0 || it.compared < 3) return null;
  const times = it.analytic[i] / it.numerical[i];
  const factor =
    Number.isFinite(times) && times !== 0 ? `, ${timesText(times)} times what it should be` : "";
  return `Only ${place(it, i)} is wrong${factor}; the others are right.`;
};

/** Whole rows, or whole columns, that are wrong, and others that are right. */
const wrongLines: Pattern = (it) => {
  if (it.shape.length !== 2) return null;
  const [rows, columns] = it.shape;
  return (
    linesText(it, "rows", rows, (i) => Math.floor(i / columns)) ??
    linesText(it, "columns", columns, (i) => i % columns)
  );
};

function linesText(
  it: Comparison,
  name: string,
  count: number,
  lineOf: (i: number) => number,
): string | null {
  const lines = Array.from({ length: count }, (_, line) => {
    const members = comparedOf(it).filter(
      (i) => lineOf(i) === line && (it.numerical[i] !== 0 || it.analytic[i] !== 0),
    );
    const wrong = members.filter((i) => it.wrong.includes(i));
    return {
      line,
      wholly: wrong.length === members.length ? "wrong" : wrong.length === 0 ? "right" : "neither",
      empty: members.length === 0,
      zero: members.every((i) => it.analytic[i] === 0),
    } as const;
  }).filter(({ empty }) => !empty);
  const wrong = lines.filter(({ wholly }) => wholly === "wrong");
  if (wrong.length === 0 || wrong.length === lines.length) return null;
  if (lines.some(({ wholly }) => wholly === "neither")) return null;
  const which = `Only these ${name} are wrong: ${wrong.map(({ line }) => line).join(", ")}.`;
  const atAnEnd = wrong.includes(lines[0]) !== wrong.includes(lines[lines.length - 1]);
  const inOneGo = wrong[wrong.length - 1].line - wrong[0].line === wrong.length - 1;
  return wrong.every(({ zero }) => zero) && atAnEnd && inOneGo
    ? `${which} Does a loop stop early, or start late?`
    : which;
}

/** The positions that were compared. */
export function comparedOf({ numerical, kinks, incomparable }: Comparison): number[] {
  const leftOut = new Set([...kinks, ...incomparable]);
  return [...numerical.keys()].filter((i) => !leftOut.has(i));
}

/**
 * Are the analytic values those that a mistake would make, every one that was compared?
 *
 * @param made the value that the mistake makes at a position; NaN if that cannot be told
 */
export function matches(it: Comparison, made: (i: number) => number): boolean {
  const compared = comparedOf(it);
  const largest = compared.reduce((most, i) => Math.max(most, Math.abs(it.analytic[i])), 0);
  const known = compared.filter((i) => !Number.isNaN(made(i)));
  const wrong = new Set(it.wrong.filter((i) => !Number.isNaN(made(i))));
  // What is small beside the largest is not to fit only because it is small: the error decides.
  const scale = (i: number) =>
    wrong.has(i) ? Math.min(largest, 1e6 * Math.abs(it.analytic[i] - it.numerical[i])) : largest;
  return (
    wrong.size >= 2 &&
    2 * known.length >= compared.length &&
    known.every((i) => about(it.analytic[i], made(i), scale(i)))
  );
}

/** Is one number the other, to five digits, or to eight of the `largest` among their likes? */
export function about(a: number, b: number, largest = 0): boolean {
  if (!Number.isFinite(b)) return false; // divided by a factor that is 0
  return Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b)) + 1e-8 * largest;
}

/**
 * The number that each analytic value at these positions is the numerical one times; null if there
 * is none, or one position alone that is not 0.
 */
export function factorOf(
  { analytic, numerical, wrong }: Comparison,
  positions: readonly number[],
): number | null {
  const counting = positions.filter((i) => numerical[i] !== 0 || analytic[i] !== 0);
  if (counting.length < 2 || !counting.every((i) => wrong.includes(i))) return null;
  const largest = counting.reduce((a, b) =>
    Math.abs(numerical[b]) > Math.abs(numerical[a]) ? b : a,
  );
  const factor = analytic[largest] / numerical[largest];
  if (!Number.isFinite(factor) || factor === 0) return null;
  const allowed = Math.min(1e-4, 0.1 * Math.abs(factor - 1));
  const fits = (i: number) =>
    Math.abs(analytic[i] - factor * numerical[i]) <= allowed * Math.abs(factor * numerical[i]);
  return counting.every(fits) ? factor : null;
}

const CONSTANTS: readonly Count[] = [
  { value: Math.LN2, meaning: "ln 2" },
  { value: Math.LN10, meaning: "ln 10" },
];

/** @param what "Every value", or which ones */
export function explainFactor(what: string, factor: number, counts: readonly Count[]): string {
  const is = (value: number) => Math.abs(factor / value - 1) < 1e-6;
  if (is(-1)) {
    return `${what} has the opposite sign: is there a minus too many, or one too few?`;
  }
  const said = [`${what} is ${timesText(factor)} times what it should be.`];
  const known = (holds: (value: number) => boolean) => {
    const fitting = counts.filter(({ value }) => value > 1 && holds(value));
    return fitting.length === 0
      ? null
      : `${fitting[0].value} is ${list([...new Set(fitting.map(({ meaning }) => meaning))])}`;
  };
  const tooLarge = known((value) => is(value));
  const tooSmall = known((value) => is(1 / value));
  if (tooLarge) said.push(`${tooLarge}: is a division by it missing?`);
  if (tooSmall) said.push(`${tooSmall}: is it divided by once too often?`);
  for (const { value, meaning } of CONSTANTS) {
    if (is(value) || is(1 / value)) {
      said.push(
        `That is ${is(value) ? "" : "1/"}${meaning}: is there a logarithm to another base?`,
      );
    }
  }
  if (is(2) && !tooLarge) said.push("Is something counted twice?");
  if (is(0.5) && !tooSmall) said.push("Is a 2 left out, such as the 2 of a square's derivative?");
  return said.join(" ");
}

/** A factor in so many digits that it is seen not to be 1. */
function timesText(factor: number): string {
  const inverse = Math.round(1 / factor);
  if (Math.abs(inverse) > 1 && Math.abs(factor * inverse - 1) < 1e-6) return `1/${inverse}`;
  const needed = Math.ceil(-Math.log10(Math.abs(factor - 1))) + 1;
  return `${Number(factor.toPrecision(Math.min(12, Math.max(4, needed))))}`;
}

/** "a", "a and b", "a, b and c". */
export function list(names: readonly string[]): string {
  return names.length < 2
    ? names.join()
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** A number with enough digits to compare by eye. */
function digits(value: number): string {
  return `${Number(value.toPrecision(6))}`;
}
