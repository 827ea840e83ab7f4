/** An AAE small enough to fail and to recover in seconds: pairs of random numbers in place of images. */
import { Autoencoder } from "../../src/aae/parts/autoencoder.ts";
import type { Prior } from "../../src/aae/parts/priors.ts";
import { network } from "../../src/layers/network.ts";
import { mse } from "../../src/losses/mse.ts";
import type { Kernels } from "../../src/tensor/kernels.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../src/tensor/tensor.ts";

/** Encoder, decoder and discriminator with two hidden layers of 64, for inputs and codes of two numbers. */
export function toyModel(kernels: Kernels, prior: Prior): Autoencoder {
  const random = new SeededRandom(3);
  const to = (outputs: number) => network(kernels, { widths: [2, 64, 64, outputs] }, random);
  const networks = { encoder: to(2), decoder: to(2), discriminator: to(1) };
  return new Autoencoder(networks, prior, { range: [-1, 1], loss: mse });
}

/** Fills a tensor from N(0, 1), and gives it back. */
export function fillNormal(X: Tensor, random: Random): Tensor {
  const x = valuesOf(X);
  for (let i = 0; i < x.length; i++) x[i] = random.normal();
  return X;
}
