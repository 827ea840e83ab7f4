/** Every layer, activation and initial condition. */
import { Activation, type ActivationFunction } from "../../layers/activation.ts";
import { AppendNoise } from "../../layers/append-noise.ts";
import { BatchNormalisation, overBatch } from "../../layers/batch-normalisation.ts";
import { ClusterHeads } from "../../layers/cluster-heads.ts";
import { copyColumns } from "../../layers/columns.ts";
import { addSumOfRows, addToEachRow, Dense } from "../../layers/dense.ts";
import { Dropout } from "../../layers/dropout.ts";
import { GaussianNoise } from "../../layers/gaussian-noise.ts";
import { GaussianSample } from "../../layers/gaussian-sample.ts";
import { glorotUniform, heNormal, type Initializer, normal } from "../../layers/initializers.ts";
import type { Layer, Pass } from "../../layers/layer.ts";
import { leakyRelu } from "../../layers/leaky-relu.ts";
import { Parallel } from "../../layers/parallel.ts";
import { relu } from "../../layers/relu.ts";
import { Sequential } from "../../layers/sequential.ts";
import { logistic, sigmoid } from "../../layers/sigmoid.ts";
import { softmax } from "../../layers/softmax.ts";
import { softmaxColumns } from "../../layers/softmax-columns.ts";
import { tanh } from "../../layers/tanh.ts";
import { doubleKernels, type Kernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, kinks, values } from "./check.ts";
import { cycled, naiveDoubleKernels, normalTensor, replay } from "./data.ts";

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

/** [B, I, from, to] of softmax on the columns [from, to) of I. */
const COLUMNS = [
  [1, 1, 0, 1],
  [1, 5, 0, 3],
  [3, 4, 1, 2],
  [4, 6, 2, 6],
  [7, 13, 3, 10],
] as const;

