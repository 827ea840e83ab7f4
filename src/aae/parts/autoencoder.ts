/**
 * The players of an adversarial autoencoder whose code is one vector:
 *
 *     encoder         X [B, inputs] → Z [B, latent]      an image becomes a code
 *     decoder         Z [B, latent] → R [B, inputs]      a code becomes an image
 *     discriminator   Z [B, latent] → [B, 1]             was this code drawn from the prior?
 *
 * Source: arXiv:1511.05644v2, section 2, figure 1.
 */
import type { Pass } from "../../layers/layer.ts";
import type { Sequential } from "../../layers/sequential.ts";
import { type Random, SeededRandom } from "../../tensor/random.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import type { Model } from "./model.ts";
import type { Prior } from "./priors.ts";

/** A pass that uses a network. What it draws, if anything, is the same each time. */
export function inUse(random: Random = new SeededRandom("in use")): Pass {
  return { training: false, random };
}

export class Autoencoder implements Model {
  readonly networks: {
    readonly encoder: Sequential;
    readonly decoder: Sequential;
    readonly discriminator: Sequential;
  };
  readonly prior: Prior;
  readonly range: Model["range"];
  readonly classes: number = 0;
  readonly classify = null;

  constructor(networks: Autoencoder["networks"], prior: Prior, range: Model["range"]) {
    this.networks = networks;
    this.prior = prior;
    this.range = range;
  }

  encode(X: Tensor, random?: Random): Tensor {
    return this.networks.encoder.forward(X, inUse(random));
  }

  style(X: Tensor, random?: Random): Tensor {
    return this.encode(X, random);
  }

  decode(Z: Tensor): Tensor {
    return this.networks.decoder.forward(Z, inUse());
  }

  /** The code is the style code alone. */
  codesOf(Z: Tensor): Tensor {
    return Z;
  }

  accuracy(P: Tensor, Z: Tensor): number {
    const { discriminator } = this.networks;
    const real = shareOf(discriminator.forward(P, inUse()), (logit) => logit > 0);
    const fake = shareOf(discriminator.forward(Z, inUse()), (logit) => logit <= 0);
    return (real + fake) / 2;
  }
}

/** The share of a discriminator's outputs that fulfil a condition. */
export function shareOf(outputs: Tensor, condition: (output: number) => boolean): number {
  let count = 0;
  for (const output of valuesOf(outputs)) {
    if (condition(output)) count++;
  }
  return count / outputs.size;
}
