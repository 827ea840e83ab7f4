import { describe, expect, test } from "vitest";
import type { Examples } from "../../src/data/examples.ts";
import { type DataSet, greyImages } from "../../src/data/images.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { CollapseWatch } from "../../src/training/collapse.ts";
import { configure } from "../../src/training/configuration.ts";
import { evaluate } from "../../src/training/evaluation.ts";
import type { Overrides } from "../../src/training/overrides.ts";
import { namedTensors, type Run, startRun, tensorShapes } from "../../src/training/run.ts";
import { type Metrics, train } from "../../src/training/train.ts";
import { smallDataSet } from "../small-data.ts";
import { quiet } from "./quiet.ts";

const data = smallDataSet();
const start = (options: Overrides = {}, dataSet: DataSet = data, recipe = "aae") =>
  startRun(
    configure(recipe, { epochs: 2, batchSize: 32, hidden: [16], latent: 2, ...options }),
    tsKernels,
    dataSet,
    "small",
  );

async function linesOf(run: Run): Promise<Metrics[]> {
  const lines: Metrics[] = [];
  const watch = new CollapseWatch(run, () => {});
  await train(run, watch, { ...quiet, record: (line) => lines.push(line) });
  return lines;
}

/** Each image as a text, so that sets of them can be compared. */
function texts({ count, inputs, values }: Pick<Examples, "count" | "inputs" | "values">) {
  return Array.from({ length: count }, (_, i) =>
    Buffer.from(values.subarray(i * inputs, (i + 1) * inputs)).toString("base64"),
  );
}

/** The images that a run learns from in its first epoch, as texts. */
function learned(run: Run): string[] {
  const seen: string[] = [];
  for (let step = 0; step < run.stepsPerEpoch; step++) {
    const { X } = run.loader.next();
    const bytes = Uint8Array.from(X.data, (x) => Math.round(((x + 1) / 2) * 255));
    seen.push(...texts({ count: X.shape[0], inputs: 28 * 28, values: bytes }));
  }
  return seen;
}

describe("images that are held back", () => {
  test("are judged by, and not learned from", () => {
    const run = start({ validation: 64 });
    expect(run.judged.name).toBe("validation");
    expect(run.judged.images.count).toBe(64);
    expect(run.stepsPerEpoch).toBe(8);
    const [held, rest] = [texts(run.judged.images), learned(run)];
    expect([...held, ...rest].sort()).toEqual(texts(data.train).sort());
  });

  test("keep their labels", () => {
    const { images } = start({ validation: 64 }).judged;
    const all = new Map(texts(data.train).map((text, i) => [text, data.train.labels[i]]));
    expect([...(images.labels ?? [])]).toEqual(texts(images).map((text) => all.get(text)));
  });

  test("are the same in every run, whatever its seed", () => {
    const of = (seed: number) => texts(start({ seed, validation: 64 }).judged.images);
    expect(of(1)).toEqual(of(2));
  });

  test("are named in the metrics", async () => {
    const lines = await linesOf(start({ validation: 64 }));
    expect(lines.map(({ kind }) => kind).filter((kind) => kind !== "step")).toEqual([
      "validation",
      "validation",
    ]);
  });

  test.each([320, 321, 1_000_000])("cannot be %d of 320", (validation) => {
    expect(() => start({ validation })).toThrow(
      `--validation holds ${validation} images back, but small has only 320 to learn from; choose a smaller number.`,
    );
  });

  test("leave enough for a batch", () => {
    expect(() => start({ validation: 300 })).toThrow(
      "The batch size is 32 but small has only 20 training images",
    );
  });
});

