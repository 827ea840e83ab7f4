/**
 * Labels in the prior: the discriminator sees, beside a code, the label of its image, so that each
 * class finds a place of its own in the prior.
 *
 *     reconstruction   encoder and decoder learn to give the image back
 *     discriminator    learns to tell [sample of the prior | label] from [code | label]
 *     generator        the encoder learns to make codes that the discriminator cannot tell
 *
 * The label is a one-hot of K + 1 columns; the last one says "unlabelled". The sample that stands
 * against an image of the class k is drawn from the k-th component of the mixture, or the k-th slice
 * of the swiss roll; the one against an image without a label from the whole prior.
 *
 * Source: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644v2, section 2.3, figure 3.
 */
import * as z from "zod";
import { type Batch, UNLABELLED } from "../data/batches.ts";
import { InputError } from "../input-error.ts";
import { copyColumns } from "../layers/columns.ts";
import { type Pass, zeroGradients } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import { adam } from "../optim/description.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { Adversary, expectCodes } from "./parts/adversary.ts";
import { Autoencoder, accuracyOf } from "./parts/autoencoder.ts";
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
import type { ModelDefinition, OptimizerFor, Recipe, Training } from "./parts/model.ts";
import { writeOneHots } from "./parts/one-hot.ts";
import { classesInPlane } from "./parts/plane.ts";
import { createPrior, priorSchema } from "./parts/priors.ts";
import { Reconstruction } from "./parts/reconstruction.ts";

export class LabelsInPriorTraining implements Training {
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
  readonly #memory: Readonly<Record<"P" | "real" | "fake" | "dZ", Workspace>>;

  constructor(kernels: Kernels, model: Autoencoder, optimizer: OptimizerFor) {
    const { encoder, decoder, discriminator } = model.networks;
    this.#model = model;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#reconstruction = new Reconstruction(kernels, encoder, decoder, model.loss);
    this.#adversary = new Adversary(kernels, discriminator);
    const memory = () => new Workspace(kernels);
    this.#memory = { P: memory(), real: memory(), fake: memory(), dZ: memory() };
    this.optimizers = {
      reconstruction: optimizer("reconstruction", [...encoder.parameters, ...decoder.parameters]),
      discriminator: optimizer("discriminator", discriminator.parameters),
      generator: optimizer("generator", encoder.parameters),
    };
  }

  step({ X, labels }: Batch, pass: Pass) {
    const reconstruction = this.reconstruction(X, pass);
    const Z = this.#model.networks.encoder.forward(X, pass); // that phase has changed the encoder
    const discriminator = this.discriminator(Z, labels, pass);
    const generator = this.generator(Z, labels, pass); // this one has not, so Z still holds
    return { reconstruction, discriminator, generator, accuracy: this.#adversary.accuracy };
  }

  /** Phase 1. Returns L = loss(decoder(encoder(X)), X) before the update. */
  reconstruction(X: Tensor, pass: Pass): number {
    const loss = this.#reconstruction.reconstruct(X, pass);
    this.optimizers.reconstruction.step();
    return loss;
  }

  /** Phase 2, for codes Z, which are held constant, of images with these labels. Returns its loss. */
  discriminator(Z: Tensor, labels: ArrayLike<number>, pass: Pass): number {
    const P = this.#memory.P.shaped(Z.shape[0], Z.shape[1]);
    this.#model.prior.sample(P, pass.random, labels);
    const real = this.#withLabels(this.#memory.real, P, labels);
    const fake = this.#withLabels(this.#memory.fake, Z, labels);
    const loss = this.#adversary.discriminate(real, fake, pass);
    this.optimizers.discriminator.step();
    return loss;
  }

  /** Phase 3, for the codes Z of the encoder's latest forward. Returns its loss. */
  generator(Z: Tensor, labels: ArrayLike<number>, pass: Pass): number {
    const { encoder } = this.#model.networks;
    expectCodes(encoder, Z);
    this.#zeroGradients(encoder);
    const fake = this.#withLabels(this.#memory.fake, Z, labels);
    const { loss, dZ: dFake } = this.#adversary.generate(fake, pass);
    const dZ = this.#memory.dZ.shaped(Z.shape[0], Z.shape[1]);
    copyColumns(dFake, 0, dZ, 0, Z.shape[1]); // nobody asks how the labels should change
    encoder.backward(dZ, "parameters");
    this.optimizers.generator.step();
    return loss;
  }

  /** What the discriminator sees: Z and the one-hot of the label, side by side. */
  #withLabels(memory: Workspace, Z: Tensor, labels: ArrayLike<number>): Tensor {
    const { classes } = this.#model;
    const [batch, latent] = Z.shape;
    const both = memory.shaped(batch, latent + classes + 1);
    copyColumns(Z, 0, both, 0, latent);
    writeOneHots(both, latent, classes + 1, labels, classes);
    return both;
  }
}

