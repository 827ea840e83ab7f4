import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ArticleTraining } from "../../src/aae/article.ts";
import { AdversarialTraining } from "../../src/aae/basic.ts";
import { MIXTURE } from "../../src/aae/recipes.ts";
import { loadModel } from "../../src/runs/model-file.ts";
import { resumeSession, type SessionOptions, startSession } from "../../src/runs/session.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
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

describe("a run that goes on", () => {
  let out: string;
  beforeAll(async () => {
    out = newFolder();
    vi.spyOn(console, "log").mockImplementation(() => {});
    await startSession({ ...base, out }, never);
  });

  test.each<[SessionOptions, string]>([
    [{ recipe: "article" }, '--recipe asks for "article", but the run was started with "aae"'],
    [{ kernels: "simd" }, '--kernels asks for "simd", but the run was started with "ts"'],
    [{ seed: 7 }, "--seed asks for 7, but the run was started with 1"],
    [{ batchSize: 64 }, "--batch-size asks for 64"],
    [{ learningRate: 0.5 }, "--learning-rate asks for 0.5, but the run was started with 0.002"],
    [{ clipNorm: 1 }, "--clip-norm asks for 1, but the run was started with null"],
    [{ latent: 3 }, "--latent asks for 3"],
    [{ hidden: [16, 16] }, "--hidden asks for [16,16], but the run was started with [16]"],
    [{ prior: MIXTURE }, "--prior asks for "],
    [{ epochs: 2 }, "The run was started with 30 steps, and 20 are asked for"],
    [{ steps: 29 }, "The run was started with 30 steps, and 29 are asked for"],
    [{ epochs: 4, steps: 40 }, "give one of them"],
    [{ out: "elsewhere" }, "leave --out out"],
  ])("is refused with %j, and nothing is changed", async (options, message) => {
    const files = () => readdirSync(out).map((name) => [name, read(out, name).toString("hex")]);
    const before = files();
    await expect(resumeSession(out, options, never)).rejects.toThrow(message);
    expect(files()).toEqual(before);
  });

  test("may be given the options that it has, and its images from another place", async () => {
    const moved = writeDataSet(smallDataSet());
    const same: SessionOptions = { ...base, data: moved, kernels: "auto", seed: 1 };
    await resumeSession(out, same, never);
    expect(said[0]).toMatch(/has taken all its 30 steps, so there is nothing left to train/);
    expect(JSON.parse(read(out, "config.json").toString()).data).toBe(moved);
  });

  test("is refused with other images", async () => {
    const other = writeDataSet(smallDataSet(320, 99));
    await expect(resumeSession(out, { data: other }, never)).rejects.toThrow(
      "was trained on other images",
    );
  });

  test("may become longer, and says what that means for the learning rate", async () => {
    await resumeSession(out, { epochs: 6 }, never);
    expect(said[0]).toBe(
      `Going on with the run in ${out} after step 30 of 60. It was 30 steps long. The learning rate falls after shares of the whole length, so it is now 0.002.`,
    );
    expect(lines(out)).toHaveLength(66);
    expect(JSON.parse(read(out, "config.json").toString()).length).toEqual({ epochs: 6 });
    await resumeSession(out, {}, never);
    expect(said.join("\n")).toContain("has taken all its 60 steps");
  });

  test("is refused if its configuration was changed by hand", async () => {
    const [whole, changed] = [read(out, "config.json").toString(), join(out, "config.json")];
    writeFileSync(changed, whole.replace('"seed": 1', '"seed": 2'));
    await expect(resumeSession(out, {}, never)).rejects.toThrow(
      "its seed is 1, but the run's is 2",
    );
    writeFileSync(changed, whole.replace('"batchSize": 32', '"batchSize": "32"'));
    await expect(resumeSession(out, {}, never)).rejects.toThrow(
      /config\.json" does not describe a run as it should \(batchSize: .*\); use an undamaged copy/,
    );
    writeFileSync(changed, whole);
  });

  test("falls back to the checkpoint before a damaged one, and says so", async () => {
    const [whole, cut] = [newFolder(), newFolder()];
    await startSession({ ...base, out: whole }, never);
    await startAndDie(18, { ...base, out: cut, checkpointEvery: { steps: 7 } });
    writeFileSync(join(cut, "checkpoint.safetensors"), "nonsense");
    await resumeSession(cut, {}, never);
    expect(said.join("\n")).toContain("The one before it is sound.");
    expect(said.join("\n")).toContain("after step 7 of 30");
    expectSameFiles(cut, whole);
  });
});

test("a loss that is not finite stops the run, and the last checkpoint is kept and named", async () => {
  const out = newFolder();
  atStep(15, () => {
    const { prototype } = AdversarialTraining;
    vi.spyOn(prototype, "step").mockImplementation(() => ({
      ...{ reconstruction: 1, discriminator: 1, accuracy: 1 },
      generator: Number.POSITIVE_INFINITY,
    }));
  });
  const options = { ...base, out, checkpointEvery: { steps: 4 } };
  await expect(startSession(options, never)).rejects.toThrow(
    /^The generator loss became Infinity at step 1[56], .* checkpoint\.safetensors holds the run after step 12\.$/,
  );
  expect(lines(out).length).toBeGreaterThanOrEqual(15); // all that was recorded before
});
