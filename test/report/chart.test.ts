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

test("a chart with long numbers becomes wider, and its frame stays as it is", () => {
  const axis = (tickFormat: (value: number) => string): Plot.PlotOptions => ({
    ...line(150),
    y: { tickFormat },
  });
  const widthOf = (...panels: Plot.PlotOptions[]) =>
    Number(plotSvg("numbers", ...panels).match(/viewBox="0 0 (\d+) /)?.[1]);
  expect(widthOf(axis(() => "100.5"))).toBe(WIDTH);
  expect(widthOf(axis(() => "0.00001"))).toBe(WIDTH + 8); // 6 digits, a point and the tick
  expect(
    widthOf(
      axis(() => "0.00001"),
      line(150),
    ),
  ).toBe(WIDTH + 8);

  const framesOf = (svg: string) =>
    [...svg.matchAll(/aria-label="line"[^>]*><path d="M([\d.]+)/g)].map(([, x]) => Number(x));
  const [long, short] = framesOf(
    plotSvg(
      "two",
      axis(() => "0.00001"),
      line(150),
    ),
  );
  expect(long).toBe(short); // one stands below the other
  expect(long).toBeCloseTo(framesOf(plotSvg("one", line(150)))[0] + 8, 1);
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

/** Ottosson's OKLab, in which equal distances look about equally far. */
function okLab(color: string): number[] {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

test("the ten colours are far apart", () => {
  expect(COLORS).toHaveLength(10);
  const labs = COLORS.map(okLab);
  const distances = labs.flatMap((a, i) =>
    labs.slice(0, i).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
  );
  expect(Math.min(...distances)).toBeGreaterThan(0.19);
});
