import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ArticleTraining } from "../../src/aae/article.ts";
import { AdversarialTraining } from "../../src/aae/basic.ts";
import { ClusteringTraining } from "../../src/aae/clustering.ts";
import { DimensionalityReductionTraining } from "../../src/aae/dimensionality-reduction.ts";
import { LabelsInPriorTraining } from "../../src/aae/labels-in-prior.ts";
import type { Figures, Training } from "../../src/aae/parts/model.ts";
import { SemiSupervisedTraining } from "../../src/aae/semi-supervised.ts";
import { SupervisedTraining } from "../../src/aae/supervised.ts";
import type { DataSet } from "../../src/data/images.ts";
import { InputError } from "../../src/input-error.ts";
import { sgd } from "../../src/optim/description.ts";
import { fingerprintOf } from "../../src/runs/fingerprint.ts";
import { MetricsFile } from "../../src/runs/metrics.ts";
import { loadModel } from "../../src/runs/model-file.ts";
import { resumeSession, type SessionOptions, startSession } from "../../src/runs/session.ts";
import { trainInFolder } from "../../src/runs/train-in-folder.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { CollapseWatch } from "../../src/training/collapse.ts";
import { configure } from "../../src/training/configuration.ts";
import { startRun } from "../../src/training/run.ts";
import { smallerDataSet, temporaryFolder, writeDataSet } from "../small-data.ts";

const momentum = JSON.stringify(sgd({ learningRate: 0.01, momentum: 0.9, clipNorm: 1 }));
/** Every phase follows its gradient by SGD. */
const SGD = ["reconstruction", "discriminator", "generator"].map((phase) => `${phase}=${momentum}`);
/** Milestones by epoch and by share on both sides of the step in which runs die here, and a warm-up. */
const FALLING = [
  "discriminator.warmUp=16",
  'reconstruction.milestones=[{"epoch":1,"factor":0.5},{"share":0.55,"factor":0.5}]',
];

