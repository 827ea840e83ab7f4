/** Chapter 10: an article's log beside what each batch gave by itself. */
import { BLUE, ORANGE } from "../../src/report/chart.ts";
import { linesSvg } from "./lines.ts";

/** What a log prints after a step, means since the start, and what the step gave by itself. */
export interface LogLine {
  readonly accuracy: number;
  readonly error: number;
  readonly ownAccuracy: number;
  readonly ownError: number;
}

/**
 * Draws accuracy and reconstruction error, batch by batch and as means since the start.
 *
 * @returns the text of an SVG file
 */
export function logSvg(lines: readonly LogLine[]): string {
  const x = lines.map((_, k) => k + 1);
  const pair = (own: "ownAccuracy" | "ownError", printed: "accuracy" | "error", words: boolean) => [
    {
      ...{ label: words ? "this batch" : "", color: ORANGE, width: 1, x },
      y: lines.map((line) => line[own]),
    },
    {
      ...{ label: words ? "printed" : "", color: BLUE, width: 2.5, x },
      y: lines.map((line) => line[printed]),
    },
  ];
  return linesSvg(
    "The article's accuracy and error, batch by batch and as means since the start",
    {
      x: { label: null },
      y: { label: "accuracy, %", percent: true },
      curves: pair("ownAccuracy", "accuracy", true),
    },
    {
      x: { label: "batch" },
      y: { label: "reconstruction error" },
      curves: pair("ownError", "error", false),
      height: 240,
    },
  );
}
