/** Layers made of layers: one after the other, and side by side. */
import { Activation, type ActivationFunction } from "../../layers/activation.ts";
import { AppendNoise } from "../../layers/append-noise.ts";
import { BatchNormalisation } from "../../layers/batch-normalisation.ts";
import { ClusterHeads } from "../../layers/cluster-heads.ts";
import { copyColumns } from "../../layers/columns.ts";
import { Dropout } from "../../layers/dropout.ts";
import { GaussianNoise } from "../../layers/gaussian-noise.ts";
import { GaussianSample } from "../../layers/gaussian-sample.ts";
import { leakyRelu } from "../../layers/leaky-relu.ts";
import { Parallel } from "../../layers/parallel.ts";
import { Sequential } from "../../layers/sequential.ts";
import { softmax } from "../../layers/softmax.ts";
import { softmaxColumns } from "../../layers/softmax-columns.ts";
import { tanh } from "../../layers/tanh.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { tensor } from "../../tensor/tensor.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { normalTensor } from "./data.ts";
import {
  activations,
  dense,
  IN_USE,
  inBothModes,
  normalisation,
  unwantedStays,
} from "./layer-cases.ts";

export const containers: readonly Check[] = [
  ...[1, 2, 3, 4].map((depth) =>
    derivatives(`Sequential, ${depth} deep`, [Sequential, Activation], () =>
      activations.map(
        (activation) => [activation.name, checkLayer(stack(depth, activation), [3, 5])] as const,
      ),
    ),
  ),
  derivatives("Sequential inside Sequential", [Sequential], () => [
    [
      "3×5",
      checkLayer(new Sequential([stack(2, tanh), new Activation(doubleKernels, softmax)]), [3, 5]),
    ],
  ]),

  derivatives("Parallel", [Parallel, copyColumns], () =>
    (
      [
        [1, [1, 1]],
        [1, [4, 2]],
        [3, [1, 5]],
        [6, [4, 3, 2, 1]],
      ] as const
    ).map(
      ([B, widths]) =>
        [
          `${B}×5→${widths.join("+")}`,
          checkLayer(
            new Parallel(
              doubleKernels,
              widths.map((O) => dense(doubleKernels, 5, O)),
            ),
            [B, 5],
          ),
        ] as const,
    ),
  ),
  unwantedStays(
    "Parallel",
    Parallel,
    () => new Parallel(doubleKernels, [dense(doubleKernels, 5, 2), dense(doubleKernels, 5, 3)]),
  ),
  values("Parallel, by hand", [Parallel], () => {
    const identity = () => new GaussianNoise(doubleKernels, 0);
    const softmaxed = new Activation(doubleKernels, softmax);
    const layer = new Parallel(doubleKernels, [identity(), softmaxed, identity()]);
    const X = tensor(Float64Array.of(0, Math.log(3), 5, 5), 2, 2);
    const dY = tensor(Float64Array.of(1, 2, 3, 1, 5, 6, 10, 20, 0, 4, -1, -2), 2, 6);
    const Y = layer.forward(X, IN_USE);
    return [
      agree("Y", Y.data, [0, Math.log(3), 0.25, 0.75, 0, Math.log(3), 5, 5, 0.5, 0.5, 5, 5]),
      agree("dX", layer.backward(dY).data, [6 + 3 / 8, 8 - 3 / 8, 9 - 1, 18 + 1]),
    ];
  }),
  values("Parallel of Dense is a wide Dense", [Parallel], () => {
    const [wide, y, z] = [5, 3, 2].map((O) => dense(doubleKernels, 4, O));
    const both = new Parallel(doubleKernels, [y, z]);
    copyColumns(wide.weight.value, 0, y.weight.value, 0, 3);
    copyColumns(wide.weight.value, 3, z.weight.value, 0, 2);
    y.bias.value.data.set(wide.bias.value.data.subarray(0, 3));
    z.bias.value.data.set(wide.bias.value.data.subarray(3));

    const [X, dY] = [normalTensor(6, 4, "X"), normalTensor(6, 5, "dY")];
    const Y = agree("Y", both.forward(X, IN_USE).data, wide.forward(X).data);
    const dX = agree("dX", both.backward(dY).data, wide.backward(dY).data);
    const gradients = zeros(doubleKernels, 4, 5);
    const [yWeight, , zWeight] = both.parameters;
    copyColumns(yWeight.grad, 0, gradients, 0, 3);
    copyColumns(zWeight.grad, 0, gradients, 3, 2);
    return [Y, dX, agree("dW", gradients.data, wide.weight.grad.data)];
  }),
  // Everything at once: what the encoder of the clustering model is, and the code of section 7.
  inBothModes(
    "heads, noise and statistics as one",
    [Sequential, Parallel, ClusterHeads, BatchNormalisation, Dropout, GaussianSample, AppendNoise],
    [
      [3, 5],
      [6, 4],
    ],
    (I) =>
      new Sequential([
        new Dropout(doubleKernels, 0.2),
        new AppendNoise(doubleKernels, 2),
        dense(doubleKernels, I + 2, 7),
        normalisation(7),
        new Activation(doubleKernels, leakyRelu(0.2)),
        new Parallel(doubleKernels, [
          new Sequential([dense(doubleKernels, 7, 4), normalisation(4)]),
          new Sequential([dense(doubleKernels, 7, 6), new GaussianSample(doubleKernels)]),
        ]),
        new Activation(doubleKernels, softmaxColumns(0, 4)),
        new ClusterHeads(doubleKernels, 4, 3, new SeededRandom("heads")),
      ]),
  ),
];

/** Dense layers of odd widths, an activation after each. */
function stack(depth: number, activation: ActivationFunction): Sequential {
  const widths = [5, 7, 3, 6, 2];
  return new Sequential(
    Array.from({ length: depth }, (_, k) => [
      dense(doubleKernels, widths[k], widths[k + 1]),
      new Activation(doubleKernels, activation),
    ]).flat(),
  );
}
