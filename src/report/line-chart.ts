/**
 * Where the encoder puts the images on a line: codes of one number, as a histogram.
 */
import * as Plot from "@observablehq/plot";
import { coloured } from "../aae/parts/picture.ts";
import { shapeOf, type Tensor } from "../tensor/tensor.ts";
import { lineLegend, plotSvg, shortTicks } from "./chart.ts";
import { colorOf, distinct, legend, NONE } from "./latent-chart.ts";

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
      label: labels?.[i] ?? NONE,
    })).filter(({ z }) => Number.isFinite(z));
  const [dots, samples] = [numbers(codes), prior === null ? [] : numbers(prior)];
  const reach = [...dots, ...samples].reduce((most, { z }) => Math.max(most, Math.abs(z)), 0) || 1;
  const width = (2 * reach) / BINS;
  const binOf = (z: number) => Math.min(BINS - 1, Math.floor((z + reach) / width)); // the end is in the last
  const counts = (some: typeof dots) => {
    const counts = new Array<number>(BINS).fill(0);
    for (const { z } of some) counts[binOf(z)]++;
    return counts.map((count, bin) => ({
      count,
      x1: bin * width - reach,
      x2: (bin + 1) * width - reach,
    }));
  };
  const all = distinct(labels ?? []);

  const bars = (labels === null ? [NONE] : all).flatMap((label) =>
    counts(dots.filter((dot) => dot.label === label))
      .filter(({ count }) => count > 0)
      .map((bar) => ({ ...bar, label })),
  );

  return plotSvg(`How many codes lie where${coloured(labels)}, and the prior`, {
    height: 28 + 340 + 44,
    marginRight: 40,
    x: { label: "the code", domain: [-reach, reach], ...shortTicks(reach) },
    y: { label: "images", grid: true },
    marks: [
      Plot.rectY(bars, {
        x1: "x1",
        x2: "x2",
        y: "count",
        fill: ({ label }) => colorOf(label),
      }),
      ...(samples.length > 0
        ? [
            Plot.lineY(counts(samples), {
              x: ({ x1 }) => x1 + width / 2,
              y: "count",
              strokeWidth: 1.5,
              curve: "step",
            }),
            ...lineLegend([{ label: "prior", color: "currentColor" }]),
          ]
        : []),
      ...legend(all),
    ],
  });
}
