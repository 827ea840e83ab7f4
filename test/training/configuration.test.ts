import { expect, test } from "vitest";
import { GAUSSIAN, MIXTURE, recipes } from "../../src/aae/recipes.ts";
import { configure, describeModel } from "../../src/training/configuration.ts";

test("without options, the configuration is the recipe", () => {
  const { summary: _, ...recipe } = recipes.aae;
  expect(configure("aae", {})).toEqual({ recipe: "aae", data: "mnist", seed: 1, ...recipe });
});

test("the default recipe has the article's networks, and the article recipe its constants", () => {
  expect(describeModel(configure("aae", {}), 784)).toEqual({
    pixels: 784,
    latent: 10,
    hidden: [512],
    discriminatorHidden: [512],
    output: "tanh",
    judgement: "logit",
    prior: GAUSSIAN,
  });
  const article = configure("article", {});
  expect(article.adam).toMatchObject({
    learningRate: 2e-4,
    beta1: 0.5,
    beta2: 0.999,
    epsilon: 1e-7,
  });
  expect(article.batchSize).toBe(128);
  expect(article.length).toEqual({ steps: 500 });
  expect(describeModel(article, 784).judgement).toBe("probability");
});

test("options win over the recipe", () => {
  const configuration = configure("aae", {
    data: "folder",
    seed: 7,
    steps: 12,
    batchSize: 32,
    learningRate: 0.5,
    latent: 2,
    hidden: [64, 32],
    prior: MIXTURE,
  });
  expect(configuration).toMatchObject({
    data: "folder",
    seed: 7,
    length: { steps: 12 },
    batchSize: 32,
    adam: { learningRate: 0.5, beta1: 0.5 },
    latent: 2,
    hidden: [64, 32],
    discriminatorHidden: [64, 32],
    prior: MIXTURE,
  });
});

test("options that contradict each other are refused", () => {
  expect(() => configure("aae", { epochs: 1, steps: 2 })).toThrow("give one of them");
  expect(() => configure("aae", { prior: MIXTURE })).toThrow(
    "the latent size is 10; add --latent 2",
  );
});
