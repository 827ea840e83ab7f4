/** Chapter 20: speeds, and the parts of a step's time, as bars. */
import * as Plot from "@observablehq/plot";
import { BLUE, COLORS, GREY, lineLegend, ORANGE, plotSvg } from "../../src/report/chart.ts";

/**
 * Draws a bar for each speed, in GFLOP/s, with its number.
 *
 * @param label what the names on the left are; none if it is null
 * @returns the text of an SVG file
 */
export function speedBarsSvg(
  title: string,
  label: string | null,
  speeds: Readonly<Record<string, number>>,
): string {
  const bars = Object.entries(speeds).map(([name, speed]) => ({ name, speed }));
  return plotSvg(title, {
    height: 34 * bars.length + 60,
    marginTop: label === null ? 12 : 26,
    marginLeft: 110,
    marginRight: 44,
    x: { label: "GFLOP/s", grid: true },
    y: { label, type: "band", domain: bars.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.barX(bars, { x: "speed", y: "name", fill: BLUE, insetTop: 4, insetBottom: 4 }),
      Plot.text(bars, {
        x: "speed",
        y: "name",
        text: ({ speed }) => speed.toFixed(1),
        textAnchor: "start",
        dx: 4,
      }),
    ],
  });
}

/**
 * Draws where the milliseconds of a step go: a bar for each set of kernels, a colour for each part.
 * The sets that are named in `enlarged` stand once more below, at a scale of their own.
 *
 * @returns the text of an SVG file
 */
export function stepBarsSvg(
  title: string,
  steps: Readonly<Record<string, Readonly<Record<string, number>>>>,
  enlarged: readonly string[],
): string {
  const kinds = Object.keys(Object.values(steps)[0]);
  const colors = [BLUE, ORANGE, COLORS[9], GREY].slice(0, kinds.length);
  const parts = Object.entries(steps).flatMap(([name, clocks]) =>
    kinds.map((kind) => ({ name, kind, ms: clocks[kind] })),
  );
  const panel = (
    names: readonly string[],
    label: string | null,
    legend: readonly Plot.Markish[],
  ): Plot.PlotOptions => ({
    height: 36 * names.length + 70,
    marginTop: legend.length > 0 ? 36 : 10,
    x: { label, grid: true },
    y: { label: null, type: "band", domain: [...names], tickSize: 0 },
    color: { domain: kinds, range: colors },
    marks: [
      Plot.barX(
        parts.filter(({ name }) => names.includes(name)),
        { x: "ms", y: "name", fill: "kind", order: kinds, insetTop: 4, insetBottom: 4 },
      ),
      ...legend,
    ],
  });
  const legend = lineLegend(kinds.map((label, k) => ({ label, color: colors[k] })));
  return plotSvg(
    title,
    panel(Object.keys(steps), null, legend),
    panel(enlarged, "milliseconds of a step", []),
  );
}
