import { describe, expect, test } from "vitest";
import { ArticleTraining } from "../../src/aae/article.ts";
import { AdversarialTraining } from "../../src/aae/basic.ts";
import { AdversarialAutoencoder, type ModelDescription } from "../../src/aae/model.ts";
import type { StepResult, Training } from "../../src/aae/parts/model.ts";
import { RunningMean } from "../../src/aae/parts/running-mean.ts";
import { doubleKernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

const description: ModelDescription = {
  pixels: 6,
  latent: 2,
  hidden: [8],
  discriminatorHidden: [8],
  output: "tanh",
  judgement: "logit",
  prior: { kind: "gaussian", deviation: 1 },
};
const adam = { learningRate: 0.01, beta1: 0.5 };

/** Two kinds of images, with some noise. */
function images(random: Random): Tensor {
  const X = zeros(doubleKernels, 16, 6);
  for (let i = 0; i < X.size; i++) {
    const kind = Math.floor(i / 6) % 2 === 0 ? 0.8 : -0.8;
    X.data[i] = (i % 2 === 0 ? kind : -kind) + 0.1 * random.normal();
  }
  return X;
}

function weights(model: AdversarialAutoencoder, part: "encoder" | "decoder" | "discriminator") {
  return model[part].parameters.flatMap(({ value }) => [...value.data]);
}

describe("adversarial training", () => {
  function start() {
    const random = new SeededRandom(1);
    const model = new AdversarialAutoencoder(doubleKernels, description, random);
    return { model, random, training: new AdversarialTraining(doubleKernels, model, random, adam) };
  }

  test("lowers the reconstruction error and keeps the discriminator guessing", () => {
    const { training, random } = start();
    const results: StepResult[] = [];
    for (let step = 0; step < 600; step++) results.push(training.step(images(random)));
    const mean = (part: StepResult[], of: (result: StepResult) => number) =>
      part.map(of).reduce((a, b) => a + b, 0) / part.length;
    const before = mean(results.slice(0, 20), (result) => result.reconstruction);
    const after = mean(results.slice(-20), (result) => result.reconstruction);
    expect(after).toBeLessThan(before / 4);
    expect(mean(results.slice(-100), (result) => result.accuracy)).toBeLessThan(0.8);
  });

  test("the accuracy on other codes counts each kind on its own side of 0", () => {
    const { model, training } = start();
    for (const { value } of model.discriminator.parameters) value.data.fill(0);
    model.discriminator.parameters[3].value.data[0] = 1; // the last bias: every logit is 1
    const codes = zeros(doubleKernels, 4, 2);
    expect(training.accuracy(codes, codes)).toBe(0.5);
  });

  test("the discriminator has its own proportion of the learning rate", () => {
    const { model, random } = start();
    const training = new AdversarialTraining(doubleKernels, model, random, adam, 0.5);
    expect(training.optimizers.discriminator.learningRate).toBe(0.005);
    training.setLearningRate(0.1);
    expect(training.optimizers.reconstruction.learningRate).toBe(0.1);
    expect(training.optimizers.discriminator.learningRate).toBe(0.05);
    expect(training.optimizers.generator.learningRate).toBe(0.1);
  });

  test("the same seed gives the same weights, to the last bit", () => {
    const run = () => {
      const { model, training, random } = start();
      for (let step = 0; step < 20; step++) training.step(images(random));
      return [...weights(model, "encoder"), ...weights(model, "discriminator")];
    };
    expect(run()).toEqual(run());
  });
});

describe("the article's training", () => {
  function start() {
    const random = new SeededRandom(1);
    const model = new AdversarialAutoencoder(
      doubleKernels,
      { ...description, judgement: "probability" },
      random,
    );
    return { model, random, training: new ArticleTraining(doubleKernels, model, random, adam) };
  }

  test("learns to tell codes (label 1) from the prior (label 0)", () => {
    const { model, random, training } = start();
    for (let step = 0; step < 300; step++) training.step(images(random));
    const codes = model.encode(images(random));
    const accuracy = training.accuracy(
      zeros(doubleKernels, 16, 2),
      tensorFrom(doubleKernels, codes.data, 16, 2),
    );
    expect(accuracy).toBeGreaterThan(0.6);
  });

  test("reports running means: of all updates for the discriminator, of all steps for the rest", () => {
    const { random, training } = start();
    const X = images(random);
    const first = training.step(X);
    const { discriminator, accuracy, reconstruction } = training.means;
    expect([discriminator.count, accuracy.count, reconstruction.count]).toEqual([2, 2, 1]);
    // After one step the first mean is the loss on codes alone, the second that of both updates.
    const onCodes = 2 * first.discriminator - discriminator.sum / 2;
    const onPrior = discriminator.sum - onCodes;
    expect(first.discriminator).toBeCloseTo((onCodes + (onCodes + onPrior) / 2) / 2, 12);
    expect(first.generator).toBeNull();
  });

  test("never trains the encoder against the discriminator", () => {
    const { model, random, training } = start();
    const other = start();
    for (const { value } of other.model.discriminator.parameters) value.data.fill(0.3);
    const X = images(random);
    const step = (training: Training) => training.step(X);
    step(training);
    step(other.training);
    expect(weights(model, "encoder")).toEqual(weights(other.model, "encoder"));
  });
});

test("a running mean is the mean of all values so far", () => {
  const mean = new RunningMean();
  expect([1, 2, 6].map((value) => mean.add(value))).toEqual([1, 1.5, 3]);
});
