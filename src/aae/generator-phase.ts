/**
 * Phase 3, regularisation, the generator's turn: the *encoder* learns to make codes that the
 * discriminator takes for samples of the prior.
 *
 *     minimise   L = bce(D(encoder(X)), 1)   over the weights of the encoder alone
 *
 * The gradient comes to the encoder through the discriminator, which shows the way but stays as it
 * is. L is the non-saturating form: where a code is recognised as fake, −ln D(z) is steep, while
 * ln(1 − D(z)) would be flat (Goodfellow et al., "Generative Adversarial Nets" (2014), section 3).
 *
 * Source: arXiv:1511.05644v2, section 2.
 */
import { zeroGradients } from "../layers/layer.ts";
import { bceWithLogits } from "../losses/bce-with-logits.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { type AdversarialAutoencoder, PASS } from "./model.ts";

export class GeneratorPhase {
  readonly #model: AdversarialAutoencoder;
  readonly #optimizer: Optimizer;
  readonly #labels: Workspace;
  readonly #dLogits: Workspace;

  /** @param optimizer follows the gradients of the encoder */
  constructor(kernels: Kernels, model: AdversarialAutoencoder, optimizer: Optimizer) {
    this.#model = model;
    this.#optimizer = optimizer;
    this.#labels = new Workspace(kernels);
    this.#dLogits = new Workspace(kernels);
  }

  /** One update for the codes Z [B, latent] that the encoder has just made. Returns L before it. */
  run(Z: Tensor): number {
    const { encoder, discriminator } = this.#model;
    zeroGradients(encoder);

    const logits = discriminator.forward(Z, PASS);
    const labels = this.#labels.shaped(Z.shape[0], 1);
    valuesOf(labels).fill(1); // the lie: these are real
    const dLogits = this.#dLogits.shaped(Z.shape[0], 1);
    const loss = bceWithLogits(logits, labels, dLogits);

    const dZ = discriminator.backward(dLogits, "input"); // through it, without changing it
    encoder.backward(dZ, "parameters");
    this.#optimizer.step();
    return loss;
  }
}
