/**
 * How a well-known article's Keras code trains what it calls an adversarial autoencoder.
 *
 * For each batch: one discriminator update on encoded images with label 1, one on samples of the
 * prior with label 0, then one autoencoder update on the mean squared error.
 *
 * Note what is missing: no generator phase. The encoder is never trained to fool the
 * discriminator, so its codes go wherever reconstruction likes them best, the discriminator soon
 * tells nearly all of them from the prior, and samples of the prior decode to no digits.
 * `AdversarialTraining` is what mends it.
 */
import { zeroGradients } from "../layers/layer.ts";
import { bce } from "../losses/bce.ts";
import { Adam, type AdamOptions } from "../optim/adam.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { type AdversarialAutoencoder, PASS } from "./model.ts";
import { type StepResult, shareOf, type Training } from "./parts/model.ts";
import { ReconstructionPhase } from "./parts/reconstruction.ts";
import { RunningMean } from "./parts/running-mean.ts";

export class ArticleTraining implements Training {
  readonly optimizers: { readonly reconstruction: Adam; readonly discriminator: Adam };
  /** Keras' metrics: means over all updates since the start. */
  readonly means = {
    discriminator: new RunningMean(),
    accuracy: new RunningMean(),
    reconstruction: new RunningMean(),
  };
  readonly #model: AdversarialAutoencoder;
  readonly #random: Random;
  readonly #discriminatorPace: number;
  readonly #P: Workspace;
  readonly #labels: Workspace;
  readonly #dJudgements: Workspace;
  readonly #reconstruction: ReconstructionPhase;

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
    this.#labels = new Workspace(kernels);
    this.#dJudgements = new Workspace(kernels);
    this.optimizers = {
      reconstruction: new Adam(kernels, [...encoder.parameters, ...decoder.parameters], adam),
      discriminator: new Adam(kernels, discriminator.parameters, adam),
    };
    this.setLearningRate(adam.learningRate);
    this.#reconstruction = new ReconstructionPhase(kernels, model, this.optimizers.reconstruction);
  }

  /**
   * One step. What it gives are not this batch's values but running means since the start; those
   * of the discriminator are ½·(mean after its first update + mean after its second).
   */
  step(X: Tensor): StepResult {
    const { encoder, prior } = this.#model;

    const Z = encoder.forward(X, PASS);
    const onCodes = this.#updateDiscriminator(Z, 1);

    const P = this.#P.shaped(Z.shape[0], Z.shape[1]);
    prior.sample(P, this.#random);
    const onPrior = this.#updateDiscriminator(P, 0);

    const reconstruction = this.means.reconstruction.add(this.#reconstruction.run(X));

    return {
      reconstruction,
      discriminator: (onCodes.loss + onPrior.loss) / 2,
      generator: null,
      accuracy: (onCodes.accuracy + onPrior.accuracy) / 2,
    };
  }

  /** One update for codes [B, latent] that all bear one label. Returns the means after it. */
  #updateDiscriminator(codes: Tensor, label: 0 | 1): { loss: number; accuracy: number } {
    const { discriminator } = this.#model;
    const batch = codes.shape[0];
    zeroGradients(discriminator);

    const judgements = discriminator.forward(codes, PASS);
    const labels = this.#labels.shaped(batch, 1);
    valuesOf(labels).fill(label);
    const dJudgements = this.#dJudgements.shaped(batch, 1);
    const loss = bce(judgements, labels, dJudgements);

    const accuracy = shareOf(judgements, (judgement) => judgement > 0.5 === label > 0.5);

    discriminator.backward(dJudgements, "parameters");
    this.optimizers.discriminator.step();
    return {
      loss: this.means.discriminator.add(loss),
      accuracy: this.means.accuracy.add(accuracy),
    };
  }

  accuracy(P: Tensor, Z: Tensor): number {
    const { discriminator } = this.#model;
    const onPrior = shareOf(discriminator.forward(P, PASS), (judgement) => judgement <= 0.5);
    const onCodes = shareOf(discriminator.forward(Z, PASS), (judgement) => judgement > 0.5);
    return (onPrior + onCodes) / 2;
  }

  setLearningRate(rate: number): void {
    this.optimizers.reconstruction.learningRate = rate;
    this.optimizers.discriminator.learningRate = rate * this.#discriminatorPace;
  }
}
