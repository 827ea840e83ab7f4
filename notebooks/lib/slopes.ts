/** Functions of one number, each with its derivative: activations and losses. */
import * as Plot from "@observablehq/plot";
import { BLUE, lineLegend, ORANGE, plotSvg } from "../../src/report/chart.ts";

/** A function at the places x: its values there, and its derivatives. */
export interface FunctionAt {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly slope: ArrayLike<number>;
  /** From where to where the y axis reaches; as far as the numbers do, unless told otherwise. */
  readonly domain?: readonly number[];
}

/**
 * Draws functions below one another, blue, each with its derivative, orange. What lies above a
 * chart's y axis is left out.
 *
 * @param labels what is written on the axes
 * @returns the text of an SVG file
 */
export function slopesSvg(
  title: string,
  labels: { readonly x: string; readonly y: string },
  ...functions: readonly FunctionAt[]
): string {
  const several = functions.length > 1;
  return plotSvg(
    title,
    ...functions.map(({ name, x, y, slope, domain }, k) => {
      const isLast = k === functions.length - 1;
      const top = domain?.[1] ?? Number.POSITIVE_INFINITY;
      const points = (values: ArrayLike<number>) =>
        Array.from(x, (place, i) => [place, values[i]]).filter(([, value]) => value <= top);
      return {
        height: several ? (isLast ? 190 : 172) : 230,
        marginBottom: isLast ? 44 : 26,
        x: { label: isLast ? labels.x : null },
        y: { label: labels.y, grid: true, ...(domain && { domain, ticks: 4 }) },
        marks: [
          Plot.ruleY([0]),
          Plot.line(points(slope), { stroke: ORANGE }),
          Plot.line(points(y), { stroke: BLUE, strokeWidth: 2 }),
          ...lineLegend([
            { label: name, color: BLUE },
            { label: "its derivative", color: ORANGE },
          ]),
        ],
      };
    }),
  );
}
