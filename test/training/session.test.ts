import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AdversarialTraining } from "../../src/aae/adversarial-training.ts";
import { ArticleTraining } from "../../src/aae/article-training.ts";
import { MIXTURE } from "../../src/aae/recipes.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { loadModel } from "../../src/training/model-file.ts";
import { resumeSession, type SessionOptions, startSession } from "../../src/training/session.ts";
import { smallDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";

let data: string;
let base: SessionOptions;
beforeAll(() => {
  data = writeDataSet(smallDataSet());
  base = { data, epochs: 3, batchSize: 32, hidden: [16], latent: 2, kernels: "ts" };
});

let said: string[];
beforeEach(() => {
  said = [];
  for (const method of ["log", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => said.push(line));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

const never = new AbortController().signal;
const newFolder = () => join(temporaryFolder(), "run");
const read = (folder: string, name: string) => readFileSync(join(folder, name));
const lines = (folder: string) => read(folder, "metrics.jsonl").toString().trimEnd().split("\n");

/** Lets something happen at the start of a step, counted from 1 in this process. */
function atStep(number: number, happen: () => void) {
  let steps = 0;
  for (const { prototype } of [AdversarialTraining, ArticleTraining]) {
    const { step } = prototype;
    vi.spyOn(prototype, "step").mockImplementation(function (this: typeof prototype, X) {
      if (++steps === number) happen();
      return step.call(this, X);
    });
  }
}

/** A run whose process dies in a step, as far as its files can tell. */
async function startAndDie(step: number, options: SessionOptions): Promise<void> {
  atStep(step, () => {
    throw new Error("killed");
  });
  await expect(startSession(options, never)).rejects.toThrow("killed");
  vi.mocked(AdversarialTraining.prototype.step).mockRestore();
  vi.mocked(ArticleTraining.prototype.step).mockRestore();
}

/** Asks that two folders hold the same files with the same bytes; all but an older checkpoint. */
function expectSameFiles(folder: string, other: string) {
  const names = (path: string) =>
    readdirSync(path).filter((name) => name !== "checkpoint.previous.safetensors");
  expect(names(folder)).toEqual(names(other));
  for (const name of names(folder)) {
    expect([name, Buffer.compare(read(folder, name), read(other, name))]).toEqual([name, 0]);
  }
}

describe("a run", () => {
  test("leaves configuration, metrics, checkpoint, model, evaluation, pictures and report", async () => {
    const out = newFolder();
    await startSession({ ...base, out }, never);
    expect(readdirSync(out).sort()).toEqual([
      "checkpoint.safetensors",
      "config.json",
      "dimensions.svg",
      "evaluation.json",
      "latent.svg",
      "losses.svg",
      "manifold.png",
      "metrics.jsonl",
      "model.safetensors",
      "reconstructions.png",
      "report.html",
      "samples.png",
    ]);
    expect(JSON.parse(read(out, "config.json").toString())).toMatchObject({
      recipe: "aae",
      data,
      hidden: [16],
      kernels: "ts",
    });
    expect(lines(out)).toHaveLength(33);
    expect(JSON.parse(lines(out)[0])).toMatchObject({ step: 1, epoch: 1 });
    const { model, rows, columns } = loadModel(tsKernels, join(out, "model.safetensors"));
    expect([rows, columns]).toEqual([28, 28]);
    expect(model.description.hidden).toEqual([16]);
  });

  test.each<[string, SessionOptions]>([
    ["with ts", {}],
    ["with simd", { kernels: "simd" }],
    ["with an odd count of random numbers", { latent: 3, batchSize: 33 }],
    ["with a mixture", { recipe: "latent2d", prior: MIXTURE }],
    ["of the article, with ts", { recipe: "article" }],
    ["of the article, with simd", { recipe: "article", kernels: "simd" }],
    ["with clipped gradients", { clipNorm: 0.1 }],
  ])("that died and goes on ends as one that never did: %s", async (_, options) => {
    const [whole, cut] = [newFolder(), newFolder()];
    await startSession({ ...base, ...options, out: whole }, never);
    await startAndDie(18, { ...base, ...options, out: cut, checkpointEvery: { steps: 7 } });
    expect(existsSync(join(cut, "report.html"))).toBe(false);
    await resumeSession(cut, { checkpointEvery: { steps: 7 } }, never);
    expect(said.join("\n")).toContain(`Going on with the run in ${cut} after step 14 of `);
    expectSameFiles(cut, whole);
  });

  test("that died before its first checkpoint begins again", async () => {
    const [whole, cut] = [newFolder(), newFolder()];
    await startSession({ ...base, out: whole }, never);
    await startAndDie(9, { ...base, out: cut });
    await resumeSession(cut, {}, never);
    expectSameFiles(cut, whole);
  });

  test("that is asked to stop finishes its step, and goes on from there", async () => {
    const [whole, cut] = [newFolder(), newFolder()];
    await startSession({ ...base, out: whole }, never);
    const stop = new AbortController();
    atStep(13, () => stop.abort());
    await startSession({ ...base, out: cut }, stop.signal);
    expect(existsSync(join(cut, "report.html"))).toBe(true);
    expect(said).toContainEqual(`Go on with: npx tsx src/train.ts --resume ${cut}`);
    await resumeSession(cut, {}, never);
    expect(said).toContainEqual(`Going on with the run in ${cut} after step 13 of 30.`);
    expectSameFiles(cut, whole);
  });
});
