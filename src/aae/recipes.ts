/**
 * Recipes: everything that a run depends on, as plain data. Options of the command win over them.
 */
import type { AdamOptions } from "../optim/adam.ts";
import type { Drop } from "../optim/schedule.ts";
import type { PriorDescription } from "./parts/priors.ts";

export interface Recipe {
  /** One line for whoever chooses. */
  readonly summary: string;
  /** All three phases, or the article's two. */
  readonly training: "adversarial" | "article";
  /** How many numbers a code has. */
  readonly latent: number;
  /** The widths of the encoder's hidden layers; the decoder has them in reverse. */
  readonly hidden: readonly number[];
  /** The widths of the discriminator's hidden layers. */
  readonly discriminatorHidden: readonly number[];
  /** The decoder's last activation, and with it the range of a pixel: tanh [−1, 1], sigmoid [0, 1]. */
  readonly output: "tanh" | "sigmoid";
  readonly prior: PriorDescription;
  /** How many images a step sees. */
  readonly batchSize: number;
  /** Adam's constants. */
  readonly adam: Required<AdamOptions>;
  /** The discriminator's learning rate as a share of the others'. */
  readonly discriminatorPace: number;
  /** When the learning rate falls. */
  readonly drops: readonly Drop[];
  /** How long: passes through all images, or batches. */
  readonly length: { readonly epochs: number } | { readonly steps: number };
}

/** The Gaussian prior that the recipes use. */
export const GAUSSIAN: PriorDescription = { kind: "gaussian", deviation: 3 };

/** Ten Gaussians on a circle, as in the paper's figure 2. */
export const MIXTURE: PriorDescription = {
  kind: "mixture",
  radius: 8,
  radialDeviation: 2,
  tangentialDeviation: 0.8,
};

/** The article's networks, trained as a real adversarial autoencoder. */
const aae: Recipe = {
  summary: "a real adversarial autoencoder: all three phases, a 10-dimensional Gaussian prior",
  training: "adversarial",
  latent: 10,
  hidden: [512],
  discriminatorHidden: [512],
  output: "tanh",
  prior: GAUSSIAN,
  batchSize: 128,
  adam: { learningRate: 2e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, clipNorm: null },
  discriminatorPace: 0.5,
  drops: [
    { after: 0.6, factor: 0.1 },
    { after: 0.9, factor: 0.1 },
  ],
  length: { epochs: 20 },
};

/** Two dimensions, so that the whole latent space can be looked at. */
const latent2d: Recipe = {
  ...aae,
  summary: "a 2-dimensional latent space, for looking at; --prior gaussian or mixture",
  latent: 2,
  hidden: [512, 512],
  discriminatorHidden: [512, 512],
  prior: { kind: "gaussian", deviation: 5 },
};

/**
 * Exactly what a well-known article's Keras code runs: no generator phase.
 *
 * After 500 batches its discriminator tells about 98 % of the codes from the prior. That is not
 * success: it means that the codes do *not* match the prior. The recipe `aae` is what mends it.
 */
const article: Recipe = {
  ...aae,
  summary: "what a well-known article's code runs: no generator phase, and what comes of it",
  training: "article",
  prior: { kind: "gaussian", deviation: 1 },
  drops: [],
  adam: { learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-7, clipNorm: null },
  discriminatorPace: 1,
  length: { steps: 500 },
};

export const recipes = { aae, latent2d, article };

export type RecipeName = keyof typeof recipes;