const small = smallerDataSet();
let data: string;
let base: SessionOptions;
beforeAll(() => {
  data = writeDataSet(small);
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

/** Every way to train. */
const TRAININGS: readonly Training[] = [
  AdversarialTraining.prototype,
  ArticleTraining.prototype,
  ClusteringTraining.prototype,
  DimensionalityReductionTraining.prototype,
  LabelsInPriorTraining.prototype,
  SemiSupervisedTraining.prototype,
  SupervisedTraining.prototype,
];

/** Lets something happen in every step, counted from 1 in this process, to what it gives. */
function inSteps(happen: (step: number, figures: () => Figures) => Figures) {
  let steps = 0;
  for (const training of TRAININGS) {
    const { step } = training;
    vi.spyOn(training, "step").mockImplementation(function (this: Training, ...given) {
      return happen(++steps, () => step.apply(this, given));
    });
  }
}

function undisturbed() {
  for (const training of TRAININGS) vi.mocked(training.step).mockRestore();
}

/** Lets something happen at the start of a step. */
function atStep(number: number, happen: () => void) {
  inSteps((step, figures) => {
    if (step === number) happen();
    return figures();
  });
}

/** A run whose process dies in a step, as far as its files can tell. */
async function startAndDie(step: number, options: SessionOptions): Promise<void> {
  atStep(step, () => {
    throw new Error("killed");
  });
  await expect(startSession(options, never)).rejects.toThrow("killed");
  undisturbed();
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
      "walks.png",
    ]);
    expect(JSON.parse(read(out, "config.json").toString())).toMatchObject({
      recipe: "aae",
      data,
      hidden: [16],
      kernels: "ts",
    });
    expect(lines(out)).toHaveLength(33);
    expect(JSON.parse(lines(out)[0])).toEqual({
      ...{ step: 1, epoch: 1, kind: "step" },
      figures: {
        reconstruction: expect.any(Number),
        discriminator: expect.any(Number),
        generator: expect.any(Number),
        accuracy: expect.any(Number),
      },
    });
    expect(JSON.parse(lines(out)[32])).toMatchObject({ step: 30, epoch: 3, kind: "test" });
    const { model, configuration, format } = loadModel(tsKernels, join(out, "model.safetensors"));
    expect(format.image).toEqual({ rows: 14, columns: 14, channels: 1 });
    expect(model.networks.encoder.parameters[0].value.shape).toEqual([196, 16]);
    const { kernels: _, ...recorded } = JSON.parse(read(out, "config.json").toString());
    expect(configuration).toEqual(recorded);
  });

  test("says which images bore a label, the same number of each class", async () => {
    const out = newFolder();
    await startSession({ ...base, recipe: "semi-supervised", labels: 50, out }, never);
    const { images } = JSON.parse(read(out, "labels.json").toString());
    const labels = images.map((image: number) => small.train.labels[image]);
    expect(labels.toSorted()).toEqual(Array.from({ length: 50 }, (_, k) => Math.floor(k / 5)));
    expect(new Set(images).size).toBe(50);
  });

  test("says where it is, in the words of its model", async () => {
    await startSession({ ...base, out: newFolder() }, never);
    expect(said[1]).toMatch(
      /^epoch 1\/3, step 1\/30: reconstruction \d\.\d{4}, discriminator \d\.\d{4}, generator \d\.\d{4}, accuracy \d+\.\d %$/,
    );
    said = [];
    await startSession({ ...base, recipe: "article", out: newFolder() }, never);
    expect(said[1]).toMatch(/^Epoch 1\/30, D Loss: \d\.\d{4}, Acc: \d+\.\d\d%, G Loss: \d\.\d{4}$/);
  });

  test("is judged by the images that it holds back", async () => {
    const out = newFolder();
    await startSession({ ...base, validation: 64, out }, never);
    const kinds = lines(out).map((line) => JSON.parse(line).kind);
    expect(kinds.filter((kind) => kind !== "step")).toEqual(Array(3).fill("validation"));
    expect(kinds).toHaveLength(24 + 3);
    expect(said).toContainEqual(
      expect.stringMatching(/^Trained 24 steps, .*, validation MSE 0\.\d{4}, /),
    );
    expect(read(out, "report.html").toString()).toContain("Validation error");
    expect(read(out, "losses.svg").toString()).toContain(">validation</text>");
  });

  test.each<[string, SessionOptions]>([
    ["with ts", {}],
    ["with simd", { kernels: "simd" }],
    ["with an odd count of random numbers", { latent: 3, batchSize: 33 }],
    ["with a mixture", { recipe: "latent2d", prior: { kind: "mixture" } }],
    ["of the article, with ts", { recipe: "article" }],
    ["of the article, with simd", { recipe: "article", kernels: "simd" }],
    ["with clipped gradients", { clipNorm: 0.1 }],
    ["with SGD", { set: SGD }],
    ["of the article, with SGD", { recipe: "article", set: SGD.slice(0, 2) }],
    ["with a rate that rises and falls", { set: FALLING }],
    ["with images held back", { validation: 40 }],
    ["with a Gaussian posterior", { set: ["posterior=gaussian"] }],
    ["with a universal posterior", { set: ["posterior=universal"] }],
    [
      "of labels in the prior",
      { recipe: "labels-in-prior", labels: 100, prior: { kind: "swiss-roll" } },
    ],
    ["semi-supervised, with ts", { recipe: "semi-supervised", labels: 50 }],
    ["semi-supervised, with simd", { recipe: "semi-supervised", labels: 50, kernels: "simd" }],
    ["of clustering", { recipe: "clustering" }],
    ["of dimensionality reduction", { recipe: "dimensionality-reduction", labels: 50 }],
    ["without labels", { recipe: "dimensionality-reduction", set: ["labels=none"] }],
    ["supervised", { recipe: "supervised" }],
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
    [{ prior: { kind: "mixture" } }, "--prior asks for "],
    [{ epochs: 2 }, "The run was started with 30 steps, and 20 are asked for"],
    [{ steps: 29 }, "The run was started with 30 steps, and 29 are asked for"],
    [{ epochs: 4, steps: 40 }, "give one of them"],
    [{ labels: 100 }, "--labels is given, but the recipe aae has nothing of the kind"],
    [{ out: "elsewhere" }, "do not give --out"],
    [{ config: "config.json" }, "a run goes on with its own configuration; do not give --config"],
    [{ validation: 5 }, "--validation asks for 5, but the run was started with 0"],
    [{ set: ["generator.beta1=0.9"] }, 'but the run was started with ["generator.beta1=0.5"]'],
    [{ set: ["generator.beta=0.9"] }, 'There is no setting "generator.beta"'],
  ])("is refused with %j, and nothing is changed", async (options, message) => {
    const files = () => readdirSync(out).map((name) => [name, read(out, name).toString("hex")]);
    const before = files();
    await expect(resumeSession(out, options, never)).rejects.toThrow(message);
    expect(files()).toEqual(before);
  });

  test("may be given the options that it has, and its images from another place", async () => {
    const moved = writeDataSet(smallerDataSet());
    const same: SessionOptions = { ...base, data: moved, kernels: "auto", seed: 1 };
    await resumeSession(out, same, never);
    expect(said[0]).toMatch(/has taken all its 30 steps, so there is nothing left to train/);
    expect(JSON.parse(read(out, "config.json").toString()).data).toBe(moved);
  });

  test("may be given all that it was begun with, though each by itself asks for something else", async () => {
    const twice = { hidden: [16], set: ["discriminatorHidden=[8]"] };
    const whole = newFolder();
    await startSession({ ...base, ...twice, epochs: 1, out: whole }, never);
    await resumeSession(whole, { ...twice, epochs: 2 }, never);
    expect(JSON.parse(read(whole, "config.json").toString()).length).toEqual({ epochs: 2 });
    await expect(resumeSession(whole, { hidden: [16] }, never)).rejects.toThrow(
      "--hidden asks for",
    );
  });

  test("leaves what is not its own, half finished or not, and all of it where there is no run", async () => {
    const stranger = temporaryFolder();
    const names = ["film.mkv.part", "model.safetensors.0123abcd.part"];
    for (const folder of [stranger, out]) {
      for (const name of names) writeFileSync(join(folder, name), "half");
    }
    await expect(resumeSession(stranger, {}, never)).rejects.toThrow("cannot read");
    expect(readdirSync(stranger).sort()).toEqual(names);
    await resumeSession(out, {}, never);
    expect(readdirSync(out).filter((name) => name.endsWith(".part"))).toEqual(["film.mkv.part"]);
    rmSync(join(out, "film.mkv.part"));
  });

  test("is refused with other images", async () => {
    const other = writeDataSet(smallerDataSet(320, 99));
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
      /config\.json" does not describe a run as it should: the setting batchSize is "32", but it must be a finite number; use an undamaged copy of it\.$/,
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

describe("settings from a file", () => {
  const written = (settings: unknown) => {
    const path = join(temporaryFolder(), "settings.json");
    writeFileSync(path, typeof settings === "string" ? settings : JSON.stringify(settings));
    return path;
  };

  test("are a run's own config.json, and give the same run", async () => {
    const [one, other] = [newFolder(), newFolder()];
    await startSession({ ...base, seed: 4, recipe: "latent2d", out: one }, never);
    await startSession({ config: join(one, "config.json"), kernels: "ts", out: other }, never);
    expectSameFiles(other, one);
  });

  test("are some that another recipe has too, and options win over them", async () => {
    const out = newFolder();
    const config = written({ recipe: "article", seed: 4, batchSize: 16, length: { steps: 3 } });
    await startSession({ config, data, hidden: [4], seed: 5, kernels: "ts", out }, never);
    expect(JSON.parse(read(out, "config.json").toString())).toMatchObject({
      ...{ recipe: "article", seed: 5, batchSize: 16, length: { steps: 3 }, hidden: [4] },
    });
  });

  test.each<[string, unknown, string]>([
    ["no JSON", "{", 'settings.json" does not describe settings as it should (it is not JSON)'],
    ["a list", [], 'settings.json" does not describe settings as it should ('],
    ["a key that no object has", '{"__proto__":1}', "(it has the key __proto__)"],
    [
      "brackets without end",
      "[".repeat(1e5) + "]".repeat(1e5),
      "(it is nested more than 100 times)",
    ],
    ["a setting twice", '{"seed":1,"seed":2}', "(it says "],
    ["an unknown setting", { depth: 3 }, 'There is no setting "depth"; choose one of recipe, '],
    ["an unknown recipe", { recipe: "cake" }, 'There is no recipe "cake"; choose one of aae, '],
    ["a setting of a wrong kind", { latent: "2" }, 'The setting latent is "2", but it must be '],
    ["a setting out of range", { seed: -1 }, "The setting seed is -1, but it must be "],
  ])("are refused with %s, before a folder is made", async (_, settings, message) => {
    const out = newFolder();
    const error = await startSession({ config: written(settings), data, out }, never).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(message);
    expect(existsSync(out)).toBe(false);
  });

  test("are refused where there is no file", async () => {
    const config = join(temporaryFolder(), "none.json");
    await expect(startSession({ ...base, config }, never)).rejects.toThrow(
      /none\.json": there is no such file or folder/,
    );
  });
});

test("a run that goes on warns of a collapse at the step at which it would have", async () => {
  const collapsed = (step: number, figures: () => Figures) => {
    if (step === 150) stop.abort();
    return { ...figures(), accuracy: 1 };
  };
  const options: SessionOptions = { ...base, hidden: [4], epochs: 25 };
  const [whole, cut] = [newFolder(), newFolder()];
  const warnings = () => said.filter((line) => line.includes("the discriminator has told"));

  let stop = new AbortController();
  inSteps(collapsed);
  await startSession({ ...options, out: whole }, never);
  expect(warnings()).toEqual([expect.stringMatching(/^Step 200: for 200 steps now, /)]);
  undisturbed();

  said = [];
  stop = new AbortController();
  inSteps(collapsed);
  await startSession({ ...options, out: cut }, stop.signal);
  expect(warnings()).toEqual([]);
  await resumeSession(cut, {}, never);
  expect(said).toContainEqual(`Going on with the run in ${cut} after step 150 of 250.`);
  expect(warnings()).toEqual([expect.stringMatching(/^Step 200: for 200 steps now, /)]);
  expectSameFiles(cut, whole);
});

test("a folder of version 0.1 is refused with one sentence, and left as it is", async () => {
  const folder = temporaryFolder();
  const old = JSON.stringify({
    ...{ recipe: "aae", data, seed: 1, training: "adversarial", latent: 10 },
    ...{ hidden: [512], discriminatorHidden: [512], output: "tanh", batchSize: 128 },
    prior: { kind: "gaussian", deviation: 3 },
    adam: { learningRate: 0.002, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, clipNorm: null },
    discriminatorPace: 0.5,
    drops: [{ after: 0.6, factor: 0.1 }],
    ...{ length: { epochs: 20 }, kernels: "ts" },
  });
  writeFileSync(join(folder, "config.json"), old);
  await expect(resumeSession(folder, {}, never)).rejects.toThrow(
    /^"[^"]*config\.json" was written by version 0\.1 of this program, whose runs only that version can go on with; start another run\.$/,
  );
  expect(readdirSync(folder)).toEqual(["config.json"]);
  expect(read(folder, "config.json").toString()).toBe(old);
});

describe.each(["aae", "article"])("data without labels and test images: %s", (recipe) => {
  test("is trained on, and leaves every picture, without the colours of labels", async () => {
    const { train } = smallerDataSet();
    const bare: DataSet = { name: "bare", train: { ...train, labels: null }, test: null };
    const configuration = configure(recipe, { ...base, set: ["length.epochs=2"] });
    const run = startRun(configuration, tsKernels, bare, fingerprintOf(bare));
    const folder = temporaryFolder();
    const metrics = new MetricsFile(join(folder, "metrics.jsonl"));
    await trainInFolder(run, new CollapseWatch(run, console.log), folder, metrics);
    expect(readdirSync(folder).sort()).toEqual([
      "checkpoint.safetensors",
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
      "walks.png",
    ]);
    expect(JSON.parse(lines(folder).at(-1) ?? "")).toMatchObject({ step: 20, kind: "training" });
    expect(said.join("\n")).toContain(", training MSE 0.");
    expect(read(folder, "report.html").toString()).toContain("Training error");
  });
});
