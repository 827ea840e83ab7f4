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
 * New codes: styles drawn from the prior, each with its class. Belongs to the model.
 *
 * Where the labels lie in the prior, a class is a part of it. Everywhere else the style is drawn from
 * the whole prior, whatever its shape, and the class stands beside it.
 *
 * @param label the class of all of them, for a model that has classes; each is drawn at random if
 * none is given
 */
export function drawCodes(
  kernels: Kernels,
  model: Model,
  count: number,
  random: Random,
  label: number = UNLABELLED,
): Tensor {
  const isBeside = model.classes > 0 && !model.labelsInPrior;
  const labels = Int16Array.from({ length: count }, () =>
    label === UNLABELLED && isBeside ? random.integer(model.classes) : label,
  );
  const Z = zeros(kernels, count, model.prior.latent);
  if (isBeside) model.prior.sample(Z, random);
  else model.prior.sample(Z, random, labels);
  return model.codesOf(Z, labels);
}

/** New images: that many codes are drawn as by `drawCodes`, and decoded. Belongs to the decoder. */
export function sample(
  kernels: Kernels,
  model: Model,
  count: number,
  random: Random,
  label: number = UNLABELLED,
): Tensor {
  return model.decode(drawCodes(kernels, model, count, random, label));
}
