/**
 * How training went: every figure over the epochs, those of one kind in one chart.
 */
import * as Plot from "@observablehq/plot";
import type { FigureDescription, Figures } from "../aae/parts/model.ts";
import { BLUE, COLORS, lineLegend, ORANGE, plotSvg } from "./chart.ts";

/** What was measured at one step of training, or by an evaluation after an epoch. */
export interface LossPoint {
  /** How far training had come, in epochs; 1.5 is the middle of the second. */
  readonly epoch: number;
  readonly figures: Figures;
}

/** About how many points a line is drawn with. */
const BINS = 160;

/** The colours of the lines in one chart, in their order. */
const LINES = [BLUE, ORANGE, COLORS[9], COLORS[4]];

/**
 * Draws a chart for each kind of figure, below one another.
 *
 * Thousands of steps would be a thick smear and a large file. So the epochs are cut into short
 * spans of equal length; the line goes through each span's mean, and the pale band behind it
 * reaches from the lowest to the highest number of the span. What is not finite is left out. What
 * somebody has who can only guess is a dashed line.
 *
 * @param descriptions what each figure means, by its name
 * @param points what each step gave
 * @param evaluations what other images gave after each epoch, by the same names
 * @param judged what these images are called
 * @returns the text of an SVG file
 */
export function lossChart(
  descriptions: Readonly<Record<string, FigureDescription>>,
  points: readonly LossPoint[],
  evaluations: readonly LossPoint[] = [],
  judged = "test",
): string {
  const lastEpoch = Math.max(points.at(-1)?.epoch ?? 0, evaluations.at(-1)?.epoch ?? 0);
  const drawn = Object.entries(descriptions).filter(
    ([name]) => points.length === 0 || points.some(({ figures }) => name in figures),
  ); // a phase that has nothing to learn gives no figure
  const charts = [...new Set(drawn.map(([, { chart }]) => chart))];
  const panels = charts.map((label, index): Plot.PlotOptions => {
    const figures = drawn.filter(([, { chart }]) => chart === label);
    const { kind, guess } = figures[0][1];
    const seen = evaluations.filter(({ figures: found }) =>
      figures.some(([name]) => name in found),
    );
    const values = (of: readonly LossPoint[]) =>
      of.flatMap((point) => figures.map(([name]) => point.figures[name] ?? Number.NaN));
    const legend = [
      ...figures.map(([, figure], line) => ({ label: figure.label, color: LINES[line] })),
      ...(seen.length > 0 ? [{ label: judged, color: LINES[figures.length] }] : []),
    ];
    return {
      ...PANEL,
      x: { domain: [0, lastEpoch], label: index === charts.length - 1 ? "epoch" : null },
      y: {
        label,
        grid: true,
        ...(kind === "error" && axisOfErrors([...values(points), ...values(seen)])),
        ...(kind === "loss" && { nice: true }),
        ...(kind === "share" && { domain: [0, 1], tickFormat: "%", ticks: 5 }),
      },
      marks: [
        ...(guess ? dashed(guess.value, guess.name) : []),
        ...figures.flatMap(([name], line) =>
          series(points, LINES[line], (point) => point.figures[name] ?? null),
        ),
        ...figures.flatMap(([name]) => {
          const place = { x: "epoch", y: (point: LossPoint) => point.figures[name] ?? null };
          const color = LINES[figures.length];
          return [
            Plot.lineY(seen, { ...place, stroke: color }),
            Plot.dot(seen, { ...place, fill: color, r: 2 }),
          ];
        }),
        ...(legend.length > 1 ? lineLegend(legend) : []),
      ],
    };
  });
  const labels = drawn.map(([, { label }]) => label);
  return plotSvg(`${labels.join(", ")}, over the epochs of training`, ...panels);
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
function dashed(value: number, name: string): Plot.Markish[] {
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
