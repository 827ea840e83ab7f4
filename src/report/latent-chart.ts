/**
 * Where the encoder puts the images: the codes as dots, with the prior drawn over them.
 */
import * as Plot from "@observablehq/plot";
import { coloured } from "../aae/parts/picture.ts";
import type { Line } from "../aae/parts/priors.ts";
import { shapeOf, type Tensor } from "../tensor/tensor.ts";
import { BLUE, COLORS, plotSvg, shortTicks, WIDTH } from "./chart.ts";

/** How many codes are painted before it is the next ones' turn, so that no label hides the others. */
const COAT = 500;

/** The width and height of the frame, in pixels, and the margins around it. */
const SIDE = 340;
const SQUARE = {
  marginTop: 28,
  marginRight: 40,
  marginBottom: 44,
  marginLeft: WIDTH - SIDE - 40,
  height: 28 + SIDE + 44,
};

/** How far apart two labels must be to be written into the chart, in pixels. */
const APART = 16;

/** A code where it is drawn. */
interface Dot {
  x: number;
  y: number;
  label: number;
}

/** So many labels are named: as many as there is room for. */
const NAMED = 60;
/** So many have a line in the legend. */
const LEGEND = 17;
/** What stands in place of a label where there are none. */
export const NONE = -1;

/** The colour of a label; those that are ten apart have the same. */
export function colorOf(label: number): string {
  return label === NONE ? BLUE : COLORS[label % COLORS.length];
}

/** The labels that occur, in order. */
export function distinct(labels: ArrayLike<number>): number[] {
  return [...new Set(Array.from(labels))].sort((a, b) => a - b);
}

/** What to say of a chart's colours where they do not tell all labels apart; otherwise nothing. */
export function aboutColors(labels: ArrayLike<number> | null): string {
  if (labels === null) return "The images have no labels, so all have one colour.";
  const all = distinct(labels);
  if (new Set(all.map(colorOf)).size === all.length) return "";
  const named = all.length <= NAMED ? "" : ` Of more than ${NAMED} labels, none is named.`;
  return `There are ${all.length} labels and ${COLORS.length} colours: labels that are ${COLORS.length} apart share one.${named}`;
}

/**
 * Draws the first two dimensions of the codes [count, latent]: a dot each, coloured by its label,
 * and the label itself at the median of its codes (or beside it, if another stands there). Both
 * axes have one scale and 0 in the middle. A code that is not finite is left out.
 *
 * @param labels the label of each code; null where there are none
 * @param contours lines to draw over the codes
 * @returns the text of an SVG file
 * @throws RangeError if there are fewer than two dimensions, or not one label for each code.
 */
export function latentChart(
  codes: Tensor,
  labels: ArrayLike<number> | null,
  contours: readonly Line[] = [],
): string {
  const [count, latent] = codes.shape;
  if (latent < 2 || (labels !== null && labels.length !== count)) {
    throw new RangeError(
      `latentChart: the codes are ${shapeOf(codes)} with ${labels?.length ?? "no"} labels; expected at least two dimensions and one label for each code.`,
    );
  }

  const dots = Array.from({ length: count }, (_, i) => ({
    x: codes.get(i, 0),
    y: codes.get(i, 1),
    label: labels?.[i] ?? NONE,
    coat: `${Math.floor(i / COAT)} ${labels?.[i]}`,
  })).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const lines = contours.flatMap(({ label, points }, line) =>
    points.map(([x, y]) => ({ x, y, line, label })),
  );
  const reach = [...dots, ...lines].reduce(
    (largest, { x, y }) => Math.max(largest, Math.abs(x), Math.abs(y)),
    0,
  );
  const domain = [-reach, reach];
  const all = distinct(labels ?? []);
  const named = all.length <= NAMED ? all : [];
  const halo = { fill: "currentColor", stroke: "var(--plot-background)", strokeWidth: 4 };

  return plotSvg(`The codes in the first two dimensions${coloured(labels)}, and the prior`, {
    ...SQUARE,
    x: { label: "dimension 1 of the code", domain, nice: true, ticks: 6, ...shortTicks(reach) },
    y: { label: "dimension 2 of the code", domain, nice: true, ticks: 6, ...shortTicks(reach) },
    marks: [
      Plot.line(dots, {
        x: "x",
        y: "y",
        z: "coat",
        stroke: ({ label }) => colorOf(label),
        strokeWidth: 2.5,
        strokeOpacity: 0.8,
        curve: dotAtEachPoint,
      }),
      Plot.line(lines, { x: "x", y: "y", z: "line", strokeWidth: 1.5 }),
      Plot.text(
        lines,
        Plot.selectMaxY({ x: "x", y: "y", z: "line", text: "label", dy: -9, ...halo }),
      ),
      Plot.text(places(dots, named, (APART * 2 * reach) / SIDE), {
        x: "x",
        y: "y",
        text: "label",
        fontSize: named.length <= 10 ? 18 : 13,
        fontWeight: "bold",
        ...halo,
      }),
      ...legend(all),
    ],
  });
}

/**
 * The colours of the labels, below one another at the right; nothing where there is no room for all.
 *
 * @internal its type is Plot's, which strict programs cannot read
 */
export function legend(labels: readonly number[]): Plot.Markish[] {
  if (labels.length > LEGEND) return [];
  return labels.flatMap((label, line) => {
    const place = { frameAnchor: "top-right", dy: 6 + 20 * line } as const;
    return [
      Plot.dot([label], { ...place, dx: 12, r: 4, fill: colorOf(label) }),
      Plot.text([label], { ...place, dx: 22, lineAnchor: "middle", textAnchor: "start" }),
    ];
  });
}

/**
 * Where each label is written: at the median of its codes, or at the first place on rings around it
 * that is no nearer than this to a label already written.
 */
function places(dots: readonly Dot[], labels: readonly number[], nearest: number): Dot[] {
  const written: Dot[] = [];
  for (const label of labels) {
    const own = dots.filter((dot) => dot.label === label);
    if (own.length === 0) continue;
    const x = median(own.map((dot) => dot.x));
    const y = median(own.map((dot) => dot.y));
    const isFree = (at: Dot) =>
      written.every((other) => Math.hypot(at.x - other.x, at.y - other.y) >= nearest);
    let place = { x, y, label };
    for (let turn = 0; !isFree(place); turn++) {
      const ring = nearest * (1 + Math.floor(turn / 12));
      const angle = (2 * Math.PI * turn) / 12;
      place = { x: x + ring * Math.cos(angle), y: y + ring * Math.sin(angle), label };
    }
    written.push(place);
  }
  return written;
}

/** The middle one of the numbers in order; of two, the upper. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/**
 * A "curve" that moves to each point and draws nothing but its round cap. One short path holds
 * hundreds of dots so, where a circle each would make the file three times as large.
 *
 * @internal its type is Plot's, which strict programs cannot read
 */
export const dotAtEachPoint: Plot.CurveFunction = (path: Path) => ({
  areaStart() {},
  areaEnd() {},
  lineStart() {},
  lineEnd() {},
  point(x: number, y: number) {
    path.moveTo(Math.round(x * 10) / 10, Math.round(y * 10) / 10);
    path.closePath();
  },
});

/** What Plot gives a curve to draw with. */
interface Path {
  moveTo(x: number, y: number): void;
  closePath(): void;
}
