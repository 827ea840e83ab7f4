/**
 * Clustering without labels: the code has a part y that chooses one of K clusters and a part z for
 * the style.
 *
 *     reconstruction    encoder and decoder learn to give the image back from [y | z]
 *     discriminator     one learns to tell z from samples of the prior, one y from one-hots
 *     generator         the encoder learns to make codes that neither can tell
 *
 * The adversary on y makes every image choose one cluster, and all clusters equally often; since z
 * is small, the reconstruction is best where images of one cluster look alike. It is the model of
 * `semi-supervised.ts` without its fourth phase.
 *
 * Source: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644v2, section 6.
 */
import * as z from "zod";
import type { Batch } from "../data/batches.ts";
import { type Pass, zeroGradients } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import { adam } from "../optim/description.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectCodes } from "./parts/adversary.ts";
import { Agreement } from "./parts/agreement.ts";
import { CategoricalAutoencoder, TwoAdversaries } from "./parts/categorical.ts";
import { clusterPictures } from "./parts/clusters.ts";
import {
  agreementSchema,
  describeDiscriminator,
  describeNetworks,
  lossOf,
  networkSchema,
  phaseSchema,
  rangeOf,
  runSchema,
} from "./parts/configuration.ts";
import {
  ACCURACY,
  AGREEMENT,
  RECONSTRUCTION,
  TWO_ADVERSARIES,
  TWO_GENERATORS,
} from "./parts/figures.ts";
import type { ModelDefinition, OptimizerFor, Recipe, Training } from "./parts/model.ts";
import { createPrior, priorSchema } from "./parts/priors.ts";
import { Reconstruction } from "./parts/reconstruction.ts";

export class ClusteringTraining implements Training {
  readonly optimizers: {
    readonly reconstruction: Optimizer;
    readonly discriminator: Optimizer;
    readonly generator: Optimizer;
  };
  readonly means = {};
  readonly #model: CategoricalAutoencoder;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #reconstruction: Reconstruction;
  readonly #adversaries: TwoAdversaries;
  readonly #agreement: Agreement;

  /** @param agreement λ, what it costs that an image that is disturbed anew changes its class */
  constructor(
    kernels: Kernels,
    model: CategoricalAutoencoder,
    agreement: number,
    optimizer: OptimizerFor,
  ) {
    const { coder, generator, prior, classes, loss } = model;
    const { encoder, decoder, discriminator, categoryDiscriminator } = model.networks;
    this.#model = model;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#reconstruction = new Reconstruction(kernels, coder, generator, loss);
    this.#adversaries = new TwoAdversaries(
      kernels,
      discriminator,
      categoryDiscriminator,
      prior,
      classes,
    );
    this.#agreement = new Agreement(kernels, encoder, classes, agreement);
    const judges = [...discriminator.parameters, ...categoryDiscriminator.parameters];
    this.optimizers = {
      reconstruction: optimizer("reconstruction", [...encoder.parameters, ...decoder.parameters]),
      discriminator: optimizer("discriminator", judges),
      generator: optimizer("generator", encoder.parameters),
    };
  }

  step({ X }: Batch, pass: Pass) {
    const reconstruction = this.reconstruction(X, pass);
    const codes = this.#model.coder.forward(X, pass); // that phase has changed the encoder
    const discriminator = this.discriminator(codes, pass);
    const { accuracy, categoryAccuracy } = this.#adversaries;
    const generator = this.generator(codes, pass); // this one has not, so the codes still hold
    const figures = { reconstruction, discriminator, generator, accuracy, categoryAccuracy };
    if (this.#agreement.weight === 0) return figures;
    return { ...figures, agreement: this.agreement(X, codes, pass) };
  }

  /** Phase 1. Returns L = loss(decoder([y | z]), X) before the update. */
  reconstruction(X: Tensor, pass: Pass): number {
    const loss = this.#reconstruction.reconstruct(X, pass);
    this.optimizers.reconstruction.step();
    return loss;
  }

  /** Phase 2, for codes [y | z], which are held constant. Returns the sum of both discriminators' losses. */
  discriminator(codes: Tensor, pass: Pass): number {
    const loss = this.#adversaries.discriminate(codes, pass);
    this.optimizers.discriminator.step();
    return loss;
  }

  /** Phase 3, for the codes of the encoder's latest forward. Returns the sum of both losses. */
  generator(codes: Tensor, pass: Pass): number {
    const { coder } = this.#model;
    expectCodes(coder, codes);
    this.#zeroGradients(coder);
    const { loss, dCodes } = this.#adversaries.generate(codes, pass);
    coder.backward(dCodes, "parameters"); // through both discriminators, without changing them
    this.optimizers.generator.step();
    return loss;
  }

  /** Phase 3 goes on, where the setting asks for it, for images X and their codes. Returns the loss. */
  agreement(X: Tensor, codes: Tensor, pass: Pass): number {
    const loss = this.#agreement.agree(X, codes, pass);
    this.optimizers.generator.step();
    return loss;
  }
}

