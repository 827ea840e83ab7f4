/** The dense layer, and how its weights start. */
import { addSumOfRows, addToEachRow, Dense } from "../../layers/dense.ts";
import { glorotUniform, heNormal, type Initializer, normal } from "../../layers/initializers.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { naiveDoubleKernels, normalTensor } from "./data.ts";
import { dense, unwantedStays } from "./layer-cases.ts";

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

export const denseLayers: readonly Check[] = [
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
  unwantedStays("Dense", Dense, () => dense(doubleKernels, 5, 3)),

  ...initializers.flatMap(({ name, covers, initializer, deviation }) => [
    derivatives(`Dense, started by ${name}`, [covers], () => [
      [
        "5×9→6",
        checkLayer(new Dense(doubleKernels, 9, 6, new SeededRandom(name), initializer), [5, 9]),
      ],
    ]),
    values(`${name}, mean and deviation`, [covers], () => {
      const [I, O] = [600, 200];
      const W = zeros(doubleKernels, I, O);
      initializer(W, new SeededRandom(name));
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
];

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
