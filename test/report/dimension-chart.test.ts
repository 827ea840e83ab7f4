import { expect, test } from "vitest";
import { dimensionChart } from "../../src/report/dimension-chart.ts";
import { expectSoundSvg, wordsOf } from "./svg.ts";

const standard = { mean: 0, deviation: 1 };

test("each dimension has its dot, its line and the prior's bar", () => {
  const svg = dimensionChart(
    [{ mean: 0.5, deviation: 1 }, { mean: -0.5, deviation: 0.8 }, standard],
    [standard, standard, standard],
  );
  expectSoundSvg(svg);
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg.match(/<rect/g)).toHaveLength(3);
  const words = wordsOf(svg);
  for (const expected of ["1", "2", "3", "codes", "prior", "mean ± one standard deviation →"]) {
    expect(words).toContain(expected);
  }
});

test("the bar is the prior's mean ± deviation, the line the codes', the dot their mean", () => {
  const svg = dimensionChart([{ mean: 0.5, deviation: 0.5 }], [standard]);
  const attribute = (mark: string, name: string) =>
    Number(svg.match(new RegExp(`"${mark}"><[^>]* ${name}="([^"]*)"`))?.[1]);
  const left = attribute("bar", "x");
  const unit = attribute("bar", "width") / 2;
  expect(attribute("rule", "x1")).toBeCloseTo(left + unit);
  expect(attribute("rule", "x2")).toBeCloseTo(left + 2 * unit);
  expect(attribute("dot", "cx")).toBeCloseTo(left + 1.5 * unit);
});

test("of 300 dimensions, the 30 farthest from the prior are drawn, in their order", () => {
  const far = new Map([
    [4, { mean: 3, deviation: 1 }],
    [99, { mean: 0, deviation: 0 }], // all the same
    [250, { mean: 0, deviation: 9 }],
    [299, { mean: Number.NaN, deviation: 1 }],
  ]);
  const codes = Array.from({ length: 300 }, (_, j) => far.get(j) ?? standard);
  const svg = dimensionChart(codes, Array(300).fill(standard));
  const height = Number(svg.match(/viewBox="0 0 \d+ (\d+)"/)?.[1]);
  expect(height).toBe(24 * 30 + 90);
  const [axis] = svg.match(/<g [^>]*aria-label="y-axis tick label".*?<\/g>/s) ?? [""];
  const numbers = wordsOf(axis);
  expect(numbers).toHaveLength(30);
  for (const j of far.keys()) expect(numbers).toContain(String(j + 1));
  expect(numbers).toEqual(numbers.toSorted((a, b) => Number(a) - Number(b)));
});

test("says what does not fit", () => {
  expect(() => dimensionChart([standard], [])).toThrow(
    "dimensionChart: the codes have 1 dimensions but the prior has 0; they need the same number.",
  );
});

test("reaches as far as it is told to, so that two charts can be compared", () => {
  const barOf = (deviation: number, domain?: readonly [number, number]) =>
    Number(
      dimensionChart([standard], [{ mean: 0, deviation }], domain).match(
        /"bar"><[^>]* width="([^"]*)"/,
      )?.[1],
    );
  expect(barOf(2, [-10, 10])).toBeCloseTo(2 * barOf(1, [-10, 10]));
  expect(barOf(2)).toBeCloseTo(barOf(2, [-2, 2]));
});
