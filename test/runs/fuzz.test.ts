/**
 * The readers of a run folder against many hostile files: a checkpoint, a model, a configuration
 * and metrics. What is read is what the file says, and can be trained on; everything else is
 * refused with one sentence.
 *
 * `FUZZ_RUNS=1000000 npx vitest run test/runs/fuzz.test.ts` tries so many files with each.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type DataSet, greyImages } from "../../src/data/images.ts";
import { InputError } from "../../src/input-error.ts";
import { sgd } from "../../src/optim/description.ts";
import { expectWeights, readCheckpoint, restore } from "../../src/runs/checkpoint.ts";
import { fingerprintOf } from "../../src/runs/fingerprint.ts";
import { MetricsFile, readMetrics } from "../../src/runs/metrics.ts";
import { parseConfiguration, recordConfiguration } from "../../src/runs/run-folder.ts";
import { trainInFolder } from "../../src/runs/train-in-folder.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import type { Random } from "../../src/tensor/random.ts";
import { CollapseWatch } from "../../src/training/collapse.ts";
import { configure, settingsFor } from "../../src/training/configuration.ts";
import { expectFiniteStep } from "../../src/training/finite.ts";
import { namedTensors, type Run, setLearningRates, startRun } from "../../src/training/run.ts";
import { readModel, writeModel } from "../../src/training/saved-model.ts";
import { mutateBytes, mutateJson } from "../data/hostile.ts";
import { fuzz, PATIENCE, RUNS } from "../data/trial.ts";
import { temporaryFolder } from "../small-data.ts";

/** Images of 2×2 pixels, so that a run of some steps takes a moment. */
const images = (count: number) =>
  greyImages({
    count,
    rows: 2,
    columns: 2,
    pixels: Uint8Array.from({ length: 4 * count }, (_, i) => (i * 89) % 256),
    labels: new Uint8Array(count),
  });
const data: DataSet = { name: "tiny", train: images(9), test: images(3) };
const DATA = fingerprintOf(data);
const options = { hidden: [3], latent: 2, batchSize: 4, steps: 5 };
const momentum = JSON.stringify(sgd({ learningRate: 0.01, momentum: 0.9, warmUp: 2 }));
const configurations = [
  configure("aae", { ...options, set: [`discriminator=${momentum}`] }),
  configure("article", options),
];
const newRun = (which: number) => startRun(configurations[which], tsKernels, data, DATA);

/** The file of a model of rows of numbers, with its scaling. */
function modelOfRows(): Buffer {
  const nothing = { labels: null, classNames: null };
  const values = Float32Array.from({ length: 18 }, (_, i) => (i * 89) % 7);
  const train = { count: 9, inputs: 2, image: null, values, columnNames: ["a", "b"], ...nothing };
  const configuration = configure("aae", options, settingsFor(train));
  const run = startRun(configuration, tsKernels, { name: "rows", train, test: null }, "rows");
  return Buffer.from(writeModel(run));
}

/** What a run of each training leaves behind. */
let folders: string[];
const kept = new Map<string, Buffer>();
function read(which: number, name: string): Buffer {
  const path = join(folders[which], name);
  const file = kept.get(path) ?? readFileSync(path);
  kept.set(path, file);
  return file;
}
beforeAll(async () => {
  folders = [];
  vi.spyOn(console, "log").mockImplementation(() => {});
  for (const [which, configuration] of configurations.entries()) {
    const folder = temporaryFolder();
    recordConfiguration(folder, { configuration, kernels: "ts" });
    const run = newRun(which);
    const watch = new CollapseWatch(run, () => {});
    await trainInFolder(run, watch, folder, new MetricsFile(join(folder, "metrics.jsonl")));
    folders.push(folder);
  }
  vi.restoreAllMocks();
});

interface Parts {
  readonly header: Record<string, unknown>;
  readonly data: Buffer;
}

function split(file: Uint8Array): Parts {
  const bytes = Buffer.from(file);
  const start = 8 + Number(bytes.readBigUint64LE());
  return { header: JSON.parse(bytes.toString("utf8", 8, start)), data: bytes.subarray(start) };
}

function join8(header: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUint64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), data]);
}

/** Damages one of the numbers: NaN with a payload, infinity, or any bits. */
function mutateNumbers(random: Random, data: Buffer): Buffer {
  const copy = Buffer.from(data);
  const bits = [0x7fc12345, 0xffffffff, 0x7f800000, 0xff800000, random.integer(2 ** 32)];
  copy.writeUInt32LE(bits[random.integer(5)], 4 * random.integer(copy.length / 4));
  return copy;
}

