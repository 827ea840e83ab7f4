import { describe, expect, test } from "vitest";
import { greyImages } from "../../src/data/images.ts";
import { type Figure, figuresOf } from "../../src/report/figures.ts";
import { tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { configure } from "../../src/training/configuration.ts";
import type { Evaluation } from "../../src/training/evaluation.ts";
import { startRun } from "../../src/training/run.ts";
import { smallDataSet } from "../small-data.ts";

const data = smallDataSet(1280, 10_000);
const RUN = startRun(configure("aae", { hidden: [4], epochs: 200 }), tsKernels, data, "small");
RUN.step = 2000;

const MATCH: Evaluation["match"] = {
  ...{ means: [0, 0.1], deviations: [3, 2.9], priorDeviations: [3, 3] },
  ...{ distance: 0.1, distanceByChance: 0.08 },
};
const GOOD: Evaluation = {
  ...{ mse: 0.07, accuracy: 0.55, match: MATCH, classification: null, clustering: null },
  ...{ deadUnits: [{ layer: 0, dead: 3, total: 100 }] },
  ...{ codes: zeros(tsKernels, 1, 2), probabilities: null },
};

/** The figure of a label; the run's and the evaluation's are good but for what is given. */
function figure(label: string, evaluation: Partial<Evaluation> = {}, run = {}): Figure {
  const found = figuresOf({ ...RUN, ...run }, { ...GOOD, ...evaluation });
  const one = found.find((figure) => figure.label === label);
  if (one === undefined) throw new Error(`There is no figure ${label}.`);
  return one;
}

const match = (changed: Partial<Evaluation["match"]>) => ({ match: { ...MATCH, ...changed } });
const wrong = (error: number) => ({
  classification: { error, confusion: [] } as unknown as Evaluation["classification"],
});
const clusters = (error: number) => ({
  clustering: { error, used: 9, majorityError: error } as unknown as Evaluation["clustering"],
});
const dead = (count: number) => ({ deadUnits: [{ layer: 0, dead: count, total: 100 }] });

test("units of a leaky ReLU still learn, and clusters follow no labels", () => {
  const leaky = { configuration: configure("aae", { set: ["activation=leakyRelu"] }) };
  const { reason, explanation } = figure("Dead units, hidden layer 1", dead(72), leaky);
  expect(explanation).toContain("there they are linear, and bend nothing");
  expect(reason).not.toContain("leakyRelu");
  expect(figure("Dead units, hidden layer 1", dead(72)).reason).toContain("leakyRelu none");
  expect(figure("Clustering error", clusters(0.9)).reason).toContain("more clusters, may help");
  expect(figure("Classification error", wrong(0.9)).reason).toContain("more labels, may help");
});

test("a good run has nothing but good figures, each with its reason", () => {
  const figures = figuresOf(RUN, { ...GOOD, ...wrong(0.05), ...clusters(0.1) });
  expect(figures.map(({ label, verdict }) => [label, verdict])).toEqual(
    [
      "Steps",
      "Test error",
      "Discriminator accuracy",
      "Deviation of the codes",
      "Largest mean of the codes",
      "Distance from the prior",
      "Classification error",
      "Clustering error",
      "Dead units, hidden layer 1",
    ].map((label) => [label, "good"]),
  );
  for (const { reason, explanation } of figures) {
    expect(reason).toMatch(/^[A-Z].*\.$/);
    expect(reason).not.toMatch(/NaN|undefined/);
    expect(explanation).toMatch(/\.$/);
  }
});

describe("verdicts, on both sides of their bounds", () => {
  // The mean image of these 10,000 images has an error of 0.2696.
  test.each<[string, Partial<Evaluation>, Figure["verdict"]]>([
    ["Test error", { mse: 0.2 }, "good"],
    ["Test error", { mse: 0.21 }, "look here"],
    ["Test error", { mse: 0.25 }, "look here"],
    ["Test error", { mse: 0.26 }, "bad"],
    ["Test error", { mse: Number.NaN }, "bad"],
    ["Discriminator accuracy", { accuracy: 0.38 }, "look here"],
    ["Discriminator accuracy", { accuracy: 0.45 }, "good"],
    ["Discriminator accuracy", { accuracy: 0.76 }, "good"], // 0.75 and four standard errors
    ["Discriminator accuracy", { accuracy: 0.77 }, "look here"],
    ["Discriminator accuracy", { accuracy: 0.98 }, "bad"],
    ["Deviation of the codes", match({ deviations: [3, 3.8] }), "good"],
    ["Deviation of the codes", match({ deviations: [3, 4] }), "look here"],
    ["Deviation of the codes", match({ deviations: [3, 2.3] }), "look here"],
    ["Deviation of the codes", match({ deviations: [3, 6.2] }), "bad"],
    ["Deviation of the codes", match({ deviations: [3, 0] }), "bad"],
    ["Largest mean of the codes", match({ means: [0, -0.8] }), "good"],
    ["Largest mean of the codes", match({ means: [0, -1] }), "look here"],
    ["Largest mean of the codes", match({ means: [3.2, 0] }), "bad"],
    ["Distance from the prior", match({ distance: 0.3 }), "good"],
    ["Distance from the prior", match({ distance: 0.5 }), "look here"],
    ["Distance from the prior", match({ distance: 16 * 0.08 }), "bad"], // sixteen times chance
    ["Classification error", wrong(0.3), "look here"],
    ["Classification error", wrong(0.8), "bad"],
    ["Clustering error", clusters(0.3), "look here"],
    ["Dead units, hidden layer 1", dead(20), "look here"],
    ["Dead units, hidden layer 1", dead(72), "bad"],
  ])("%s, %j: %s", (label, evaluation, verdict) => {
    expect(figure(label, evaluation).verdict).toBe(verdict);
  });

  test("codes that have exploded are said to have, with the dimension", () => {
    const { value, reason } = figure("Deviation of the codes", match({ deviations: [3, 106_226] }));
    expect(value).toBe("100 % to 3540867 %");
    expect(reason).toMatch(/^Dimension 2 has 3540867 % .* a smaller --learning-rate may help\.$/);
  });

  test("a few images leave more to chance", () => {
    const judged = { ...RUN.judged, images: smallDataSet(10, 50).test };
    const codes = match({ deviations: [3, 4] });
    expect(figure("Deviation of the codes", codes, { judged }).verdict).toBe("good");
  });

  test("the article's discriminator is explained by what the article lacks", () => {
    const { definition } = startRun(
      configure("article", { hidden: [4] }),
      tsKernels,
      smallDataSet(128, 10),
      "small",
    );
    const { reason } = figure("Discriminator accuracy", { accuracy: 0.995 }, { definition });
    expect(reason).toContain("At least 99 % of the codes lie where the prior does not.");
    expect(reason).toContain("--recipe aae");
  });
});

describe("steps", () => {
  test("too few for the data are told, with a number that is enough", () => {
    const { verdict, reason } = figure("Steps", {}, { step: 140, steps: 140, stepsPerEpoch: 7 });
    expect(verdict).toBe("look here");
    expect(reason).toContain("--epochs 143 or a smaller --batch-size");
  });

  test("of a run that was stopped are no fault of its settings", () => {
    const { verdict, reason } = figure("Steps", {}, { step: 12, steps: 9360 });
    expect(verdict).toBe("look here");
    expect(reason).not.toContain("--epochs");
  });
});

test("where all images are the same, there is nothing to hold codes and errors against", () => {
  const { test: images } = data;
  const pixels = images.pixels.map((_, i) => images.pixels[i % 784]);
  const labels = new Uint8Array(images.count);
  const judged = { ...RUN.judged, images: greyImages({ ...images, pixels, labels }) };
  expect(figure("Test error", {}, { judged })).toMatchObject({
    verdict: null,
    reason: "All images are the same, so a code has nothing to tell.",
  });
  const { reason } = figure("Deviation of the codes", match({ deviations: [0, 0] }), { judged });
  expect(reason).toBe("All images are the same, so their codes are too.");
  expect(figure("Classification error", wrong(0), { judged }).verdict).toBeNull();
});
