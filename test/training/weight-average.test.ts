/** Averaged weights: the formula, the exchange, and that a run is judged and saved by them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { WeightAverage } from "../../src/optim/weight-average.ts";
import { openRun } from "../../src/runs/saved-run.ts";
import { resumeSession, startSession } from "../../src/runs/session.ts";
import { doubleKernels, tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { CollapseWatch } from "../../src/training/collapse.ts";
import { configure } from "../../src/training/configuration.ts";
import { evaluateReconstruction } from "../../src/training/evaluation.ts";
import { namedTensors, startRun } from "../../src/training/run.ts";
import { type Metrics, train } from "../../src/training/train.ts";
import { smallDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";
import { quiet } from "./quiet.ts";

const data = smallDataSet(160, 40);
const options = { epochs: 2, batchSize: 32, hidden: [8], latent: 2, set: ["averaging=0.8"] };

test("an average follows its formula, by hand", () => {
  const w = tensorFrom(doubleKernels, [1, -2], 2);
  const average = new WeightAverage(doubleKernels, [{ name: "w", value: w }], 0.5);
  const [{ value }] = average.averages;
  expect([...value.data]).toEqual([1, -2]);
  w.data.set([11, -12]);
  average.update(1); // d = 1/10
  expect([...value.data]).toEqual([10, -11]);
  w.data.set([0, 0]);
  average.update(1000); // d = ½ from t = 9 on
  expect([...value.data]).toEqual([5, -5.5]);
});

test("weights are the averages while something is done, and themselves afterwards, whatever happens", () => {
  const w = tensorFrom(doubleKernels, [1, 2], 2);
  const average = new WeightAverage(doubleKernels, [{ name: "w", value: w }], 0.5);
  w.data.set([7, 8]);
  expect(average.during(() => [...w.data])).toEqual([1, 2]);
  expect([...w.data]).toEqual([7, 8]);
  const fails = () => {
    throw new InputError("no");
  };
  expect(() => average.during(fails)).toThrow("no");
  expect([...w.data]).toEqual([7, 8]);
  expect([...average.averages[0].value.data]).toEqual([1, 2]);
});

test("averaging changes nothing of what is learned, and all of what is judged", async () => {
  const runs = [configure("aae", options), configure("aae", { ...options, set: [] })].map(
    (configuration) => startRun(configuration, tsKernels, data, "small"),
  );
  const lines: Metrics[][] = [[], []];
  for (const [index, run] of runs.entries()) {
    const record = (line: Metrics) => lines[index].push(line);
    await train(run, new CollapseWatch(run, () => {}), { ...quiet, record });
  }
  const [averaged, plain] = runs;
  const weights = runs.map(({ model }) => namedTensors(model).map(({ value }) => [...value.data]));
  expect(weights[0]).toEqual(weights[1]);
  const steps = lines.map((all) => all.filter(({ kind }) => kind === "step"));
  expect(steps[0]).toEqual(steps[1]);
  const errors = lines.map((all) => all.findLast(({ kind }) => kind === "test")?.figures);
  expect(errors[0]).not.toEqual(errors[1]);
  expect(plain.average).toBeNull();
  const { model, judged } = averaged;
  averaged.average?.during(() => {
    expect(evaluateReconstruction(tsKernels, model, judged.images)).toBe(errors[0]?.reconstruction);
  });
});

test("a run that was stopped goes on with its averages, and saves the model of the averages", async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  const own = { recipe: "aae", ...options, data: writeDataSet(data), kernels: "ts" } as const;
  const [whole, parts] = [0, 1].map(() => join(temporaryFolder(), "run"));
  await startSession({ ...own, out: whole }, new AbortController().signal);

  const stop = new AbortController();
  vi.mocked(console.log).mockImplementation((line) => {
    if (/step 4\//.test(String(line))) stop.abort();
  });
  await startSession({ ...own, out: parts, logEvery: 1 }, stop.signal);
  await resumeSession(parts, {}, new AbortController().signal);
  vi.restoreAllMocks();

  const file = (folder: string) => readFileSync(join(folder, "model.safetensors"));
  expect(file(parts)).toEqual(file(whole));
  const run = startRun(configure("aae", options), tsKernels, data, "small");
  await train(run, new CollapseWatch(run, () => {}), quiet);
  const numbers = (some: ReturnType<typeof namedTensors>) =>
    Object.fromEntries(some.map(({ name, value }) => [name, [...value.data]]));
  const saved = numbers(namedTensors(openRun(tsKernels, whole).model));
  expect(saved).toEqual(numbers([...(run.average?.averages ?? [])]));
  expect(saved).not.toEqual(numbers(namedTensors(run.model)));
});
