import { afterEach, describe, expect, test, vi } from "vitest";
import type { Model } from "../../src/aae/parts/model.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { type Kernels, tsKernels } from "../../src/tensor/kernels.ts";
import { CollapseWatch } from "../../src/training/collapse.ts";
import { configure } from "../../src/training/configuration.ts";
import type { Overrides } from "../../src/training/overrides.ts";
import { namedTensors, type Run, startRun } from "../../src/training/run.ts";
import { type Metrics, type TrainingHooks, train } from "../../src/training/train.ts";
import { smallDataSet } from "../small-data.ts";
import { quiet } from "./quiet.ts";

const data = smallDataSet();
const OPTIONS: Overrides = { epochs: 2, batchSize: 32, hidden: [16], latent: 2 };

function start(options: Overrides = {}, kernels: Kernels = tsKernels, recipe = "aae") {
  return startRun(configure(recipe, { ...OPTIONS, ...options }), kernels, data, "small");
}

const follow = (run: Run, hooks: Partial<TrainingHooks> = {}) =>
  train(run, new CollapseWatch(run, () => {}), { ...quiet, ...hooks });

/** The learning rate of each phase in each step. */
async function ratesOf(run: Run): Promise<Record<string, number>[]> {
  const { optimizers } = run.training;
  const rates: Record<string, number>[] = [];
  await follow(run, {
    record({ kind }) {
      if (kind !== "step") return;
      rates.push(
        Object.fromEntries(
          Object.entries(optimizers).map(([phase, { learningRate }]) => [phase, learningRate]),
        ),
      );
    },
  });
  return rates;
}

function weightsOf(model: Model) {
  return namedTensors(model).map(({ name, value }) => [name, [...value.data]]);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the loop", () => {
  test("takes all steps, shows and records each, and keeps the model after each epoch", async () => {
    const run = start();
    const lines: Metrics[] = [];
    const [show, keep, breathe] = [vi.fn(), vi.fn(), vi.fn(quiet.breathe)];
    await follow(run, { record: (line) => lines.push(line), show, keep, breathe });
    expect(run.step).toBe(20);
    const steps = lines.filter(({ kind }) => kind === "step");
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, k) => k + 1));
    expect(steps.map(({ epoch }) => epoch)).toEqual([...Array(10).fill(1), ...Array(10).fill(2)]);
    for (const { figures } of steps) {
      expect(Object.keys(figures)).toEqual(Object.keys(run.definition.figures));
    }
    expect(show.mock.calls).toEqual(steps.map(({ figures }) => [figures]));
    expect(lines.filter(({ kind }) => kind !== "step")).toEqual([
      { step: 10, epoch: 1, kind: "test", figures: { reconstruction: expect.any(Number) } },
      { step: 20, epoch: 2, kind: "test", figures: { reconstruction: expect.any(Number) } },
    ]);
    expect(keep).toHaveBeenCalledTimes(2);
    expect(breathe).toHaveBeenCalledTimes(20);
  });

  test("judges a run of short epochs by steps, and no oftener than it is worth", async () => {
    const judgedAfter = async (train: number, test: number, batchSize: number, epochs: number) => {
      const set = ["batchNormalisation=none"]; // a batch may be one image
      const configuration = configure("aae", { ...OPTIONS, epochs, batchSize, set });
      const run = startRun(configuration, tsKernels, smallDataSet(train, test), "small");
      const steps: number[] = [];
      const keep = vi.fn();
      await follow(run, { record: ({ kind, step }) => kind === "test" && steps.push(step), keep });
      expect(keep).toHaveBeenCalledTimes(steps.length);
      return steps;
    };
    expect(await judgedAfter(1, 1, 1, 12)).toEqual([5, 10]); // an epoch is one step
    expect(await judgedAfter(6, 1, 2, 5)).toEqual([6, 12]); // three steps: whole epochs
    expect(await judgedAfter(20, 100, 2, 3)).toEqual([20]); // a quarter of 50 batches of test images
  });

  test("writes a checkpoint after each step in which one is due", async () => {
    const run = start();
    const taken: number[] = [];
    await follow(run, {
      isCheckpointDue: (step) => step % 6 === 0,
      checkpoint: () => taken.push(run.step),
    });
    expect(taken).toEqual([6, 12, 18]);
  });

  test.each(["aae", "article"])("gives the same weights for the same seed (%s)", async (recipe) => {
    const once = async (seed: number, kernels: Kernels) => {
      const run = start({ seed }, kernels, recipe);
      await follow(run);
      return weightsOf(run.model);
    };
    for (const choice of ["ts", "simd"] as const) {
      const { kernels } = loadKernels(choice);
      const weights = await once(5, kernels);
      expect(await once(5, kernels)).toEqual(weights);
      expect(await once(6, kernels)).not.toEqual(weights);
    }
  });

  test("lets the learning rate fall where the recipe says, after shares of the length", async () => {
    const rates = await ratesOf(start());
    for (const [phase, rate] of [
      ["reconstruction", 2e-3],
      ["discriminator", 1e-3],
      ["generator", 2e-3],
    ] as const) {
      expect(rates[11][phase]).toBeCloseTo(rate, 12);
      expect(rates[12][phase]).toBeCloseTo(rate / 10, 12);
      expect(rates[17][phase]).toBeCloseTo(rate / 10, 12);
      expect(rates[18][phase]).toBeCloseTo(rate / 100, 12);
    }
  });

  test("lets it rise at the start and fall after epochs, each phase by itself", async () => {
    const rates = await ratesOf(
      start({
        set: [
          "reconstruction.warmUp=4",
          "reconstruction.milestones=[]",
          'generator.milestones=[{"epoch":1,"factor":0.5},{"epoch":1.5,"factor":0.1}]',
        ],
      }),
    );
    const of = (phase: string) => rates.map((rate) => Number(rate[phase].toPrecision(12)));
    expect(of("reconstruction")).toEqual([5e-4, 1e-3, 1.5e-3, ...Array(17).fill(2e-3)]);
    expect(of("generator")).toEqual([
      ...Array(10).fill(2e-3), // an epoch is 10 steps
      ...Array(5).fill(1e-3),
      ...Array(5).fill(1e-4),
    ]);
    expect(of("discriminator")).toEqual([
      ...Array(12).fill(1e-3),
      ...Array(6).fill(1e-4),
      ...Array(2).fill(1e-5),
    ]);
  });

  test("has the rates of the article where they never fall", async () => {
    const rates = await ratesOf(start({}, tsKernels, "article"));
    expect(rates).toEqual(Array(20).fill({ reconstruction: 2e-4, discriminator: 2e-4 }));
  });

  test("stops after the step in which it is asked to", async () => {
    const run = start();
    const controller = new AbortController();
    const record = vi.fn(() => controller.abort());
    await follow(run, { record, stop: controller.signal });
    expect(run.step).toBe(1);
  });

  test("stops at the first loss that is no finite number, and says which and where", async () => {
    const run = start();
    run.model.networks.decoder.parameters[0].value.data[0] = Number.NaN;
    await expect(follow(run)).rejects.toThrow("The reconstruction loss became NaN at step 1");
  });
});
