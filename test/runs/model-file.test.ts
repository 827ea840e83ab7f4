import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { basic } from "../../src/aae/basic.ts";
import { recipes } from "../../src/aae/index.ts";
import { Autoencoder } from "../../src/aae/parts/autoencoder.ts";
import { RUN_DEFAULTS } from "../../src/aae/parts/configuration.ts";
import { PRIORS } from "../../src/aae/parts/priors.ts";
import { type SafetensorsEntry, writeSafetensors } from "../../src/data/safetensors.ts";
import { InputError } from "../../src/input-error.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { loadModel, saveModel } from "../../src/runs/model-file.ts";
import { tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { valuesOf } from "../../src/tensor/tensor.ts";
import { configure } from "../../src/training/configuration.ts";
import { namedTensors } from "../../src/training/run.ts";
import { readModel, type SavedModel, writeModel } from "../../src/training/saved-model.ts";
import { temporaryFolder } from "../small-data.ts";

/** A model of images of 2×3 pixels that was never trained. */
function created(recipe: string, settings: readonly string[] = []) {
  const set = ["hidden=[5]", "discriminatorHidden=[4]", "latent=2", ...settings];
  const configuration = configure(recipe, { set });
  const { model } = recipes[recipe];
  const random = new SeededRandom(1);
  return { model: model.create(tsKernels, configuration, 6, random), configuration };
}

const grey = (shown: readonly [number, number] = [-1, 1]): SavedModel["format"] => ({
  inputs: 6,
  image: { rows: 2, columns: 3, channels: 1 },
  ...{ scaling: null, shown, columnNames: null, classNames: null },
});
const X = tensorFrom(tsKernels, [-1, 0, 1, 0.5, -0.5, 0.1, 1, 1, 1, 0, 0, 0], 2, 6);

describe("a model that is saved and loaded", () => {
  test.each<[string, string, string[]]>([
    ["basic", "aae", []],
    ["basic with a mixture", "latent2d", [`prior=${JSON.stringify(PRIORS.mixture)}`]],
    ["basic, leaky and linear", "aae", ["activation=leakyRelu", "output=linear"]],
    ["the article's", "article", []],
  ])("computes the same: %s", (_, recipe, settings) => {
    const { model, configuration } = created(recipe, settings);
    const path = join(temporaryFolder(), "model.safetensors");
    const format = grey(model.range ?? [0, 1]);
    saveModel(path, { model, configuration, format });
    const loaded = loadModel(tsKernels, path);
    expect(loaded.format).toEqual(format);
    expect(loaded.configuration).toEqual(configuration);
    const codes = valuesOf(model.encode(X)).slice();
    expect(valuesOf(loaded.model.encode(X))).toEqual(codes);
    const Z = tensorFrom(tsKernels, codes, 2, 2);
    expect(valuesOf(loaded.model.decode(Z))).toEqual(valuesOf(model.decode(Z)));
    const P = tensorFrom(tsKernels, [3, -3, 0.1, 0.2], 2, 2);
    expect(loaded.model.accuracy(P, Z)).toBe(model.accuracy(P, Z));
    expect(loaded.model.range).toEqual(model.range);
    expect(loaded.model.prior.deviations).toEqual(model.prior.deviations);
  });
});

/** A model's file with other texts. */
function file(metadata: Readonly<Record<string, string>>, tensors = weights()): Uint8Array {
  return writeSafetensors(tensors, { format: "adversarial-autoencoder", ...metadata });
}

function weights(recipe = "aae"): Map<string, SafetensorsEntry> {
  return new Map(
    namedTensors(created(recipe).model).map(({ name, value }) => [
      name,
      { shape: value.shape, values: valuesOf(value) },
    ]),
  );
}

const read = (bytes: Uint8Array) => readModel(tsKernels, bytes, "model.safetensors");

describe("a model of version 0.1", () => {
  /** What that version wrote beside the weights. */
  const description = {
    ...{ rows: 2, columns: 3, pixels: 6, latent: 2, hidden: [5], discriminatorHidden: [4] },
    ...{ output: "tanh", judgement: "logit", prior: { kind: "gaussian", deviation: 3 } },
  };
  const old = (changes: Readonly<Record<string, unknown>> = {}, recipe = "aae") =>
    file({ description: JSON.stringify({ ...description, ...changes }) }, weights(recipe));

  test("is read", () => {
    const { model, configuration, format } = read(old());
    expect(format).toEqual(grey());
    expect(model).toBeInstanceOf(Autoencoder);
    expect(configuration).toEqual({
      ...{ recipe: "aae", ...RUN_DEFAULTS, ...basic.recipes.aae.configuration },
      ...{ latent: 2, hidden: [5], discriminatorHidden: [4] },
    });
    const { model: original } = created("aae");
    expect(namedTensors(model).map(({ name, value }) => [name, [...value.data]])).toEqual(
      namedTensors(original).map(({ name, value }) => [name, [...value.data]]),
    );
    expect(valuesOf(model.encode(X))).toEqual(valuesOf(original.encode(X)));
  });

  test("is the article's where its discriminator gives a probability", () => {
    const { model, configuration } = read(old({ judgement: "probability" }, "article"));
    expect(configuration.recipe).toBe("article");
    const last = model.networks.discriminator.layers.at(-1);
    expect(last).toMatchObject({ function: sigmoid });
  });

  test("keeps its prior and its range", () => {
    const prior = { kind: "mixture", radius: 7, radialDeviation: 2, tangentialDeviation: 1 };
    const { model, configuration } = read(old({ prior, output: "sigmoid" }));
    expect(configuration).toMatchObject({ prior: { ...prior, components: 10 } });
    expect(model.prior.classes).toBe(10);
    expect(model.range).toEqual([0, 1]);
  });

  test("is written again as the version of today", () => {
    const saved = read(old());
    const again = read(writeModel(saved));
    expect(again.configuration).toEqual(saved.configuration);
  });

  test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ["pixels that are not rows × columns", { pixels: 7 }, /rows × columns is not pixels/],
    ["a prior that cannot be", { prior: { kind: "gaussian", deviation: -1 } }, /prior\.deviation/],
    ["a prior that says too little", { prior: { kind: "mixture" } }, /prior\.radius is missing/],
    ["something more", { depth: 3 }, /depth/],
    ["something of a wrong kind", { latent: "2" }, /latent/],
  ])("is refused with %s", (_, changes, fault) => {
    const act = () => read(old(changes));
    expect(act).toThrow(InputError);
    expect(act).toThrow(fault);
    expect(act).toThrow(
      /^"model\.safetensors" [^\n]*as it should[^\n]*; use an undamaged copy of it\.$/,
    );
  });
});

