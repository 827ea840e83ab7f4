/** Every loss, from easy numbers to the ends of the scale. */
import { Activation } from "../../layers/activation.ts";
import { sigmoid } from "../../layers/sigmoid.ts";
import { softmax } from "../../layers/softmax.ts";
import { bce, CLIP } from "../../losses/bce.ts";
import { bceWithLogits } from "../../losses/bce-with-logits.ts";
import { crossEntropyWithLogits } from "../../losses/cross-entropy-with-logits.ts";
import { halfSquaredError } from "../../losses/half-squared-error.ts";
import { headsApart } from "../../losses/heads-apart.ts";
import type { Loss } from "../../losses/loss.ts";
import { mse } from "../../losses/mse.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { type Tensor, tensor, type Values } from "../../tensor/tensor.ts";
import { checkLoss } from "../check-loss.ts";
import { checkObjective } from "../check-objective.ts";
import type { CheckResult } from "../result.ts";
import { agree, type Check, derivatives, kinks, values } from "./check.ts";
import { choices, cycled, distributions, normalTensor, uniformTensor } from "./data.ts";

/** [batch, outputs] */
const SHAPES = [
  [1, 1],
  [1, 6],
  [5, 1],
  [4, 4],
  [7, 13],
] as const;

/** Logits on both sides. */
const LOGITS = [-5, 5, -4, 4, -3, 0.5, 3];

/** Logits far out, where an exponential is tempted to overflow, and differences are all rounding. */
const FAR_LOGITS = [-40, 40, -12, 12, -20, 20];

/** Probabilities on both sides of the clip; where they are clipped, the gradient is 0. */
const NEAR_CLIP = [0, CLIP / 2, 2 * CLIP, 1 - 2 * CLIP, 1 - CLIP / 2, 1];

