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

test("a line lies on the prior's bar where codes and prior agree", () => {
  const svg = dimensionChart([standard], [standard]);
  const attribute = (mark: string, name: string) =>
    Number(svg.match(new RegExp(`"${mark}"><[^>]* ${name}="([^"]*)"`))?.[1]);
  const x = attribute("bar", "x");
  expect(x).toBeCloseTo(attribute("rule", "x1"));
  expect(x + attribute("bar", "width")).toBeCloseTo(attribute("rule", "x2"));
});

test("says what does not fit", () => {
  expect(() => dimensionChart([standard], [])).toThrow(
    "dimensionChart: the codes have 1 dimensions but the prior has 0; they need the same number.",
  );
});
