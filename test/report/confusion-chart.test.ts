import { expect, test } from "vitest";
import { confusionChart } from "../../src/report/confusion-chart.ts";
import { expectSoundSvg, wordsOf } from "./svg.ts";

/** The colour in which a number of a chart is written. */
const colorOf = (svg: string, number: string) =>
  svg.match(new RegExp(`<text [^>]*fill="([^"]*)"[^>]*>${number}<`))?.[1];

test("each cell has its count, and none where there is nothing to count", () => {
  const svg = confusionChart([
    [90, 0],
    [7, 80],
  ]);
  expectSoundSvg(svg);
  expect(svg.match(/<rect /g)).toHaveLength(4);
  const words = wordsOf(svg);
  for (const expected of ["90", "7", "80", "called", "class"]) expect(words).toContain(expected);
});

test("a number on a dark cell is written in the colour of the paper", () => {
  const svg = confusionChart([
    [90, 3, 77],
    [0, 80, 0],
    [0, 0, 70],
  ]);
  expect(colorOf(svg, "77")).toBe("var(--plot-background)");
  expect(colorOf(svg, "3")).toBe("currentColor");
  expect(colorOf(svg, "90")).toBe("currentColor");
});

test("of more than twenty classes, no count could be read, and none is written", () => {
  const svg = confusionChart(Array.from({ length: 21 }, () => Array(21).fill(55)));
  expectSoundSvg(svg);
  expect(wordsOf(svg)).not.toContain("55");
});

test("says what does not fit", () => {
  expect(() => confusionChart([])).toThrow("there is no class; give at least one.");
});

test("hundreds of classes are drawn too, but for their empty cells", () => {
  const classes = 500;
  const counts = Array.from({ length: classes }, (_, j) =>
    Array.from({ length: classes }, (_, k) => Number(j === k)),
  );
  expect(confusionChart(counts).match(/<rect /g)).toHaveLength(classes);
});
