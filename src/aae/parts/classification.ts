/**
 * Classification: the encoder learns the labels of the images that have one.
 *
 *     minimise   L = cross-entropy(logits of y, labels)   over the weights of the encoder
 *
 * The encoder gives [logits of y | z]; the part z is left alone.
 *
 * Source: arXiv:1511.05644v2, section 5, "semi-supervised classification phase".
 */
import { copyColumns } from "../../layers/columns.ts";
import { type Pass, zeroGradients } from "../../layers/layer.ts";
import type { Sequential } from "../../layers/sequential.ts";
import { crossEntropyWithLogits } from "../../losses/cross-entropy-with-logits.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";
import { writeOneHots } from "./one-hot.ts";

/** The cross-entropy of the encoder's classes and the labels of images; see `classify`. */
export class Classification {
  readonly #encoder: Sequential;
  readonly #classes: number;
  readonly #logits: Workspace;
  readonly #targets: Workspace;
  readonly #dLogits: Workspace;
  readonly #dEncoded: Workspace;

  /** @param classes how many of the encoder's columns are logits; they come first */
  constructor(kernels: Kernels, encoder: Sequential, classes: number) {
    this.#encoder = encoder;
    this.#classes = classes;
    this.#logits = new Workspace(kernels);
    this.#targets = new Workspace(kernels);
    this.#dLogits = new Workspace(kernels);
    this.#dEncoded = new Workspace(kernels);
  }

  /** Leaves the gradient for images X [B, inputs] and their labels in the encoder; returns L. */
  classify(X: Tensor, labels: ArrayLike<number>, pass: Pass): number {
    const classes = this.#classes;
    zeroGradients(this.#encoder);

    const encoded = this.#encoder.forward(X, pass);
    const [batch, columns] = encoded.shape;
    const logits = this.#logits.shaped(batch, classes);
    copyColumns(encoded, 0, logits, 0, classes);
    const targets = this.#targets.shaped(batch, classes);
    writeOneHots(targets, 0, classes, labels);
    const dLogits = this.#dLogits.shaped(batch, classes);
    const loss = crossEntropyWithLogits(logits, targets, dLogits);

    const dEncoded = this.#dEncoded.shaped(batch, columns);
    valuesOf(dEncoded).fill(0); // z is left alone
    copyColumns(dLogits, 0, dEncoded, 0, classes);
    this.#encoder.backward(dEncoded, "parameters");
    return loss;
  }
}