/** The players of the basic model; but the discriminator is given the label beside the code. */
export class LabelledAutoencoder extends Autoencoder {
  override readonly classes: number;
  override readonly labelsInPrior = true;
  readonly #real: Workspace;
  readonly #fake: Workspace;

  constructor(kernels: Kernels, ...[networks, prior, settings]: AutoencoderParts) {
    super(networks, prior, settings);
    this.classes = prior.classes;
    this.#real = new Workspace(kernels);
    this.#fake = new Workspace(kernels);
  }

  /** As for images without a label. */
  override accuracy(P: Tensor, Z: Tensor): number {
    const unlabelled = (memory: Workspace, codes: Tensor) => {
      const both = memory.shaped(codes.shape[0], codes.shape[1] + this.classes + 1);
      copyColumns(codes, 0, both, 0, codes.shape[1]);
      const none = new Int16Array(codes.shape[0]).fill(UNLABELLED);
      writeOneHots(both, codes.shape[1], this.classes + 1, none, this.classes);
      return both;
    };
    const [real, fake] = [unlabelled(this.#real, P), unlabelled(this.#fake, Z)];
    return accuracyOf(this.networks.discriminator, real, fake);
  }
}
type AutoencoderParts = ConstructorParameters<typeof Autoencoder>;

const schema = z.strictObject({
  ...runSchema,
  ...networkSchema,
  ...labelSchema,
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

/** A component of the mixture for each digit; 10,000 images bear their label, as in the paper. */
const recipe: Recipe<Settings> = {
  summary: "a place in the prior for each class; --prior mixture or swiss-roll",
  configuration: {
    batchSize: 100,
    length: { epochs: 12 },
    validation: 0,
    labels: 10_000,
    labelSeed: null,
    classes: 10,
    latent: 2,
    hidden: [400, 400],
    discriminatorHidden: [400, 400],
    ...PLAIN_NETWORKS,
    batchNormalisation: "hidden",
    output: "sigmoid",
    reconstructionLoss: "halfSquaredError",
    prior: {
      // As large as the numbers of the one-hot beside it: neither drowns the other.
      ...{ kind: "mixture", components: 10, radius: 1.4 },
      ...{ radialDeviation: 0.5, tangentialDeviation: 0.1 },
    },
    reconstruction: phase,
    discriminator: phase,
    generator: phase,
  },
};

/** The model of section 2.3: the discriminator is told the label, so each class gets its place in the prior. */
export const labelsInPrior: ModelDefinition<Settings, LabelledAutoencoder> = {
  name: "labels-in-prior",
  schema,
  recipes: { "labels-in-prior": recipe },
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
      ...describeNetworks(configuration, { inputs, encoded: latent, decoded: latent }),
      discriminator: describeDiscriminator(configuration, latent + classes + 1),
    };
  },

  create(kernels, configuration, inputs, random) {
    const { encoder, decoder, discriminator } = this.networks(configuration, inputs);
    const prior = createPrior(configuration.prior, configuration.latent);
    if (prior.classes !== configuration.classes) {
      throw new InputError(
        `The prior ${configuration.prior.kind} has ${prior.classes || "no"} classes, but the labels have ${configuration.classes}; choose --prior mixture or swiss-roll with as many components or slices.`,
      );
    }
    return new LabelledAutoencoder(
      kernels,
      {
        encoder: network(kernels, encoder, random),
        decoder: network(kernels, decoder, random),
        discriminator: network(kernels, discriminator, random),
      },
      prior,
      { range: rangeOf(configuration), loss: lossOf(configuration) },
    );
  },

  train: (kernels, model, _, optimizer) => new LabelsInPriorTraining(kernels, model, optimizer),

  pictures: classesInPlane,
};
