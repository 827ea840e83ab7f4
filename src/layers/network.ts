/** How a network is built from dense layers and activations. */

import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { Activation, type ActivationFunction } from "./activation.ts";
import { Dense } from "./dense.ts";
import { glorotUniform, type Initializer } from "./initializers.ts";
import type { Layer } from "./layer.ts";
import { relu } from "./relu.ts";
import { Sequential } from "./sequential.ts";

export interface NetworkOptions {
  /** What follows each dense layer but the last; ReLU unless told otherwise. */
  readonly hidden?: ActivationFunction;
  /** What follows the last dense layer; nothing unless told otherwise. */
  readonly output?: ActivationFunction;
  /** How the weights start; Glorot's uniform distribution unless told otherwise. */
  readonly initializer?: Initializer;
}

/**
 * A network of dense layers through the given widths, an activation after each.
 *
 * `network(kernels, [784, 512, 10], random)` is dense 784→512, ReLU, dense 512→10.
 *
 * @throws RangeError if there are fewer than two widths.
 */
export function network(
  kernels: Kernels,
  widths: readonly number[],
  random: Random,
  { hidden = relu, output, initializer = glorotUniform }: NetworkOptions = {},
): Sequential {
  if (widths.length < 2) {
    throw new RangeError(
      `network: the widths are [${widths.join(", ")}]; give at least those of the input and the output.`,
    );
  }
  const layers: Layer[] = [];
  for (let i = 1; i < widths.length; i++) {
    layers.push(new Dense(kernels, widths[i - 1], widths[i], random, initializer));
    const activation = i < widths.length - 1 ? hidden : output;
    if (activation) layers.push(new Activation(kernels, activation));
  }
  return new Sequential(layers);
}
