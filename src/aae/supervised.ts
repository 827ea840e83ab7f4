/**
 * Style apart from content: the decoder is told the label, so the code need only hold the style.
 *
 *     reconstruction   encoder and decoder learn to give the image back from [z | label]
 *     discriminator    learns to tell samples of the prior from styles z
 *     generator        the encoder learns to make styles that the discriminator cannot tell
 *
 * The adversary takes from z whatever would tell it from the prior, the class among it; the decoder
 * has the class from the label. So one style can be written in every class.
 *
 * Source: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644v2, section 4, figure 6.
 */
import * as z from "zod";
import { type Batch, UNLABELLED } from "../data/batches.ts";
import { InputError } from "../input-error.ts";
import { copyColumns } from "../layers/columns.ts";
import { type Pass, zeroGradients } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
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
  labelSchema,
  lossOf,
  networkSchema,
  PLAIN_NETWORKS,
  phaseSchema,
  rangeOf,
  runSchema,
} from "./parts/configuration.ts";
import { ACCURACY, ADVERSARIAL_LOSS, RECONSTRUCTION } from "./parts/figures.ts";
import type { Given, ModelDefinition, OptimizerFor, Recipe, Training } from "./parts/model.ts";
import { writeOneHots } from "./parts/one-hot.ts";
import { createPrior, priorSchema } from "./parts/priors.ts";
import { stylesByClass } from "./parts/style.ts";

/** The players of the basic model; but the decoder reads [z | one-hot of the label]. */
export class SupervisedAutoencoder extends Autoencoder {
  override readonly classes: number;
  readonly #codes: Workspace;

  constructor(
    kernels: Kernels,
    classes: number,
    ...parts: ConstructorParameters<typeof Autoencoder>
  ) {
    super(...parts);
    this.classes = classes;
    this.#codes = new Workspace(kernels);
  }

  override style(X: Tensor, given?: Given): Tensor {
    return super.encode(X, given);
  }

  /** [z | one-hot of the label]. Throws an InputError where an image has no label, or one that is no class. */
  override encode(X: Tensor, given: Given = {}): Tensor {
    const { labels = [] } = given;
    for (let row = 0; row < X.shape[0]; row++) {
      const label = labels[row] ?? UNLABELLED;
      if (Number.isInteger(label) && label >= 0 && label < this.classes) continue;
      throw new InputError(
        labels[row] === undefined
          ? "This model's decoder is told the label of each image, and there is none; give data with labels."
          : `This model's decoder is told the label of each image, and knows 0 to ${this.classes - 1}, but one has ${label < 0 ? "another" : label}; give data with labels that it knows.`,
      );
    }
    return this.codesOf(this.style(X, given), labels);
  }

  override codesOf(Z: Tensor, labels: ArrayLike<number> = []): Tensor {
    const [batch, latent] = Z.shape;
    const codes = this.#codes.shaped(batch, latent + this.classes);
    copyColumns(Z, 0, codes, 0, latent);
    writeOneHots(codes, latent, this.classes, labels);
    return codes;
  }
}

export class SupervisedTraining implements Training {
  readonly optimizers: {
    readonly reconstruction: Optimizer;
    readonly discriminator: Optimizer;
    readonly generator: Optimizer;
  };
  readonly means = {};
  readonly #model: SupervisedAutoencoder;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #adversary: Adversary;
  readonly #loss: Loss;
  readonly #memory: Readonly<Record<"P" | "dR" | "dZ", Workspace>>;

  constructor(kernels: Kernels, model: SupervisedAutoencoder, optimizer: OptimizerFor) {
    const { encoder, decoder, discriminator } = model.networks;
    const memory = () => new Workspace(kernels);
    this.#model = model;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#loss = kernels.fastest(model.loss);
    this.#adversary = new Adversary(kernels, discriminator);
    this.#memory = { P: memory(), dR: memory(), dZ: memory() };
    this.optimizers = {
      reconstruction: optimizer("reconstruction", [...encoder.parameters, ...decoder.parameters]),
      discriminator: optimizer("discriminator", discriminator.parameters),
      generator: optimizer("generator", encoder.parameters),
    };
  }

