/**
 * The players of an adversarial autoencoder whose code is one vector:
 *
 *     encoder         X [B, inputs] → Z [B, latent]      an image becomes a code
 *     decoder         Z [B, latent] → R [B, inputs]      a code becomes an image
 *     discriminator   Z [B, latent] → [B, 1]             was this code drawn from the prior?
 *
 * Source: arXiv:1511.05644v2, section 2, figure 1.
 */
import type { Layer, Pass } from "../../layers/layer.ts";
import type { Sequential } from "../../layers/sequential.ts";
import type { Loss } from "../../losses/loss.ts";
import { type Random, SeededRandom } from "../../tensor/random.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import type { Given, Model } from "./model.ts";
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
  readonly loss: Loss;
  readonly classes: number = 0;
  readonly labelsInPrior: boolean = false;
  readonly classify = null;

  constructor(
    networks: Autoencoder["networks"],
    prior: Prior,
    { range, loss }: Pick<Model, "range" | "loss">,
  ) {
    this.networks = networks;
    this.prior = prior;
    this.range = range;
    this.loss = loss;
  }

  encode(X: Tensor, { random }: Given = {}): Tensor {
    return this.networks.encoder.forward(X, inUse(random));
  }

  style(X: Tensor, given?: Given): Tensor {
    return this.encode(X, given);
  }

  decode(Z: Tensor): Tensor {
    return this.networks.decoder.forward(Z, inUse());
  }

  /** The code is the style code alone. */
  codesOf(Z: Tensor): Tensor {
    return Z;
  }

  accuracy(P: Tensor, Z: Tensor): number {
    return accuracyOf(this.networks.discriminator, P, Z);
  }
}

/** The share of real codes with a logit above 0 and of fake ones with at most 0, each counting half. */
export function accuracyOf(discriminator: Layer, real: Tensor, fake: Tensor): number {
  const onReal = shareOf(discriminator.forward(real, inUse()), (logit) => logit > 0);
  const onFake = shareOf(discriminator.forward(fake, inUse()), (logit) => logit <= 0);
  return (onReal + onFake) / 2;
}

/** The share of a discriminator's outputs that fulfil a condition. */
export function shareOf(outputs: Tensor, condition: (output: number) => boolean): number {
  let count = 0;
  for (const output of valuesOf(outputs)) {
    if (condition(output)) count++;
  }
  return count / outputs.size;
}
