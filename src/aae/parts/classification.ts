/**
 * Classification: the encoder learns the labels of the images that have one.
 *
 *     minimise   L = cross-entropy(logits of y, labels)   over the weights of the encoder
 *
 * Source: arXiv:1511.05644v2, section 5, "semi-supervised classification phase".
 */
import { type Pass, zeroGradients } from "../../layers/layer.ts";
import type { Sequential } from "../../layers/sequential.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";
import { ClassCost } from "./class-cost.ts";
import { writeOneHots } from "./one-hot.ts";

/** The cross-entropy of the encoder's classes and the labels of images; see `classify`. */
export class Classification {
  readonly #encoder: Sequential;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #classes: number;
  readonly #cost: ClassCost;
  readonly #targets: Workspace;

  /** @param classes how many of the encoder's columns are logits; they come first */
  constructor(kernels: Kernels, encoder: Sequential, classes: number) {
    this.#encoder = encoder;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#classes = classes;
    this.#cost = new ClassCost(kernels, encoder);
    this.#targets = new Workspace(kernels);
  }

  /** Leaves the gradient for images X [B, inputs] and their labels in the encoder; returns L. */
  classify(X: Tensor, labels: ArrayLike<number>, pass: Pass): number {
    this.#zeroGradients(this.#encoder);
    const T = this.#targets.shaped(X.shape[0], this.#classes);
    writeOneHots(T, 0, this.#classes, labels);
    return this.#cost.add(X, T, pass);
  }
}
