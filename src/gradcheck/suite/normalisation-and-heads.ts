/** Batch normalisation, and cluster heads. */
import { BatchNormalisation, overBatch } from "../../layers/batch-normalisation.ts";
import { ClusterHeads } from "../../layers/cluster-heads.ts";
import { doubleKernels } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { tensor } from "../../tensor/tensor.ts";
import { checkLayer } from "../check-layer.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { cycled, naiveDoubleKernels, normalTensor, replay } from "./data.ts";
import { IN_USE, normalisation, SHAPES, unwantedStays } from "./layer-cases.ts";

export const normalisationAndHeads: readonly Check[] = [
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
];
