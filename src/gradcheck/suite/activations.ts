/** Every activation, on all columns or on some of them. */
import { Activation, type ActivationFunction } from "../../layers/activation.ts";
import { copyColumns } from "../../layers/columns.ts";
import { leakyRelu } from "../../layers/leaky-relu.ts";
import { relu } from "../../layers/relu.ts";
import { logistic, sigmoid } from "../../layers/sigmoid.ts";
import { softmax } from "../../layers/softmax.ts";
import { softmaxColumns } from "../../layers/softmax-columns.ts";
import { tanh } from "../../layers/tanh.ts";
import { doubleKernels } from "../../tensor/kernels.ts";
import { tensor } from "../../tensor/tensor.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, kinks, values } from "./check.ts";
import { cycled } from "./data.ts";
import { activations, LARGE, SHAPES } from "./layer-cases.ts";

/** Where they are flat: their slopes are too small beside their values for differences. */
const SATURATED = [-40, -20, -8, 8, 20, 40];

/** [B, I, from, to] of softmax on the columns [from, to) of I. */
const COLUMNS = [
  [1, 1, 0, 1],
  [1, 5, 0, 3],
  [3, 4, 1, 2],
  [4, 6, 2, 6],
  [7, 13, 3, 10],
] as const;

export const activationLayers: readonly Check[] = [
  ...activations.map((activation) =>
    derivatives(activation.name, covered(activation), () =>
      SHAPES.map(
        ([B, I]) =>
          [`${B}×${I}`, checkLayer(new Activation(doubleKernels, activation), [B, I])] as const,
      ),
    ),
  ),
  ...activations.map((activation) =>
    derivatives(`${activation.name}, to ±6`, covered(activation), () =>
      (
        [
          [1, 8],
          [8, 3],
          [5, 7],
        ] as const
      ).map(
        ([B, I]) =>
          [
            `${B}×${I}`,
            checkLayer(new Activation(doubleKernels, activation), cycled(B, I, LARGE)),
          ] as const,
      ),
    ),
  ),
  values("activations, ±8 to ±40, by hand", [sigmoid, tanh, softmax], () => {
    const e = Math.exp;
    return [
      agree(
        "sigmoid",
        slopes(sigmoid, SATURATED),
        SATURATED.map((x) => e(-Math.abs(x)) / (1 + e(-Math.abs(x))) ** 2),
        { tolerance: 1e-6, floor: 1e-10 },
      ),
      agree(
        "tanh",
        slopes(tanh, SATURATED),
        SATURATED.map((x) => (4 * e(-2 * Math.abs(x))) / (1 + e(-2 * Math.abs(x))) ** 2),
        { tolerance: 1e-6, floor: 1e-7 },
      ),
      // dy = [1, 0] gives [y₁·y₂, −y₁·y₂], and y₁·y₂ is the sigmoid's slope at x₁ − x₂.
      ...SATURATED.map((x) => {
        const slope = e(-Math.abs(x)) / (1 + e(-Math.abs(x))) ** 2;
        return agree(`softmax of ${x} and 0`, slopes(softmax, [x, 0], [1, 0]), [slope, -slope], {
          tolerance: 1e-6,
          floor: 1e-10,
        });
      }),
    ];
  }),
  // At a kink, near it, and beyond: the first is to be reported, the second takes a smaller step.
  ...[relu, leakyRelu(0.2)].map((activation) =>
    kinks(`${activation.name}, kinks are found`, covered(activation), [0, 8], () =>
      checkLayer(
        new Activation(doubleKernels, activation),
        cycled(3, 4, [0, 1, -1, 0.5, 2e-6, 1e-4, -1e-4, 2, 0, -2e-6, -3, 3]),
      ),
    ),
  ),
  values("each activation, by hand", [relu, leakyRelu, tanh, sigmoid, logistic, softmax], () => [
    agree("relu", forward(relu, [-2, 0, 3]), [0, 0, 3]),
    agree("leakyRelu(0.2)", forward(leakyRelu(0.2), [-2, 0, 3]), [-0.4, 0, 3]),
    agree("tanh", forward(tanh, [0, Math.log(2)]), [0, 0.6]),
    agree("sigmoid", forward(sigmoid, [0, Math.log(3), -800, 800]), [0.5, 0.75, 0, 1]),
    agree("logistic", [logistic(-Math.log(3))], [0.25]),
    agree("softmax", forward(softmax, [0, Math.log(2), Math.log(5)]), [1 / 8, 2 / 8, 5 / 8]),
    agree("softmax, huge", forward(softmax, [1000, 1000]), [0.5, 0.5]),
  ]),

  derivatives("softmaxColumns", [Activation, softmaxColumns], () =>
    COLUMNS.map(
      ([B, I, from, to]) =>
        [
          `${B}×${I}, [${from}, ${to})`,
          checkLayer(new Activation(doubleKernels, softmaxColumns(from, to)), [B, I]),
        ] as const,
    ),
  ),
  derivatives("softmaxColumns, ±1.5 to ±6", [Activation, softmaxColumns], () =>
    COLUMNS.map(
      ([B, I, from, to]) =>
        [
          `${B}×${I}, [${from}, ${to})`,
          checkLayer(new Activation(doubleKernels, softmaxColumns(from, to)), cycled(B, I, LARGE)),
        ] as const,
    ),
  ),
  values("softmaxColumns, by hand", [softmaxColumns], () => {
    const X = tensor(Float64Array.of(7, 0, Math.log(3), -2, 9, 1000, 1000, 5), 2, 4);
    const dY = tensor(Float64Array.of(4, 1, 0, 2, -1, 3, 5, 6), 2, 4);
    const layer = new Activation(doubleKernels, softmaxColumns(1, 3));
    return [
      agree("Y", layer.forward(X).data, [7, 0.25, 0.75, -2, 9, 0.5, 0.5, 5]),
      agree("dX", layer.backward(dY).data, [4, 3 / 16, -3 / 16, 2, -1, -0.5, 0.5, 6]),
    ];
  }),
  values("copyColumns, by hand", [copyColumns], () => {
    const A = tensor(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3);
    const B = tensor(new Float64Array(8).fill(9), 2, 4);
    copyColumns(A, 1, B, 0, 2);
    copyColumns(A, 0, B, 3, 1);
    return [agree("B", B.data, [2, 3, 9, 1, 5, 6, 9, 4])];
  }),
];

/** What a check of an activation covers: itself, and what made it. */
function covered(activation: ActivationFunction): unknown[] {
  return [Activation, activation, ...(activation.name === "leakyRelu" ? [leakyRelu] : [])];
}

function forward(activation: ActivationFunction, x: readonly number[]): Float64Array {
  const y = new Float64Array(x.length);
  activation.forward(Float64Array.from(x), y, x.length);
  return y;
}

/** dX of an activation in one row; each dy is 1 unless something else is said. */
function slopes(activation: ActivationFunction, x: readonly number[], dy = x.map(() => 1)) {
  const dx = new Float64Array(x.length);
  const y = forward(activation, x);
  activation.backward(Float64Array.from(dy), Float64Array.from(x), y, dx, x.length);
  return dx;
}