describe("a model of version 2", () => {
  test("is read as images of bytes", () => {
    const { configuration } = created("aae");
    const { reading: _, scaling: __, initFrom: ___, stopping: ____, ...settings } = configuration;
    const description = JSON.stringify({ rows: 2, columns: 3, configuration: settings });
    const saved = read(file({ version: "2", description }));
    expect(saved.format).toEqual(grey());
    expect(saved.configuration).toEqual(configuration);
  });
});

describe("a model of rows of numbers", () => {
  test("keeps its scaling and its names", () => {
    const { model, configuration } = created("aae", ["output=linear", "scaling=standard"]);
    const scaling = {
      kind: "standard",
      offset: Float64Array.from([1, 2, 3, 4, 5, 1e-300]),
      scale: Float64Array.from([1, 2, 0.1, 4, 5, 1e300]),
    } as const;
    const columnNames = ["a", "b", "c", "d", "e", "f"];
    const format = { inputs: 6, image: null, scaling, shown: null, columnNames, classNames: null };
    expect(read(writeModel({ model, configuration, format })).format).toEqual(format);
  });
});

describe("a model is refused", () => {
  const configuration = { ...created("aae").configuration };
  const described = (changes: Readonly<Record<string, unknown>> = {}) =>
    file({ version: "3", description: JSON.stringify({ ...said, configuration, ...changes }) });

  /** What a file of today says of its examples. */
  const said = { ...grey(), scaling: null };

  test("by nothing if it is sound", () => {
    expect(read(described()).configuration).toEqual(configuration);
  });

  test("of a newer version, with what to do", () => {
    expect(() => read(file({ version: "4", description: "{}" }))).toThrow(
      '"model.safetensors" is a model in version 4 of the format, but this program reads versions 1 to 3; use a newer one.',
    );
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["without its inputs", { inputs: undefined }, "(inputs must be a finite number)"],
    ["with two sizes", { inputs: 7 }, "the size of an example is said in two ways"],
    ["with too few names", { columnNames: ["a"] }, "the size of an example is said in two ways"],
    ["without a scaling of its rows", { image: null, shown: null }, "how its numbers are read"],
    ["with a scaling that is not there", { scaling: "standard" }, "scaling.offset"],
    ["with something more", { depth: 3 }, "depth"],
    ["with an unknown recipe", { configuration: { recipe: "cake" } }, 'there is no recipe "cake"'],
    [
      "with a setting that cannot be",
      { configuration: { ...configuration, latent: "2" } },
      'as it should: the setting latent is "2", but it must be ',
    ],
    [
      "with a prior that cannot be",
      {
        configuration: {
          ...configuration,
          latent: 3,
          prior: { kind: "mixture" },
        },
      },
      "as it should: the setting prior.",
    ],
  ])("%s", (_, changes, message) => {
    expect(() => read(described(changes))).toThrow(InputError);
    expect(() => read(described(changes))).toThrow(message);
    expect(() => read(described(changes))).toThrow("; use an undamaged copy of it.");
  });

  test("whose prior does not exist in so many dimensions", () => {
    const { model, configuration: three } = created("aae", ["latent=3"]);
    const prior = { kind: "mixture", components: 3, radius: 1 };
    const mixed = { ...three, prior: { ...prior, radialDeviation: 1, tangentialDeviation: 1 } };
    expect(() => read(writeModel({ model, configuration: mixed, format: grey() }))).toThrow(
      /^"model\.safetensors" does not describe a model as it should: the prior mixture lies in 2 dimensions but the latent size is 3; use an undamaged copy of it\.$/,
    );
  });

  test("with a tensor too few, too many or of another shape", () => {
    const fewer = weights();
    fewer.delete("decoder.0.bias");
    const more = weights().set("decoder.9.bias", { shape: [1], values: Float32Array.of(1) });
    const other = weights().set("decoder.0.bias", { shape: [4], values: new Float32Array(4) });
    const texts = { version: "3", description: JSON.stringify({ ...said, configuration }) };
    expect(() => read(file(texts, fewer))).toThrow(
      'has nothing as "decoder.0.bias", but its networks need float32 [5]; use an undamaged copy',
    );
    expect(() => read(file(texts, more))).toThrow(
      'has float32 [1] as "decoder.9.bias", but its networks need nothing;',
    );
    expect(() => read(file(texts, other))).toThrow(
      'has float32 [4] as "decoder.0.bias", but its networks need float32 [5];',
    );
  });

  test("with a weight that is no finite number", () => {
    const bad = weights().set("decoder.0.bias", {
      ...{ shape: [5], values: Float32Array.of(1, 2, Number.NaN, 4, 5) },
    });
    const texts = { version: "3", description: JSON.stringify({ ...said, configuration }) };
    expect(() => read(file(texts, bad))).toThrow(
      'the tensor "decoder.0.bias" holds NaN at position 2',
    );
  });

  test("that is a safetensors file of somebody else", () => {
    expect(() => read(writeSafetensors(weights(), { format: "pt" }))).toThrow(
      "is a safetensors file but not an adversarial autoencoder; name the model.safetensors of a run.",
    );
    const path = join(temporaryFolder(), "model.safetensors");
    writeFileSync(path, "nothing of the kind");
    expect(() => loadModel(tsKernels, path)).toThrow("cannot be read as safetensors");
  });
});
