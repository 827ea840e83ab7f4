/**
 * What the encoder's classes cost, beside what they should be.
 *
 *     L = λ · cross-entropy(logits of y, T)      T [B, K], each row summing to 1
 *
 * The encoder gives [logits of y | z]; the part z is left alone.
 */
import { copyColumns } from "../../layers/columns.ts";
import type { Pass } from "../../layers/layer.ts";
import type { Sequential } from "../../layers/sequential.ts";
import { crossEntropyWithLogits } from "../../losses/cross-entropy-with-logits.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";

/** The cross-entropy of the encoder's classes and their targets; see `add`. */
export class ClassCost {
  readonly #encoder: Sequential;
  readonly #weight: number;
  readonly #logits: Workspace;
  readonly #dLogits: Workspace;
  readonly #dEncoded: Workspace;

  /** @param weight λ */
  constructor(kernels: Kernels, encoder: Sequential, weight = 1) {
    this.#encoder = encoder;
    this.#weight = weight;
    this.#logits = new Workspace(kernels);
    this.#dLogits = new Workspace(kernels);
    this.#dEncoded = new Workspace(kernels);
  }

  /** Adds the gradient for images X [B, inputs] and targets T [B, K] to the encoder's; returns L. */
  add(X: Tensor, T: Tensor, pass: Pass): number {
    const classes = T.shape[1];
    const encoded = this.#encoder.forward(X, pass);
    const [batch, columns] = encoded.shape;
    const logits = this.#logits.shaped(batch, classes);
    copyColumns(encoded, 0, logits, 0, classes);
    const dLogits = this.#dLogits.shaped(batch, classes);
    const loss = crossEntropyWithLogits(logits, T, dLogits);

    const dEncoded = this.#dEncoded.shaped(batch, columns);
    valuesOf(dEncoded).fill(0); // z is left alone
    copyColumns(dLogits, 0, dEncoded, 0, classes);
    scale(dEncoded, this.#weight);
    this.#encoder.backward(dEncoded, "parameters");
    return this.#weight * loss;
  }
}

/** X ← factor · X, exactly X where the factor is 1. */
function scale(X: Tensor, factor: number): void {
  const x = valuesOf(X);
  for (let i = 0; i < x.length; i++) x[i] *= factor;
}
