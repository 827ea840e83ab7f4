import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { findCheckpoint, restore, saveCheckpoint } from "../../src/runs/checkpoint.ts";
import { tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { configure, type Overrides } from "../../src/training/configuration.ts";
import { startRun } from "../../src/training/run.ts";
import { smallDataSet, temporaryFolder } from "../small-data.ts";

const data = smallDataSet(64, 10);
const MARK = { bytes: 0, sha256: "0".repeat(64) };
const start = (options: Overrides = {}, dataSet = data, recipe: "aae" | "article" = "aae") =>
  startRun(
    configure(recipe, { hidden: [5], latent: 2, batchSize: 16, steps: 9, ...options }),
    tsKernels,
    dataSet,
  );

function trained(steps: number, run = start()) {
  const X = zeros(tsKernels, 16, 784);
  for (; run.step < steps; run.step++) {
    run.batches.next(X);
    run.training.step(X);
  }
  return run;
}

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = temporaryFolder();
});

describe("a checkpoint as a file", () => {
  test("is what the format's description says, byte for byte", () => {
    const run = trained(3);
    saveCheckpoint(folder, run, MARK);
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
              `adam.${phase}.${part}.${name}.m`,
              `adam.${phase}.${part}.${name}.v`,
            ]),
          ]),
        ),
        "batches.order",
      ].sort(),
    );
    expect(infos["encoder.0.weight"].shape).toEqual([784, 5]);
    expect(floats("encoder.0.weight")).toEqual(run.model.encoder.parameters[0].value.data);
    expect(infos["decoder.1.bias"].shape).toEqual([784]);
    expect(floats("adam.generator.encoder.1.bias.m")).toEqual(
      optimizers.generator.memory.m[3].data,
    );
    expect(floats("adam.reconstruction.decoder.0.weight.v")).toEqual(
      optimizers.reconstruction.memory.v[4].data,
    );
    expect(infos["batches.order"]).toMatchObject({ dtype: "U32", shape: [64] });

    expect(JSON.parse(metadata.configuration)).toEqual({ ...run.configuration, kernels: "ts" });
    expect(JSON.parse(metadata.state)).toEqual({
      step: 3,
      random: run.random.state,
      position: 48,
      adam: { reconstruction: 3, discriminator: 3, generator: 3 },
      means: {},
      metrics: MARK,
      data: run.fingerprint,
    });
    const zeroed = file.toString("latin1").replace(metadata.sha256, "0".repeat(64));
    expect(createHash("sha256").update(zeroed, "latin1").digest("hex")).toBe(metadata.sha256);
  });

  test("is not written with a number that is not finite", () => {
    saveCheckpoint(folder, trained(1), MARK);
    const run = trained(2);
    run.training.optimizers.generator.memory.v[0].data[7] = Number.POSITIVE_INFINITY;
    expect(() => saveCheckpoint(folder, run, MARK)).toThrow(
      'the tensor "adam.generator.encoder.0.weight.v" holds Infinity at position 7',
    );
    expect(findCheckpoint(folder).checkpoint?.state.step).toBe(1);
  });
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
    for (const step of [1, 2]) saveCheckpoint(folder, trained(step, run), MARK);
  });

  test("is the last one", () => {
    expect(findCheckpoint(folder)).toMatchObject({
      checkpoint: { state: { step: 2 } },
      notice: null,
    });
    expect(existsSync(at("checkpoint.next.safetensors"))).toBe(false);
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

describe("a checkpoint is not put into another run", () => {
  const refused: [string, () => ReturnType<typeof start>, string][] = [
    ["batch size", () => start({ batchSize: 8 }), "its batchSize is 16, but the run's is 8"],
    ["seed", () => start({ seed: 2 }), "its seed is 1, but the run's is 2"],
    ["clipping", () => start({ clipNorm: 1 }), "its adam is "],
    ["recipe", () => start({}, data, "article"), "its recipe is "],
    ["images", () => start({}, { ...data, test: data.train }), "trained on other images"],
    ["length", () => start({ steps: 2 }), "it has taken 3 steps, but the run has only 2"],
  ];
  test.each(refused)("of another %s", (_, other, reason) => {
    saveCheckpoint(folder, trained(3), MARK);
    const { checkpoint } = findCheckpoint(folder);
    const run = other();
    expect(() => checkpoint && restore(run, checkpoint)).toThrow(reason);
    expect(run.step).toBe(0);
  });

  test("but into one that became longer", () => {
    saveCheckpoint(folder, trained(3), MARK);
    const { checkpoint } = findCheckpoint(folder);
    const run = start({ steps: 100 });
    if (checkpoint) restore(run, checkpoint);
    expect(run.step).toBe(3);
  });
});
