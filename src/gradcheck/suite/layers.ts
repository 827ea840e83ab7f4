/** Every layer, activation and initial condition. */
import { Activation, type ActivationFunction } from "../../layers/activation.ts";
import { addSumOfRows, addToEachRow, Dense } from "../../layers/dense.ts";
import { glorotUniform, heNormal, type Initializer, normal } from "../../layers/initializers.ts";
import { leakyRelu } from "../../layers/leaky-relu.ts";
import { relu } from "../../layers/relu.ts";
import { Sequential } from "../../layers/sequential.ts";
import { logistic, sigmoid } from "../../layers/sigmoid.ts";
import { softmax } from "../../layers/softmax.ts";
import { tanh } from "../../layers/tanh.ts";
import { doubleKernels, type Kernels, zeros } from "../../tensor/kernels.ts";
import { Random } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, kinks, values } from "./check.ts";
import { cycled, naiveDoubleKernels, normalTensor } from "./data.ts";

/** [B, I, O] of a dense layer: batches of 1 and more, widths of 1, and sizes that no tile divides. */
const DENSE_SHAPES = [
  [1, 1, 1],
  [1, 7, 3],
  [2, 1, 5],
  [3, 6, 1],
  [4, 8, 4],
  [5, 9, 7],
  [9, 13, 11],
  [6, 31, 29],
  [3, 67, 61],
] as const;

/** [B, I] of an activation. */
const SHAPES = [
  [1, 1],
  [1, 6],
  [3, 1],
  [4, 4],
  [7, 13],
] as const;

/** On the way to where sigmoid, tanh and softmax are flat. */
const LARGE = [-6, -4.5, -3, -1.5, 1.5, 3, 4.5, 6];

/** Where they are flat: their slopes are too small beside their values for differences. */
const SATURATED = [-40, -20, -8, 8, 20, 40];

const activations: readonly ActivationFunction[] = [relu, leakyRelu(0.2), sigmoid, tanh, softmax];

/** How weights may start, with the deviation that they should then have. */
const initializers: readonly {
  readonly name: string;
  readonly covers: unknown;
  readonly initializer: Initializer;
  readonly deviation: (I: number, O: number) => number;
}[] = [
  {
    name: "glorotUniform",
    covers: glorotUniform,
    initializer: glorotUniform,
    deviation: (I, O) => Math.sqrt(2 / (I + O)),
  },
  {
    name: "heNormal",
    covers: heNormal,
    initializer: heNormal,
    deviation: (I) => Math.sqrt(2 / I),
  },
  {
    name: "normal(0.01)",
    covers: normal,
    initializer: normal(0.01),
    deviation: () => 0.01,
  },
];

export const layers: readonly Check[] = [
  ...[doubleKernels, naiveDoubleKernels].map((kernels) =>
    derivatives(`Dense, ${kernels.name} loops`, [Dense, addToEachRow, addSumOfRows], () =>
      DENSE_SHAPES.map(
        ([B, I, O]) => [`${B}×${I}→${O}`, checkLayer(dense(kernels, I, O), [B, I])] as const,
      ),
    ),
  ),
  ...[doubleKernels, naiveDoubleKernels].map((kernels) =>
    derivatives(`Dense, small and large, ${kernels.name}`, [Dense], () => [
      ["4×6→3", checkLayer(graded(dense(kernels, 6, 3)), gradedInput(4, 6))],
    ]),
  ),
  values("Dense, an empty batch", [Dense], () => {
    const layer = dense(doubleKernels, 3, 2);
    const Y = layer.forward(normalTensor(0, 3, "X"));
    const dX = layer.backward(normalTensor(0, 2, "dY"));
    return [
      agree("shapes", [...Y.shape, ...dX.shape], [0, 2, 0, 3]),
      ...layer.parameters.map(({ name, grad }) =>
        agree(`${name} grad`, grad.data, new Float64Array(grad.size)),
      ),
    ];
  }),
  values("Dense, an unwanted gradient stays", [Dense], () => {
    const layer = dense(doubleKernels, 5, 3);
    layer.forward(normalTensor(4, 5, "X"));
    layer.backward(normalTensor(4, 3, "dY"), "input");
    return layer.parameters.map(({ name, grad }) =>
      agree(`${name} grad`, grad.data, new Float64Array(grad.size)),
    );
  }),

  ...initializers.flatMap(({ name, covers, initializer, deviation }) => [
    derivatives(`Dense, started by ${name}`, [covers], () => [
      ["5×9→6", checkLayer(new Dense(doubleKernels, 9, 6, new Random(name), initializer), [5, 9])],
    ]),
    values(`${name}, mean and deviation`, [covers], () => {
      const [I, O] = [600, 200];
      const W = zeros(doubleKernels, I, O);
      initializer(W, new Random(name));
      const w = [...W.data];
      const mean = w.reduce((sum, x) => sum + x, 0) / W.size;
      const variance = w.reduce((sum, x) => sum + (x - mean) ** 2, 0) / W.size;
      const expected = deviation(I, O);
      return [
        agree("mean / deviation", [mean / expected], [0], { tolerance: 0.02, floor: 1 }),
        agree("deviation", [Math.sqrt(variance)], [expected], { tolerance: 0.02 }),
      ];
    }),
  ]),

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
];

/** What a check of an activation covers: itself, and what made it. */
function covered(activation: ActivationFunction): unknown[] {
  return [Activation, activation, ...(activation.name === "leakyRelu" ? [leakyRelu] : [])];
}

/** A dense layer with a bias that is not 0. */
function dense(kernels: Kernels, I: number, O: number): Dense {
  const random = new Random(`dense ${I} ${O}`);
  const layer = new Dense(kernels, I, O, random);
  normal(0.5)(layer.bias.value, random);
  return layer;
}

/** The same layer, with weights that become smaller from input to input: by 1, 1/10, … */
function graded(layer: Dense): Dense {
  const { data, shape } = layer.weight.value;
  for (let k = 0; k < data.length; k++) data[k] *= 10 ** -Math.floor(k / shape[1]);
  return layer;
}

/** Inputs that become smaller from column to column, by 1, 1/10, …, the other way round. */
function gradedInput(B: number, I: number): Tensor {
  const X = normalTensor(B, I, "small and large");
  for (let k = 0; k < X.size; k++) X.data[k] *= 10 ** -(I - 1 - (k % I));
  return X;
}

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
