/** What anybody does with a trained model, whichever it is. */
import { UNLABELLED } from "../../data/batches.ts";
import { type Kernels, zeros } from "../../tensor/kernels.ts";
import type { Random } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Given, Model } from "./model.ts";

/** decoder(encoder(X)): images to what is left of them after the code. Belongs to the decoder. */
export function reconstruct(model: Model, X: Tensor, given?: Given): Tensor {
  return model.decode(model.encode(X, given));
}

/**
 * New images: that many codes are drawn from the prior and decoded. Belongs to the decoder.
 *
 * @param label the class of all of them, for a model that has classes; each is drawn at random if
 * none is given
 */
export function sample(
  kernels: Kernels,
  model: Model,
  count: number,
  random: Random,
  label: number = UNLABELLED,
): Tensor {
  const labels = Int16Array.from({ length: count }, () =>
    label === UNLABELLED && model.classes > 0 && model.prior.classes === 0
      ? random.integer(model.classes)
      : label,
  );
  const Z = zeros(kernels, count, model.prior.latent);
  model.prior.sample(Z, random, labels);
  return model.decode(model.codesOf(Z, labels));
}
