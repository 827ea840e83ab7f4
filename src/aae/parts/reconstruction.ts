/**
 * Phase 1, reconstruction: encoder and decoder learn, together, to give the image back.
 *
 *     minimise   L = mse(decoder(encoder(X)), X)   over the weights of encoder and decoder
 *
 * Source: arXiv:1511.05644v2, section 2.
 */
import { zeroGradients } from "../../layers/layer.ts";
import { mse } from "../../losses/mse.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";
import { type AdversarialAutoencoder, PASS } from "../model.ts";

export class ReconstructionPhase {
  readonly #model: AdversarialAutoencoder;
  readonly #optimizer: Optimizer;
  readonly #dR: Workspace;

  /** @param optimizer follows the gradients of encoder and decoder */
  constructor(kernels: Kernels, model: AdversarialAutoencoder, optimizer: Optimizer) {
    this.#model = model;
    this.#optimizer = optimizer;
    this.#dR = new Workspace(kernels);
  }

  /** One update for a batch of images X [B, pixels]. Returns the loss before it. */
  run(X: Tensor): number {
    const { encoder, decoder } = this.#model;
    zeroGradients(encoder, decoder);

    const Z = encoder.forward(X, PASS);
    const R = decoder.forward(Z, PASS);
    const dR = this.#dR.shaped(R.shape[0], R.shape[1]);
    const loss = mse(R, X, dR);

    const dZ = decoder.backward(dR);
    encoder.backward(dZ, "parameters"); // nobody asks how the images should change
    this.#optimizer.step();
    return loss;
  }
}
