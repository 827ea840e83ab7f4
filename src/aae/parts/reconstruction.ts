/**
 * Reconstruction: encoder and decoder learn, together, to give the image back.
 *
 *     minimise   L = loss(decoder(encoder(X)), X)   over the weights of encoder and decoder
 *
 * Source: arXiv:1511.05644v2, section 2.
 */
import { type Layer, type Pass, zeroGradients } from "../../layers/layer.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";

/** The loss of an image and what encoder and decoder make of it; see `reconstruct`. */
export class Reconstruction {
  readonly #encoder: Layer;
  readonly #decoder: Layer;
  readonly #loss: Loss;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #dR: Workspace;

  constructor(kernels: Kernels, encoder: Layer, decoder: Layer, loss: Loss) {
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#loss = kernels.fastest(loss);
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#dR = new Workspace(kernels);
  }

  /** Leaves the gradient for images X [B, inputs] in encoder and decoder, and returns L. */
  reconstruct(X: Tensor, pass: Pass): number {
    this.#zeroGradients(this.#encoder, this.#decoder);

    const Z = this.#encoder.forward(X, pass);
    const R = this.#decoder.forward(Z, pass);
    const dR = this.#dR.shaped(R.shape[0], R.shape[1]);
    const loss = this.#loss(R, X, dR);

    const dZ = this.#decoder.backward(dR);
    this.#encoder.backward(dZ, "parameters"); // nobody asks how the images should change
    return loss;
  }
}
