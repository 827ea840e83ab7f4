import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { DataSet } from "../../src/data/images.ts";
import { writeSafetensors } from "../../src/data/safetensors.ts";
import { InputError } from "../../src/input-error.ts";
import { sgd } from "../../src/optim/description.ts";
import { expectRoom, findCheckpoint, restore, saveCheckpoint } from "../../src/runs/checkpoint.ts";
import { fingerprintOf } from "../../src/runs/fingerprint.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import type { CollapseCounts } from "../../src/training/collapse.ts";
import { configure } from "../../src/training/configuration.ts";
import type { Overrides } from "../../src/training/overrides.ts";
import { namedTensors, type Run, startRun } from "../../src/training/run.ts";
import { smallDataSet, temporaryFolder } from "../small-data.ts";

const data = smallDataSet(64, 10);
const MARK = { bytes: 0, sha256: "0".repeat(64) };
/** The discriminator follows its gradient by SGD with momentum. */
const SGD = `discriminator=${JSON.stringify(sgd({ learningRate: 0.01, momentum: 0.9 }))}`;
const COUNTS: CollapseCounts = { sure: { accuracy: 7 }, same: null, far: 160 };
const start = (options: Overrides = {}, dataSet: DataSet = data, recipe = "aae") =>
  startRun(
    configure(recipe, { hidden: [5], latent: 2, batchSize: 16, steps: 9, ...options }),
    tsKernels,
    dataSet,
    fingerprintOf(dataSet),
  );
const plain = () => start({ set: ["batchNormalisation=none"] });
const save = (run: Run) => saveCheckpoint(folder, run, COUNTS, MARK);

function trained(steps: number, run = start()) {
  for (; run.step < steps; run.step++) run.training.step(run.loader.next(), run.pass);
  return run;
}

/** Everything of a run that a checkpoint has to bring back, as plain data. */
const contentOf = ({ model, training, orders, random, step }: Run) => ({
  weights: namedTensors(model).map(({ value }) => [...value.data]),
  optimizers: Object.values(training.optimizers).map(({ steps, memory }) => ({
    steps,
    memory: Object.entries(memory).map(([name, all]) => [name, all.map(({ data }) => [...data])]),
  })),
  means: structuredClone(training.means),
  orders: Object.values(orders).map(({ order, position }) => [[...order], position]),
  random: random.state,
  step,
});

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = temporaryFolder();
});

describe("a checkpoint as a file", () => {
  test("is what the format's description says, byte for byte", () => {
    const run = trained(3, plain());
    save(run);
    const file = readFileSync(at("checkpoint.safetensors"));
    const start = 8 + Number(file.readBigUint64LE());
    expect(start % 8).toBe(0);
    const { __metadata__: metadata, ...infos } = JSON.parse(file.toString("utf8", 8, start));

    const floats = (name: string) => {
      const { dtype, data_offsets: offsets } = infos[name];
      expect(dtype).toBe("F32");
      const bytes = file.subarray(start).subarray(...(offsets as [number, number]));
      return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
    };
    const { optimizers } = run.training;
    expect(Object.keys(infos).sort()).toEqual(
      [
        ...["encoder", "decoder", "discriminator"].flatMap((part) =>
          ["0.weight", "0.bias", "1.weight", "1.bias"].flatMap((name) => [
            `${part}.${name}`,
            ...(part === "discriminator"
              ? ["discriminator"]
              : part === "decoder"
                ? ["reconstruction"]
                : ["reconstruction", "generator"]
            ).flatMap((phase) => [
              `optimizer.${phase}.${part}.${name}.m`,
              `optimizer.${phase}.${part}.${name}.v`,
            ]),
          ]),
        ),
        "order.images",
      ].sort(),
    );
    expect(infos["encoder.0.weight"].shape).toEqual([784, 5]);
    expect(floats("encoder.0.weight")).toEqual(run.model.networks.encoder.parameters[0].value.data);
    expect(infos["decoder.1.bias"].shape).toEqual([784]);
    expect(floats("optimizer.generator.encoder.1.bias.m")).toEqual(
      optimizers.generator.memory.m[3].data,
    );
    expect(floats("optimizer.reconstruction.decoder.0.weight.v")).toEqual(
      optimizers.reconstruction.memory.v[4].data,
    );
    expect(infos["order.images"]).toMatchObject({ dtype: "U32", shape: [64] });

    expect(JSON.parse(metadata.configuration)).toEqual({ ...run.configuration, kernels: "ts" });
    expect(JSON.parse(metadata.state)).toEqual({
      step: 3,
      random: run.random.state,
      positions: { images: 48 },
      optimizers: { reconstruction: 3, discriminator: 3, generator: 3 },
      means: {},
      collapse: COUNTS,
      metrics: MARK,
      data: run.fingerprint,
    });
    const zeroed = file.toString("latin1").replace(metadata.sha256, "0".repeat(64));
    expect(createHash("sha256").update(zeroed, "latin1").digest("hex")).toBe(metadata.sha256);
  });

  test("is not written with a number that is not finite", () => {
    save(trained(1));
    const run = trained(2);
    run.training.optimizers.generator.memory.v[0].data[7] = Number.POSITIVE_INFINITY;
    expect(() => save(run)).toThrow(
      'the tensor "optimizer.generator.encoder.0.weight.v" holds Infinity at position 7',
    );
    expect(findCheckpoint(folder).checkpoint?.state.step).toBe(1);
  });
});

