/**
 * How an adversarial autoencoder is trained: three phases for each batch, in the paper's order.
 *
 * Source: arXiv:1511.05644v2, section 2.
 */
import { Adam, type AdamOptions } from "../optim/adam.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { GeneratorPhase } from "./generator-phase.ts";
import { type AdversarialAutoencoder, PASS } from "./model.ts";
import { DiscriminatorPhase } from "./parts/adversary.ts";
import { type StepResult, shareOf, type Training } from "./parts/model.ts";
import { ReconstructionPhase } from "./parts/reconstruction.ts";

export class AdversarialTraining implements Training {
  /** One Adam for each phase; the encoder has moments of its own in the first and the third. */
  readonly optimizers: {
    readonly reconstruction: Adam;
    readonly discriminator: Adam;
    readonly generator: Adam;
  };
  /** None: a step gives the values of its own batch. */
  readonly means = {};
  readonly #model: AdversarialAutoencoder;
  readonly #random: Random;
  readonly #discriminatorPace: number;
  readonly #P: Workspace;
  readonly #reconstruction: ReconstructionPhase;
  readonly #discriminator: DiscriminatorPhase;
  readonly #generator: GeneratorPhase;

  /**
   * @param random draws the samples of the prior
   * @param adam the constants of every Adam
   * @param discriminatorPace the discriminator's learning rate as a share of the others'
   */
  constructor(
    kernels: Kernels,
    model: AdversarialAutoencoder,
    random: Random,
    adam: AdamOptions,
    discriminatorPace = 1,
  ) {
    const { encoder, decoder, discriminator } = model;
    this.#model = model;
    this.#random = random;
    this.#discriminatorPace = discriminatorPace;
    this.#P = new Workspace(kernels);
    this.optimizers = {
      reconstruction: new Adam(kernels, [...encoder.parameters, ...decoder.parameters], adam),
      discriminator: new Adam(kernels, discriminator.parameters, adam),
      generator: new Adam(kernels, encoder.parameters, adam),
    };
    this.setLearningRate(adam.learningRate);
    this.#reconstruction = new ReconstructionPhase(kernels, model, this.optimizers.reconstruction);
    this.#discriminator = new DiscriminatorPhase(kernels, model, this.optimizers.discriminator);
    this.#generator = new GeneratorPhase(kernels, model, this.optimizers.generator);
  }

  step(X: Tensor): StepResult {
    const { encoder, prior } = this.#model;

    const reconstruction = this.#reconstruction.run(X);

    const Z = encoder.forward(X, PASS); // the first phase has changed the encoder, so its codes are new
    const P = this.#P.shaped(Z.shape[0], Z.shape[1]);
    prior.sample(P, this.#random);
    const { loss: discriminator, accuracy } = this.#discriminator.run(P, Z);

    const generator = this.#generator.run(Z); // the second has not, so Z still holds

    return { reconstruction, discriminator, generator, accuracy };
  }

  accuracy(P: Tensor, Z: Tensor): number {
    const { discriminator } = this.#model;
    const real = shareOf(discriminator.forward(P, PASS), (logit) => logit > 0);
    const fake = shareOf(discriminator.forward(Z, PASS), (logit) => logit <= 0);
    return (real + fake) / 2;
  }

  setLearningRate(rate: number): void {
    this.optimizers.reconstruction.learningRate = rate;
    this.optimizers.discriminator.learningRate = rate * this.#discriminatorPace;
    this.optimizers.generator.learningRate = rate;
  }
}
