/** What the slow measures say where they have nothing to measure. */
import { expect, test } from "vitest";
import { firstExamples } from "../../src/data/examples.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { configure } from "../../src/training/configuration.ts";
import { MEASUREMENTS } from "../../src/training/measurements.ts";
import { isTold, startRun } from "../../src/training/run.ts";
import { smallDataSet } from "../small-data.ts";

const data = smallDataSet(64, 20);

function subject(recipe: string, set: string[] = [], test = data.test.count) {
  const configuration = configure(recipe, { hidden: [8], batchSize: 16, set });
  const run = startRun(configuration, tsKernels, data, "");
  const some = { ...data, test: firstExamples(data.test, test) };
  return { kernels: tsKernels, model: run.model, data: some, told: isTold(run) };
}

test("clusters have no names, however many there are", () => {
  for (const clusters of [5, 16]) {
    const found = MEASUREMENTS.generated(subject("clustering", [`clusters=${clusters}`]));
    expect(found).toBe("its clusters have no names");
  }
  expect(MEASUREMENTS.generated(subject("aae"))).toBe("the model has no classes");
});

test("a label without a class", () => {
  const it = subject("semi-supervised", ["labels=20"]);
  const labels = data.test.labels.map((label) => label + 5);
  const foreign = { ...it, data: { ...it.data, test: { ...data.test, labels } } };
  expect(MEASUREMENTS.generated(foreign)).toMatch(/^the model has no class for the label 1\d$/);
});

test("too few rows", () => {
  expect(MEASUREMENTS.parzen(subject("aae", [], 1))).toBe("there are fewer than two test rows");
  const it = subject("aae");
  const few = { ...it, data: { ...it.data, train: firstExamples(data.train, 4) } };
  expect(MEASUREMENTS.neighbours(few)).toBe("there are fewer than 5 training rows");
});
