import { expect, test } from "vitest";
import { BLUE, COLORS } from "../../src/report/chart.ts";
import { lineChart } from "../../src/report/line-chart.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { expectSoundSvg, wordsOf } from "./svg.ts";

const codes = (...numbers: number[]) => tensor(Float32Array.from(numbers), numbers.length, 1);

/** The bars of a colour: where they begin, in pixels, and how high they are. */
function barsOf(svg: string, color: string): [x: number, height: number][] {
  return [...svg.matchAll(/<rect ([^>]*)>/g)]
    .map(([, attributes]) => attributes)
    .filter((attributes) => attributes.includes(`fill="${color}"`))
    .map((attributes) => {
      const of = (name: string) => Number(attributes.match(new RegExp(` ${name}="([^"]*)"`))?.[1]);
      return [of("x"), of("height")];
    });
}

test("codes of one number are bars, as high as there are codes, in the colours of their labels", () => {
  const svg = lineChart(codes(-1, -1, -1, 0.5, 1), Uint8Array.of(3, 3, 3, 3, 7), null);
  expectSoundSvg(svg);
  const [[left, three], [right, one]] = barsOf(svg, COLORS[3]);
  expect(left).toBeLessThan(right);
  expect(three).toBeCloseTo(3 * one, 6);
  expect(barsOf(svg, COLORS[7])).toHaveLength(1);
  const words = wordsOf(svg);
  for (const expected of ["the code →", "↑ images", "3", "7"]) expect(words).toContain(expected);
  expect(words).not.toContain("prior");
});

test("the prior is a line over them, and labels may be missing", () => {
  const svg = lineChart(codes(-2, 0, 2), null, codes(-1, 0, 1));
  expectSoundSvg(svg);
  expect(barsOf(svg, BLUE)).toHaveLength(3);
  expect(svg.match(/aria-label="line"/g)).toHaveLength(1);
  expect(wordsOf(svg)).toContain("prior");
});

test("codes that are not finite, or are all 0, do no harm", () => {
  expectSoundSvg(lineChart(codes(Number.NaN, 1, Number.POSITIVE_INFINITY), null, null));
  expectSoundSvg(lineChart(codes(0, 0), null, codes(0, 0)));
});

test("says what does not fit", () => {
  expect(() => lineChart(tensor(new Float32Array(4), 2, 2), null, null)).toThrow(
    "lineChart: the codes are [2, 2] with no labels; expected one dimension and one label for each code.",
  );
  expect(() => lineChart(codes(1, 2), Uint8Array.of(1), null)).toThrow("with 1 labels");
});
