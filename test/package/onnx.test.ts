/** The ONNX files compute what the model does, as onnxruntime-web runs them. */
import { describe, expect, test } from "vitest";
import { recipes } from "../../src/aae/index.ts";
import { Activation } from "../../src/layers/activation.ts";
import { tensorFrom, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { valuesOf } from "../../src/tensor/tensor.ts";
import { configure } from "../../src/training/configuration.ts";
import { onnxFiles } from "../../src/training/onnx.ts";
import { namedTensors } from "../../src/training/run.ts";
import type { SavedModel } from "../../src/training/saved-model.ts";
import { TrainedModel } from "../../src/training/trained-model.ts";
import { runOnnx } from "./onnxruntime.ts";
import { ready } from "./ready.ts";

const ROWS = 7;
const INPUTS = 6;

/** A model with weights as they are drawn, and batch normalisation that has seen something. */
function created(recipe: string, settings: readonly string[], scaled: boolean): SavedModel {
  const small = ["hidden=[5,4]", "discriminatorHidden=[4]", "latent=2"];
  const linear = scaled ? ["output=linear", "scaling=standard"] : [];
  const configuration = configure(recipe, { set: [...small, ...linear, ...settings] });
  const random = new SeededRandom(recipe);
  const model = recipes[recipe].model.create(tsKernels, configuration, INPUTS, random);
  for (const { name, value } of namedTensors(model)) {
    if (!/gamma|beta|running|bias/.test(name)) continue;
    const positive = /gamma|Variance/.test(name);
    value.data.set(value.data.map(() => (positive ? 0.5 + random.uniform() : random.normal() / 2)));
  }
  const columns = Array.from({ length: INPUTS }, (_, j) => j);
  const scaling = scaled
    ? ({
        kind: "standard",
        offset: Float64Array.from(columns, (j) => 10 * j),
        scale: Float64Array.from(columns, (j) => 0.5 + j),
      } as const)
    : null;
  const image = scaled ? null : ({ rows: 2, columns: 3, channels: 1 } as const);
  const shown = scaled ? null : (model.range ?? ([0, 1] as const));
  const format = { inputs: INPUTS, image, scaling, shown, columnNames: null, classNames: null };
  return { model, configuration, format };
}

/** What a file of a model makes of rows. */
function run(saved: SavedModel, name: string, feeds: Record<string, [Float32Array, number]>) {
  const file = onnxFiles(saved).find((one) => one.name === name);
  if (file === undefined) throw new Error(`There is no ${name}.`);
  return runOnnx(file.bytes, feeds);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}

describe.skipIf(!ready).each<[string, string, string[], boolean]>([
  ["the basic model", "aae", [], false],
  ["leaky, on rows of numbers", "aae", ["activation=leakyRelu"], true],
  ["with batch normalisation", "aae", ["batchNormalisation=all", "output=sigmoid"], false],
  ["a Gaussian posterior", "aae", ["posterior=gaussian"], true],
  ["the article's", "article", [], false],
  ["labels in the prior", "labels-in-prior", [], false],
  ["semi-supervised", "semi-supervised", [], true],
  ["clustering", "clustering", [], false],
  ["cluster heads", "dimensionality-reduction", [], false],
  ["supervised", "supervised", [], false],
])("%s", (_, recipe, settings, scaled) => {
  const saved = created(recipe, settings, scaled);
  const trained = new TrainedModel(tsKernels, saved);
  const random = new SeededRandom("rows");
  const rows = Float32Array.from({ length: ROWS * INPUTS }, (_, i) =>
    scaled ? 10 * (i % INPUTS) + (0.5 + (i % INPUTS)) * random.normal() : random.integer(256),
  );
  const labels = Array.from({ length: ROWS }, (_, i) => i % 3);
  const told = recipe === "supervised";
  const { latent } = saved.model.prior;

  test("encodes alike", async () => {
    const codes = await run(saved, "encoder.onnx", { rows: [rows, INPUTS] });
    const all = trained.encode(rows, { labels });
    // The label that a supervised decoder is told is no part of what its encoder gives.
    const own = told ? all.filter((_, i) => i % trained.codeLength < latent) : all;
    expect(largestDifference(codes, own)).toBeLessThan(1e-5);
  });

  test("decodes alike, to 1e-5 of the range of its numbers", async () => {
    const codes = trained.encode(rows, { labels });
    const decoded = await run(saved, "decoder.onnx", { codes: [codes, trained.codeLength] });
    const { offset = [], scale = [] } = saved.format.scaling ?? {};
    const Z = tensorFrom(tsKernels, codes, ROWS, trained.codeLength);
    const [low, high] = saved.model.range ?? [0, 1];
    const expected = Array.from(valuesOf(saved.model.decode(Z)), (r, i) =>
      scaled ? r * scale[i % INPUTS] + offset[i % INPUTS] : (255 * (r - low)) / (high - low),
    );
    const reach = Math.max(...expected) - Math.min(...expected);
    expect(largestDifference(decoded, expected)).toBeLessThan(1e-5 * Math.max(1, reach));
  });

  test("judges alike", async () => {
    const networks = Object.entries(saved.model.networks).filter(([name]) => /iscrim/.test(name));
    expect(networks.length).toBeGreaterThan(0);
    for (const [name, network] of networks) {
      const width = network.parameters[0].value.shape[0];
      const codes = Float32Array.from({ length: ROWS * width }, () => random.normal());
      const logits = await run(saved, `${name}.onnx`, { codes: [codes, width] });
      const pass = { training: false, random: new SeededRandom(1) };
      const expected = network.forward(tensorFrom(tsKernels, codes, ROWS, width), pass);
      expect(largestDifference(logits, valuesOf(expected))).toBeLessThan(1e-5);
    }
  });
});

test.skipIf(!ready)("a universal posterior is given its noise", async () => {
  const saved = created("aae", ["posterior=universal"], true);
  const noise = Float32Array.from({ length: 2 * ROWS }, (_, i) => i / 10 - 0.5);
  const rows = new Float32Array(ROWS * INPUTS).fill(12);
  const feeds = { rows: [rows, INPUTS], noise: [noise, 2] } as Record<
    string,
    [Float32Array, number]
  >;
  const codes = await run(saved, "encoder.onnx", feeds);
  const { offset = [], scale = [] } = saved.format.scaling ?? {};
  const X = Array.from(rows, (x, i) => (x - offset[i % INPUTS]) / scale[i % INPUTS]);
  const drawn = Array.from(noise).toReversed();
  const random = { ...new SeededRandom(1), normal: () => drawn.pop() ?? Number.NaN };
  const given = { random: random as unknown as SeededRandom };
  const expected = saved.model.encode(tensorFrom(tsKernels, X, ROWS, INPUTS), given);
  expect(largestDifference(codes, valuesOf(expected))).toBeLessThan(1e-5);
});

test.skipIf(!ready)("keeps the digits of an offset that 32 bits do not hold", async () => {
  const saved = created("aae", [], true);
  const { offset = [], scale = [] } = saved.format.scaling ?? {};
  const [mean, deviation] = [1700003681.28, 2136]; // of seconds since 1970
  [offset[0], scale[0]] = [mean, deviation];
  const trained = new TrainedModel(tsKernels, saved);
  const rows = Float32Array.from({ length: 200 * INPUTS }, (_, i) =>
    i % INPUTS === 0 ? 1.7e9 + (37 * i) / INPUTS : 10 * (i % INPUTS) + 1,
  );
  const codes = await run(saved, "encoder.onnx", { rows: [rows, INPUTS] });
  expect(largestDifference(codes, trained.encode(rows))).toBeLessThan(1e-5);
  const seconds = (decoded: ArrayLike<number>) =>
    Array.from(decoded).filter((_, i) => i % INPUTS === 0);
  const decoded = await run(saved, "decoder.onnx", { codes: [codes, trained.codeLength] });
  expect(seconds(decoded)).toEqual(seconds(trained.decode(codes)));
});

test("an activation that has no operator is refused", () => {
  const saved = created("aae", [], false);
  const activation = saved.model.networks.encoder.layers.find((one) => one instanceof Activation);
  if (activation === undefined) throw new Error("There is no activation.");
  const other = { ...activation.function, name: "softplus" };
  Object.defineProperty(activation, "function", { value: other });
  expect(() => onnxFiles(saved)).toThrow("onnx: there is no operator for the activation softplus.");
});
