import * as Plot from "@observablehq/plot";
import { expect, test } from "vitest";
import { COLORS, lineLegend, plotSvg, WIDTH } from "../../src/report/chart.ts";
import { expectSoundSvg, wordsOf } from "./svg.ts";

const line = (height: number): Plot.PlotOptions => ({
  height,
  marks: [Plot.lineY([1, 3, 2])],
  x: { label: "place" },
});

test("a chart is an SVG that stands alone", () => {
  const svg = plotSvg("three numbers", line(150));
  expectSoundSvg(svg);
  expect(svg).toContain(`viewBox="0 0 ${WIDTH} 150"`);
  expect(svg).toMatch(/^<svg [^>]*role="img"/);
  expect(svg).toMatch(/^<svg [^>]*aria-label="three numbers"/);
  expect(wordsOf(svg)).toContain("place →");
});

test("several charts stand below one another", () => {
  const svg = plotSvg("twice", line(150), line(170));
  expectSoundSvg(svg);
  expect(svg).toContain(`viewBox="0 0 ${WIDTH} 320"`);
  expect(svg).toMatch(/<svg [^>]*y="0"/);
  expect(svg).toMatch(/<svg [^>]*y="150"/);
  expect(svg.match(/<style>/g)).toHaveLength(1);
});

test("the same numbers give the same bytes", () => {
  expect(plotSvg("again", line(150))).toBe(plotSvg("again", line(150)));
});

test("hostile words stay words", () => {
  const hostile = `</style></text><script>alert("1")</script>'`;
  const svg = plotSvg(hostile, {
    marks: [Plot.text([hostile]), ...lineLegend([{ label: hostile, color: "red" }])],
    y: { label: hostile },
  });
  expectSoundSvg(svg);
  expect(svg.match(/<\/style>/g)).toHaveLength(1);
});

test("there are ten different colours", () => {
  expect(new Set(COLORS).size).toBe(10);
});
