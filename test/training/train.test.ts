import { beforeEach, describe, expect, test, vi } from "vitest";
import type { AdversarialAutoencoder } from "../../src/aae/model.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import type { Progress } from "../../src/runs/progress.ts";
import { type Kernels, tsKernels } from "../../src/tensor/kernels.ts";
import { configure, type Overrides } from "../../src/training/configuration.ts";
import { startRun } from "../../src/training/run.ts";
import { train } from "../../src/training/train.ts";
import { smallDataSet } from "../small-data.ts";

const data = smallDataSet();
const OPTIONS: Overrides = { epochs: 2, batchSize: 32, hidden: [16], latent: 2 };
const silent: Progress = { show() {}, say() {}, stop() {} };
const never = new AbortController().signal;
const quiet = {
  progress: silent,
  record() {},
  keep() {},
  isCheckpointDue: () => false,
  checkpoint() {},
  stop: never,
};

function start(
  options: Overrides = {},
  kernels: Kernels = tsKernels,
  recipe: "aae" | "article" = "aae",
) {
  return startRun(configure(recipe, { ...OPTIONS, ...options }), kernels, data);
}

function weightsOf(model: AdversarialAutoencoder) {
  return model.namedParameters.map(([name, { value }]) => [name, [...value.data]]);
}

beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation(() => {});
});

describe("the loop", () => {
  test("takes all steps, records each, and keeps the model after each epoch", async () => {
    const run = start();
    const record = vi.fn();
    const keep = vi.fn();
    await train(run, { ...quiet, record, keep });
    expect(run.step).toBe(20);
    const lines = record.mock.calls.map(([line]) => line);
    expect(lines.filter((line) => "reconstruction" in line).map(({ step }) => step)).toEqual(
      Array.from({ length: 20 }, (_, k) => k + 1),
    );
    expect(lines.filter((line) => "testMse" in line)).toMatchObject([
      { step: 10, epoch: 1 },
      { step: 20, epoch: 2 },
    ]);
    expect(keep).toHaveBeenCalledTimes(2);
  });

  test.each(["aae", "article"] as const)(
    "gives the same weights for the same seed (%s)",
    async (recipe) => {
      const once = async (seed: number, kernels: Kernels) => {
        const run = start({ seed }, kernels, recipe);
        await train(run, quiet);
        return weightsOf(run.model);
      };
      for (const choice of ["ts", "simd"] as const) {
        const { kernels } = loadKernels(choice);
        const weights = await once(5, kernels);
        expect(await once(5, kernels)).toEqual(weights);
        expect(await once(6, kernels)).not.toEqual(weights);
      }
    },
  );

  test("lets the learning rate fall where the recipe says", async () => {
    const run = start();
    const rates: number[] = [];
    vi.spyOn(run.training, "setLearningRate").mockImplementation((rate) => rates.push(rate));
    await train(run, quiet);
    expect(rates[11]).toBeCloseTo(2e-3, 12);
    expect(rates[12]).toBeCloseTo(2e-4, 12);
    expect(rates[18]).toBeCloseTo(2e-5, 12);
  });

  test("stops after the step in which it is asked to", async () => {
    const run = start();
    const controller = new AbortController();
    const record = vi.fn(() => controller.abort());
    await train(run, { ...quiet, record, stop: controller.signal });
    expect(run.step).toBe(1);
  });

  test("stops at the first loss that is no finite number, and says which and where", async () => {
    const run = start();
    run.model.decoder.parameters[0].value.data[0] = Number.NaN;
    await expect(train(run, quiet)).rejects.toThrow("The reconstruction loss became NaN at step 1");
  });
});

test("a batch larger than the data set is refused", () => {
  expect(() => start({ batchSize: 321 })).toThrow(
    "The batch size is 321 but small has only 320 training images",
  );
});