const schema = z.strictObject({
  ...runSchema,
  ...networkSchema,
  ...agreementSchema,
  /** K, how many clusters the images are sorted into. */
  clusters: z.int().min(2).max(1000),
  prior: priorSchema,
  reconstruction: phaseSchema,
  discriminator: phaseSchema,
  generator: phaseSchema,
});
type Settings = z.infer<typeof schema>;

const phase = adam({
  learningRate: 1e-3,
  beta1: 0.5,
  milestones: [{ share: 0.75, factor: 0.1 }],
});

/** Narrow networks, batch normalisation, and noise on all that the discriminators see. */
const recipe: Recipe<Settings> = {
  summary: "sorting images into clusters, without any label; --set clusters=K",
  configuration: {
    batchSize: 100,
    length: { epochs: 12 },
    validation: 0,
    clusters: 16,
    latent: 5,
    hidden: [400, 400],
    discriminatorHidden: [400, 400],
    activation: "relu",
    output: "sigmoid",
    initializer: "glorot",
    batchNormalisation: "hidden",
    inputNoise: 0,
    inputDropout: 0.2,
    discriminatorNoise: 0.3,
    agreement: 0,
    reconstructionLoss: "halfSquaredError",
    prior: { kind: "gaussian", deviation: 1 },
    reconstruction: phase,
    discriminator: phase,
    generator: phase,
  },
};

/** The model of section 6: a code of a cluster and a style, learned without labels. */
export const clustering: ModelDefinition<Settings, CategoricalAutoencoder> = {
  name: "clustering",
  schema,
  recipes: { clustering: recipe },
  phases: ["reconstruction", "discriminator", "generator"],
  figures: {
    reconstruction: RECONSTRUCTION,
    discriminator: TWO_ADVERSARIES,
    generator: TWO_GENERATORS,
    agreement: AGREEMENT,
    accuracy: { ...ACCURACY, label: "accuracy on styles", short: "z" },
    categoryAccuracy: { ...ACCURACY, label: "accuracy on clusters", short: "y" },
  },
  labels: "none",
  batches: "shuffled",
  asked: () => null,

  networks(configuration, inputs) {
    const { latent, clusters } = configuration;
    const code = clusters + latent;
    return {
      ...describeNetworks(configuration, { inputs, encoded: code, decoded: code }),
      discriminator: describeDiscriminator(configuration, latent),
      categoryDiscriminator: describeDiscriminator(configuration, clusters),
    };
  },

  create(kernels, configuration, inputs, random) {
    const { encoder, decoder, discriminator, categoryDiscriminator } = this.networks(
      configuration,
      inputs,
    );
    return new CategoricalAutoencoder(
      kernels,
      {
        encoder: network(kernels, encoder, random),
        decoder: network(kernels, decoder, random),
        discriminator: network(kernels, discriminator, random),
        categoryDiscriminator: network(kernels, categoryDiscriminator, random),
      },
      configuration.clusters,
      createPrior(configuration.prior, configuration.latent),
      { range: rangeOf(configuration), loss: lossOf(configuration) },
    );
  },

  train: (kernels, model, { agreement }, optimizer) =>
    new ClusteringTraining(kernels, model, agreement, optimizer),

  pictures: clusterPictures,
};
