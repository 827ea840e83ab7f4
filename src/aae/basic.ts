/**
 * The adversarial autoencoder: three networks and a prior, and three phases for each batch.
 *
 *     reconstruction   encoder and decoder learn to give the image back
 *     discriminator    learns to tell samples of the prior from codes
 *     generator        the encoder learns to make codes that the discriminator cannot tell
 *
 * When the codes follow the prior, a sample of the prior is a code, and the decoder makes an image
 * of it.
 *
 * Source: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644v2, section 2, figure 1.
 */
import * as z from "zod";
import type { Batch } from "../data/batches.ts";
import { type Pass, zeroGradients } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import { adam } from "../optim/description.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { Adversary, expectCodes } from "./parts/adversary.ts";
import { Autoencoder } from "./parts/autoencoder.ts";
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
import { posteriorSchema, withPosterior } from "./parts/encoders.ts";
import { ACCURACY, ADVERSARIAL_LOSS, RECONSTRUCTION } from "./parts/figures.ts";
import type { ModelDefinition, OptimizerFor, Recipe, Training } from "./parts/model.ts";
import { planePictures } from "./parts/plane.ts";
import { createPrior, PRIORS, priorSchema } from "./parts/priors.ts";
import { Reconstruction } from "./parts/reconstruction.ts";

export class AdversarialTraining implements Training {
  /** One for each phase; the encoder has a memory of its own in the first and the third. */
  readonly optimizers: {
    readonly reconstruction: Optimizer;
    readonly discriminator: Optimizer;
    readonly generator: Optimizer;
  };
  readonly means = {};
  readonly #model: Autoencoder;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #reconstruction: Reconstruction;
  readonly #adversary: Adversary;
  readonly #P: Workspace;

  constructor(kernels: Kernels, model: Autoencoder, optimizer: OptimizerFor) {
    const { encoder, decoder, discriminator } = model.networks;
    this.#model = model;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#reconstruction = new Reconstruction(kernels, encoder, decoder, model.loss);
    this.#adversary = new Adversary(kernels, discriminator);
    this.#P = new Workspace(kernels);
    this.optimizers = {
      reconstruction: optimizer("reconstruction", [...encoder.parameters, ...decoder.parameters]),
      discriminator: optimizer("discriminator", discriminator.parameters),
      generator: optimizer("generator", encoder.parameters),
    };
  }

