/** The last line of the table: what all checks together have shown. */
import type { CheckResult } from "../result.ts";
import type { Check } from "./check.ts";

/** A check with what it found, and the chapter it stands in. */
export interface Row {
  readonly chapter: string;
  readonly kind: Check["kind"];
  readonly result: CheckResult;
}

export interface Total {
  readonly checks: number;
  readonly failed: number;
  /** How many derivatives were held against central differences. */
  readonly derivatives: number;
  /** The largest relative error among them. */
  readonly largestError: number;
  /** How many points sit at kinks, and were not compared. */
  readonly kinks: number;
  /** How many derivatives were not comparable. */
  readonly incomparable: number;
  /** How many other values were held against what they should be. */
  readonly values: number;
}

export function totalOf(rows: readonly Row[]): Total {
  const of = (kind: Check["kind"]) =>
    rows.filter((row) => row.kind === kind).map(({ result }) => result);
  const count = (results: readonly CheckResult[], which: "compared" | "kinks" | "incomparable") =>
    results.reduce((sum, result) => sum + result[which], 0);
  const derivatives = of("derivatives");
  return {
    checks: rows.length,
    failed: rows.filter(({ result }) => !result.passed).length,
    derivatives: count(derivatives, "compared"),
    largestError: Math.max(0, ...derivatives.map(({ largestError }) => largestError)),
    kinks: count(derivatives, "kinks"),
    incomparable: count(derivatives, "incomparable"),
    values: count(of("values"), "compared"),
  };
}
