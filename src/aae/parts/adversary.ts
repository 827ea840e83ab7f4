/**
 * Phase 2, regularisation, the discriminator's turn: it learns to tell codes drawn from the prior
 * (real, label 1) from codes made by the encoder (fake, label 0).
 *
 *     minimise   L = ½·[bce(D(P), 1) + bce(D(Z), 0)]   over the weights of the discriminator
 *
 * P are samples of the prior and Z = encoder(X). The encoder is not asked here: Z is held constant.
 *
 * Source: arXiv:1511.05644v2, section 2.
 */
import { zeroGradients } from "../../layers/layer.ts";
import { bceWithLogits } from "../../losses/bce-with-logits.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import { type Tensor, type Values, valuesOf } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";
import { type AdversarialAutoencoder, PASS } from "../model.ts";

export interface DiscriminatorResult {
  /** L, before the update. A discriminator that only guesses has ln 2 ≈ 0.693. */
  readonly loss: number;
  /** The share of codes told right: real with a logit above 0, fake with one of at most 0. */
  readonly accuracy: number;
}

export class DiscriminatorPhase {
  readonly #model: AdversarialAutoencoder;
  readonly #optimizer: Optimizer;
  readonly #codes: Workspace;
  readonly #labels: Workspace;
  readonly #dLogits: Workspace;

  /** @param optimizer follows the gradients of the discriminator */
  constructor(kernels: Kernels, model: AdversarialAutoencoder, optimizer: Optimizer) {
    this.#model = model;
    this.#optimizer = optimizer;
    this.#codes = new Workspace(kernels);
    this.#labels = new Workspace(kernels);
    this.#dLogits = new Workspace(kernels);
  }

  /** One update for prior samples P and codes Z, both [B, latent]. */
  run(P: Tensor, Z: Tensor): DiscriminatorResult {
    const { discriminator } = this.#model;
    const [batch, latent] = Z.shape;
    zeroGradients(discriminator);

    // Real above fake in one batch of 2B: its mean is the half sum of the two means.
    const codes = this.#codes.shaped(2 * batch, latent);
    valuesOf(codes).set(valuesOf(P), 0);
    valuesOf(codes).set(valuesOf(Z), P.size);
    const labels = this.#labels.shaped(2 * batch, 1);
    valuesOf(labels).fill(1, 0, batch).fill(0, batch);

    const logits = discriminator.forward(codes, PASS);
    const dLogits = this.#dLogits.shaped(2 * batch, 1);
    const loss = bceWithLogits(logits, labels, dLogits);
    const accuracy = shareToldRight(valuesOf(logits), batch);

    discriminator.backward(dLogits, "parameters"); // Z is held constant
    this.#optimizer.step();
    return { loss, accuracy };
  }
}

/** The share told right of logits of which the first `real` belong to samples of the prior. */
function shareToldRight(logits: Values, real: number): number {
  let right = 0;
  for (let i = 0; i < logits.length; i++) {
    if (logits[i] > 0 === i < real) right++;
  }
  return right / logits.length;
}