  step({ X }: Batch, pass: Pass) {
    const reconstruction = this.reconstruction(X, pass);
    const Z = this.#model.networks.encoder.forward(X, pass); // that phase has changed the encoder
    const discriminator = this.discriminator(Z, pass);
    const generator = this.generator(Z, pass); // this one has not, so Z still holds
    return { reconstruction, discriminator, generator, accuracy: this.#adversary.accuracy };
  }

  /** Phase 1. Returns L = loss(decoder(encoder(X)), X) before the update. */
  reconstruction(X: Tensor, pass: Pass): number {
    const loss = this.#reconstruction.reconstruct(X, pass);
    this.optimizers.reconstruction.step();
    return loss;
  }

  /** Phase 2, for codes Z, which are held constant. Returns L = ½·[bce(D(P), 1) + bce(D(Z), 0)]. */
  discriminator(Z: Tensor, pass: Pass): number {
    const P = this.#P.shaped(Z.shape[0], Z.shape[1]);
    this.#model.prior.sample(P, pass.random);
    const loss = this.#adversary.discriminate(P, Z, pass);
    this.optimizers.discriminator.step();
    return loss;
  }

  /** Phase 3, for the codes Z of the encoder's latest forward. Returns L = bce(D(Z), 1). */
  generator(Z: Tensor, pass: Pass): number {
    const { encoder } = this.#model.networks;
    expectCodes(encoder, Z);
    this.#zeroGradients(encoder);
    const { loss, dZ } = this.#adversary.generate(Z, pass);
    encoder.backward(dZ, "parameters"); // through the discriminator, without changing it
    this.optimizers.generator.step();
    return loss;
  }
}

const schema = z.strictObject({
  ...runSchema,
  ...networkSchema,
  posterior: posteriorSchema,
  prior: priorSchema,
  reconstruction: phaseSchema,
  discriminator: phaseSchema,
  generator: phaseSchema,
});
type Settings = z.infer<typeof schema>;

const milestones = [
  { share: 0.6, factor: 0.1 },
  { share: 0.9, factor: 0.1 },
];

/**
 * A second hidden layer gives the encoder what it needs to fill the prior without gaps, and batch
 * normalisation keeps all of its units alive: chosen by images held back (docs/models/basic.md).
 */
const aae: Recipe<Settings> = {
  summary: "a real adversarial autoencoder: all three phases, a 10-dimensional Gaussian prior",
  configuration: {
    batchSize: 128,
    length: { epochs: 12 },
    validation: 0,
    latent: 10,
    hidden: [512, 512],
    discriminatorHidden: [512, 512],
    output: "tanh",
    ...PLAIN_NETWORKS,
    batchNormalisation: "hidden",
    posterior: "deterministic",
    prior: PRIORS.gaussian,
    reconstruction: adam({ learningRate: 2e-3, beta1: 0.5, milestones }),
    discriminator: adam({ learningRate: 1e-3, beta1: 0.5, milestones }),
    generator: adam({ learningRate: 2e-3, beta1: 0.5, milestones }),
  },
};

/** Two dimensions, so that the whole latent space can be looked at. */
const latent2d: Recipe<Settings> = {
  summary:
    "a 2-dimensional latent space, for looking at; --prior gaussian, mixture, swiss-roll or uniform",
  configuration: {
    ...aae.configuration,
    latent: 2,
    prior: { kind: "gaussian", deviation: 5 },
  },
};

/** The code of the paper's table 1: eight numbers and a wide prior. */
const likelihood: Recipe<Settings> = {
  summary: "samples to be judged by the likelihood of test images, as in the paper's table 1",
  configuration: {
    ...aae.configuration,
    batchSize: 100,
    length: { epochs: 10 },
    latent: 8,
    output: "sigmoid",
    reconstructionLoss: "halfSquaredError",
    prior: { kind: "gaussian", deviation: 5 },
  },
};

/** The basic model: one code whose aggregated posterior an adversary brings to the prior. */
export const basic: ModelDefinition<Settings, Autoencoder> = {
  name: "basic",
  schema,
  recipes: { aae, latent2d, likelihood },
  phases: ["reconstruction", "discriminator", "generator"],
  figures: {
    reconstruction: RECONSTRUCTION,
    discriminator: { ...ADVERSARIAL_LOSS, label: "discriminator", short: "D" },
    generator: { ...ADVERSARIAL_LOSS, label: "generator", short: "G" },
    accuracy: ACCURACY,
  },
  labels: "none",
  batches: "shuffled",
  asked: () => null,

  networks(configuration, inputs) {
    const { latent, posterior } = configuration;
    const sizes = { inputs, encoded: latent, decoded: latent };
    const { encoder, decoder } = describeNetworks(configuration, sizes);
    return {
      encoder: withPosterior(encoder, posterior),
      decoder,
      discriminator: describeDiscriminator(configuration, latent),
    };
  },

  create(kernels, configuration, inputs, random) {
    const { encoder, decoder, discriminator } = this.networks(configuration, inputs);
    return new Autoencoder(
      {
        encoder: network(kernels, encoder, random),
        decoder: network(kernels, decoder, random),
        discriminator: network(kernels, discriminator, random),
      },
      createPrior(configuration.prior, configuration.latent),
      { range: rangeOf(configuration), loss: lossOf(configuration) },
    );
  },

  train: (kernels, model, _, optimizer) => new AdversarialTraining(kernels, model, optimizer),

  pictures: planePictures,
};
