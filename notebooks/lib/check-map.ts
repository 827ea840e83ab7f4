/** A gradient check to be looked at: every element of every gradient as a square. */
import * as Plot from "@observablehq/plot";
import type { Comparison } from "../../src/gradcheck/comparison.ts";
import type { CheckResult } from "../../src/gradcheck/result.ts";
import { BLUE, GREY, ORANGE, WIDTH } from "../../src/report/chart.ts";
import { canvas } from "./drawings.ts";

const MARGIN = 14;
const LINE = 26;
/** So many elements of a vector stand in a line. */
const LONGEST = 18;

/** A square of the map. */
interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly kind: "right" | "wrong" | "left out";
  readonly worst: boolean;
}

/**
 * Draws each gradient of a check as a map of its elements, in the gradient's own shape: pale blue
 * where `backward` is right, orange with a cross where it is wrong, an empty broken square where there is nothing
 * to compare, at a kink or for want of digits. The worst element of the check has a thick frame.
 *
 * @returns the text of an SVG file
 */
export function checkMapSvg(result: CheckResult): string {
  const { comparisons } = result;
  const squares: Square[] = [];
  const names: { text: string; y: number }[] = [];
  const worst = comparisons
    .filter(({ wrong }) => wrong.length > 0)
    .reduce<Comparison | null>((a, b) => (a && a.largestError >= b.largestError ? a : b), null);
  let y = MARGIN;
  for (const comparison of comparisons) {
    const { name, shape, wrong, compared } = comparison;
    names.push({ text: `${name} [${shape.join(", ")}]: ${wrong.length} of ${compared} wrong`, y });
    y += LINE - 8;
    const [rows, columns] = shape.length === 1 ? linesOf(shape[0]) : shape;
    const size = Math.min(22, (WIDTH - 2 * MARGIN) / columns);
    squares.push(...squaresOf(comparison, columns, size, y, comparison === worst));
    y += size * rows + LINE;
  }
  const verdict = result.passed
    ? "all is right"
    : comparisons.length === 0
      ? "nothing was compared yet: see above"
      : comparisons.some(({ wrong }) => wrong.length > 0)
        ? "× wrong    thick frame: the worst"
        : "the numbers are right, something else is not: see above";
  names.push({ text: verdict, y });
  const of = (kind: Square["kind"]) => squares.filter((square) => square.kind === kind);
  return canvas(`The elements of each gradient: ${wordsOf(result)}`, y + MARGIN, [
    tiles(of("right"), { fill: BLUE, fillOpacity: 0.35 }),
    tiles(of("wrong"), { fill: ORANGE, fillOpacity: 0.75 }),
    tiles(of("left out"), { fill: "none", stroke: GREY, strokeDasharray: "2 3" }),
    Plot.text(of("wrong"), {
      x: ({ x, size }) => x + size / 2,
      y: ({ y, size }) => y + size / 2,
      text: () => "×",
    }),
    tiles(
      squares.filter(({ worst }) => worst),
      { fill: "none", stroke: "currentColor", strokeWidth: 3 },
    ),
    Plot.text(names, { x: MARGIN, y: "y", text: "text", textAnchor: "start" }),
  ]);
}

/** A vector is one line, or several if it is long: its squares should not become too small to see. */
function linesOf(length: number): [rows: number, columns: number] {
  const columns = Math.min(length, LONGEST);
  return [Math.ceil(length / columns), columns];
}

function squaresOf(it: Comparison, columns: number, size: number, top: number, hasWorst: boolean) {
  const wrong = new Set(it.wrong);
  const leftOut = new Set([...it.kinks, ...it.incomparable]);
  return Array.from(
    it.numerical,
    (_, i): Square => ({
      x: MARGIN + size * (i % columns),
      y: top + size * Math.floor(i / columns),
      size,
      kind: wrong.has(i) ? "wrong" : leftOut.has(i) ? "left out" : "right",
      worst: hasWorst && i === it.worst,
    }),
  );
}

function tiles(squares: readonly Square[], look: Plot.RectOptions): Plot.Markish {
  return Plot.rect(squares, {
    x1: "x",
    x2: ({ x, size }: Square) => x + size,
    y1: "y",
    y2: ({ y, size }: Square) => y + size,
    inset: 1.5,
    ...look,
  });
}

/** The map in a sentence, for those who cannot see it. */
function wordsOf({ comparisons, passed }: CheckResult): string {
  const wrong = comparisons.reduce((sum, it) => sum + it.wrong.length, 0);
  const compared = comparisons.reduce((sum, it) => sum + it.compared, 0);
  if (compared === 0) return "none was compared yet";
  return passed ? `all ${compared} are right` : `${wrong} of ${compared} are wrong`;
}
