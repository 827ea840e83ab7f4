/** How a network is built from dense layers and activations. */

import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { Activation, type ActivationFunction } from "./activation.ts";
import { Dense } from "./dense.ts";
import { glorotUniform, type Initializer } from "./initializers.ts";
import type { Layer } from "./layer.ts";
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
  description: NetworkDescription,
  random: Random,
): Sequential {
  return new Sequential(planOf(description).map(({ build }) => build(kernels, random)));
}

/** The shape of every parameter that a network will have, by its name, before memory is taken. */
export function parameterShapes(description: NetworkDescription): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  planOf(description)
    .filter(({ shapes }) => shapes !== undefined)
    .forEach((layer, index) => {
      for (const [name, shape] of Object.entries(layer.shapes ?? {})) {
        shapes.set(`${index}.${name}`, shape);
      }
    });
  return shapes;
}

/** A layer that is not yet built: what it learns, in which shapes, and how it is made. */
interface Plan {
  readonly shapes?: Readonly<Record<string, number[]>>;
  build(kernels: Kernels, random: Random): Layer;
}

/** All layers of a network in their order: the one place where its architecture stands. */
function planOf({
  widths,
  hidden = relu,
  output = null,
  initializer = glorotUniform,
}: NetworkDescription): Plan[] {
  if (widths.length < 2) {
    throw new RangeError(
      `network: the widths are [${widths.join(", ")}]; give at least those of the input and the output.`,
    );
  }
  const plan: Plan[] = [];
  for (let i = 1; i < widths.length; i++) {
    const [inputs, outputs] = [widths[i - 1], widths[i]];
    plan.push({
      shapes: { weight: [inputs, outputs], bias: [outputs] },
      build: (kernels, random) => new Dense(kernels, inputs, outputs, random, initializer),
    });
    const activation = i < widths.length - 1 ? hidden : output;
    if (activation !== null) plan.push({ build: (kernels) => new Activation(kernels, activation) });
  }
  return plan;
}
