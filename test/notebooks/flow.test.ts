/** The picture that moves: every dot goes through the codes of all moments, and can be made to stand. */
import { describe, expect, it } from "vitest";
import { flowSvg } from "../../notebooks/lib/flow.ts";
import { COLORS } from "../../src/report/chart.ts";
import { tensor } from "../../src/tensor/tensor.ts";

const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 10);
const codesAt = (place: number) => tensor(new Float32Array(40).fill(place), 20, 2);
const moments = [
  { step: 0, codes: codesAt(-10) },
  { step: 7, codes: codesAt(0) },
  { step: 90, codes: codesAt(5) },
];
const svg = flowSvg(moments, labels, [], 10);
const animations = [...svg.matchAll(/<animateTransform [^>]*values="([^"]*)"/g)];
/** Where each dot and then each digit is at each moment. */
const ways = animations.map(([, values]) =>
  values.split(";").map((place) => place.split(",").map(Number)),
);

describe("flowSvg", () => {
  it("moves each dot from the first code to the last, where it rests", () => {
    expect(animations).toHaveLength(labels.length + COLORS.length);
    for (const places of ways.slice(0, labels.length)) {
      const [[left, bottom], [middle], ...rest] = places;
      expect([left, bottom]).toEqual([0, 2 * middle]);
      expect(new Set(rest.map((place) => place.join())).size).toBe(1);
      expect(rest[0]).toEqual([1.5 * middle, 0.5 * middle].map(Math.round));
    }
  });

  it("writes the digits near their codes, and none over another", () => {
    const names = ways.slice(labels.length);
    for (const [k] of moments.entries()) {
      const places = names.map((way) => way[k]);
      for (const [i, [x, y]] of places.entries()) {
        expect(Math.hypot(x - ways[i][k][0], y - ways[i][k][1])).toBeLessThan(40);
        for (const [left, top] of places.slice(0, i)) {
          expect(Math.hypot(x - left, y - top)).toBeGreaterThan(14);
        }
      }
    }
  });

  it("shows one line of words at a time", () => {
    const shown = [...svg.matchAll(/keyTimes="([^"]*)" values="([^"]*)"/g)].map(
      ([, times, values]) => ({ times: times.split(";").map(Number), values: values.split(";") }),
    );
    expect(shown).toHaveLength(moments.length);
    for (const time of [0.05, 0.2, 0.4, 0.9]) {
      const visible = shown.filter(({ times, values }) => {
        const now = times.findLastIndex((from) => from <= time);
        return values[now] === "1";
      });
      expect(visible).toHaveLength(1);
    }
    for (const { step } of moments) expect(svg).toContain(`>step ${step}<`);
  });

  it("has a still picture with the last codes, for those who asked for less motion", () => {
    const [, rules] = /@media \(prefers-reduced-motion: reduce\) \{(.*?\}\s*)\}/s.exec(svg) ?? [];
    expect(rules).toContain(".flow-moving { display: none; }");
    expect(rules).toContain(".flow-still { display: inline; }");
    const [, still] = /<g class="flow flow-still">(.*?)<\/g>/s.exec(svg) ?? [];
    expect(still).not.toContain("animate");
    expect(still?.match(/<circle /g)).toHaveLength(labels.length);
    expect(still?.match(/<polyline /g)).toHaveLength(COLORS.length);
  });

  it("uses the ten colours", () => {
    for (const color of COLORS) expect(svg).toContain(`<circle r="2.5" fill="${color}">`);
  });
});
