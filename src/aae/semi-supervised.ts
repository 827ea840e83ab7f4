/**
 * Learning from few labels: the code has a part y for the class and a part z for the style, and each
 * has an adversary of its own.
 *
 *     reconstruction    encoder and decoder learn to give the image back from [y | z]
 *     discriminator     one learns to tell z from samples of the prior, one y from one-hots
 *     generator         the encoder learns to make codes that neither can tell
 *     classification    the encoder learns the labels of the images that have one
 *
 * All images are reconstructed and regularised, with their labels or without. The adversary on y
 * makes every image choose one class, the reconstruction makes the choice worth while, and a few
 * labels say which class is which. Noise on the input makes neighbours choose alike.
 *
 * Source: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644v2, section 5, figure 8.
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
import type { ModelDefinition, OptimizerFor, Recipe, Training } from "./parts/model.ts";
import { createPrior, priorSchema } from "./parts/priors.ts";
import { Reconstruction } from "./parts/reconstruction.ts";
import { stylesByClass } from "./parts/style.ts";

export class SemiSupervisedTraining implements Training {
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
    this.#classification = new Classification(kernels, encoder, classes);
    this.#agreement = new Agreement(kernels, encoder, classes, agreement);
    const judges = [...discriminator.parameters, ...categoryDiscriminator.parameters];
    this.optimizers = {
      reconstruction: optimizer("reconstruction", [...encoder.parameters, ...decoder.parameters]),
      discriminator: optimizer("discriminator", judges),
      generator: optimizer("generator", encoder.parameters),
      classification: optimizer("classification", encoder.parameters),
    };
  }

  step({ X, labelled }: Batch, pass: Pass) {
    if (labelled === null)
      throw new Error("semi-supervised: a batch of labelled images is needed.");
    const reconstruction = this.reconstruction(X, pass);
    const codes = this.#model.coder.forward(X, pass); // that phase has changed the encoder
    const discriminator = this.discriminator(codes, pass);
    const { accuracy, categoryAccuracy } = this.#adversaries;
    const generator = this.generator(codes, pass); // this one has not, so the codes still hold
    const agreement = this.#agreement.weight > 0 && { agreement: this.agreement(X, codes, pass) };
    const classification = this.classification(labelled.X, labelled.labels, pass);
    return {
      ...{ reconstruction, discriminator, generator, ...agreement, classification },
      ...{ accuracy, categoryAccuracy },
    };
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

/** Narrow networks, batch normalisation, and noise on all that the discriminators see. */
const recipe: Recipe<Settings> = {
  summary: "learning from few labels; --labels says how many",
  configuration: {
    batchSize: 100,
    length: { epochs: 16 },
    validation: 0,
    labels: 100,
    labelSeed: null,
    classes: 10,
    latent: 10,
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

/** The model of section 5: a code of a class and a style, learned from few labels. */
export const semiSupervised: ModelDefinition<Settings, CategoricalAutoencoder> = {
  name: "semi-supervised",
  schema,
  recipes: { "semi-supervised": recipe },
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
  asked: ({ labels, classes, labelSeed }) => ({ count: labels, classes, seed: labelSeed }),

  networks(configuration, inputs) {
    const { latent, classes } = configuration;
    const code = classes + latent;
    return {
      ...describeNetworks(configuration, { inputs, encoded: code, decoded: code }),
      discriminator: describeDiscriminator(configuration, latent),
      categoryDiscriminator: describeDiscriminator(configuration, classes),
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
      configuration.classes,
      createPrior(configuration.prior, configuration.latent),
      { range: rangeOf(configuration), loss: lossOf(configuration) },
    );
  },

  train: (kernels, model, { agreement }, optimizer) =>
    new SemiSupervisedTraining(kernels, model, agreement, optimizer),

  pictures: stylesByClass,
};