export const losses: readonly Check[] = [
  overShapes("mse", mse, (B, O) => [normalTensor(B, O, "P"), normalTensor(B, O, "T")]),
  overShapes("mse, predictions of ±40", mse, (B, O) => [
    cycled(B, O, FAR_LOGITS),
    cycled(B, O, [-1, 1, 0]),
  ]),
  overShapes("halfSquaredError", halfSquaredError, (B, O) => [
    normalTensor(B, O, "P"),
    normalTensor(B, O, "T"),
  ]),
  overShapes("halfSquaredError, ±40", halfSquaredError, (B, O) => [
    cycled(B, O, FAR_LOGITS),
    cycled(B, O, [-1, 1, 0]),
  ]),
  overShapes("mse, small and large differences", mse, (B, O) => [
    cycled(B, O, [1, -0.1, 0.01, -0.003, 0.001, -0.0003]),
    cycled(B, O, [0]),
  ]),
  overShapes("bce", bce, (B, O) => [uniformTensor(B, O, "P", 0.05, 0.95), cycled(B, O, [0, 1])]),
  overShapes("bce, soft", bce, (B, O) => [
    uniformTensor(B, O, "P", 0.05, 0.95),
    uniformTensor(B, O, "T", 0, 1),
  ]),
  derivatives("bce, around the clip", [bce], () => [
    ["right", checkLoss(bce, row(NEAR_CLIP), row(NEAR_CLIP.map(Math.round)))],
    ["wrong", checkLoss(bce, row(NEAR_CLIP), row(NEAR_CLIP.map((p) => 1 - Math.round(p))))],
  ]),
  // Exactly at the clip on both sides, and near it.
  kinks("bce, kinks are found", [bce], [1, 2], () =>
    checkLoss(bce, row([0.2, CLIP, 1 - CLIP, 0.8, 1 - 1e-6, 0.5, 0.3]), row([1, 1, 0, 1, 1, 0, 1])),
  ),
  overShapes("bceWithLogits", bceWithLogits, (B, O) => [
    normalTensor(B, O, "X"),
    cycled(B, O, [0, 1]),
  ]),
  overShapes("bceWithLogits, soft", bceWithLogits, (B, O) => [
    normalTensor(B, O, "X"),
    uniformTensor(B, O, "T", 0, 1),
  ]),
  overShapes("bceWithLogits, to ±5", bceWithLogits, (B, O) => [
    cycled(B, O, LOGITS),
    cycled(B, O, [0, 1]),
  ]),
  overShapes("crossEntropyWithLogits", crossEntropyWithLogits, (B, O) => [
    normalTensor(B, O, "X"),
    choices(B, O),
  ]),
  overShapes("crossEntropyWithLogits, soft", crossEntropyWithLogits, (B, O) => [
    normalTensor(B, O, "X"),
    distributions(B, O, "T"),
  ]),
  overShapes("crossEntropyWithLogits, to ±5", crossEntropyWithLogits, (B, O) => [
    cycled(B, O, LOGITS),
    choices(B, O),
  ]),

  values("each loss, by hand", [mse, bce, bceWithLogits, crossEntropyWithLogits], () => [
    agree("mse", [lossOf(mse, row([1, 2, -1]), row([0, 4, -1]))], [5 / 3]),
    agree("bce", [lossOf(bce, row([0.25, 0.5]), row([1, 0]))], [Math.log(8) / 2]),
    agree("bce, clipped", [lossOf(bce, row([0]), row([1]))], [-Math.log(1e-7)]),
    agree(
      "bceWithLogits",
      [lossOf(bceWithLogits, row([0, -Math.log(3)]), row([1, 1]))],
      [Math.log(8) / 2],
    ),
    agree("bceWithLogits, far", [lossOf(bceWithLogits, row([-800, 800]), row([1, 1]))], [400]),
    agree(
      "crossEntropyWithLogits",
      [
        lossOf(
          crossEntropyWithLogits,
          tensor(Float64Array.of(0, Math.log(3), 0, 0), 2, 2),
          choices(2, 2),
        ),
      ],
      [Math.log(8) / 2],
    ),
    agree(
      "crossEntropyWithLogits, far",
      [lossOf(crossEntropyWithLogits, row([-1000, 1000]), row([1, 0]))],
      [2000],
    ),
  ]),
  values("halfSquaredError, by hand", [halfSquaredError], () => {
    const dP = zeros(doubleKernels, 2, 3);
    const P = tensor(Float64Array.of(1, 2, -1, 5, 0, 3), 2, 3);
    const T = tensor(Float64Array.of(0, 4, -1, 5, 0, 0), 2, 3);
    return [
      agree("L", [halfSquaredError(P, T, dP)], [(1 + 4 + 9) / 2 / 2]),
      agree("dP", dP.data, [0.5, -1, 0, 0, 0, 1.5]),
    ];
  }),
  values("halfSquaredError is mse · width / 2", [halfSquaredError, mse], () => {
    const [P, T] = [normalTensor(5, 7, "P"), normalTensor(5, 7, "T")];
    return [agree("L", [lossOf(halfSquaredError, P, T)], [(lossOf(mse, P, T) * 7) / 2])];
  }),
  values("on logits, ±12 to ±40, by hand", [bceWithLogits, crossEntropyWithLogits], () => {
    const sigmoids = FAR_LOGITS.map((x) => 1 / (1 + Math.exp(-x)));
    const sum = FAR_LOGITS.reduce((total, x) => total + Math.exp(x), 0);
    const n = FAR_LOGITS.length;
    const is = (k: number) => FAR_LOGITS.map((_, j) => Number(j === k));
    return FAR_LOGITS.flatMap((_, k) => [
      agree(
        `bceWithLogits ${k}`,
        gradientOf(bceWithLogits, row(FAR_LOGITS), row(is(k))),
        sigmoids.map((p, j) => (p - is(k)[j]) / n),
        { tolerance: 1e-6, floor: 0 },
      ),
      agree(
        `crossEntropyWithLogits ${k}`,
        gradientOf(crossEntropyWithLogits, row(FAR_LOGITS), row(is(k))),
        FAR_LOGITS.map((x, j) => Math.exp(x) / sum - is(k)[j]),
        { tolerance: 1e-6, floor: 0 },
      ),
    ]);
  }),
  values("bceWithLogits is bce of sigmoid", [bce, bceWithLogits, sigmoid], () => {
    const X = normalTensor(5, 3, "X", 2);
    return throughActivation(
      new Activation(doubleKernels, sigmoid),
      X,
      uniformTensor(5, 3, "T", 0, 1),
      bce,
      bceWithLogits,
    );
  }),
  values("crossEntropyWithLogits of softmax", [crossEntropyWithLogits, softmax], () => {
    const X = normalTensor(5, 3, "X", 2);
    return throughActivation(
      new Activation(doubleKernels, softmax),
      X,
      distributions(5, 3, "T"),
      negativeLogLikelihood,
      crossEntropyWithLogits,
    );
  }),

  // Heads from N(0, 1) are nearer than 2, or not; a distance of 100 keeps all of them in play.
  derivatives("headsApart", [headsApart], () =>
    (
      [
        [1, 3],
        [2, 1],
        [2, 4],
        [5, 1],
        [4, 3],
        [16, 2],
      ] as const
    ).flatMap(([K, n]) =>
      [2, 100].map(
        (distance) =>
          [`${K}×${n}, η ${distance}`, apart(normalTensor(K, n, "W"), distance)] as const,
      ),
    ),
  ),
  // Two heads exactly at the distance, two in one place, and two within it.
  kinks("headsApart, kinks are found", [headsApart], [0, 2, 4, 5, 6, 7], () =>
    apart(tensor(Float64Array.of(0, 0, 2, 0, 9, 9, 9, 9, 20, 0, 21, 0), 6, 2), 2),
  ),
  /* Heads (0, 0), (3, 4), (3, 4), (20, 0): at η = 7, the first pays 7 − 5 twice, the pair of equals 7. */
  values("headsApart, by hand", [headsApart], () => {
    const W = tensor(Float64Array.of(0, 0, 3, 4, 3, 4, 20, 0), 4, 2);
    const dW = tensor(new Float64Array(8).fill(1), 4, 2);
    const cost = headsApart(W, dW, { distance: 7, cost: 10 });
    return [
      agree("L", [cost], [10 * (2 + 2 + 7)]),
      agree("1 + dW", dW.data, [1 + 12, 1 + 16, 1 - 6, 1 - 8, 1 - 6, 1 - 8, 1, 1]),
    ];
  }),
];