/** A sound safetensors file with something done to it, or to the JSON texts within it. */
function hostile(random: Random, sound: Buffer, texts: readonly string[]): Buffer {
  const fate = random.integer(6);
  if (fate === 0) return sound;
  if (fate === 1) return Buffer.from(mutateBytes(random, sound));
  const { header, data } = split(sound);
  const metadata = header.__metadata__ as Record<string, string>;
  switch (fate) {
    case 2:
      return join8(mutateJson(random, JSON.stringify(header)), data);
    case 3:
      return join8(JSON.stringify(header), mutateNumbers(random, data));
    default: {
      const text = texts[random.integer(texts.length)];
      metadata[text] = mutateJson(random, metadata[text]);
      return join8(JSON.stringify(header), data);
    }
  }
}

/** Writes the right sha256 into a checkpoint, so that the reader has to look at what it says. */
function sealed(file: Buffer): Buffer {
  const text = file.toString("latin1");
  const zeros = text.replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${"0".repeat(64)}"`);
  const sha256 = createHash("sha256").update(zeros, "latin1").digest("hex");
  return Buffer.from(
    zeros.replace(`"sha256":"${"0".repeat(64)}"`, `"sha256":"${sha256}"`),
    "latin1",
  );
}

const tensorsIn = ({ header: { __metadata__: _, ...infos } }: Parts) =>
  Object.entries(infos as Record<string, { shape: number[] }>);

/** JSON.parse keeps the last of two values for one key, so that the text has more strings. */
function expectNothingTwice(json: string) {
  const stringsIn = (text: string) => text.match(/"(?:[^"\\]|\\.)*"/g)?.length ?? 0;
  strictEqual(stringsIn(json), stringsIn(JSON.stringify(JSON.parse(json))));
}

/** The numbers of a tensor, by the header and not by our reader. */
function tensorIn({ header, data }: Parts, name: string): number[] {
  const { dtype, data_offsets: offsets } = header[name] as {
    dtype: string;
    data_offsets: [number, number];
  };
  const bytes = new Uint8Array(data.subarray(...offsets)).buffer;
  return [...(dtype === "U32" ? new Uint32Array(bytes) : new Float32Array(bytes))];
}

/** A model as version 0.1 wrote it, of the first run's weights. */
function versionOne(): Buffer {
  const { header, data } = split(read(0, "model.safetensors"));
  const description = JSON.stringify({
    ...{ rows: 2, columns: 2, pixels: 4, latent: 2, hidden: [3], discriminatorHidden: [3] },
    ...{ output: "tanh", judgement: "logit", prior: { kind: "gaussian", deviation: 3 } },
  });
  const __metadata__ = { format: "adversarial-autoencoder", description };
  return join8(JSON.stringify({ ...header, __metadata__ }), data);
}

const weightsOf = ({ model }: Pick<Run, "model">) =>
  namedTensors(model).map(({ name, value }) => [name, [...value.data]] as const);

