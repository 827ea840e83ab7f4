/** Three full training steps, held against values that PyTorch computed in float64. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AdversarialTraining, basic } from "../../src/aae/basic.ts";
import type { Pass } from "../../src/layers/layer.ts";
import type { Sequential } from "../../src/layers/sequential.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import {
  doubleKernels,
  type Kernels,
  naiveKernels,
  tensorFrom,
  tsKernels,
} from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { adamFor, basicConfiguration, Replay } from "./small-model.ts";

interface Golden {
  shape: number[];
  data: number[];
}
type Weights = Record<string, Golden>;
interface GoldenStep {
  x: Golden;
  prior: Golden;
  reconstruction: {
    loss: number;
    z: Golden;
    reconstruction: Golden;
    grad: { encoder: Weights; decoder: Weights };
  };
  discriminator: { loss: number; accuracy: number; grad: { discriminator: Weights } };
  generator: { loss: number; grad: { encoder: Weights } };
}
interface Fixture {
  sizes: { batch: number; input: number; hidden: number; latent: number };
  adam: { learningRate: number; beta1: number; beta2: number; epsilon: number };
  initial: Record<"encoder" | "decoder" | "discriminator", Weights>;
  steps: GoldenStep[];
  final: Record<"encoder" | "decoder" | "discriminator", Weights>;
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../fixtures/aae-step-small.json", import.meta.url), "utf8"),
);

const NETWORKS = ["encoder", "decoder", "discriminator"] as const;

describe.each([
  { kernels: doubleKernels, tolerance: 1e-10 },
  { kernels: tsKernels, tolerance: 1e-4 },
  { kernels: naiveKernels, tolerance: 1e-4 },
  { kernels: loadKernels("simd").kernels, tolerance: 1e-4 },
  { kernels: loadKernels("auto").kernels, tolerance: 1e-4 },
])("three steps on $kernels.name agree with PyTorch to $tolerance", ({ kernels, tolerance }) => {
  const phaseByPhase = start(kernels);
  const stepByStep = start(kernels);

  const expectClose = (actual: number, golden: number) =>
    expect(Math.abs(actual - golden)).toBeLessThan(tolerance);
  const expectNear = (actual: Tensor, golden: Golden) => {
    expect(actual.shape).toEqual(golden.shape);
    for (const [i, value] of golden.data.entries()) expectClose(actual.data[i], value);
  };
  const expectParameters = (network: Sequential, golden: Weights, which: "value" | "grad") => {
    expect(network.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(golden).sort());
    for (const parameter of network.parameters) {
      expectNear(parameter[which], golden[parameter.name]);
    }
  };
  const dataOf = ({ x, prior }: GoldenStep) => ({
    X: tensorFrom(kernels, x.data, ...x.shape),
    pass: { training: true, random: new Replay(prior.data) } satisfies Pass,
  });
  const steps = fixture.steps.map((step, index) => ({ step, number: index + 1 }));

  test.each(steps)("step $number, phase by phase, with every gradient", ({ step }) => {
    const { training } = phaseByPhase;
    const { encoder, decoder, discriminator } = phaseByPhase.networks;
    const { X, pass } = dataOf(step);

    expectNear(encoder.forward(X, pass), step.reconstruction.z);
    expectNear(decoder.forward(encoder.forward(X, pass), pass), step.reconstruction.reconstruction);
    expectClose(training.reconstruction(X, pass), step.reconstruction.loss);
    expectParameters(encoder, step.reconstruction.grad.encoder, "grad");
    expectParameters(decoder, step.reconstruction.grad.decoder, "grad");

    const Z = encoder.forward(X, pass);
    expectClose(training.discriminator(Z, pass), step.discriminator.loss);
    expectParameters(discriminator, step.discriminator.grad.discriminator, "grad");

    expectClose(training.generator(Z, pass), step.generator.loss);
    expectParameters(encoder, step.generator.grad.encoder, "grad");
  });

  test.each(steps)("step $number, whole, with every figure", ({ step }) => {
    const { X, pass } = dataOf(step);
    const figures = stepByStep.training.step(
      { X, labels: new Int16Array(0), labelled: null },
      pass,
    );
    expect(Object.keys(figures)).toEqual(Object.keys(basic.figures));
    expectClose(figures.reconstruction, step.reconstruction.loss);
    expectClose(figures.discriminator, step.discriminator.loss);
    expectClose(figures.generator, step.generator.loss);
    expect(figures.accuracy).toBe(step.discriminator.accuracy);
  });

  test.each([
    { way: "phase by phase", networks: phaseByPhase.networks },
    { way: "step by step", networks: stepByStep.networks },
  ])("all weights at the end, $way", ({ networks }) => {
    for (const name of NETWORKS) expectParameters(networks[name], fixture.final[name], "value");
  });
});

function start(kernels: Kernels) {
  const { input, hidden, latent } = fixture.sizes;
  const configuration = basicConfiguration({
    ...{ latent, hidden: [hidden], discriminatorHidden: [hidden] },
  });
  const model = basic.create(kernels, configuration, input, new SeededRandom(1));
  for (const network of NETWORKS) {
    for (const { name, value } of model.networks[network].parameters) {
      value.data.set(fixture.initial[network][name].data);
    }
  }
  const training = new AdversarialTraining(kernels, model, adamFor(kernels, fixture.adam));
  return { training, networks: model.networks };
}
