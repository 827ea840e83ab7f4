/**
 * The adversarial autoencoder: three networks and a prior.
 *
 *     encoder         X [B, pixels] → Z [B, latent]      an image becomes a code
 *     decoder         Z [B, latent] → R [B, pixels]      a code becomes an image
 *     discriminator   Z [B, latent] → [B, 1]             was this code drawn from the prior?
 *
 * Source: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644v2, section 2, figure 1.
 * The encoder is the paper's deterministic one: the code is a function of the image alone.
 */
import type { Parameter, Pass } from "../layers/layer.ts";
import { network } from "../layers/network.ts";
import type { Sequential } from "../layers/sequential.ts";
import { sigmoid } from "../layers/sigmoid.ts";
import { tanh } from "../layers/tanh.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { type Random, SeededRandom } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { createPrior, type Prior, type PriorDescription } from "./parts/priors.ts";

/** A model as plain data: all that is needed to build its networks. */
export interface ModelDescription {
  /** How many numbers an image has. */
  readonly pixels: number;
  /** How many numbers a code has. */
  readonly latent: number;
  /** The widths of the encoder's hidden layers; the decoder has them in reverse. */
  readonly hidden: readonly number[];
  /** The widths of the discriminator's hidden layers. */
  readonly discriminatorHidden: readonly number[];
  /** The decoder's last activation, and with it the range of a pixel: tanh [−1, 1], sigmoid [0, 1]. */
  readonly output: "tanh" | "sigmoid";
  /** What the discriminator gives: a logit, or its sigmoid. */
  readonly judgement: "logit" | "probability";
  readonly prior: PriorDescription;
}

/** The range of a pixel, black to white, for each activation that can end a decoder. */
export const PIXEL_RANGE = { tanh: [-1, 1], sigmoid: [0, 1] } as const;

/** How every network here is run: none of them draws anything. */
export const PASS: Pass = { training: true, random: new SeededRandom(0) };

export class AdversarialAutoencoder {
  readonly description: ModelDescription;
  readonly encoder: Sequential;
  readonly decoder: Sequential;
  readonly discriminator: Sequential;
  readonly prior: Prior;
  readonly #kernels: Kernels;

  /** @param random draws the first weights, in the order encoder, decoder, discriminator */
  constructor(kernels: Kernels, description: ModelDescription, random: Random) {
    const { pixels, latent, hidden, discriminatorHidden, output, judgement } = description;
    this.description = description;
    this.encoder = network(kernels, [pixels, ...hidden, latent], random);
    this.decoder = network(kernels, [latent, ...hidden.toReversed(), pixels], random, {
      output: output === "tanh" ? tanh : sigmoid,
    });
    this.discriminator = network(kernels, [latent, ...discriminatorHidden, 1], random, {
      ...(judgement === "probability" && { output: sigmoid }),
    });
    this.prior = createPrior(description.prior, latent);
    this.#kernels = kernels;
  }

  /** Z = encoder(X): images [B, pixels] to codes [B, latent]. The result belongs to the encoder. */
  encode(X: Tensor): Tensor {
    return this.encoder.forward(X, PASS);
  }

  /** R = decoder(Z): codes [B, latent] to images [B, pixels]. The result belongs to the decoder. */
  decode(Z: Tensor): Tensor {
    return this.decoder.forward(Z, PASS);
  }

  /** decoder(encoder(X)): images to what is left of them after the code. Belongs to the decoder. */
  reconstruct(X: Tensor): Tensor {
    return this.decode(this.encode(X));
  }

  /** New images: that many codes are drawn from the prior and decoded. Belongs to the decoder. */
  sample(count: number, random: Random): Tensor {
    const Z = zeros(this.#kernels, count, this.prior.latent);
    this.prior.sample(Z, random);
    return this.decode(Z);
  }

  /** Every parameter with its full name, such as `encoder.0.weight`. */
  get namedParameters(): [string, Parameter][] {
    return (["encoder", "decoder", "discriminator"] as const).flatMap((part) =>
      this[part].parameters.map((parameter): [string, Parameter] => [
        `${part}.${parameter.name}`,
        parameter,
      ]),
    );
  }
}
