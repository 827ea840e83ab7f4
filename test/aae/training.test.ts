import { describe, expect, test } from "vitest";
import { ArticleTraining, article } from "../../src/aae/article.ts";
import { AdversarialTraining, basic } from "../../src/aae/basic.ts";
import type { Autoencoder } from "../../src/aae/parts/autoencoder.ts";
import type { Figures, Training } from "../../src/aae/parts/model.ts";
import { RunningMean } from "../../src/aae/parts/running-mean.ts";
import type { Batch } from "../../src/data/batches.ts";
import { doubleKernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";
import { adamFor, articleConfiguration, basicConfiguration } from "./small-model.ts";

const adam = adamFor(doubleKernels, { learningRate: 0.01, beta1: 0.5 });

/** Two kinds of images, with some noise. */
function images(random: Random): Batch {
  const X = zeros(doubleKernels, 16, 6);
  for (let i = 0; i < X.size; i++) {
    const kind = Math.floor(i / 6) % 2 === 0 ? 0.8 : -0.8;
    X.data[i] = (i % 2 === 0 ? kind : -kind) + 0.1 * random.normal();
  }
  return { X, labels: new Int16Array(16), labelled: null };
}

function weights({ networks }: Autoencoder, network: keyof Autoencoder["networks"]) {
  return networks[network].parameters.flatMap(({ value }) => [...value.data]);
}

describe("adversarial training", () => {
  function start() {
    const random = new SeededRandom(1);
    const model = basic.create(doubleKernels, basicConfiguration(), 6, random);
    const training = new AdversarialTraining(doubleKernels, model, adam);
    const pass = { training: true, random };
    return { model, random, training, pass, step: () => training.step(images(random), pass) };
  }

  test("lowers the reconstruction error and keeps the discriminator guessing", () => {
    const { step } = start();
    const results: Figures[] = [];
    for (let count = 0; count < 600; count++) results.push(step());
    const mean = (part: Figures[], figure: string) =>
      part.map((figures) => figures[figure]).reduce((a, b) => a + b, 0) / part.length;
    const before = mean(results.slice(0, 20), "reconstruction");
    const after = mean(results.slice(-20), "reconstruction");
    expect(after).toBeLessThan(before / 4);
    expect(mean(results.slice(-100), "accuracy")).toBeLessThan(0.8);
  });

  test("the accuracy on other codes counts each kind on its own side of 0", () => {
    const { model } = start();
    const { parameters } = model.networks.discriminator;
    for (const { value } of parameters) value.data.fill(0);
    parameters[3].value.data[0] = 1; // the last bias: every logit is 1
    const codes = zeros(doubleKernels, 4, 2);
    expect(model.accuracy(codes, codes)).toBe(0.5);
  });

  test("every phase has the optimiser that is made for it", () => {
    const { model } = start();
    const { encoder, decoder, discriminator } = model.networks;
    const rates: Readonly<Record<string, number>> = {
      ...{ reconstruction: 0.1, discriminator: 0.05, generator: 0.2 },
    };
    const { optimizers } = new AdversarialTraining(doubleKernels, model, (phase, parameters) =>
      adamFor(doubleKernels, { learningRate: rates[phase] })(phase, parameters),
    );
    expect(Object.keys(optimizers)).toEqual(basic.phases);
    expect(optimizers.reconstruction.learningRate).toBe(0.1);
    expect(optimizers.discriminator.learningRate).toBe(0.05);
    expect(optimizers.generator.learningRate).toBe(0.2);
    expect(optimizers.reconstruction.parameters).toEqual([
      ...encoder.parameters,
      ...decoder.parameters,
    ]);
    expect(optimizers.discriminator.parameters).toEqual(discriminator.parameters);
    expect(optimizers.generator.parameters).toEqual(encoder.parameters);
  });

  test("the same seed gives the same weights, to the last bit", () => {
    const run = () => {
      const { model, step } = start();
      for (let count = 0; count < 20; count++) step();
      return [...weights(model, "encoder"), ...weights(model, "discriminator")];
    };
    expect(run()).toEqual(run());
  });

  test("the generator takes only the codes that the encoder's latest forward gave", () => {
    const { model, random, training, pass } = start();
    const { encoder } = model.networks;
    const refusal = /^generator: these codes are not what the encoder's latest forward gave; /;
    const before = weights(model, "encoder");
    const Z = encoder.forward(images(random).X, pass);
    const other = tensorFrom(doubleKernels, Z.data, 16, 2);
    expect(() => training.generator(other, pass)).toThrow(refusal);
    expect(weights(model, "encoder")).toEqual(before);

    training.generator(Z, pass);
    expect(weights(model, "encoder")).not.toEqual(before);
    expect(() => training.generator(Z, pass)).toThrow(refusal); // that forward was answered
  });
});

describe("the article's training", () => {
  function start() {
    const random = new SeededRandom(1);
    const model = article.create(doubleKernels, articleConfiguration(), 6, random);
    const training = new ArticleTraining(doubleKernels, model, adam);
    return { model, random, training, pass: { training: true, random } };
  }

  test("learns to tell codes (label 1) from the prior (label 0)", () => {
    const { model, random, training, pass } = start();
    for (let step = 0; step < 300; step++) training.step(images(random), pass);
    const codes = model.encode(images(random).X);
    const accuracy = model.accuracy(
      zeros(doubleKernels, 16, 2),
      tensorFrom(doubleKernels, codes.data, 16, 2),
    );
    expect(accuracy).toBeGreaterThan(0.6);
  });

  test("reports running means: of all updates for the discriminator, of all steps for the rest", () => {
    const { random, training, pass } = start();
    const first = training.step(images(random), pass);
    const { discriminator, accuracy, reconstruction } = training.means;
    expect([discriminator.count, accuracy.count, reconstruction.count]).toEqual([2, 2, 1]);
    // After one step the first mean is the loss on codes alone, the second that of both updates.
    const onCodes = 2 * first.discriminator - discriminator.sum / 2;
    const onPrior = discriminator.sum - onCodes;
    expect(first.discriminator).toBeCloseTo((onCodes + (onCodes + onPrior) / 2) / 2, 12);
    expect(Object.keys(first)).toEqual(["reconstruction", "discriminator", "accuracy"]);
    expect(training.optimizers).not.toHaveProperty("generator");
  });

  test("never trains the encoder against the discriminator", () => {
    const { model, random, training, pass } = start();
    const other = start();
    for (const { value } of other.model.networks.discriminator.parameters) value.data.fill(0.3);
    const batch = images(random);
    const step = (training: Training) => training.step(batch, pass);
    step(training);
    step(other.training);
    expect(weights(model, "encoder")).toEqual(weights(other.model, "encoder"));
  });
});

test("a running mean is the mean of all values so far", () => {
  const mean = new RunningMean();
  expect([1, 2, 6].map((value) => mean.add(value))).toEqual([1, 1.5, 3]);
});
