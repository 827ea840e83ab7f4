/**
 * How an article's Keras code trains what it calls an adversarial autoencoder ("Adversarial Auto
 * Encoder (AAE)", www.geeksforgeeks.org/artificial-intelligence/adversarial-auto-encoder-aae/).
 *
 * For each batch: one discriminator update on encoded images with label 1, one on samples of the
 * prior with label 0, then one autoencoder update on the mean squared error.
 *
 * Note what is missing: no generator phase. The encoder is never trained to fool the
 * discriminator, so its codes go wherever reconstruction likes them best, the discriminator soon
 * tells nearly all of them from the prior, and samples of the prior decode to no digits. After 500
 * batches it tells about 98 % apart. That is not success: it means that the codes do *not* match
 * the prior. `basic.ts` is what mends it.
 */
import * as z from "zod";
import type { Batch } from "../data/batches.ts";
import { type Pass, zeroGradients } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import { sigmoid } from "../layers/sigmoid.ts";
import { bce } from "../losses/bce.ts";
import { adam } from "../optim/description.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { Autoencoder, inUse, shareOf } from "./parts/autoencoder.ts";
import {
  describeDiscriminator,
  describeNetworks,
  lossOf,
  networkSchema,
  PLAIN_NETWORKS,
  phaseSchema,
  rangeOf,
  runSchema,
} from "./parts/configuration.ts";
import { ACCURACY, ADVERSARIAL_LOSS, RECONSTRUCTION } from "./parts/figures.ts";
import type { ModelDefinition, OptimizerFor, Recipe, Training } from "./parts/model.ts";
import { planePictures } from "./parts/plane.ts";
import { createPrior, priorSchema } from "./parts/priors.ts";
import { Reconstruction } from "./parts/reconstruction.ts";
import { RunningMean } from "./parts/running-mean.ts";

/** The same players; but the discriminator gives a probability, and it is the codes that are 1. */
export class ArticleAutoencoder extends Autoencoder {
  override accuracy(P: Tensor, Z: Tensor): number {
    const { discriminator } = this.networks;
    const onPrior = shareOf(discriminator.forward(P, inUse()), (probability) => probability <= 0.5);
    const onCodes = shareOf(discriminator.forward(Z, inUse()), (probability) => probability > 0.5);
    return (onPrior + onCodes) / 2;
  }
}

export class ArticleTraining implements Training {
  readonly optimizers: { readonly reconstruction: Optimizer; readonly discriminator: Optimizer };
  /** Keras' metrics: means over all updates since the start. */
  readonly means = {
    discriminator: new RunningMean(),
    accuracy: new RunningMean(),
    reconstruction: new RunningMean(),
  };
  readonly #model: Autoencoder;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #reconstruction: Reconstruction;
  readonly #P: Workspace;
  readonly #targets: Workspace;
  readonly #dProbabilities: Workspace;

  constructor(kernels: Kernels, model: Autoencoder, optimizer: OptimizerFor) {
    const { encoder, decoder, discriminator } = model.networks;
    this.#model = model;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#reconstruction = new Reconstruction(kernels, encoder, decoder, model.loss);
    this.#P = new Workspace(kernels);
    this.#targets = new Workspace(kernels);
    this.#dProbabilities = new Workspace(kernels);
    this.optimizers = {
      reconstruction: optimizer("reconstruction", [...encoder.parameters, ...decoder.parameters]),
      discriminator: optimizer("discriminator", discriminator.parameters),
    };
  }

  /**
   * One step. What it gives are not this batch's values but running means since the start; those
   * of the discriminator are ½·(mean after its first update + mean after its second).
   */
  step({ X }: Batch, pass: Pass) {
    const Z = this.#model.networks.encoder.forward(X, pass);
    const onCodes = this.discriminator(Z, 1, pass);

    const P = this.#P.shaped(Z.shape[0], Z.shape[1]);
    this.#model.prior.sample(P, pass.random);
    const onPrior = this.discriminator(P, 0, pass);

    const reconstruction = this.means.reconstruction.add(this.reconstruction(X, pass));

    return {
      reconstruction,
      discriminator: (onCodes.loss + onPrior.loss) / 2,
      accuracy: (onCodes.accuracy + onPrior.accuracy) / 2,
    };
  }