describe("hostile files", () => {
  test("as checkpoints", { timeout: 2 * PATIENCE }, () => {
    let which = 0;
    let sound: Buffer;
    const runs = [newRun(0), newRun(1)];
    const tensorsOf = [0, 1].map((which) =>
      tensorsIn(split(read(which, "checkpoint.safetensors"))),
    );
    const outcomes = { trained: 0, stopped: 0 };
    fuzz({
      name: "checkpoint",
      runs: RUNS,
      makeFile: (random) => {
        which = random.integer(2);
        sound = read(which, "checkpoint.safetensors");
        const file = hostile(random, sound, ["configuration", "state"]);
        return random.integer(8) === 0 ? file : sealed(file);
      },
      read: (file) => {
        const checkpoint = readCheckpoint(file, "checkpoint.safetensors");
        expectWeights(checkpoint, configurations[which], 4);
        const run = runs[which];
        const before = weightsOf(run);
        try {
          restore(run, checkpoint);
        } catch (error) {
          deepStrictEqual(weightsOf(run), before);
          throw error;
        }
        return { run, checkpoint };
      },
      checkRead: ({ run, checkpoint }, file) => {
        ok(sealed(Buffer.from(file)).equals(file));
        const parts = split(file);
        const { state, configuration } = parts.header.__metadata__ as Record<string, string>;
        expectNothingTwice(state);
        expectNothingTwice(configuration);
        for (const [name, { shape }] of tensorsOf[which]) {
          deepStrictEqual((parts.header[name] as { shape?: unknown }).shape, shape);
          ok(tensorIn(parts, name).every(Number.isFinite));
        }
        strictEqual(tensorsIn(parts).length, tensorsOf[which].length);
        const { step, positions, random, optimizers, means, collapse } = JSON.parse(state);
        const { training, orders } = run;
        deepStrictEqual(
          { step: run.step, positions: { images: orders.images.position } },
          { step, positions },
        );
        deepStrictEqual(run.random.state, random);
        deepStrictEqual(
          Object.fromEntries(
            Object.entries(training.optimizers).map(([phase, { steps }]) => [phase, steps]),
          ),
          optimizers,
        );
        deepStrictEqual(JSON.parse(JSON.stringify(training.means)), means);
        deepStrictEqual(checkpoint.state.collapse, collapse);
        for (const [name, values] of weightsOf(run)) deepStrictEqual(values, tensorIn(parts, name));
        ok(run.step <= run.steps);
        const order = tensorIn(parts, "order.images");
        deepStrictEqual(
          order.toSorted((a, b) => a - b),
          [...order.keys()],
        );

        const { X, ...labels } = run.loader.next();
        try {
          setLearningRates(run);
          const figures = training.step({ X, ...labels }, run.pass);
          expectFiniteStep(run, figures);
          new CollapseWatch(run, () => {}, checkpoint.state.collapse).look(figures, X);
          outcomes.trained++;
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          outcomes.stopped++; // hostile, but finite: what comes of it is not, and is noticed
        }
      },
      mayRefuse: (file) => !sound.equals(file),
      memoryFor: (file) => 3 * file.length + 100_000,
    });
    console.log(
      `checkpoint: of those read, ${outcomes.trained} trained on and ${outcomes.stopped} were stopped at once`,
    );
    expect(outcomes.trained).toBeGreaterThan(RUNS / 50);
  });

  test("as models", { timeout: PATIENCE }, () => {
    let sound: Buffer;
    const version1 = versionOne();
    const ofRows = modelOfRows();
    fuzz({
      name: "model",
      runs: RUNS,
      makeFile: (random) => {
        const which = random.integer(4);
        sound = which === 3 ? ofRows : which === 2 ? version1 : read(which, "model.safetensors");
        return hostile(random, sound, ["description"]);
      },
      read: (file) => readModel(tsKernels, file, "model.safetensors"),
      checkRead: ({ model, configuration, format }, file) => {
        const parts = split(file);
        const { version, description } = parts.header.__metadata__ as Record<string, string>;
        expectNothingTwice(description);
        if (version === "3") {
          const { scaling, ...rest } = format;
          const read = { ...rest, scaling: scaling?.kind ?? null, configuration };
          expect(read).toMatchObject(JSON.parse(description));
        } else {
          const { pixels, judgement, rows, columns, ...said } = JSON.parse(description);
          deepStrictEqual(format.image, { rows, columns, channels: 1 });
          expect(configuration).toMatchObject(said);
          strictEqual(rows * columns, pixels);
          strictEqual(configuration.recipe, judgement === "logit" ? "aae" : "article");
        }
        const { offset, scale } = format.scaling ?? {};
        strictEqual(offset !== undefined, "scaling.offset" in parts.header);
        ok(scale?.every((s) => s !== 0 && Number.isFinite(s)) ?? true);
        for (const [name, values] of weightsOf({ model })) {
          deepStrictEqual(values, tensorIn(parts, name));
          ok(values.every(Number.isFinite));
        }
      },
      mayRefuse: (file) => !sound.equals(file),
      memoryFor: (file) => 4 * file.length + 100_000,
    });
  });

  test("as configurations", { timeout: PATIENCE }, () => {
    let sound: Buffer;
    fuzz({
      name: "config.json",
      runs: RUNS,
      makeFile: (random) => {
        sound = read(random.integer(2), "config.json");
        return random.integer(4) === 0
          ? mutateBytes(random, sound)
          : Buffer.from(mutateJson(random, sound.toString()));
      },
      read: (file) => parseConfiguration(file, "config.json"),
      checkRead: ({ configuration, kernels }, file) => {
        expectNothingTwice(Buffer.from(file).toString());
        deepStrictEqual(
          { ...configuration, kernels },
          JSON.parse(Buffer.from(file).toString().trim()),
        );
        try {
          ok(startRun(configuration, tsKernels, data, DATA).steps > 0);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      },
      mayRefuse: (file) => !sound.equals(file),
      memoryFor: (file) => 3 * file.length + 10_000,
    });
  });

  test("as metrics", { timeout: PATIENCE }, () => {
    let sound: Buffer;
    fuzz({
      name: "metrics.jsonl",
      runs: RUNS,
      makeFile: (random) => {
        sound = read(random.integer(2), "metrics.jsonl");
        return random.integer(4) === 0
          ? mutateBytes(random, sound)
          : Buffer.from(mutateJson(random, sound.toString()));
      },
      read: (file) => readMetrics(file, "metrics.jsonl"),
      checkRead: (metrics, file) => {
        const lines = Buffer.from(file).toString().split("\n").slice(0, -1);
        lines.forEach(expectNothingTwice);
        deepStrictEqual(
          metrics,
          lines.map((line) => JSON.parse(line)),
        );
      },
      mayRefuse: (file) => !sound.equals(file),
      memoryFor: (file) => 3 * file.length + 10_000,
    });
  });
});
