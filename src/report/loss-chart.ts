/**
 * How training went: the reconstruction error, both adversaries' losses, and how often the
 * discriminator was right.
 */
import * as Plot from "@observablehq/plot";
import { BLUE, lineLegend, ORANGE, plotSvg } from "./chart.ts";

/** What was measured at one step of training. */
export interface LossPoint {
  /** How far training had come, in epochs; 1.5 is the middle of the second. */
  epoch: number;
  /** The mean squared error per pixel on the batch. */
  reconstruction: number;
  /** The discriminator's cross-entropy, in nats, as a mean over codes and prior samples. */
  discriminator: number;
  /** The encoder's cross-entropy against the discriminator, in nats; null if it was not trained. */
  generator: number | null;
  /** The share of codes and prior samples that the discriminator told apart rightly, 0 to 1. */
  accuracy: number;
}

/** What was measured on the test images after an epoch. */
export interface TestPoint {
  epoch: number;
  /** The mean squared error per pixel on all test images. */
  reconstruction: number;
}

/** About how many points a line is drawn with. */
const BINS = 160;

/**
 * Draws three charts over the epochs: reconstruction error (with that of the test images, if
 * given), the adversaries' losses, the discriminator's accuracy.
 *
 * Thousands of steps would be a thick smear and a large file. So the epochs are cut into short
 * spans of equal length; the line goes through each span's mean, and the pale band behind it
 * reaches from the lowest to the highest number of the span. What is not finite is left out.
 *
 * A discriminator that can only guess is right half of the time, and both adversaries' losses are
 * then ln 2 = 0.693: these values are marked.
 *
 * @returns the text of an SVG file
 */
export function lossChart(points: readonly LossPoint[], tests: readonly TestPoint[] = []): string {
  const lastEpoch = Math.max(points.at(-1)?.epoch ?? 0, tests.at(-1)?.epoch ?? 0);
  const errors = axisOfErrors([...points, ...tests].map(({ reconstruction }) => reconstruction));
  const x = { domain: [0, lastEpoch], label: null };
  return plotSvg(
    "Reconstruction error, losses of discriminator and generator, and accuracy of the discriminator over the epochs of training",
    {
      ...PANEL,
      x,
      y: { label: "mean squared error per pixel", grid: true, ...errors },
      marks: [
        ...series(points, BLUE, (point) => point.reconstruction),
        Plot.lineY(tests, { x: "epoch", y: "reconstruction", stroke: ORANGE }),
        Plot.dot(tests, { x: "epoch", y: "reconstruction", fill: ORANGE, r: 2 }),
        ...lineLegend([
          { label: "training", color: BLUE },
          ...(tests.length > 0 ? [{ label: "test", color: ORANGE }] : []),
        ]),
      ],
    },
    {
      ...PANEL,
      x,
      y: { label: "loss in nats", grid: true, nice: true },
      marks: [
        ...guess(Math.LN2, "ln 2"),
        ...series(points, BLUE, (point) => point.discriminator),
        ...series(points, ORANGE, (point) => point.generator),
        ...lineLegend([
          { label: "discriminator", color: BLUE },
          { label: "generator (encoder)", color: ORANGE },
        ]),
      ],
    },
    {
      ...PANEL,
      x: { ...x, label: "epoch" },
      y: {
        label: "accuracy of the discriminator",
        grid: true,
        domain: [0, 1],
        tickFormat: "%",
        ticks: 5,
      },
      marks: [...guess(0.5, "50%"), ...series(points, BLUE, (point) => point.accuracy)],
    },
  );
}

const PANEL = { height: 200, marginTop: 46, marginRight: 56 };

/**
 * A logarithmic axis, for errors that fall from 1 to 0.05: it reaches from one of the round numbers
 * …, 0.1, 0.2, 0.5, 1, 2, … to another and carries those between.
 */
function axisOfErrors(errors: readonly number[]): Plot.ScaleOptions {
  const drawn = errors.filter((error) => error > 0 && error < Number.POSITIVE_INFINITY);
  const lowest = drawn.reduce((a, b) => Math.min(a, b), 1);
  const highest = drawn.reduce((a, b) => Math.max(a, b), lowest);
  const ticks = [];
  for (let power = Math.floor(Math.log10(lowest)); 10 ** power < 10 * highest; power++) {
    ticks.push(Number(`1e${power}`), Number(`2e${power}`), Number(`5e${power}`));
  }
  const from = ticks.findLastIndex((tick) => tick <= lowest);
  const to = ticks.findIndex((tick) => tick >= highest);
  return {
    type: "log",
    domain: [ticks[from], ticks[to]],
    ticks: ticks.slice(from, to + 1),
    tickFormat: String,
  };
}

/** The line of means and the band of extremes. */
function series(
  points: readonly LossPoint[],
  color: string,
  measure: (point: LossPoint) => number | null,
): Plot.Markish[] {
  const spans = { x: "epoch", thresholds: BINS };
  return [
    Plot.areaY(
      points,
      Plot.binX<Plot.AreaYOptions>(
        { x: "mean", y1: "min", y2: "max" },
        { ...spans, y1: measure, y2: measure, fill: color, fillOpacity: 0.2 },
      ),
    ),
    Plot.lineY(
      points,
      Plot.binX<Plot.LineYOptions>(
        { x: "mean", y: "mean" },
        { ...spans, y: measure, stroke: color },
      ),
    ),
  ];
}

/** A dashed line at the value that mere guessing gives. */
function guess(value: number, name: string): Plot.Markish[] {
  return [
    Plot.ruleY([value], { strokeDasharray: "4 3" }),
    Plot.text([value], {
      y: value,
      text: () => `guess:\n${name}`,
      frameAnchor: "right",
      textAnchor: "start",
      dx: 6,
    }),
  ];
}