  step({ X, labels }: Batch, pass: Pass) {
    const reconstruction = this.reconstruction(X, labels, pass);
    const Z = this.#model.networks.encoder.forward(X, pass); // that phase has changed the encoder
    const discriminator = this.discriminator(Z, pass);
    const generator = this.generator(Z, pass); // this one has not, so Z still holds
    return { reconstruction, discriminator, generator, accuracy: this.#adversary.accuracy };
  }

  /** Phase 1. Returns L = loss(decoder([z | label]), X) before the update. */
  reconstruction(X: Tensor, labels: ArrayLike<number>, pass: Pass): number {
    const { encoder, decoder } = this.#model.networks;
    this.#zeroGradients(encoder, decoder);

    const Z = encoder.forward(X, pass);
    const R = decoder.forward(this.#model.codesOf(Z, labels), pass);
    const dR = this.#memory.dR.shaped(R.shape[0], R.shape[1]);
    const loss = this.#loss(R, X, dR);

    const dCodes = decoder.backward(dR);
    const dZ = this.#memory.dZ.shaped(Z.shape[0], Z.shape[1]);
    copyColumns(dCodes, 0, dZ, 0, Z.shape[1]); // the label is given, and stays as it is
    encoder.backward(dZ, "parameters");
    this.optimizers.reconstruction.step();
    return loss;
  }

  /** Phase 2, for styles Z, which are held constant. Returns L = ½·[bce(D(P), 1) + bce(D(Z), 0)]. */
  discriminator(Z: Tensor, pass: Pass): number {
    const P = this.#memory.P.shaped(Z.shape[0], Z.shape[1]);
    this.#model.prior.sample(P, pass.random);
    const loss = this.#adversary.discriminate(P, Z, pass);
    this.optimizers.discriminator.step();
    return loss;
  }

  /** Phase 3, for the styles Z of the encoder's latest forward. Returns L = bce(D(Z), 1). */
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
  ...labelSchema,
  labels: z.literal("all"),
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

/** A short style: with 15 numbers, as re-implementations of the paper's figure have it, it keeps the class as well. */
const recipe: Recipe<Settings> = {
  summary: "style apart from content: the decoder is told the label",
  configuration: {
    batchSize: 100,
    length: { epochs: 12 },
    validation: 0,
    labels: "all",
    labelSeed: null,
    classes: 10,
    latent: 4,
    hidden: [400, 400],
    discriminatorHidden: [400, 400],
    ...PLAIN_NETWORKS,
    batchNormalisation: "hidden",
    discriminatorNoise: 0.3,
    output: "sigmoid",
    reconstructionLoss: "halfSquaredError",
    prior: { kind: "gaussian", deviation: 1 },
    reconstruction: phase,
    discriminator: phase,
    generator: phase,
  },
};

/** The model of section 4: the decoder is told the label, so the code is left with the style. */
export const supervised: ModelDefinition<Settings, SupervisedAutoencoder> = {
  name: "supervised",
  schema,
  recipes: { supervised: recipe },
  phases: ["reconstruction", "discriminator", "generator"],
  figures: {
    reconstruction: RECONSTRUCTION,
    discriminator: { ...ADVERSARIAL_LOSS, label: "discriminator", short: "D" },
    generator: { ...ADVERSARIAL_LOSS, label: "generator", short: "G" },
    accuracy: ACCURACY,
  },
  labels: "batch",
  batches: "shuffled",
  asked: ({ labels, classes, labelSeed }) => ({ count: labels, classes, seed: labelSeed }),

  networks(configuration, inputs) {
    const { latent, classes } = configuration;
    return {
      ...describeNetworks(configuration, { inputs, encoded: latent, decoded: latent + classes }),
      discriminator: describeDiscriminator(configuration, latent),
    };
  },

  create(kernels, configuration, inputs, random) {
    const { encoder, decoder, discriminator } = this.networks(configuration, inputs);
    return new SupervisedAutoencoder(
      kernels,
      configuration.classes,
      {
        encoder: network(kernels, encoder, random),
        decoder: network(kernels, decoder, random),
        discriminator: network(kernels, discriminator, random),
      },
      createPrior(configuration.prior, configuration.latent),
      { range: rangeOf(configuration), loss: lossOf(configuration) },
    );
  },

  train: (kernels, model, _, optimizer) => new SupervisedTraining(kernels, model, optimizer),

  pictures: stylesByClass,
};
