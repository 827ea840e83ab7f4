/** Paths of optimisers on a surface over two weights. */
import * as Plot from "@observablehq/plot";
import { GREY, lineLegend, plotSvg } from "../../src/report/chart.ts";

/** Where an optimiser went, place after place. */
export interface Walk {
  readonly label: string;
  readonly color: string;
  readonly path: readonly { readonly w1: number; readonly w2: number }[];
}

const W1 = [-10, 3] as const;
const W2 = [-2.8, 2.8] as const;

/**
 * Draws each walk on a map of its own, below one another. Grey lines join places of equal height,
 * the cross is the lowest place, at (0, 0).
 *
 * @returns the text of an SVG file
 */
export function valleySvg(
  title: string,
  surface: (w1: number, w2: number) => number,
  walks: readonly Walk[],
): string {
  return plotSvg(
    title,
    ...walks.map(({ label, color, path }, k) => {
      const isLast = k === walks.length - 1;
      return {
        height: isLast ? 186 : 162,
        marginTop: 38,
        marginBottom: isLast ? 44 : 20,
        x: { domain: W1, label: isLast ? "w₁" : null },
        y: { domain: W2, label: "w₂", ticks: 5 },
        marks: [
          Plot.contour({
            ...{ x1: W1[0], x2: W1[1], y1: W2[0], y2: W2[1] },
            value: surface,
            thresholds: [1, 4, 10, 20, 40, 70, 110],
            pixelSize: 3,
            stroke: GREY,
            strokeOpacity: 0.5,
          }),
          Plot.line(path, { x: "w1", y: "w2", stroke: color, strokeWidth: 1.5 }),
          Plot.dot(path, { x: "w1", y: "w2", r: 2.5, fill: color }),
          Plot.dot([[0, 0]], { symbol: "times", r: 5, stroke: "currentColor" }),
          ...lineLegend([{ label, color }]),
        ],
      };
    }),
  );
}