describe.each(["aae", "article"])("data without labels or without test images: %s", (recipe) => {
  const bare: DataSet = { name: "bare", train: { ...data.train, labels: null }, test: null };

  test("is trained on, and judged by its first images", async () => {
    const run = start({}, bare, recipe);
    expect(run.judged.name).toBe("training");
    expect(texts(run.judged.images)).toEqual(texts(data.train));
    const lines = await linesOf(run);
    expect(run.step).toBe(20);
    expect(lines.filter(({ kind }) => kind === "training").map(({ step }) => step)).toEqual([
      10, 20,
    ]);
    const { mse, accuracy, codes } = evaluate(tsKernels, run.model, run.judged);
    expect(mse).toBeGreaterThan(0);
    expect(accuracy).toBeGreaterThanOrEqual(0);
    expect(codes.shape).toEqual([320, 2]);
  });

  test("gives the weights that it would give with them", async () => {
    const runs = [start({}, bare, recipe), start({}, data, recipe)];
    for (const run of runs) await linesOf(run);
    const [one, other] = runs.map(({ model }) => namedTensors(model).map(({ value }) => value));
    expect(one.map(({ data }) => data)).toEqual(other.map(({ data }) => data));
  });

  test("may still hold images back", () => {
    expect(start({ validation: 10 }, bare, recipe).judged.name).toBe("validation");
  });
});

test("of many images without test images, the first 10,000 are judged by", () => {
  const count = 10_001;
  const pixels = new Uint8Array(count);
  const train = greyImages({ count, rows: 1, columns: 1, pixels, labels: null });
  train.pixels[9_999] = 7;
  train.pixels[10_000] = 9;
  const { images } = start({ batchSize: 8 }, { name: "many", train, test: null }).judged;
  expect(images.count).toBe(10_000);
  expect(images.values.at(-1)).toBe(7);
});

test("a batch larger than the data set is refused", () => {
  expect(() => start({ batchSize: 321 })).toThrow(
    "The batch size is 321 but small has only 320 training images; choose a --batch-size of at most 320.",
  );
});

test("networks larger than any memory are refused before they are made", () => {
  expect(() => start({ hidden: [16384, 16384] })).toThrow(
    /^The networks would have \d{9,} weights, but at most 100000000 are trained; choose smaller --hidden layers\.$/,
  );
});

test("evaluating draws nothing from the run, and gives the same each time", () => {
  const run = start({}, data);
  const before = structuredClone(run.random.state);
  const [one, other] = [1, 2].map(() => {
    const { codes, ...figures } = evaluate(tsKernels, run.model, run.judged);
    return { ...figures, codes: [...codes.data] };
  });
  expect(one).toEqual(other);
  expect(run.random.state).toEqual(before);
});

test.each(["aae", "article"])("the shapes of %s are known before it is built", (recipe) => {
  const run = startRun(configure(recipe, {}), loadKernels("ts").kernels, data, "small");
  const shapes = new Map(namedTensors(run.model).map(({ name, value }) => [name, value.shape]));
  expect(tensorShapes(run.definition, run.configuration, 784)).toEqual(shapes);
});

describe("examples that somebody made are refused", () => {
  const own: Examples = {
    ...{ count: 40, inputs: 3, image: null, values: new Float32Array(120).fill(1) },
    ...{ labels: null, classNames: null, columnNames: null },
  };
  test.each<[string, Partial<Record<keyof Examples, unknown>>, string]>([
    [
      "with fewer values",
      { values: new Float32Array(90) },
      "have 90 numbers, but 40 rows of 3 have 120",
    ],
    [
      "with NaN",
      { values: new Float32Array(120).fill(Number.NaN) },
      "holds NaN in row 1, column 1",
    ],
    [
      "as another array",
      { values: [1, 2, 3] },
      "values in another form than is read; give a Float32Array",
    ],
    ["with fewer labels", { labels: new Uint8Array(4) }, "have 4 labels, but 40 rows"],
  ])("%s", (_, wrong, sentence) => {
    const bad = { ...own, ...wrong } as Examples;
    const options = { hidden: [4], latent: 2, batchSize: 8 };
    const begin = (train: Examples, test: Examples | null) =>
      startRun(configure("aae", options), tsKernels, { name: "own", train, test }, "");
    expect(() => begin(bad, null)).toThrow(sentence);
    expect(() => begin(own, bad)).toThrow(sentence);
    expect(() => begin(own, own)).not.toThrow();
  });
});
