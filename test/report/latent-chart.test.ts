import { describe, expect, test } from "vitest";
import { BLUE, COLORS } from "../../src/report/chart.ts";
import { aboutColors, latentChart } from "../../src/report/latent-chart.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { expectSoundSvg, wordsOf } from "./svg.ts";

function randomCodes(count: number, latent: number) {
  const random = new SeededRandom("latent chart");
  const values = Float32Array.from({ length: count * latent }, () => random.normal());
  return tensor(values, count, latent);
}

const labelsOf = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 10);

/** The dots of a chart, in pixels, one colour after another. */
function dotsOf(svg: string, color: string): [x: number, y: number][] {
  return [...svg.matchAll(/<path ([^>]*)\/>/g)]
    .filter(([, attributes]) => attributes.includes(`stroke="${color}"`))
    .flatMap(([, attributes]) => [...attributes.matchAll(/M([\d.]+),([\d.]+)Z/g)])
    .map(([, x, y]) => [Number(x), Number(y)]);
}

/** The digits written into the chart, and where, in pixels. */
function boldWordsOf(svg: string): [word: string, x: number, y: number][] {
  const [bold] = svg.match(/<g [^>]*font-weight="bold".*?<\/g>/s) ?? [""];
  return [...bold.matchAll(/translate\(([\d.]+),([\d.]+)\)"[^>]*>(\d+)</g)].map(
    ([, x, y, word]) => [word, Math.round(Number(x)), Math.round(Number(y))],
  );
}

const SQUARE = {
  label: "two deviations",
  points: [
    [-2, -2],
    [2, -2],
    [2, 2],
    [-2, 2],
    [-2, -2],
  ],
} as const;

describe("latentChart", () => {
  test("draws a dot for each code in its digit's colour, within 500 kB for 10,000", () => {
    const svg = latentChart(randomCodes(10_000, 10), labelsOf(10_000), [SQUARE]);
    expectSoundSvg(svg);
    expect(svg.length).toBeLessThan(500_000);
    for (const color of COLORS) expect(dotsOf(svg, color)).toHaveLength(1000);
  });

  test("names the digits that occur, the axes and the contours", () => {
    const words = wordsOf(
      latentChart(
        randomCodes(90, 2),
        Uint8Array.from({ length: 90 }, (_, i) => 3 + (i % 2)),
        [SQUARE],
      ),
    );
    expect(words).toContain("dimension 1 of the code →");
    expect(words).toContain("↑ dimension 2 of the code");
    expect(words).toContain("two deviations");
    expect(words.filter((word) => word === "3").length).toBeGreaterThan(1);
    expect(words).not.toContain("7");
  });

  test("writes every digit, at the median of its codes or beside another one", () => {
    const codes = tensor(Float32Array.of(0, 0, 0.01, 0, 1, 1, 2, 2, 3, 9), 5, 2);
    const svg = latentChart(codes, Uint8Array.of(4, 5, 6, 6, 6));
    const unit = 340 / 20; // 20 units fit into the 340 pixels of the frame
    expect(boldWordsOf(svg)).toEqual([
      ["4", 230, 198],
      ["5", 245, 198],
      ["6", 230 + 2 * unit, 198 - 2 * unit],
    ]);
  });

  test("finds a place for ten digits that all lie at one point", () => {
    const numbers = new Float32Array(2 * 21);
    numbers.set([9, 9], 40); // and one far away, so that the chart reaches somewhere
    const words = boldWordsOf(latentChart(tensor(numbers, 21, 2), labelsOf(21)));
    expect(words.map(([word]) => word)).toEqual(Array.from(labelsOf(10), String));
    for (const [first, x, y] of words) {
      for (const [second, otherX, otherY] of words) {
        if (first !== second) expect(Math.hypot(x - otherX, y - otherY)).toBeGreaterThan(12);
      }
    }
  });

  test("has one scale for both axes, and 0 in the middle of both", () => {
    const codes = tensor(Float32Array.of(0, 0, 1, 0, 0, 1, 5, 0), 4, 2);
    const [origin, right, up] = dotsOf(latentChart(codes, new Uint8Array(4)), COLORS[0]);
    expect(right[0] - origin[0]).toBeCloseTo(origin[1] - up[1], 0);
    expect(right[1]).toBe(origin[1]);
    expect(origin[0]).toBeCloseTo((60 + (440 - 40)) / 2, 1);
  });

  test("has room for contours that reach beyond the codes", () => {
    const codes = tensor(Float32Array.of(0.1, 0.1), 1, 2);
    const far = {
      label: "far",
      points: [
        [-40, 0],
        [40, 0],
      ],
    } as const;
    expect(wordsOf(latentChart(codes, new Uint8Array(1), [far]))).toContain("40");
  });

  test("draws contours without a label as lines of their own", () => {
    const codes = tensor(Float32Array.of(0, 0), 1, 2);
    const contour = (x: number) => ({
      label: "",
      points: [
        [x, 0],
        [x, 5],
      ] as const,
    });
    const linesOf = (...at: number[]) =>
      latentChart(codes, new Uint8Array(1), at.map(contour)).match(/<path/g)?.length ?? 0;
    expect(linesOf(1, 2, 3) - linesOf(1)).toBe(2);
  });

  test("leaves out codes that are not finite", () => {
    const codes = tensor(Float32Array.of(1, 1, Number.NaN, 1, 1, Number.POSITIVE_INFINITY), 3, 2);
    const svg = latentChart(codes, new Uint8Array(3));
    expectSoundSvg(svg);
    expect(dotsOf(svg, COLORS[0])).toHaveLength(1);
    expectSoundSvg(latentChart(codes.lo(1, 0), new Uint8Array(2)));
  });

  test("names more than ten labels, in smaller letters, and says that colours repeat", () => {
    const labels = Uint8Array.from({ length: 300 }, (_, i) => i % 30);
    const svg = latentChart(randomCodes(300, 2), labels);
    expectSoundSvg(svg);
    expect(boldWordsOf(svg).map(([word]) => word)).toEqual(
      Array.from({ length: 30 }, (_, k) => `${k}`),
    );
    expect(dotsOf(svg, COLORS[4])).toHaveLength(30); // 4, 14 and 24
    expect(aboutColors(labels)).toBe(
      "There are 30 labels and 10 colours: labels that are 10 apart share one.",
    );
    expect(aboutColors(Uint8Array.of(3, 14))).toBe("");
    expect(aboutColors(Uint8Array.of(4, 14))).toContain("2 labels");
  });

  test("names none of a hundred labels, and says so", () => {
    const labels = Uint8Array.from({ length: 100 }, (_, i) => i);
    expect(boldWordsOf(latentChart(randomCodes(100, 2), labels))).toEqual([]);
    expect(aboutColors(labels)).toMatch(/Of more than 60 labels, none is named\.$/);
  });

  test("draws codes without labels in one colour", () => {
    const svg = latentChart(randomCodes(50, 2), null);
    expectSoundSvg(svg);
    expect(dotsOf(svg, BLUE)).toHaveLength(50);
    expect(boldWordsOf(svg)).toEqual([]);
    expect(aboutColors(null)).toBe("The images have no labels, so all have one colour.");
  });

  test("says what does not fit", () => {
    expect(() => latentChart(randomCodes(3, 1), new Uint8Array(3))).toThrow(
      "latentChart: the codes are [3, 1] with 3 labels; expected at least two dimensions and",
    );
    expect(() => latentChart(randomCodes(3, 2), new Uint8Array(4))).toThrow("with 4 labels");
  });

  test("the same codes give the same bytes", () => {
    const draw = () => latentChart(randomCodes(100, 2), labelsOf(100), [SQUARE]);
    expect(draw()).toBe(draw());
  });
});
