/** What the checks of several layers begin with: shapes, inputs, layers in the midst of training. */
import type { ActivationFunction } from "../../layers/activation.ts";
import { BatchNormalisation } from "../../layers/batch-normalisation.ts";
import { Dense } from "../../layers/dense.ts";
import { normal } from "../../layers/initializers.ts";
import type { Layer, Pass } from "../../layers/layer.ts";
import { leakyRelu } from "../../layers/leaky-relu.ts";
import { relu } from "../../layers/relu.ts";
import { sigmoid } from "../../layers/sigmoid.ts";
import { softmax } from "../../layers/softmax.ts";
import { tanh } from "../../layers/tanh.ts";
import { doubleKernels, type Kernels } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { normalTensor, replay } from "./data.ts";

/** [B, I] of a layer that has no widths of its own. */
export const SHAPES = [
  [1, 1],
  [1, 6],
  [3, 1],
  [4, 4],
  [7, 13],
] as const;

/** On the way to where sigmoid, tanh and softmax are flat. */
export const LARGE = [-6, -4.5, -3, -1.5, 1.5, 3, 4.5, 6];

/** A pass in which nothing is drawn; whoever draws all the same gets an error. */
export const IN_USE: Pass = { training: false, random: replay([]) };

/** Each activation; the leaky one with a slope of 0.2. */
export const activations: readonly ActivationFunction[] = [
  relu,
  leakyRelu(0.2),
  sigmoid,
  tanh,
  softmax,
];

/** A layer over shapes [B, I], while it learns and while it is used. */
export function inBothModes(
  name: string,
  covers: readonly unknown[],
  shapes: readonly (readonly [B: number, I: number])[],
  make: (I: number) => Layer,
): Check {
  return derivatives(name, covers, () =>
    shapes.flatMap((shape) =>
      [true, false].map(
        (training) =>
          [
            `${shape.join("×")}, ${training ? "training" : "use"}`,
            checkLayer(make(shape[1]), shape, { training }),
          ] as const,
      ),
    ),
  );
}

/** A layer [4, 5] → [4, …] that is asked for dX alone leaves its gradients as they are. */
export function unwantedStays(name: string, covers: unknown, make: () => Layer): Check {
  return values(`${name}, unwanted gradient`, [covers], () => {
    const layer = make();
    const pass = { training: true, random: new SeededRandom("pass") };
    const Y = layer.forward(normalTensor(4, 5, "X"), pass);
    layer.backward(normalTensor(4, Y.shape[1], "dY"), "input");
    return layer.parameters.map(({ name, grad }) =>
      agree(`${name} grad`, grad.data, new Float64Array(grad.size)),
    );
  });
}

/** A dense layer with a bias that is not 0. */
export function dense(kernels: Kernels, I: number, O: number): Dense {
  const random = new SeededRandom(`dense ${I} ${O}`);
  const layer = new Dense(kernels, I, O, random);
  normal(0.5)(layer.bias.value, random);
  return layer;
}

/** Batch normalisation in the midst of its training: a scale, a shift and statistics of some size. */
export function normalisation(I: number): BatchNormalisation {
  const random = new SeededRandom(`normalisation ${I}`);
  const layer = new BatchNormalisation(doubleKernels, I);
  normal(1)(layer.gamma.value, random);
  normal(0.5)(layer.beta.value, random);
  normal(0.5)(layer.runningMean.value, random);
  for (let j = 0; j < I; j++) layer.runningVariance.value.data[j] = 0.5 + 2 * random.uniform();
  return layer;
}
