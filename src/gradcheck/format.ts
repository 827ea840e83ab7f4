/** Results as text, in tables no wider than 100 columns where names have no more than 37. */
import { place } from "./comparison.ts";
import type { CheckResult } from "./result.ts";

/** One check: a line for each gradient, and below it what is wrong. */
export function formatCheck(result: CheckResult): string {
  const lines = result.comparisons.map((it) => ({
    name: `${it.name} [${it.shape.join(", ")}]`,
    compared: it.compared,
    kinks: it.kinks.length,
    incomparable: it.incomparable.length,
    largestError: it.largestError,
    where: it.worst < 0 ? "" : place(it, it.worst),
    passed: it.wrong.length === 0,
  }));
  return [
    tableHead(result.name),
    ...lines.map((line) => tableLine(line)),
    ...result.problems.map((problem) => `\n${problem}`),
  ].join("\n");
}

/** What a line of a table says. */
export interface TableLine {
  readonly name: string;
  readonly compared: number;
  readonly kinks: number;
  readonly incomparable: number;
  readonly largestError: number;
  readonly where: string;
  readonly passed: boolean;
}

export function tableHead(title: string): string {
  return columns([title, "compared", "kinks", "not comp.", "max error", "", "where"]);
}

/** @param paint colours the verdict, on a terminal */
export function tableLine(line: TableLine, paint = (verdict: string) => verdict): string {
  return columns([
    line.name,
    line.compared.toLocaleString("en-US"),
    unlessNone(line.kinks),
    unlessNone(line.incomparable),
    line.compared === 0 ? "" : inShort(line.largestError),
    line.passed && line.compared === 0 ? "" : paint(line.passed ? "pass" : "FAIL"),
    line.where.length <= WHERE ? line.where : `…${line.where.slice(1 - WHERE)}`,
  ]);
}

/** An error in two digits. */
export function inShort(error: number): string {
  return error === 0 ? "0" : error.toExponential(1);
}

function unlessNone(count: number): string {
  return count === 0 ? "" : count.toLocaleString("en-US");
}

/** How much of the last column fits. */
const WHERE = 21;

function columns([
  name,
  compared,
  kinks,
  incomparable,
  error,
  verdict,
  where,
]: readonly string[]): string {
  return [
    name.padEnd(37),
    compared.padStart(8),
    kinks.padStart(5),
    incomparable.padStart(9),
    error.padStart(9),
    verdict || "    ",
    ` ${where}`,
  ]
    .join(" ")
    .trimEnd();
}