  /** One update for codes [B, latent] that all bear one label. Returns the means after it. */
  discriminator(codes: Tensor, label: 0 | 1, pass: Pass): { loss: number; accuracy: number } {
    const { discriminator } = this.#model.networks;
    const batch = codes.shape[0];
    this.#zeroGradients(discriminator);

    const probabilities = discriminator.forward(codes, pass);
    const targets = this.#targets.shaped(batch, 1);
    valuesOf(targets).fill(label);
    const dProbabilities = this.#dProbabilities.shaped(batch, 1);
    const loss = bce(probabilities, targets, dProbabilities);

    const accuracy = shareOf(probabilities, (probability) => probability > 0.5 === label > 0.5);

    discriminator.backward(dProbabilities, "parameters");
    this.optimizers.discriminator.step();
    return {
      loss: this.means.discriminator.add(loss),
      accuracy: this.means.accuracy.add(accuracy),
    };
  }

  /** One update for images X [B, inputs]. Returns L = loss(decoder(encoder(X)), X) before it. */
  reconstruction(X: Tensor, pass: Pass): number {
    const loss = this.#reconstruction.reconstruct(X, pass);
    this.optimizers.reconstruction.step();
    return loss;
  }
}

const schema = z.strictObject({
  ...runSchema,
  ...networkSchema,
  prior: priorSchema,
  reconstruction: phaseSchema,
  discriminator: phaseSchema,
});
type Settings = z.infer<typeof schema>;

/** Exactly what the article's code runs. */
const recipe: Recipe<Settings> = {
  summary: "what an article's code runs: no generator phase, and what comes of it",
  configuration: {
    batchSize: 128,
    length: { steps: 500 },
    validation: 0,
    latent: 10,
    hidden: [512],
    discriminatorHidden: [512],
    ...PLAIN_NETWORKS,
    output: "tanh",
    prior: { kind: "gaussian", deviation: 1 },
    reconstruction: adam({ learningRate: 2e-4, beta1: 0.5, epsilon: 1e-7 }),
    discriminator: adam({ learningRate: 2e-4, beta1: 0.5, epsilon: 1e-7 }),
  },
};

/** The article's model: codes and prior are told apart, but nobody moves the codes. */
export const article: ModelDefinition<Settings, Autoencoder> = {
  name: "article",
  schema,
  recipes: { article: recipe },
  phases: ["reconstruction", "discriminator"],
  figures: {
    reconstruction: RECONSTRUCTION,
    discriminator: { ...ADVERSARIAL_LOSS, label: "discriminator", short: "D" },
    accuracy: {
      ...ACCURACY,
      remedy: "That is what comes of training without a generator phase; --recipe aae has one.",
    },
  },
  labels: "none",
  batches: "drawn",
  asked: () => null,

  networks(configuration, inputs) {
    const { latent } = configuration;
    return {
      ...describeNetworks(configuration, { inputs, encoded: latent, decoded: latent }),
      discriminator: { ...describeDiscriminator(configuration, latent), output: sigmoid },
    };
  },

  create(kernels, configuration, inputs, random) {
    const { encoder, decoder, discriminator } = this.networks(configuration, inputs);
    return new ArticleAutoencoder(
      {
        encoder: network(kernels, encoder, random),
        decoder: network(kernels, decoder, random),
        discriminator: network(kernels, discriminator, random),
      },
      createPrior(configuration.prior, configuration.latent),
      { range: rangeOf(configuration), loss: lossOf(configuration) },
    );
  },

  train: (kernels, model, _, optimizer) => new ArticleTraining(kernels, model, optimizer),

  logLine: ({ reconstruction, discriminator, accuracy }, step, steps) =>
    `Epoch ${step}/${steps}, D Loss: ${discriminator.toFixed(4)}, Acc: ${(100 * accuracy).toFixed(2)}%, G Loss: ${reconstruction.toFixed(4)}`,

  pictures: planePictures,
};
