/**
 * Dimensionality reduction: the code is a point, y·W + z, near the head of the cluster that y chooses.
 *
 *     reconstruction    encoder, heads and decoder learn to give the image back from y·W + z
 *     discriminator     one learns to tell z from samples of the prior, one y from one-hots
 *     generator         the encoder learns to make codes that neither can tell
 *     classification    the encoder learns the labels of the images that have one, if there are any
 *
 * W [K, n] holds a head for each class; z is small beside their distance. So the code, in two
 * dimensions or ten, keeps what the image looks like and lies in a cluster of its own. A cost keeps
 * the heads apart: it is added to the reconstruction's loss and grows, in a straight line, for
 * every two heads that are nearer than `headDistance`.
 *
 * Source: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644v2, section 7.
 */
import * as z from "zod";
import type { Batch } from "../data/batches.ts";
import { ClusterHeads } from "../layers/cluster-heads.ts";
import { normal } from "../layers/initializers.ts";
import { type Parameter, type Pass, zeroGradients } from "../layers/layer.ts";
import { type LayerPlan, network } from "../layers/network.ts";
import { type HeadsApartOptions, headsApart } from "../losses/heads-apart.ts";
import { adam } from "../optim/description.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectCodes } from "./parts/adversary.ts";
import { Agreement } from "./parts/agreement.ts";
import { CategoricalAutoencoder, TwoAdversaries } from "./parts/categorical.ts";
import { Classification } from "./parts/classification.ts";
import {
  agreementSchema,
  describeDiscriminator,
  describeNetworks,
  labelSchema,
  lossOf,
  networkSchema,
  phaseSchema,
  rangeOf,
  runSchema,
} from "./parts/configuration.ts";
import {
  ACCURACY,
  AGREEMENT,
  CLASSIFICATION,
  RECONSTRUCTION,
  TWO_ADVERSARIES,
  TWO_GENERATORS,
} from "./parts/figures.ts";
import { headPictures } from "./parts/heads.ts";
import type { ModelDefinition, OptimizerFor, Recipe, Training } from "./parts/model.ts";
import { createPrior, priorSchema } from "./parts/priors.ts";
import { Reconstruction } from "./parts/reconstruction.ts";

export class DimensionalityReductionTraining implements Training {
  readonly optimizers: {
    readonly reconstruction: Optimizer;
    readonly discriminator: Optimizer;
    readonly generator: Optimizer;
    readonly classification: Optimizer;
  };
  readonly means = {};
  readonly #model: CategoricalAutoencoder;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #reconstruction: Reconstruction;
  readonly #adversaries: TwoAdversaries;
  readonly #agreement: Agreement;
  readonly #classification: Classification;
  readonly #heads: Parameter;
  readonly #apart: HeadsApartOptions;

