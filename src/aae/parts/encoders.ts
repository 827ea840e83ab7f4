/**
 * Three posteriors: what the encoder says of an image's code.
 *
 *     deterministic   z = f(x)               the code is a function of the image
 *     gaussian        z = μ + σ·ε            μ and ln σ² come from the encoder, ε from N(0, 1)
 *     universal       z = f(x, ε)            noise stands beside the image, and f may bend it as it likes
 *
 * The first is what most of the paper's experiments use. With the others the code of one image is
 * spread out, so that codes can fill the prior however few images there are.
 *
 * Source: arXiv:1511.05644v2, section 2, "Deterministic", "Gaussian posterior" and "Universal
 * approximator posterior".
 */
import * as z from "zod";
import { AppendNoise } from "../../layers/append-noise.ts";
import { GaussianSample } from "../../layers/gaussian-sample.ts";
import type { NetworkDescription } from "../../layers/network.ts";

export const posteriorSchema = z.enum(["deterministic", "gaussian", "universal"]);
export type Posterior = z.infer<typeof posteriorSchema>;

/** An encoder whose code is a function of the image, made into one with this posterior. */
export function withPosterior(
  encoder: NetworkDescription,
  posterior: Posterior,
): NetworkDescription {
  const [inputs, ...rest] = encoder.widths;
  const latent = encoder.widths[encoder.widths.length - 1];
  switch (posterior) {
    case "deterministic":
      return encoder;
    case "gaussian":
      return {
        ...encoder,
        widths: [...encoder.widths.slice(0, -1), 2 * latent],
        after: [{ build: (kernels) => new GaussianSample(kernels) }],
      };
    case "universal":
      return {
        ...encoder,
        before: [{ build: (kernels) => new AppendNoise(kernels, latent) }],
        widths: [inputs + latent, ...rest],
      };
  }
}
