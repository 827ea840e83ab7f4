/**
 * How well the codes match the prior, one dimension after the other: a latent space of ten
 * dimensions cannot be seen, but each of its dimensions can.
 */
import * as Plot from "@observablehq/plot";
import { BLUE, GREY, lineLegend, plotSvg, shortTicks } from "./chart.ts";

/** The first two moments of numbers: where they lie, and how far they spread. */
export interface Moments {
  mean: number;
  /** The standard deviation. */
  deviation: number;
}

/** How many dimensions are drawn; a chart of hundreds would be metres high. */
export const MOST_DIMENSIONS = 30;

/**
 * Draws, for each latent dimension, the mean of the codes as a dot and one deviation to both sides
 * as a line, over a pale bar that shows the same for the prior. Of more than 30 dimensions, those are
 * drawn that are farthest from the prior, in their order.
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
  const shown = farthest(codes, prior);
  const drawn = shown.map((j) => codes[j]);
  const reach = drawn.reduce(
    (most, { mean, deviation }) => Math.max(most, Math.abs(mean) + deviation),
    0,
  );
  const interval = {
    x1: ({ mean, deviation }: Moments) => mean - deviation,
    x2: ({ mean, deviation }: Moments) => mean + deviation,
    y: (_: Moments, line: number) => shown[line] + 1,
  };
  return plotSvg("Mean and deviation of the codes in each latent dimension, beside the prior’s", {
    height: LINE * shown.length + 90,
    marginTop: 46,
    x: {
      label: "mean ± one standard deviation",
      grid: true,
      ...(domain && { domain }),
      ...shortTicks(reach),
    },
    y: { type: "band", label: "dimension", tickSize: 0 },
    marks: [
      Plot.barX(
        shown.map((j) => prior[j]),
        { ...interval, fill: GREY, fillOpacity: 0.5, insetTop: 2, insetBottom: 2 },
      ),
      Plot.ruleY(drawn, { ...interval, stroke: BLUE, strokeWidth: 2.5 }),
      Plot.dot(drawn, { x: "mean", y: interval.y, r: 4.5, fill: BLUE }),
      ...lineLegend([
        { label: "codes", color: BLUE },
        { label: "prior", color: GREY },
      ]),
    ],
  });
}

/** The dimensions that are drawn, counted from 0, in their order. */
function farthest(codes: readonly Moments[], prior: readonly Moments[]): number[] {
  return [...codes.keys()]
    .map((j) => ({ j, far: divergence(codes[j], prior[j]) }))
    .sort((a, b) => b.far - a.far)
    .slice(0, MOST_DIMENSIONS)
    .map(({ j }) => j)
    .sort((a, b) => a - b);
}

/**
 * How far N(m, s²) is from N(m₀, s₀²) in nats, the Kullback-Leibler divergence:
 *
 *     ln(s₀/s) + (s² + (m − m₀)²)/(2·s₀²) − ½
 */
function divergence(code: Moments, prior: Moments): number {
  const share = code.deviation / prior.deviation;
  const shift = (code.mean - prior.mean) / prior.deviation;
  const nats = (share ** 2 + shift ** 2 - 1) / 2 - Math.log(share);
  return Number.isNaN(nats) ? Number.MAX_VALUE : Math.min(nats, Number.MAX_VALUE);
}