  /** @param agreement λ, what it costs that an image that is disturbed anew changes its class */
  constructor(
    kernels: Kernels,
    model: CategoricalAutoencoder,
    apart: HeadsApartOptions,
    agreement: number,
    optimizer: OptimizerFor,
  ) {
    const { coder, generator, prior, classes, loss } = model;
    const { encoder, discriminator, categoryDiscriminator } = model.networks;
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
    this.#classification = new Classification(kernels, encoder, classes);
    [this.#heads] = model.networks.clusterHeads.parameters;
    this.#apart = apart;
    this.#agreement = new Agreement(kernels, encoder, classes, agreement);
    const judges = [...discriminator.parameters, ...categoryDiscriminator.parameters];
    this.optimizers = {
      reconstruction: optimizer("reconstruction", [...encoder.parameters, ...generator.parameters]),
      discriminator: optimizer("discriminator", judges),
      generator: optimizer("generator", encoder.parameters),
      classification: optimizer("classification", encoder.parameters),
    };
  }

  step({ X, labelled }: Batch, pass: Pass) {
    const reconstruction = this.reconstruction(X, pass);
    const codes = this.#model.coder.forward(X, pass); // that phase has changed the encoder
    const discriminator = this.discriminator(codes, pass);
    const { accuracy, categoryAccuracy } = this.#adversaries;
    const generator = this.generator(codes, pass); // this one has not, so the codes still hold
    const agreement = this.#agreement.weight > 0 && { agreement: this.agreement(X, codes, pass) };
    const figures = {
      ...{ reconstruction, discriminator, generator, ...agreement },
      ...{ accuracy, categoryAccuracy },
    };
    if (labelled === null) return figures; // there are no labels to learn from
    return {
      ...figures,
      classification: this.classification(labelled.X, labelled.labels, pass),
    };
  }

  /** Phase 1. Returns L = loss(decoder(y·W + z), X) + the cost of heads that are too near, before the update. */
  reconstruction(X: Tensor, pass: Pass): number {
    const loss = this.#reconstruction.reconstruct(X, pass);
    const cost = headsApart(this.#heads.value, this.#heads.grad, this.#apart);
    this.optimizers.reconstruction.step();
    return loss + cost;
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

  /** Phase 4, for images that have labels. Returns the cross-entropy of y. */
  classification(X: Tensor, labels: ArrayLike<number>, pass: Pass): number {
    const loss = this.#classification.classify(X, labels, pass);
    this.optimizers.classification.step();
    return loss;
  }
}

const schema = z.strictObject({
  ...runSchema,
  ...networkSchema,
  ...agreementSchema,
  ...labelSchema,
  labels: z.union([labelSchema.labels, z.literal("none")]),
  /** η: two heads that are nearer than this cost something. */
  headDistance: z.number().positive(),
  /** What one unit of missing distance costs. */
  headCost: z.number().min(0),
  prior: priorSchema,
  reconstruction: phaseSchema,
  discriminator: phaseSchema,
  generator: phaseSchema,
  classification: phaseSchema,
});
type Settings = z.infer<typeof schema>;

const phase = adam({
  learningRate: 1e-3,
  beta1: 0.5,
  milestones: [{ share: 0.75, factor: 0.1 }],
});

/** A plane to look at: ten heads in two dimensions. */
const recipe: Recipe<Settings> = {
  summary: "codes in a plane, a cluster for each class; --labels N or all, or --set labels=none",
  configuration: {
    batchSize: 100,
    length: { epochs: 10 },
    validation: 0,
    labels: 1000,
    labelSeed: null,
    classes: 10,
    headDistance: 4,
    headCost: 10,
    latent: 2,
    hidden: [400, 400],
    discriminatorHidden: [400, 400],
    activation: "relu",
    output: "sigmoid",
    initializer: "glorot",
    batchNormalisation: "hidden",
    inputNoise: 0.3,
    inputDropout: 0,
    discriminatorNoise: 0.3,
    agreement: 0,
    reconstructionLoss: "halfSquaredError",
    prior: { kind: "gaussian", deviation: 1 },
    reconstruction: phase,
    discriminator: phase,
    generator: phase,
    classification: phase,
  },
};

/** The model of section 7: codes y·W + z, in few dimensions, with a head for each class. */
export const dimensionalityReduction: ModelDefinition<Settings, CategoricalAutoencoder> = {
  name: "dimensionality-reduction",
  schema,
  recipes: { "dimensionality-reduction": recipe },
  phases: ["reconstruction", "discriminator", "generator", "classification"],
  figures: {
    reconstruction: RECONSTRUCTION,
    discriminator: TWO_ADVERSARIES,
    generator: TWO_GENERATORS,
    agreement: AGREEMENT,
    classification: CLASSIFICATION,
    accuracy: { ...ACCURACY, label: "accuracy on styles", short: "z" },
    categoryAccuracy: { ...ACCURACY, label: "accuracy on classes", short: "y" },
  },
  labels: "beside",
  batches: "shuffled",
  asked: ({ labels, classes, labelSeed }) =>
    labels === "none" ? null : { count: labels, classes, seed: labelSeed },

  networks(configuration, inputs) {
    const { latent, classes, headDistance } = configuration;
    const { encoder, decoder } = describeNetworks(configuration, {
      ...{ inputs, encoded: classes + latent, decoded: latent },
    });
    const heads: LayerPlan = {
      shapes: { heads: [classes, latent] },
      build: (kernels, random) =>
        new ClusterHeads(kernels, classes, latent, random, normal(headDistance)),
    };
    return {
      encoder,
      clusterHeads: [heads],
      decoder,
      discriminator: describeDiscriminator(configuration, latent),
      categoryDiscriminator: describeDiscriminator(configuration, classes),
    };
  },

  create(kernels, configuration, inputs, random) {
    const { encoder, clusterHeads, decoder, discriminator, categoryDiscriminator } = this.networks(
      configuration,
      inputs,
    );
    return new CategoricalAutoencoder(
      kernels,
      {
        encoder: network(kernels, encoder, random),
        clusterHeads: network(kernels, clusterHeads, random),
        decoder: network(kernels, decoder, random),
        discriminator: network(kernels, discriminator, random),
        categoryDiscriminator: network(kernels, categoryDiscriminator, random),
      },
      configuration.classes,
      createPrior(configuration.prior, configuration.latent),
      { range: rangeOf(configuration), loss: lossOf(configuration) },
    );
  },

  train: (kernels, model, { headDistance: distance, headCost: cost, agreement }, optimizer) =>
    new DimensionalityReductionTraining(kernels, model, { distance, cost }, agreement, optimizer),

  pictures: headPictures,
};
