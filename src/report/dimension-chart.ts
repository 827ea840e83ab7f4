/**
 * How well the codes match the prior, one dimension after the other: a latent space of ten
 * dimensions cannot be seen, but each of its dimensions can.
 */
import * as Plot from "@observablehq/plot";
import { BLUE, GREY, lineLegend, plotSvg } from "./chart.ts";

/** The first two moments of numbers: where they lie, and how far they spread. */
export interface Moments {
  mean: number;
  /** The standard deviation. */
  deviation: number;
}

/**
 * Draws, for each latent dimension, the mean of the codes as a dot and one deviation to both sides
 * as a line, over a pale bar that shows the same for the prior.
 *
 * @param domain what the axis reaches from and to, for charts that are to be compared; what is
 * drawn unless told otherwise
 * @returns the text of an SVG file
 * @throws RangeError if codes and prior have not the same number of dimensions.
 */
export function dimensionChart(
  codes: readonly Moments[],
  prior: readonly Moments[],
  domain?: readonly [low: number, high: number],
): string {
  if (codes.length !== prior.length) {
    throw new RangeError(
      `dimensionChart: the codes have ${codes.length} dimensions but the prior has ${prior.length}; they need the same number.`,
    );
  }
  const LINE = 24;
  const interval = {
    x1: ({ mean, deviation }: Moments) => mean - deviation,
    x2: ({ mean, deviation }: Moments) => mean + deviation,
    y: (_: Moments, dimension: number) => dimension + 1,
  };
  return plotSvg("Mean and deviation of the codes in each latent dimension, beside the prior’s", {
    height: LINE * codes.length + 90,
    marginTop: 46,
    x: { label: "mean ± one standard deviation", grid: true, ...(domain && { domain }) },
    y: { type: "band", label: "dimension", tickSize: 0 },
    marks: [
      Plot.barX(prior, { ...interval, fill: GREY, fillOpacity: 0.5, insetTop: 2, insetBottom: 2 }),
      Plot.ruleY(codes, { ...interval, stroke: BLUE, strokeWidth: 2.5 }),
      Plot.dot(codes, { x: "mean", y: interval.y, r: 4.5, fill: BLUE }),
      ...lineLegend([
        { label: "codes", color: BLUE },
        { label: "prior", color: GREY },
      ]),
    ],
  });
}