test("a run whose checkpoint could not be read again is not begun", () => {
  const run = start();
  expect(() => expectRoom(run)).not.toThrow();
  const images = { order: { length: 2 ** 28, byteLength: 2 ** 30 } };
  const large = { ...run, orders: { images } } as unknown as Run;
  expect(() => expectRoom(large)).toThrow(
    /^A checkpoint of this run would have 107\d{7} bytes, but/,
  );
});

describe("the newest sound checkpoint", () => {
  const PREVIOUS = "checkpoint.previous.safetensors";
  const damage = (name: string) => {
    const file = readFileSync(at(name));
    file[file.length - 3] ^= 1;
    writeFileSync(at(name), file);
  };
  beforeEach(() => {
    const run = start();
    for (const step of [1, 2]) save(trained(step, run));
  });

  test("is the last one", () => {
    expect(findCheckpoint(folder)).toMatchObject({
      checkpoint: { state: { step: 2 } },
      notice: null,
    });
    expect(existsSync(at("checkpoint.next.safetensors"))).toBe(false);
  });

  test("is the one that was being kept if the others are damaged", () => {
    renameSync(at("checkpoint.safetensors"), at("checkpoint.next.safetensors"));
    damage(PREVIOUS);
    const { checkpoint, notice } = findCheckpoint(folder);
    expect(checkpoint?.state.step).toBe(2);
    expect(notice).toMatch(/The one that was being kept is sound\.$/);
  });

  test("is the one before if the last is missing", () => {
    rmSync(at("checkpoint.safetensors"));
    expect(findCheckpoint(folder)).toMatchObject({
      checkpoint: { state: { step: 1 } },
      notice: null,
    });
  });

  test("is the one before if the last is damaged, and that is said", () => {
    damage("checkpoint.safetensors");
    const { checkpoint, notice } = findCheckpoint(folder);
    expect(checkpoint?.state.step).toBe(1);
    expect(notice).toMatch(/checkpoint\.safetensors" is damaged: .* The one before it is sound\.$/);
  });

  test("is none if both are damaged, and nothing is begun anew", () => {
    damage("checkpoint.safetensors");
    damage(PREVIOUS);
    expect(() => findCheckpoint(folder)).toThrow(InputError);
  });

  test("is none in an empty folder", () => {
    expect(findCheckpoint(temporaryFolder())).toEqual({ checkpoint: null, notice: null });
  });
});

describe("a run that is restored", () => {
  const into = (run: Run) => {
    const { checkpoint } = findCheckpoint(folder);
    if (checkpoint) restore(run, checkpoint);
    return { run, counts: checkpoint?.state.collapse };
  };

  test.each<[string, Overrides, string]>([
    ["the basic model", {}, "aae"],
    ["SGD in one of the phases", { set: [SGD] }, "aae"],
    ["the article", {}, "article"],
  ])("is what it was, and goes on as it would have: %s", (_, options, recipe) => {
    const run = trained(5, start(options, data, recipe));
    save(run);
    const { run: again, counts } = into(start(options, data, recipe));
    expect(contentOf(again)).toEqual(contentOf(run));
    expect(counts).toEqual(COUNTS);
    expect(contentOf(trained(9, again))).toEqual(contentOf(trained(9, run)));
  });

  test("remembers what each of its optimisers remembers, and no more", () => {
    save(trained(2, start({ set: [SGD] })));
    const names = [...(findCheckpoint(folder).checkpoint?.tensors.keys() ?? [])];
    const of = (phase: string) => names.filter((name) => name.startsWith(`optimizer.${phase}.`));
    expect(of("discriminator").map((name) => name.split(".").at(-1))).toEqual(Array(4).fill("v"));
    expect(of("generator")).toHaveLength(12); // m and v: two layers, and batch normalisation's two
  });

  test("of the article has no order of images, and keeps its means", () => {
    const run = trained(3, start({}, data, "article"));
    save(run);
    const { checkpoint } = findCheckpoint(folder);
    expect(checkpoint?.tensors.get("order.images")?.shape).toEqual([0]);
    expect(checkpoint?.state.means.discriminator.count).toBe(6);
    expect(checkpoint?.state.means).toEqual(JSON.parse(JSON.stringify(run.training.means)));
  });
});

describe("a checkpoint is not put into another run", () => {
  const refused: [string, () => ReturnType<typeof start>, string][] = [
    ["batch size", () => start({ batchSize: 8 }), "its batchSize is 16, but the run's is 8"],
    ["seed", () => start({ seed: 2 }), "its seed is 1, but the run's is 2"],
    ["clipping", () => start({ clipNorm: 1 }), "its reconstruction is "],
    ["recipe", () => start({}, data, "article"), "its recipe is "],
    ["images", () => start({}, { ...data, test: data.train }), "trained on other images"],
    [
      "labels",
      () => start({}, { ...data, test: { ...data.test, labels: null } }),
      "on other images",
    ],
    [
      "choice of test images",
      () => start({ validation: 0 }, { ...data, test: null }),
      "on other im",
    ],
    ["kind of optimiser", () => start({ set: [SGD] }), "its discriminator is "],
    ["prior", () => start({ prior: { kind: "gaussian", deviation: 2 } }), "its prior is "],
    ["length", () => start({ steps: 2 }), "it has taken 3 steps, but the run has only 2"],
  ];
  test.each(refused)("of another %s", (_, other, reason) => {
    save(trained(3));
    const { checkpoint } = findCheckpoint(folder);
    const run = other();
    expect(() => checkpoint && restore(run, checkpoint)).toThrow(reason);
    expect(run.step).toBe(0);
  });

  test("but into one that became longer", () => {
    save(trained(3));
    const { checkpoint } = findCheckpoint(folder);
    const run = start({ steps: 100 });
    if (checkpoint) restore(run, checkpoint);
    expect(run.step).toBe(3);
  });
});

describe("a checkpoint of version 0.1", () => {
  /** Its texts as that version wrote them. */
  const texts = {
    configuration: JSON.stringify({
      ...{ recipe: "aae", data: "mnist", seed: 1, training: "adversarial", latent: 2 },
      ...{ hidden: [5], discriminatorHidden: [5], output: "tanh", batchSize: 16 },
      prior: { kind: "gaussian", deviation: 3 },
      adam: { learningRate: 0.002, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, clipNorm: null },
      discriminatorPace: 0.5,
      drops: [{ after: 0.6, factor: 0.1 }],
      ...{ length: { steps: 9 }, kernels: "ts" },
    }),
    state: JSON.stringify({ step: 3, position: 48, adam: {}, means: {}, metrics: MARK }),
  };

  test("is refused with one sentence", () => {
    const file = Buffer.from(
      writeSafetensors(
        new Map([["encoder.0.weight", { shape: [1, 1], values: Float32Array.of(1) }]]),
        { format: "adversarial-autoencoder checkpoint", sha256: "0".repeat(64), ...texts },
      ),
    );
    const sha256 = createHash("sha256").update(file).digest("hex");
    writeFileSync(
      at("checkpoint.safetensors"),
      Buffer.from(file.toString("latin1").replace("0".repeat(64), sha256), "latin1"),
    );
    expect(() => findCheckpoint(folder)).toThrow(InputError);
    expect(() => findCheckpoint(folder)).toThrow(
      /^"[^"]*checkpoint\.safetensors" was written by version 0\.1 of this program, whose runs only that version can go on with; start another run\.$/,
    );
  });
});
