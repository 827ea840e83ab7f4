/**
 * Regularisation: a discriminator learns to tell samples of the prior from codes of the encoder,
 * and the encoder learns to make codes that it cannot tell.
 *
 * Source: arXiv:1511.05644v2, section 2.
 */
import { type Pass, zeroGradients } from "../../layers/layer.ts";
import type { Sequential } from "../../layers/sequential.ts";
import { bceWithLogits } from "../../losses/bce-with-logits.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import { type Tensor, type Values, valuesOf } from "../../tensor/tensor.ts";
import { Workspace } from "../../tensor/workspace.ts";

/** The two sides of the game: `discriminate` gives the gradient of a discriminator, `generate` that of the codes it judges. */
export class Adversary {
  readonly #discriminator: Sequential;
  readonly #zeroGradients: typeof zeroGradients;
  readonly #codes: Workspace;
  readonly #targets: Workspace;
  readonly #dLogits: Workspace;
  /** The share of codes that the latest `discriminate` classified correctly: real with a logit above 0, fake with one of at most 0. */
  accuracy = Number.NaN;

  /** @param discriminator gives a logit for each code */
  constructor(kernels: Kernels, discriminator: Sequential) {
    this.#discriminator = discriminator;
    this.#zeroGradients = kernels.fastest(zeroGradients);
    this.#codes = new Workspace(kernels);
    this.#targets = new Workspace(kernels);
    this.#dLogits = new Workspace(kernels);
  }

  /**
   * The discriminator's turn: samples of the prior are real, label 1; codes are fake, label 0.
   *
   *     minimise   L = ½·[bce(D(P), 1) + bce(D(Z), 0)]   over the weights of the discriminator
   *
   * P and Z are both [B, n]. The encoder is not asked here: Z is held constant. Leaves the gradient
   * in the discriminator and returns L. A discriminator that only guesses has ln 2 ≈ 0.693.
   */
  discriminate(P: Tensor, Z: Tensor, pass: Pass): number {
    const [batch, width] = Z.shape;
    this.#zeroGradients(this.#discriminator);

    // Real above fake in one batch of 2B: its mean is the half sum of the two means.
    const codes = this.#codes.shaped(2 * batch, width);
    valuesOf(codes).set(valuesOf(P), 0);
    valuesOf(codes).set(valuesOf(Z), P.size);
    const targets = this.#targets.shaped(2 * batch, 1);
    valuesOf(targets).fill(1, 0, batch).fill(0, batch);

    const logits = this.#discriminator.forward(codes, pass);
    const dLogits = this.#dLogits.shaped(2 * batch, 1);
    const loss = bceWithLogits(logits, targets, dLogits);
    this.accuracy = shareCorrect(valuesOf(logits), batch);

    this.#discriminator.backward(dLogits, "parameters"); // Z is held constant
    return loss;
  }

  /**
   * The generator's turn: the *encoder* learns to make codes that the discriminator takes for
   * samples of the prior.
   *
   *     minimise   L = bce(D(Z), 1)   over the weights of the encoder alone
   *
   * The gradient comes to the encoder through the discriminator, which shows the way but stays as
   * it is. L is the non-saturating form: where a code is recognised as fake, −ln D(z) is steep,
   * while ln(1 − D(z)) would be flat (Goodfellow et al., "Generative Adversarial Nets" (2014),
   * section 3). Returns L, and dL/dZ, which belongs to the discriminator.
   */
  generate(Z: Tensor, pass: Pass): { loss: number; dZ: Tensor } {
    const logits = this.#discriminator.forward(Z, pass);
    const targets = this.#targets.shaped(Z.shape[0], 1);
    valuesOf(targets).fill(1); // the lie: these are real
    const dLogits = this.#dLogits.shaped(Z.shape[0], 1);
    const loss = bceWithLogits(logits, targets, dLogits);
    return { loss, dZ: this.#discriminator.backward(dLogits, "input") };
  }
}

/**
 * Asks that codes are what the encoder's latest forward gave: only their gradient can go back
 * through it.
 *
 * @throws Error if the encoder has run again since, or has answered a gradient already.
 */
export function expectCodes(encoder: Sequential, Z: Tensor): void {
  if (encoder.output !== Z) {
    throw new Error(
      "generator: these codes are not what the encoder's latest forward gave; call encoder.forward and hand its result in.",
    );
  }
}

/** The share of logits on the right side of 0, where the first `real` belong to samples of the prior. */
function shareCorrect(logits: Values, real: number): number {
  let correct = 0;
  for (let i = 0; i < logits.length; i++) {
    if (logits[i] > 0 === i < real) correct++;
  }
  return correct / logits.length;
}
