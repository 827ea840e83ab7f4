import { describe, expect, test } from "vitest";
import { type LossPoint, lossChart } from "../../src/report/loss-chart.ts";
import { expectSoundSvg, wordsOf } from "./svg.ts";

function training(steps: number): LossPoint[] {
  return Array.from({ length: steps }, (_, step) => ({
    epoch: (step + 1) / 469,
    reconstruction: 0.1 + 0.9 * Math.exp(-step / 100),
    discriminator: 0.6 + 0.1 * Math.sin(step),
    generator: 0.8 + 0.1 * Math.cos(step),
    accuracy: 0.55 + 0.2 * Math.sin(step),
  }));
}

const TESTS = [
  { epoch: 1, reconstruction: 0.2 },
  { epoch: 2, reconstruction: 0.15 },
];

/** Each line of the chart as its points, in pixels. */
function linesOf(svg: string): [x: number, y: number][][] {
  return [...svg.matchAll(/aria-label="line"><path d="M([^"Z]*)"/g)].map(([, path]) =>
    path.split("L").map((point) => point.split(",").map(Number) as [number, number]),
  );
}

describe("lossChart", () => {
  test("names all that it draws", () => {
    const words = wordsOf(lossChart(training(2000), TESTS));
    for (const expected of [
      "↑ mean squared error per pixel",
      "training",
      "test",
      "↑ loss in nats",
      "discriminator",
      "generator (encoder)",
      "guess: ln 2",
      "↑ accuracy of the discriminator",
      "guess: 50%",
      "epoch →",
    ]) {
      expect(words).toContain(expected);
    }
  });

  test("draws four lines, and a fifth for the test images", () => {
    expect(linesOf(lossChart(training(2000)))).toHaveLength(4);
    expect(linesOf(lossChart(training(2000), TESTS))).toHaveLength(5);
    expect(wordsOf(lossChart(training(2000)))).not.toContain("test");
  });

  test("stays small, however long the training was", () => {
    const svg = lossChart(training(100_000), TESTS);
    expectSoundSvg(svg);
    expect(svg.length).toBeLessThan(150_000);
    expect(linesOf(svg)[0].length).toBeGreaterThan(90);
    expect(linesOf(svg)[0].length).toBeLessThan(300);
  });

  test("draws the mean of each span: noise around 0.5 becomes a flat line in the middle", () => {
    const noise = training(40_000).map((point, step) => ({ ...point, accuracy: step % 2 }));
    const accuracy = linesOf(lossChart(noise))[3];
    const heights = accuracy.slice(1, -1).map(([, y]) => y);
    const middle = (46 + (200 - 44)) / 2; // between the margins of the panel
    for (const y of heights) expect(Math.abs(y - middle)).toBeLessThan(1);
  });

  test("leaves out what was not measured or is not finite", () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    const points = training(50).map((point, step) => ({
      ...point,
      generator: null,
      discriminator: step > 25 ? infinity : point.discriminator,
      reconstruction: step > 25 ? nan : point.reconstruction,
    }));
    expectSoundSvg(lossChart(points));
    expect(linesOf(lossChart(points))[1]).toHaveLength(26);
  });

  test.each([0, 1, 2])("serves a training of %d steps", (steps) => {
    expectSoundSvg(lossChart(training(steps)));
  });

  test("an error that hardly changes still has numbers on its axis", () => {
    const flat = training(10).map((point) => ({ ...point, reconstruction: 0.07 }));
    const words = wordsOf(lossChart(flat));
    expect(words).toContain("0.05");
    expect(words).toContain("0.1");
  });

  test("an error of 0, which has no place on a logarithmic axis, is left out", () => {
    const perfect = training(10).map((point, i) => ({
      ...point,
      reconstruction: i < 7 ? 0.07 : 0,
    }));
    expectSoundSvg(lossChart(perfect));
    expect(linesOf(lossChart(perfect))[0]).toHaveLength(7);
  });

  test("the same numbers give the same bytes", () => {
    expect(lossChart(training(500), TESTS)).toBe(lossChart(training(500), TESTS));
  });
});
