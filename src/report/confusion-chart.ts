/** What a classifier takes for what. */
import * as Plot from "@observablehq/plot";
import { BLUE, plotSvg, WIDTH } from "./chart.ts";

/** Beyond so many classes, empty cells are not drawn: the file would be of megabytes. */
const MOST_CELLS = 50;

/**
 * Draws a confusion matrix: a line for each class, a column for what it was called, and in each cell
 * how many images. Mistakes are shaded by their number; what is right stands in the diagonal.
 *
 * @param counts counts[j][k]: how many images of the class j were called k
 * @returns the text of an SVG file
 * @throws RangeError if there is no class.
 */
export function confusionChart(counts: readonly (readonly number[])[]): string {
  if (counts.length === 0)
    throw new RangeError("confusionChart: there is no class; give at least one.");
  const cells = counts.flatMap((row, label) =>
    row.map((count, called) => ({ label, called, count })),
  );
  const most = cells.reduce(
    (most, { label, called, count }) => (label === called ? most : Math.max(most, count)),
    1,
  );
  /** How dark a cell is. */
  const shade = ({ label, called, count }: (typeof cells)[number]) =>
    label === called ? 0.08 : 0.15 * Number(count > 0) + (0.75 * count) / most;
  const axis = { type: "band", tickSize: 0, padding: 0.05 } as const;
  return plotSvg("How many images of each class were called which class", {
    height: WIDTH - 60,
    x: { ...axis, label: "called", axis: "top" },
    y: { ...axis, label: "class" },
    marks: [
      Plot.cell(counts.length <= MOST_CELLS ? cells : cells.filter(({ count }) => count > 0), {
        x: "called",
        y: "label",
        fill: BLUE,
        fillOpacity: shade,
      }),
      ...(counts.length <= 20
        ? [
            Plot.text(
              cells.filter(({ count }) => count > 0),
              {
                ...{ x: "called", y: "label", text: "count", fontSize: 11 },
                fill: (cell) => (shade(cell) > 0.5 ? "var(--plot-background)" : "currentColor"),
              },
            ),
          ]
        : []),
    ],
  });
}
