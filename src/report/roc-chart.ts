/** How well scores tell anomalies from what is usual. */
import * as Plot from "@observablehq/plot";
import type { Roc } from "../measures/roc.ts";
import { BLUE, GREY, lineLegend, ORANGE, plotSvg, WIDTH } from "./chart.ts";

/** How many points a line has at most: as many as there are pixels. */
const POINTS = WIDTH;

/**
 * Draws ROC curves over one another, each with the area under it; a guess has the diagonal.
 *
 * @param curves at most two, by name
 * @returns the text of an SVG file
 */
export function rocChart(curves: Readonly<Record<string, Roc>>): string {
  const lines = Object.entries(curves).map(([name, { points, area }], index) => ({
    label: `${name} ${area.toFixed(3)}`,
    color: [BLUE, ORANGE][index % 2],
    points: thinned(points),
  }));
  return plotSvg("True positive rate against false positive rate", {
    height: WIDTH,
    x: { label: "usual rows called anomalies", domain: [0, 1], grid: true },
    y: { label: "anomalies found", domain: [0, 1], grid: true },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: GREY, strokeDasharray: "4 4" },
      ),
      ...lines.map(({ points, color }) =>
        Plot.line(points, {
          x: "falsePositives",
          y: "truePositives",
          stroke: color,
          strokeWidth: 2,
        }),
      ),
      ...lineLegend(lines),
    ],
  });
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.ceil(points.length / POINTS);
  return points.filter((_, k) => k % step === 0 || k === points.length - 1);
}
