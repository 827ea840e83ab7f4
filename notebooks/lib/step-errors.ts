/** How wrong numerical derivatives are, over the size of the step: chapter 4's three lines like a V. */
import type { ScaleOptions } from "@observablehq/plot";
import { BLUE, GREY, ORANGE } from "../../src/report/chart.ts";
import { linesSvg } from "./lines.ts";

/** Below this share an error is drawn as this share. */
const LOWEST = 1e-12;

/**
 * Draws the relative error of each way to measure a slope. Both axes are logarithmic.
 *
 * @param steps the sizes of the step
 * @param errors the error at each of them, by the name of the way
 * @returns the text of an SVG file
 */
export function stepErrorsSvg(
  steps: readonly number[],
  errors: Readonly<Record<string, readonly number[]>>,
): string {
  const colors = [GREY, BLUE, ORANGE];
  const powers = (from: number, to: number): ScaleOptions => ({
    type: "log",
    ticks: Array.from({ length: (to - from) / 2 + 1 }, (_, k) => 10 ** (from + 2 * k)),
    tickFormat: (value: number) => value.toExponential(0).replace("e+0", ""),
    grid: true,
  });
  return linesSvg("The error of three numerical derivatives over the size of the step", {
    height: 340,
    x: { label: "step h", ...powers(-14, 0) },
    y: { label: "relative error", domain: [LOWEST, 10], ...powers(-12, 0) },
    curves: Object.entries(errors).map(([label, error], k) => ({
      label,
      color: colors[k],
      width: 1.5,
      x: steps,
      y: error.map((share) => Math.max(LOWEST, share)),
    })),
  });
}
