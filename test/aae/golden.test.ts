/** Three full training steps, held against values that PyTorch computed in float64. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { GeneratorPhase } from "../../src/aae/generator-phase.ts";
import { AdversarialAutoencoder, PASS } from "../../src/aae/model.ts";
import { DiscriminatorPhase } from "../../src/aae/parts/adversary.ts";
import { ReconstructionPhase } from "../../src/aae/parts/reconstruction.ts";
import type { Sequential } from "../../src/layers/sequential.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { Adam } from "../../src/optim/adam.ts";
import {
  doubleKernels,
  type Kernels,
  naiveKernels,
  tensorFrom,
  tsKernels,
} from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

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

describe.each([
  { kernels: doubleKernels, tolerance: 1e-10 },
  { kernels: tsKernels, tolerance: 1e-4 },
  { kernels: naiveKernels, tolerance: 1e-4 },
  { kernels: loadKernels("simd").kernels, tolerance: 1e-4 },
  { kernels: loadKernels("auto").kernels, tolerance: 1e-4 },
])("three steps on $kernels.name agree with PyTorch to $tolerance", ({ kernels, tolerance }) => {
  const { encoder, decoder, discriminator, phases } = start(kernels);

  const expectNear = (actual: Tensor, golden: Golden) => {
    expect(actual.shape).toEqual(golden.shape);
    golden.data.forEach((value, i) => {
      expect(Math.abs(actual.data[i] - value)).toBeLessThan(tolerance);
    });
  };
  const expectParameters = (network: Sequential, golden: Weights, which: "value" | "grad") => {
    expect(network.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(golden).sort());
    for (const parameter of network.parameters) {
      expectNear(parameter[which], golden[parameter.name]);
    }
  };

  test.each(fixture.steps.map((step, index) => ({ step, number: index + 1 })))(
    "step $number",
    ({ step }) => {
      const X = tensorFrom(kernels, step.x.data, ...step.x.shape);
      const P = tensorFrom(kernels, step.prior.data, ...step.prior.shape);

      expectNear(encoder.forward(X, PASS), step.reconstruction.z);
      expectNear(
        decoder.forward(encoder.forward(X, PASS), PASS),
        step.reconstruction.reconstruction,
      );
      expect(Math.abs(phases.reconstruction.run(X) - step.reconstruction.loss)).toBeLessThan(
        tolerance,
      );
      expectParameters(encoder, step.reconstruction.grad.encoder, "grad");
      expectParameters(decoder, step.reconstruction.grad.decoder, "grad");

      const Z = encoder.forward(X, PASS);
      const { loss, accuracy } = phases.discriminator.run(P, Z);
      expect(Math.abs(loss - step.discriminator.loss)).toBeLessThan(tolerance);
      expect(accuracy).toBe(step.discriminator.accuracy);
      expectParameters(discriminator, step.discriminator.grad.discriminator, "grad");

      expect(Math.abs(phases.generator.run(Z) - step.generator.loss)).toBeLessThan(tolerance);
      expectParameters(encoder, step.generator.grad.encoder, "grad");
    },
  );

  test("all weights at the end", () => {
    expectParameters(encoder, fixture.final.encoder, "value");
    expectParameters(decoder, fixture.final.decoder, "value");
    expectParameters(discriminator, fixture.final.discriminator, "value");
  });
});

function start(kernels: Kernels) {
  const { input, hidden, latent } = fixture.sizes;
  const model = new AdversarialAutoencoder(
    kernels,
    {
      pixels: input,
      latent,
      hidden: [hidden],
      discriminatorHidden: [hidden],
      output: "tanh",
      judgement: "logit",
      prior: { kind: "gaussian", deviation: 1 },
    },
    new SeededRandom(1),
  );
  const { encoder, decoder, discriminator } = model;
  for (const part of ["encoder", "decoder", "discriminator"] as const) {
    for (const { name, value } of model[part].parameters) {
      value.data.set(fixture.initial[part][name].data);
    }
  }
  const adam = fixture.adam;
  return {
    encoder,
    decoder,
    discriminator,
    phases: {
      reconstruction: new ReconstructionPhase(
        kernels,
        model,
        new Adam(kernels, [...encoder.parameters, ...decoder.parameters], adam),
      ),
      discriminator: new DiscriminatorPhase(
        kernels,
        model,
        new Adam(kernels, discriminator.parameters, adam),
      ),
      generator: new GeneratorPhase(kernels, model, new Adam(kernels, encoder.parameters, adam)),
    },
  };
}
