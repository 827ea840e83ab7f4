/** What the models of the family refuse, in one sentence each. */
import { describe, expect, test } from "vitest";
import type { ExampleSet, Examples } from "../../src/data/examples.ts";
import { type DataSet, greyImages } from "../../src/data/images.ts";
import { InputError } from "../../src/input-error.ts";
import { tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { configure, configureAgain } from "../../src/training/configuration.ts";
import type { Overrides } from "../../src/training/overrides.ts";
import { startRun } from "../../src/training/run.ts";
import { smallDataSet } from "../small-data.ts";

const small = smallDataSet(320, 50);
const start = (recipe: string, options: Overrides, data: ExampleSet = small) =>
  startRun(configure(recipe, { hidden: [8], batchSize: 16, ...options }), tsKernels, data, "");

describe("labels", () => {
  test.each<[string, Overrides, string]>([
    [
      "semi-supervised",
      { labels: 1000 },
      "--labels asks for 1000 labelled images, but small has only 320 to learn from; choose a smaller number, or all.",
    ],
    [
      "semi-supervised",
      { labels: 105 },
      "--labels asks for 105 labelled images, which cannot be 10 classes with the same number of each; choose a multiple of 10.",
    ],
    ["semi-supervised", { labels: 320 }, "--labels asks for 32 labelled images of each class, but"],
    ["semi-supervised", { set: ["classes=5"] }, "but the model tells 5 classes apart, 0 to 4; use"],
    ["clustering", { set: ["clusters=1"] }, "The setting clusters is 1, but it must be "],
    ["supervised", { labels: 100 }, "The setting labels is 100, but it must be "],
    ["aae", { labels: 100 }, "--labels is given, but the recipe aae has nothing of the kind; "],
  ])("of %s with %j", (recipe, options, message) => {
    expect(() => start(recipe, options)).toThrow(InputError);
    expect(() => start(recipe, options)).toThrow(message);
  });

  test("that nobody has told", () => {
    const unlabelled = { ...small, train: { ...small.train, labels: null } };
    for (const recipe of ["semi-supervised", "supervised", "labels-in-prior"]) {
      expect(() => start(recipe, {}, unlabelled)).toThrow(
        "small has no labels, but this model learns from some; give data with labels",
      );
    }
    expect(start("clustering", {}, unlabelled).labelled).toHaveLength(0);
  });

  test("are drawn by a seed of their own, as many of each class", () => {
    const chosen = (options: Overrides) => [
      ...start("semi-supervised", { labels: 50, ...options }).labelled,
    ];
    const labels = small.train.labels ?? [];
    const counts = new Array(10).fill(0);
    for (const image of chosen({})) counts[labels[image]]++;
    expect(counts).toEqual(new Array(10).fill(5));
    expect(chosen({ labelSeed: 7 })).toEqual(chosen({ labelSeed: 7, seed: 2 }));
    expect(chosen({ labelSeed: 7 })).not.toEqual(chosen({}));
    expect(chosen({ seed: 2 })).not.toEqual(chosen({}));
  });

  test("cannot change when a run goes on", () => {
    const recorded = configure("semi-supervised", { labels: 100 });
    expect(() => configureAgain(recorded, { labels: 1000 })).toThrow(
      "--labels asks for 1000, but the run was started with 100",
    );
    expect(() => configureAgain(recorded, { labelSeed: 3 })).toThrow("--label-seed asks for 3");
  });
});

test("a prior whose dimensions or classes do not fit", () => {
  expect(() => start("labels-in-prior", { labels: 100, latent: 3 })).toThrow(
    "The prior mixture lies in 2 dimensions but the latent size is 3",
  );
  expect(() => start("labels-in-prior", { labels: 100, prior: { kind: "gaussian" } })).toThrow(
    "The prior gaussian has no classes, but the labels have 10; choose --prior mixture or swiss-roll",
  );
  expect(() => start("labels-in-prior", { labels: 100, set: ["prior.components=7"] })).toThrow(
    "The prior mixture has 7 classes, but the labels have 10",
  );
});

test("warps of what is no square image", () => {
  const flat = greyImages({
    ...{ count: 40, rows: 2, columns: 3 },
    ...{ pixels: new Uint8Array(240).fill(7), labels: new Uint8Array(40) },
  });
  const warped = (train: Examples) =>
    start("clustering", { set: ["inputWarp=0.1"] }, { name: "flat", train, test: null });
  expect(() => warped(flat)).toThrow(
    "inputWarp turns and moves square images of one channel, but these examples are 2×3 pixels of 1 channels; leave it at 0, or say with --image what size the images in a table have.",
  );
  const rows = { ...flat, image: null, inputs: 4, values: new Float32Array(160) };
  expect(() => warped(rows)).toThrow("but these examples are rows of 4 numbers; leave it at 0");
  const image = { rows: 3, columns: 12, channels: 3 } as const;
  const colour = { ...flat, image, inputs: 108, values: new Uint8Array(40 * 108) };
  expect(() => warped(colour)).toThrow("these examples are 3×12 pixels of 3 channels");
  expect(() => start("clustering", { set: ["inputWarp=0.1"] })).not.toThrow();
});

test("warps before a universal posterior's noise", () => {
  const run = start("latent2d", {
    set: ["posterior=universal", "inputWarp=0.1", "inputDropout=0.5"],
  });
  expect(() => run.training.step(run.loader.next(), run.pass)).not.toThrow();
});

test("the best model by an error that nobody can know", () => {
  const byError = { set: ['stopping={"figure":"error","patience":null}'] };
  expect(() => start("aae", byError)).toThrow(
    "--best-by asks for the error, but this model has no classes; choose reconstruction.",
  );
  const unlabelled = { ...small, test: { ...small.test, labels: null } } as DataSet;
  expect(() => start("clustering", byError, unlabelled)).toThrow("these examples have no labels");
  expect(() => start("clustering", byError)).not.toThrow();
});

test("a label that the decoder does not know", () => {
  const { model } = start("supervised", {});
  const X = zeros(tsKernels, 2, 784);
  expect(() => model.encode(X, { labels: [3, 12] })).toThrow(
    "This model's decoder is told the label of each image, and knows 0 to 9, but one has 12; give data with labels that it knows.",
  );
  expect(() => model.encode(X, { labels: [3] })).toThrow(
    "and there is none; give data with labels",
  );
});

test("batches of one image, which have no variance", () => {
  expect(() => start("aae", { batchSize: 1 })).toThrow(
    "but the batch size is 1; choose a --batch-size of at least 2, or --set batchNormalisation=none.",
  );
  expect(() => start("aae", { batchSize: 1, set: ["batchNormalisation=none"] })).not.toThrow();
});
