import { describe, expect, test } from "vitest";
import { article } from "../../src/aae/article.ts";
import { basic } from "../../src/aae/basic.ts";
import type { Figures } from "../../src/aae/parts/model.ts";
import { type LossPoint, lossChart } from "../../src/report/loss-chart.ts";
import { expectSoundSvg, wordsOf } from "./svg.ts";

function training(steps: number): LossPoint[] {
  return Array.from({ length: steps }, (_, step) => ({
    epoch: (step + 1) / 469,
    figures: {
      reconstruction: 0.1 + 0.9 * Math.exp(-step / 100),
      discriminator: 0.6 + 0.1 * Math.sin(step),
      generator: 0.8 + 0.1 * Math.cos(step),
      accuracy: 0.55 + 0.2 * Math.sin(step),
    },
  }));
}

/** The same points with some figures changed. */
const changed = (
  points: readonly LossPoint[],
  change: (figures: Figures, step: number) => Figures,
): LossPoint[] =>
  points.map(({ epoch, figures }, step) => ({
    epoch,
    figures: { ...figures, ...change(figures, step) },
  }));

/** The chart of the basic model. */
const chart = (points: readonly LossPoint[], evaluations?: readonly LossPoint[]) =>
  lossChart(basic.figures, points, evaluations);

const TESTS = [
  { epoch: 1, figures: { reconstruction: 0.2 } },
  { epoch: 2, figures: { reconstruction: 0.15 } },
];

/** Each line of the chart as its points, in pixels. */
function linesOf(svg: string): [x: number, y: number][][] {
  return [...svg.matchAll(/aria-label="line"><path d="M([^"Z]*)"/g)].map(([, path]) =>
    path.split("L").map((point) => point.split(",").map(Number) as [number, number]),
  );
}

describe("lossChart", () => {
  test("names all that it draws", () => {
    const words = wordsOf(chart(training(2000), TESTS));
    for (const expected of [
      "↑ reconstruction loss",
      "reconstruction",
      "test",
      "↑ loss in nats",
      "discriminator",
      "generator",
      "guess: ln 2",
      "↑ accuracy of the discriminator",
      "guess: 50%",
      "epoch →",
    ]) {
      expect(words).toContain(expected);
    }
  });

  test("draws four lines, and a fifth for the test images", () => {
    expect(linesOf(chart(training(2000)))).toHaveLength(4);
    expect(linesOf(chart(training(2000), TESTS))).toHaveLength(5);
    expect(wordsOf(chart(training(2000)))).not.toContain("test");
  });

  test("calls the images of evaluations what they are", () => {
    const words = wordsOf(lossChart(basic.figures, training(2000), TESTS, "validation"));
    expect(words).toContain("validation");
    expect(words).not.toContain("test");
  });

  test("draws the figures that a model has, and no others", () => {
    const words = wordsOf(lossChart(article.figures, training(2000)));
    expect(linesOf(lossChart(article.figures, training(2000)))).toHaveLength(3);
    expect(words).toContain("↑ loss in nats");
    expect(words).not.toContain("generator");
    const alone = { loss: { label: "loss", short: "L", chart: "cost", kind: "loss" } } as const;
    const one = lossChart(alone, [
      { epoch: 1, figures: { loss: 2 } },
      { epoch: 2, figures: { loss: 1 } },
    ]);
    expectSoundSvg(one);
    expect(wordsOf(one)).toContain("↑ cost");
    expect(wordsOf(one)).not.toContain("accuracy");
  });

  test("stays small, however long the training was", () => {
    const svg = chart(training(100_000), TESTS);
    expectSoundSvg(svg);
    expect(svg.length).toBeLessThan(150_000);
    expect(linesOf(svg)[0].length).toBeGreaterThan(90);
    expect(linesOf(svg)[0].length).toBeLessThan(300);
  });

  test("draws the mean of each span: noise around 0.5 becomes a flat line in the middle", () => {
    const noise = changed(training(40_000), (_, step) => ({ accuracy: step % 2 }));
    const accuracy = linesOf(chart(noise))[3];
    const heights = accuracy.slice(1, -1).map(([, y]) => y);
    const middle = (46 + (200 - 44)) / 2; // between the margins of the panel
    for (const y of heights) expect(Math.abs(y - middle)).toBeLessThan(1);
  });

  test("leaves out what was not measured or is not finite", () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    const points = changed(training(50), ({ discriminator, reconstruction }, step) => ({
      discriminator: step > 25 ? infinity : discriminator,
      reconstruction: step > 25 ? nan : reconstruction,
    })).map(({ epoch, figures: { generator: _, ...figures } }) => ({ epoch, figures }));
    expectSoundSvg(chart(points));
    const [reconstruction, discriminator, accuracy, ...more] = linesOf(chart(points));
    expect(reconstruction).toHaveLength(26);
    expect(discriminator).toHaveLength(26);
    expect(accuracy).toHaveLength(50);
    expect(more).toEqual([]); // what was never measured has no line
  });

  test.each([0, 1, 2])("serves a training of %d steps", (steps) => {
    expectSoundSvg(chart(training(steps)));
  });

  test("an error that hardly changes still has numbers on its axis", () => {
    const flat = changed(training(10), () => ({ reconstruction: 0.07 }));
    const words = wordsOf(chart(flat));
    expect(words).toContain("0.05");
    expect(words).toContain("0.1");
  });

  test("an error of 0, which has no place on a logarithmic axis, is left out", () => {
    const perfect = changed(training(10), (_, step) => ({
      reconstruction: step < 7 ? 0.07 : 0,
    }));
    expectSoundSvg(chart(perfect));
    expect(linesOf(chart(perfect))[0]).toHaveLength(7);
  });

  test("the same numbers give the same bytes", () => {
    expect(chart(training(500), TESTS)).toBe(chart(training(500), TESTS));
  });
});

test("has no panel for a figure that no step has given", () => {
  const agreement = {
    label: "agreement",
    short: "A",
    chart: "nobody agreed",
    kind: "loss",
  } as const;
  const descriptions = { ...basic.figures, agreement };
  const points = training(200);
  expect(lossChart(descriptions, points)).toBe(lossChart(basic.figures, points));
  const agreeing = changed(points, (figures) => ({ ...figures, agreement: 0.3 }));
  expect(wordsOf(lossChart(descriptions, agreeing))).toContain("nobody agreed");
});