/** The cost of these heads, at 3 a unit, as an objective. */
function apart(W: Tensor, distance: number): CheckResult {
  const grad = zeros(doubleKernels, ...W.shape);
  return checkObjective(
    () => headsApart(W, grad, { distance, cost: 3 }),
    [{ name: "heads", value: W, grad }],
  );
}

/** One loss over all shapes. */
function overShapes(
  name: string,
  loss: Loss,
  data: (B: number, O: number) => [P: Tensor, T: Tensor],
): Check {
  return derivatives(name, [loss], () =>
    SHAPES.map(([B, O]): [string, CheckResult] => [`${B}×${O}`, checkLoss(loss, ...data(B, O))]),
  );
}

function row(numbers: readonly number[]): Tensor {
  return tensor(Float64Array.from(numbers), 1, numbers.length);
}

function lossOf(loss: Loss, P: Tensor, T: Tensor): number {
  return loss(P, T, zeros(doubleKernels, ...P.shape));
}

function gradientOf(loss: Loss, P: Tensor, T: Tensor): Values {
  const dP = zeros(doubleKernels, ...P.shape);
  loss(P, T, dP);
  return dP.data;
}

/** −1/B · Σ t·ln y, with nothing to save it from ln 0: the definition, for the sake of comparison. */
const negativeLogLikelihood: Loss = (P, T, dP) => {
  const [batch] = P.shape;
  let total = 0;
  for (let i = 0; i < P.size; i++) {
    total -= (T.data[i] * Math.log(P.data[i])) / batch;
    dP.data[i] = -T.data[i] / P.data[i] / batch;
  }
  return total;
};

/** A loss of an activation, forward and backward, against the loss that does both at once. */
function throughActivation(
  activation: Activation,
  X: Tensor,
  T: Tensor,
  twoSteps: Loss,
  oneStep: Loss,
) {
  const dY = zeros(doubleKernels, ...X.shape);
  const dX = zeros(doubleKernels, ...X.shape);
  const loss = twoSteps(activation.forward(X), T, dY);
  return [
    agree("loss", [oneStep(X, T, dX)], [loss]),
    agree("dX", dX.data, activation.backward(dY).data),
  ];
}
