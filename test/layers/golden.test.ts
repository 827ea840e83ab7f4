/** Layers and losses of the family, held against values that PyTorch computed in float64. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { replay } from "../../src/gradcheck/suite/data.ts";
import { Activation } from "../../src/layers/activation.ts";
import { AppendNoise } from "../../src/layers/append-noise.ts";
import { BatchNormalisation } from "../../src/layers/batch-normalisation.ts";
import { ClusterHeads } from "../../src/layers/cluster-heads.ts";
import { Dense } from "../../src/layers/dense.ts";
import { Dropout } from "../../src/layers/dropout.ts";
import { GaussianSample } from "../../src/layers/gaussian-sample.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { relu } from "../../src/layers/relu.ts";
import { Sequential } from "../../src/layers/sequential.ts";
import { sigmoid } from "../../src/layers/sigmoid.ts";
import { softmaxColumns } from "../../src/layers/softmax-columns.ts";
import { halfSquaredError } from "../../src/losses/half-squared-error.ts";
import { headsApart } from "../../src/losses/heads-apart.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import {
  doubleKernels,
  type Kernels,
  naiveKernels,
  tensorFrom,
  tsKernels,
  zeros,
} from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

interface Golden {
  shape: number[];
  data: number[];
}
type Named = Record<string, Golden>;
type Parts = Record<"encoder" | "decoder", Named>;

interface LayersFixture {
  batchNormalization: {
    gamma: Golden;
    beta: Golden;
    batches: Record<
      "X" | "dY" | "Y" | "dX" | "dGamma" | "dBeta" | "runningMean" | "runningVariance",
      Golden
    >[];
    evaluation: Record<"X" | "dY" | "Y" | "dX" | "dGamma" | "dBeta", Golden>;
  };
  dropout: { rate: number } & Record<"X" | "kept" | "Y" | "dY" | "dX", Golden>;
}

interface ModelFixture {
  sizes: Record<"input" | "hidden" | "style" | "classes", number>;
  headDistance: number;
  headCost: number;
  initial: Parts & { clusterHeads: Golden };
  final: Parts;
  steps: {
    x: Golden;
    noise: Golden;
    reconstruction: {
      loss: number;
      headsCost: number;
      code: Golden;
      reconstruction: Golden;
      grad: Parts & { clusterHeads: Golden };
    };
  }[];
  evaluation: { x: Golden; encoder: Golden };
}

const read = <Fixture>(name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`../fixtures/family/${name}.json`, import.meta.url), "utf8"));
const layers: LayersFixture = read("layers");

describe.each([
  { kernels: doubleKernels, tolerance: 1e-10 },
  { kernels: tsKernels, tolerance: 1e-4 },
  { kernels: naiveKernels, tolerance: 1e-4 },
  { kernels: loadKernels("simd").kernels, tolerance: 1e-4 },
])("$kernels.name agrees with PyTorch to $tolerance:", ({ kernels, tolerance }) => {
  const tensorOf = ({ shape, data }: Golden) => tensorFrom(kernels, data, ...shape);
  const expectNear = (actual: Tensor, golden: Golden) => {
    expect(actual.shape).toEqual(golden.shape);
    golden.data.forEach((value, i) => {
      expect(Math.abs(actual.data[i] - value)).toBeLessThan(tolerance);
    });
  };

  test("batch normalisation, three batches of training and one of use", () => {
    const { gamma, beta, batches, evaluation } = layers.batchNormalization;
    const layer = new BatchNormalisation(kernels, gamma.data.length);
    layer.gamma.value.data.set(gamma.data);
    layer.beta.value.data.set(beta.data);
    const { runningMean, runningVariance } = batches[2];
    const all = [...batches, { ...evaluation, runningMean, runningVariance }];
    for (const [index, batch] of all.entries()) {
      const pass = { training: index < batches.length, random: replay([]) };
      for (const { grad } of layer.parameters) grad.data.fill(0);
      expectNear(layer.forward(tensorOf(batch.X), pass), batch.Y);
      expectNear(layer.backward(tensorOf(batch.dY)), batch.dX);
      expectNear(layer.gamma.grad, batch.dGamma);
      expectNear(layer.beta.grad, batch.dBeta);
      expectNear(layer.runningMean.value, batch.runningMean);
      expectNear(layer.runningVariance.value, batch.runningVariance);
    }
  });

  test("dropout with a given mask", () => {
    const { rate, kept, X, Y, dY, dX } = layers.dropout;
    const layer = new Dropout(kernels, rate);
    expectNear(layer.forward(tensorOf(X), { training: true, random: replay(kept.data) }), Y);
    expectNear(layer.backward(tensorOf(dY)), dX);
  });

  test.each([
    "gaussian-posterior",
    "universal-posterior",
    "clustering-batch-normalisation",
    "dimensionality-reduction",
  ] as const)("reconstruction of %s", (name) => {
    const fixture: ModelFixture = read(name);
    const { encoder, decoder, heads } = networksOf(name, kernels, fixture);
    encoder.set(fixture.initial.encoder);
    decoder.set(fixture.initial.decoder);
    heads?.heads.value.data.set(fixture.initial.clusterHeads.data);
    const { x, noise, reconstruction } = fixture.steps[0];

    const X = tensorOf(x);
    const pass = { training: true, random: replay(noise?.data ?? []) };
    const Z = encoder.net.forward(X, pass);
    const Y = decoder.net.forward(Z, pass);
    expectNear(Y, reconstruction.reconstruction);
    if (name.endsWith("posterior")) expectNear(Z, reconstruction.code);

    const dY = zeros(kernels, ...Y.shape);
    const loss = halfSquaredError(Y, X, dY);
    expect(Math.abs(loss - reconstruction.loss)).toBeLessThan(tolerance);
    encoder.net.backward(decoder.net.backward(dY), "parameters");
    if (heads) {
      const { value, grad } = heads.heads;
      const { headDistance: distance, headCost: cost } = fixture;
      const headsCost = headsApart(value, grad, { distance, cost });
      expect(Math.abs(headsCost - reconstruction.headsCost)).toBeLessThan(tolerance);
      expectNear(grad, reconstruction.grad.clusterHeads);
    }
    encoder.expectGradients(reconstruction.grad.encoder, expectNear);
    decoder.expectGradients(reconstruction.grad.decoder, expectNear);
  });

  test("a batch encoded with the running statistics at the end, before the softmax", () => {
    const name = "clustering-batch-normalisation";
    const fixture: ModelFixture = read(name);
    const { encoder } = networksOf(name, kernels, fixture);
    encoder.set(fixture.final.encoder);
    const logits = new Sequential(encoder.net.layers.slice(0, -1));
    const Z = logits.forward(tensorOf(fixture.evaluation.x), {
      training: false,
      random: replay([]),
    });
    expectNear(Z, fixture.evaluation.encoder);
  });
});

/** The encoder and decoder of a fixture, and its cluster heads, which stand before the decoder. */
function networksOf(name: string, kernels: Kernels, { sizes }: ModelFixture) {
  const { input, hidden, style, classes } = sizes;
  const categories = new Activation(kernels, softmaxColumns(0, classes));
  const encode = (inputs: number, outputs: number, options: StackOptions) =>
    new DenseStack(kernels, [inputs, hidden, hidden, outputs], options);
  const decode = (codes: number, first?: Layer) =>
    new DenseStack(kernels, [codes, hidden, hidden, input], {
      ...(first && { first }),
      last: new Activation(kernels, sigmoid),
    });
  switch (name) {
    case "gaussian-posterior": {
      const encoder = encode(input, 2 * style, { last: new GaussianSample(kernels) });
      return { encoder, decoder: decode(style), heads: null };
    }
    case "universal-posterior": {
      const encoder = encode(input + style, style, { first: new AppendNoise(kernels, style) });
      return { encoder, decoder: decode(style), heads: null };
    }
    case "clustering-batch-normalisation": {
      const encoder = encode(input, classes + style, { last: categories, normalised: true });
      return { encoder, decoder: decode(classes + style), heads: null };
    }
    default: {
      const encoder = encode(input, classes + style, { last: categories });
      const heads = new ClusterHeads(kernels, classes, style, new SeededRandom(1));
      return { encoder, decoder: decode(style, heads), heads };
    }
  }
}