/** A pass in which nothing is drawn; whoever draws all the same gets an error. */
const IN_USE: Pass = { training: false, random: replay([]) };

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
  ...[0, 0.2, 0.8].map((rate) =>
    inBothModes(`Dropout, rate ${rate}`, [Dropout], SHAPES, () => new Dropout(doubleKernels, rate)),
  ),
  values("Dropout, by hand", [Dropout], () => {
    const layer = new Dropout(doubleKernels, 0.2);
    const X = tensor(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3);
    const dY = tensor(Float64Array.of(1, 1, 1, -2, -2, -2), 2, 3);
    const drawn = { training: true, random: replay([0.19, 0.2, 0.99, 0, 0.5, 0.1]) };
    return [
      agree("Y", layer.forward(X, drawn).data, [0, 2.5, 3.75, 0, 6.25, 0]),
      agree("dX", layer.backward(dY).data, [0, 1.25, 1.25, 0, -2.5, 0]),
      agree("Y in use", layer.forward(X, IN_USE).data, X.data),
      agree("dX in use", layer.backward(dY).data, dY.data),
    ];
  }),
  values("Dropout, as large as X on average", [Dropout], () => {
    const ones = cycled(100, 100, [1]);
    const pass = { training: true, random: new SeededRandom("dropout") };
    const y = [...new Dropout(doubleKernels, 0.2).forward(ones, pass).data];
    const mean = (numbers: readonly number[]) =>
      numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    return [
      agree("mean", [mean(y)], [1], { tolerance: 0.02 }),
      agree("share left out", [mean(y.map((x) => Number(x === 0)))], [0.2], { tolerance: 0.05 }),
    ];
  }),
  inBothModes(
    "GaussianNoise",
    [GaussianNoise],
    SHAPES,
    () => new GaussianNoise(doubleKernels, 0.3),
  ),
  values("GaussianNoise, by hand", [GaussianNoise], () => {
    const layer = new GaussianNoise(doubleKernels, 0.5);
    const X = tensor(Float64Array.of(1, 2, 3, 4), 2, 2);
    const dY = tensor(Float64Array.of(1, -1, 2, 0), 2, 2);
    const drawn = { training: true, random: replay([2, 0, -4, 1]) };
    return [
      agree("Y", layer.forward(X, drawn).data, [2, 2, 1, 4.5]),
      agree("dX", layer.backward(dY).data, dY.data),
      agree("Y in use", layer.forward(X, IN_USE).data, X.data),
      agree("dX in use", layer.backward(dY).data, dY.data),
    ];
  }),
  inBothModes(
    "GaussianSample",
    [GaussianSample],
    SHAPES.map(([B, I]) => [B, 2 * I] as const),
    () => new GaussianSample(doubleKernels),
  ),
  derivatives("GaussianSample, ±1.5 to ±6", [GaussianSample], () => [
    ["4×8", checkLayer(new GaussianSample(doubleKernels), cycled(4, 8, LARGE))],
    ["3×10", checkLayer(new GaussianSample(doubleKernels), cycled(3, 10, LARGE))],
  ]),
  // Rows [μ₁, μ₂, ln σ₁², ln σ₂²], with σ = 2, 3, 1 and ½.
  values("GaussianSample, by hand", [GaussianSample], () => {
    const layer = new GaussianSample(doubleKernels);
    const X = tensor(
      Float64Array.of(1, 5, Math.log(4), Math.log(9), -2, 0, 0, Math.log(0.25)),
      2,
      4,
    );
    const dZ = tensor(Float64Array.of(1, 2, 10, -4), 2, 2);
    const drawn = { training: true, random: replay([1, -2, 0.5, 8]) };
    return [
      agree("Z", layer.forward(X, drawn).data, [3, -1, -1.5, 4]),
      agree("dX", layer.backward(dZ).data, [1, 2, 1, -6, 10, -4, 2.5, -8]),
      agree("Z in use", layer.forward(X, IN_USE).data, [1, 5, -2, 0]),
      agree("dX in use", layer.backward(dZ).data, [1, 2, 0, 0, 10, -4, 0, 0]),
    ];
  }),
  ...[1, 4].map((k) =>
    inBothModes(
      `AppendNoise, ${k} wide`,
      [AppendNoise],
      SHAPES,
      () => new AppendNoise(doubleKernels, k),
    ),
  ),
  values("AppendNoise, by hand", [AppendNoise], () => {
    const layer = new AppendNoise(doubleKernels, 2);
    const X = tensor(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3);
    const dY = tensor(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 2, 5);
    return [true, false].flatMap((training) => {
      const Y = layer.forward(X, { training, random: replay([0.1, 0.2, 0.3, 0.4]) });
      return [
        agree(`Y, training ${training}`, Y.data, [1, 2, 3, 0.1, 0.2, 4, 5, 6, 0.3, 0.4]),
        agree(`dX, training ${training}`, layer.backward(dY).data, [1, 2, 3, 6, 7, 8]),
      ];
    });
  }),
  values("noise is normal, row by row", [GaussianNoise, GaussianSample, AppendNoise], () => {
    const [B, n] = [200, 50];
    const zero = zeros(doubleKernels, B, n);
    const pass = () => ({ training: true, random: new SeededRandom("noise") });
    const noise = new GaussianNoise(doubleKernels, 1).forward(zero, pass());
    const sample = new GaussianSample(doubleKernels).forward(
      zeros(doubleKernels, B, 2 * n),
      pass(),
    );
    const appended = new AppendNoise(doubleKernels, n).forward(zeros(doubleKernels, B, 0), pass());
    const random = new SeededRandom("noise");
    const expected = Array.from({ length: B * n }, () => random.normal());
    return [
      agree("noise", noise.data, expected),
      agree("sample", sample.data, expected),
      agree("appended", appended.data, expected),
    ];
  }),
  // Two rows are the fewest that have a variance; in use, one row will do.
  derivatives("BatchNormalisation, training", [BatchNormalisation, overBatch], () =>
    (
      [
        [2, 1],
        [2, 5],
        [3, 1],
        [5, 4],
        [9, 13],
      ] as const
    ).map(([B, I]) => [`${B}×${I}`, checkLayer(normalisation(I), [B, I])] as const),
  ),
  derivatives("BatchNormalisation, use", [BatchNormalisation], () =>
    SHAPES.map(
      ([B, I]) => [`${B}×${I}`, checkLayer(normalisation(I), [B, I], { training: false })] as const,
    ),
  ),
  // All numbers of a column are equal: the variance is 0, and ε alone keeps the slope finite.
  derivatives("BatchNormalisation, equal rows", [BatchNormalisation], () => [
    ["4×3", checkLayer(normalisation(3), cycled(4, 3, [2, -1, 0.5]), { step: 1e-7 })],
  ]),
  // Columns 1, 3 and 0, 4: means 2, variances 1 and 4, unbiased 2 and 8.
  values("BatchNormalisation, by hand", [BatchNormalisation], () => {
    const layer = new BatchNormalisation(doubleKernels, 2);
    layer.gamma.value.data.set([2, 10]);
    layer.beta.value.data.set([5, -1]);
    const X = tensor(Float64Array.of(1, 0, 3, 4), 2, 2);
    const [a, b] = [1 / Math.sqrt(1 + 1e-5), 2 / Math.sqrt(4 + 1e-5)];
    const Y = layer.forward(X, { training: true, random: replay([]) });
    const means = agree("running means", layer.runningMean.value.data, [0.2, 0.2]);
    const variances = agree("running variances", layer.runningVariance.value.data, [
      0.9 + 0.1 * 2,
      0.9 + 0.1 * 8,
    ]);
    const trained = agree("Y", Y.data, [5 - 2 * a, -1 - 10 * b, 5 + 2 * a, -1 + 10 * b]);

    const used = layer.forward(X, IN_USE).data;
    const [c, d] = [1 / Math.sqrt(1.1 + 1e-5), 1 / Math.sqrt(1.7 + 1e-5)];
    const dX = layer.backward(cycled(2, 2, [1, -2, 3, 1])).data;
    return [
      trained,
      means,
      variances,
      agree("Y in use", used, [5 + 1.6 * c, -1 - 2 * d, 5 + 5.6 * c, -1 + 38 * d]),
      agree("dX in use", dX, [2 * c, -20 * d, 6 * c, 10 * d]),
      agree("dγ in use", layer.gamma.grad.data, [0.8 * c + 3 * 2.8 * c, 0.4 * d + 3.8 * d]),
      agree("dβ in use", layer.beta.grad.data, [4, -1]),
      agree("running means in use", layer.runningMean.value.data, [0.2, 0.2]),
      agree("running variances in use", layer.runningVariance.value.data, [1.1, 1.7]),
    ];
  }),
  values("BatchNormalisation normalises", [BatchNormalisation], () => {
    const X = normalTensor(500, 3, "X", 7);
    const layer = new BatchNormalisation(doubleKernels, 3);
    const Y = layer.forward(X, { training: true, random: replay([]) });
    return [0, 1, 2].flatMap((column) => {
      const y = Array.from({ length: 500 }, (_, row) => Y.get(row, column));
      return [
        agree("mean", [y.reduce((sum, value) => sum + value, 0) / 500], [0], { floor: 1 }),
        agree("variance", [y.reduce((sum, value) => sum + value ** 2, 0) / 500], [1], {
          tolerance: 1e-5,
        }),
      ];
    });
  }),
  unwantedStays("BatchNormalisation", BatchNormalisation, () => normalisation(5)),
  ...[doubleKernels, naiveDoubleKernels].map((kernels) =>
    derivatives(`ClusterHeads, ${kernels.name} loops`, [ClusterHeads], () =>
      (
        [
          [1, 1, 1],
          [1, 4, 2],
          [2, 1, 3],
          [3, 5, 1],
          [6, 4, 3],
          [7, 16, 10],
        ] as const
      ).map(
        ([B, K, n]) =>
          [
            `${B}×${K}+${n}`,
            checkLayer(new ClusterHeads(kernels, K, n, new SeededRandom("heads")), [B, K + n]),
          ] as const,
      ),
    ),
  ),
  unwantedStays(
    "ClusterHeads",
    ClusterHeads,
    () => new ClusterHeads(doubleKernels, 3, 2, new SeededRandom("heads")),
  ),
  // Heads (1, 2), (3, 4), (5, 6): the first row picks the second, the other mixes the outer two.
  values("ClusterHeads, by hand", [ClusterHeads], () => {
    const layer = new ClusterHeads(doubleKernels, 3, 2, replay([1, 2, 3, 4, 5, 6]));
    const X = tensor(Float64Array.of(0, 1, 0, 0.1, 0.2, 0.5, 0, 0.5, -1, -2), 2, 5);
    const Y = layer.forward(X);
    const dX = layer.backward(tensor(Float64Array.of(1, 10, 2, -4), 2, 2));
    return [
      agree("W at the start", layer.heads.value.data, [1, 2, 3, 4, 5, 6]),
      agree("Y", Y.data, [3.1, 4.2, 2, 2]),
      agree("dX", dX.data, [21, 43, 65, 1, 10, -6, -10, -14, 2, -4]),
      agree("dW", layer.heads.grad.data, [1, -2, 1, 10, 1, -2]),
    ];
  }),
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

/** A layer over shapes [B, I], while it learns and while it is used. */
function inBothModes(
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
function unwantedStays(name: string, covers: unknown, make: () => Layer): Check {
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

/** What a check of an activation covers: itself, and what made it. */
function covered(activation: ActivationFunction): unknown[] {
  return [Activation, activation, ...(activation.name === "leakyRelu" ? [leakyRelu] : [])];
}

/** A dense layer with a bias that is not 0. */
function dense(kernels: Kernels, I: number, O: number): Dense {
  const random = new SeededRandom(`dense ${I} ${O}`);
  const layer = new Dense(kernels, I, O, random);
  normal(0.5)(layer.bias.value, random);
  return layer;
}

/** Batch normalisation in the midst of its training: a scale, a shift and statistics of some size. */
function normalisation(I: number): BatchNormalisation {
  const random = new SeededRandom(`normalisation ${I}`);
  const layer = new BatchNormalisation(doubleKernels, I);
  normal(1)(layer.gamma.value, random);
  normal(0.5)(layer.beta.value, random);
  normal(0.5)(layer.runningMean.value, random);
  for (let j = 0; j < I; j++) layer.runningVariance.value.data[j] = 0.5 + 2 * random.uniform();
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
