/** How good a model is, on images that it was not trained on. */
import { type AdversarialAutoencoder, PIXEL_RANGE } from "../aae/model.ts";
import type { Training } from "../aae/parts/model.ts";
import { PixelReader } from "../data/batches.ts";
import type { Images } from "../data/images.ts";
import { mse } from "../losses/mse.ts";
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { matchPrior, type PriorMatch } from "./prior-match.ts";

export interface Evaluation {
  /** The mean squared error of the reconstructions, over all pixels of all images. */
  readonly mse: number;
  /** The share that the discriminator tells right of these codes and as many samples of the prior. */
  readonly accuracy: number;
  /** How well the codes match the prior. */
  readonly match: PriorMatch;
  /** The code of every image, [count, latent]. */
  readonly codes: Tensor;
}

/** Chance in an evaluation has a seed of its own, so that looking at a run does not change it. */
const SEED = "evaluation";

/** Reconstructs all images and judges their codes. */
export function evaluate(
  kernels: Kernels,
  model: AdversarialAutoencoder,
  training: Training,
  images: Images,
): Evaluation {
  const random = new SeededRandom(SEED);
  const { mse, codes } = reconstructAll(kernels, model, images);
  const P = zeros(kernels, images.count, model.prior.latent);
  model.prior.sample(P, random);
  return {
    mse,
    accuracy: training.accuracy(P, codes),
    match: matchPrior(kernels, codes, model.prior, random),
    codes,
  };
}

/** How many images are reconstructed at a time. */
const CHUNK = 100;

/** The mean squared error of the reconstructions of all images, and their codes. */
export function reconstructAll(
  kernels: Kernels,
  model: AdversarialAutoencoder,
  images: Images,
): { mse: number; codes: Tensor } {
  const { pixels, latent, output } = model.description;
  const reader = new PixelReader(images.pixels, PIXEL_RANGE[output]);
  const X = new Workspace(kernels);
  const unused = new Workspace(kernels);
  const codes = zeros(kernels, images.count, latent);
  let total = 0;
  for (let start = 0; start < images.count; start += CHUNK) {
    const count = Math.min(CHUNK, images.count - start);
    const batch = X.shaped(count, pixels);
    for (let row = 0; row < count; row++) reader.read(start + row, batch, row);
    const Z = model.encode(batch);
    valuesOf(codes).set(valuesOf(Z), start * latent);
    total += count * mse(model.decode(Z), batch, unused.shaped(count, pixels));
  }
  return { mse: total / images.count, codes };
}