interface StackOptions {
  /** What stands before the first dense layer, and after the last. */
  readonly first?: Layer;
  readonly last?: Layer;
  readonly normalised?: boolean;
}

/** Dense layers with ReLU between them, whose parameters and statistics go by PyTorch's names. */
class DenseStack {
  readonly net: Sequential;
  readonly #named = new Map<string, { readonly value: Tensor; readonly grad?: Tensor }>();

  constructor(
    kernels: Kernels,
    widths: readonly number[],
    { first, last, normalised }: StackOptions,
  ) {
    const layers: Layer[] = first ? [first] : [];
    for (let k = 0; k + 1 < widths.length; k++) {
      const hidden = k + 2 < widths.length;
      const own: Layer[] = [
        new Dense(kernels, widths[k], widths[k + 1], new SeededRandom(1)),
        ...(hidden && normalised ? [new BatchNormalisation(kernels, widths[k + 1])] : []),
      ];
      for (const { parameters, statistics = [] } of own) {
        for (const it of [...parameters, ...statistics]) this.#named.set(`${k}.${it.name}`, it);
      }
      layers.push(...own, ...(hidden ? [new Activation(kernels, relu)] : []));
    }
    this.net = new Sequential([...layers, ...(last ? [last] : [])]);
  }

  set(golden: Named): void {
    expect([...this.#named.keys()].sort()).toEqual(Object.keys(golden).sort());
    for (const [name, { value }] of this.#named) value.data.set(golden[name].data);
  }

  expectGradients(golden: Named, expectNear: (actual: Tensor, golden: Golden) => void): void {
    for (const [name, { grad }] of this.#named) {
      if (grad) expectNear(grad, golden[name]);
      else expect(golden).not.toHaveProperty([name]);
    }
  }
}
