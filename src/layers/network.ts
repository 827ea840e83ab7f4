/** How a network is built from dense layers and activations. */

import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { Activation, type ActivationFunction } from "./activation.ts";
import { BatchNormalisation } from "./batch-normalisation.ts";
import { Dense } from "./dense.ts";
import { Dropout } from "./dropout.ts";
import { GaussianNoise } from "./gaussian-noise.ts";
import { glorotUniform, type Initializer } from "./initializers.ts";
import type { Layer } from "./layer.ts";
import { type PixelGrid, RandomWarp } from "./random-warp.ts";
import { relu } from "./relu.ts";
import { Sequential } from "./sequential.ts";

/** A network of dense layers through the given widths, an activation after each. */
export interface NetworkDescription {
  /** Of the input, of each hidden layer, of the output. */
  readonly widths: readonly number[];
  /** What follows each dense layer but the last; ReLU unless told otherwise. */
  readonly hidden?: ActivationFunction;
  /** What follows the last dense layer; nothing unless told otherwise. */
  readonly output?: ActivationFunction | null;
  /** How the weights start; Glorot's uniform distribution unless told otherwise. */
  readonly initializer?: Initializer;
  /** Which dense layers batch normalisation follows; none unless told otherwise. */
  readonly batchNormalisation?: "none" | "hidden" | "all";
  /** The standard deviation of the noise on the input while the network learns; 0: none. */
  readonly inputNoise?: number;
  /** How images are turned, stretched, sheared and moved while the network learns; not at all unless told otherwise. */
  readonly inputWarp?: { readonly size: PixelGrid; readonly standardDeviation: number };
  /** The share of the input that is left out while the network learns; 0: none. */
  readonly inputDropout?: number;
  /** Layers before the first dense one, and behind the last. */
  readonly before?: readonly LayerPlan[];
  readonly after?: readonly LayerPlan[];
}

/** A layer that is not yet built: what it will hold, in which shapes, and how it is made. */
export interface LayerPlan {
  readonly shapes?: Readonly<Record<string, number[]>>;
  build(kernels: Kernels, random: Random): Layer;
}

/**
 * Builds a network.
 *
 * `network(kernels, { widths: [784, 512, 10] }, random)` is dense 784→512, ReLU, dense 512→10.
 *
 * @param random draws the first weights, layer after layer
 * @throws RangeError if there are fewer than two widths.
 */
export function network(
  kernels: Kernels,
  description: NetworkDescription | readonly LayerPlan[],
  random: Random,
): Sequential {
  return new Sequential(planOf(description).map(({ build }) => build(kernels, random)));
}

/** The shape of every tensor that a network will hold, by its name, before memory is taken. */
export function tensorShapesOf(
  description: NetworkDescription | readonly LayerPlan[],
): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  planOf(description)
    .filter((layer) => layer.shapes !== undefined)
    .forEach((layer, index) => {
      for (const [name, shape] of Object.entries(layer.shapes ?? {})) {
        shapes.set(`${index}.${name}`, shape);
      }
    });
  return shapes;
}

/** All layers of a network in their order: the one place where its architecture stands. */
function planOf(description: NetworkDescription | readonly LayerPlan[]): readonly LayerPlan[] {
  if (!("widths" in description)) return description;
  const { widths, hidden = relu, output = null, initializer = glorotUniform } = description;
  const { batchNormalisation = "none", inputNoise = 0, inputDropout = 0 } = description;
  const { inputWarp } = description;
  if (widths.length < 2) {
    throw new RangeError(
      `network: the widths are [${widths.join(", ")}]; give at least those of the input and the output.`,
    );
  }
  const plan: LayerPlan[] = [];
  if (inputWarp !== undefined) {
    const { size, standardDeviation } = inputWarp;
    plan.push({ build: (kernels) => new RandomWarp(kernels, size, standardDeviation) });
  }
  if (inputNoise > 0) plan.push({ build: (kernels) => new GaussianNoise(kernels, inputNoise) });
  if (inputDropout > 0) plan.push({ build: (kernels) => new Dropout(kernels, inputDropout) });
  plan.push(...(description.before ?? []));
  for (let i = 1; i < widths.length; i++) {
    const [inputs, outputs] = [widths[i - 1], widths[i]];
    const last = i === widths.length - 1;
    plan.push({
      shapes: { weight: [inputs, outputs], bias: [outputs] },
      build: (kernels, random) => new Dense(kernels, inputs, outputs, random, initializer),
    });
    if (batchNormalisation === "all" || (batchNormalisation === "hidden" && !last)) {
      const row = [outputs];
      plan.push({
        shapes: { gamma: row, beta: row, runningMean: row, runningVariance: row },
        build: (kernels) => new BatchNormalisation(kernels, outputs),
      });
    }
    const activation = last ? output : hidden;
    if (activation !== null) plan.push({ build: (kernels) => new Activation(kernels, activation) });
  }
  return [...plan, ...(description.after ?? [])];
}
