/** Charts of lines, which most chapters need: rows of y over rows of x. */
import * as Plot from "@observablehq/plot";
import { lineLegend, plotSvg } from "../../src/report/chart.ts";

/** One line of a chart. */
export interface Curve {
  /** Its name in the legend; none if it is empty. */
  readonly label: string;
  readonly color: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly dashed?: boolean;
  readonly width?: number;
}

/** One of several charts below one another. */
export interface Panel {
  readonly x: Plot.ScaleOptions;
  readonly y: Plot.ScaleOptions;
  readonly curves: readonly Curve[];
  readonly height?: number;
  /** What else is drawn, below the lines. */
  readonly below?: readonly Plot.Markish[];
  /** And what above them. */
  readonly above?: readonly Plot.Markish[];
}

/**
 * Draws charts of lines, each with its legend.
 *
 * @returns the text of an SVG file
 */
export function linesSvg(title: string, ...panels: readonly Panel[]): string {
  return plotSvg(
    title,
    ...panels.map(({ x, y, curves, height = 230, below = [], above = [] }) => ({
      height,
      x,
      y: { grid: true, ...y },
      marks: [
        ...below,
        ...curves.map((curve) =>
          Plot.line(
            Array.from(curve.x, (value, k) => [value, curve.y[k]]),
            {
              stroke: curve.color,
              strokeWidth: curve.width ?? 2,
              ...(curve.dashed && { strokeDasharray: "5 4" }),
            },
          ),
        ),
        ...above,
        ...lineLegend(curves.filter(({ label }) => label !== "")),
      ],
    })),
  );
}

/** Upright broken lines, each from the bottom of a chart to its top. */
export function uprights(at: readonly number[], color = "currentColor"): Plot.Markish {
  return Plot.ruleX(at, { stroke: color, strokeOpacity: 0.6, strokeDasharray: "3 4" });
}

/** A dot at each (x, y). */
export function dotsAt(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  color: string,
  radius = 5,
): Plot.Markish {
  return Plot.dot(
    Array.from(x, (value, k) => [value, y[k]]),
    { fill: color, r: radius },
  );
}

/** So many numbers from one to another, in equal steps. */
export function spaced(from: number, to: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));
}
