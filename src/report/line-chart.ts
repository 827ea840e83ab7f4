/**
 * Where the encoder puts the images on a line: codes of one number, as a histogram.
 */
import * as Plot from "@observablehq/plot";
import { shapeOf, type Tensor } from "../tensor/tensor.ts";
import { lineLegend, plotSvg } from "./chart.ts";
import { colorOf, distinct, legend } from "./latent-chart.ts";

/** How many bars there are from end to end. */
const BINS = 60;

/**
 * Draws how many codes [count, 1] lie where, coloured by label, and as a line how many samples of
 * the prior would. The axis has 0 in the middle. A code that is not finite is left out.
 *
 * @param labels the label of each code; null where there are none
 * @param prior as many samples of the prior, [count, 1]; null for no line
 * @returns the text of an SVG file
 * @throws RangeError if there is not one dimension, or not one label for each code.
 */
export function lineChart(
  codes: Tensor,
  labels: ArrayLike<number> | null,
  prior: Tensor | null,
): string {
  const [count, latent] = codes.shape;
  if (latent !== 1 || (labels !== null && labels.length !== count)) {
    throw new RangeError(
      `lineChart: the codes are ${shapeOf(codes)} with ${labels?.length ?? "no"} labels; expected one dimension and one label for each code.`,
    );
  }
  const numbers = (of: Tensor) =>
    Array.from({ length: of.shape[0] }, (_, i) => ({
      z: of.get(i, 0),
      label: labels?.[i] ?? -1,
    })).filter(({ z }) => Number.isFinite(z));
  const [dots, samples] = [numbers(codes), prior === null ? [] : numbers(prior)];
  const reach = [...dots, ...samples].reduce((most, { z }) => Math.max(most, Math.abs(z)), 0) || 1;
  const thresholds = Array.from({ length: BINS + 1 }, (_, k) => reach * ((2 * k) / BINS - 1));
  const all = distinct(labels ?? []);

  return plotSvg("How many codes lie where, coloured by label, and the prior", {
    height: 28 + 340 + 44,
    marginRight: 40,
    x: { label: "the code", domain: [-reach, reach] },
    y: { label: "images", grid: true },
    marks: [
      Plot.rectY(
        dots,
        Plot.binX<Plot.RectYOptions>(
          { y: "count" },
          {
            x: "z",
            thresholds,
            fill: ({ label }) => colorOf(label),
            order: "z",
            z: "label",
            inset: 0,
          },
        ),
      ),
      Plot.lineY(
        samples,
        Plot.binX<Plot.LineYOptions>(
          { y: "count", filter: null },
          { x: "z", thresholds, stroke: "currentColor", strokeWidth: 1.5, curve: "step" },
        ),
      ),
      ...(samples.length > 0 ? lineLegend([{ label: "prior", color: "currentColor" }]) : []),
      ...legend(all),
    ],
  });
}
