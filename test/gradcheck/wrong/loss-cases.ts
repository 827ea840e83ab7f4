/** Wrong gradients of losses. P and T are [5, 3]. */
import { checkLoss } from "../../../src/gradcheck/check-loss.ts";
import { logistic } from "../../../src/layers/sigmoid.ts";
import { bce } from "../../../src/losses/bce.ts";
import { bceWithLogits } from "../../../src/losses/bce-with-logits.ts";
import { crossEntropyWithLogits } from "../../../src/losses/cross-entropy-with-logits.ts";
import type { Loss } from "../../../src/losses/loss.ts";
import { mse } from "../../../src/losses/mse.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";
import { normals } from "./learners.ts";
import type { WrongCase } from "./score.ts";

const [B, O] = [5, 3];
const N = B * O;

const matrix = (numbers: Float64Array) => tensor(numbers, B, O);
const logits = () => matrix(normals(N, "logits"));
const probabilities = () => matrix(normals(N, "logits").map(logistic));
/** 0 or 1. */
const answers = () => matrix(normals(N, "answers").map((n) => Number(n > 0)));
/** One 1 in each row. */
const choices = () =>
  matrix(Float64Array.from({ length: N }, (_, k) => Number(k % O === Math.floor(k / O) % O)));
const softmaxOf = (x: ArrayLike<number>, k: number) => {
  const start = k - (k % O);
  let sum = 0;
  for (let j = start; j < start + O; j++) sum += Math.exp(x[j]);
  return Math.exp(x[k]) / sum;
};

/** The value of the right loss, and a gradient of one's own: number k from p and t. */
function loss(
  right: Loss,
  P: () => Tensor,
  T: () => Tensor,
  gradient: (p: ArrayLike<number>, t: ArrayLike<number>, k: number, old: number) => number,
  factor = 1,
) {
  const own: Loss = (P, T, dP) => {
    const old = dP.data.slice();
    const value = factor * right(P, T, dP);
    for (let k = 0; k < P.size; k++) dP.data[k] = gradient(P.data, T.data, k, old[k]);
    return value;
  };
  Object.defineProperty(own, "name", { value: right.name });
  return () => checkLoss(own, P(), T());
}

const targets = () => matrix(normals(N, "targets"));

export const lossCases: readonly WrongCase[] = [
  {
    of: "mse",
    mistake: "the 2 of the square's derivative is missing",
    run: loss(mse, logits, targets, (p, t, k) => (p[k] - t[k]) / N),
    cause: "squaresTwo",
    also: ["factor"],
  },
  {
    of: "mse",
    mistake: "the gradient is divided by the rows, the loss by all numbers",
    run: loss(mse, logits, targets, (p, t, k) => (2 * (p[k] - t[k])) / B),
    cause: "numberOfOutputs",
    also: ["factor"],
  },
  {
    of: "mse",
    mistake: "the gradient is divided by nothing",
    run: loss(mse, logits, targets, (p, t, k) => 2 * (p[k] - t[k])),
    cause: "countOfAll",
    also: ["factor"],
  },
  {
    of: "mse",
    mistake: "the gradient is divided by all numbers, the loss by the rows",
    run: loss(mse, logits, targets, (p, t, k) => (2 * (p[k] - t[k])) / N, O),
    cause: "numberOfOutputs",
    also: ["factor"],
  },
  {
    of: "mse",
    mistake: "T − P",
    run: loss(mse, logits, targets, (p, t, k) => (2 * (t[k] - p[k])) / N),
    cause: "sign",
  },
  {
    of: "mse",
    mistake: "|P − T|",
    run: loss(mse, logits, targets, (p, t, k) => (2 * Math.abs(p[k] - t[k])) / N),
    cause: ["whereBelow"],
    also: ["sign"],
  },
  {
    of: "mse",
    mistake: "dP is added to",
    run: loss(mse, logits, targets, (p, t, k, old) => old + (2 * (p[k] - t[k])) / N),
    cause: ["addsToDP", "addsToDX"],
    also: ["addsToDP", "addsToDX"],
  },
  {
    of: "mse",
    mistake: "the derivative of the absolute error",
    run: loss(mse, logits, targets, (p, t, k) => Math.sign(p[k] - t[k]) / N),
    cause: "absoluteError",
  },
  {
    of: "bce",
    mistake: "P − T: the gradient of the logits",
    run: loss(bce, probabilities, answers, (p, t, k) => (p[k] - t[k]) / N),
    cause: "extraDerivative",
  },
  {
    of: "bce",
    mistake: "−T/P alone",
    run: loss(bce, probabilities, answers, (p, t, k) => -t[k] / p[k] / N),
    cause: "whereTargetIsZero",
  },
  {
    of: "bce",
    mistake: "the wrong sign",
    run: loss(bce, probabilities, answers, (p, t, k) => (t[k] - p[k]) / (p[k] * (1 - p[k])) / N),
    cause: "sign",
  },
  {
    of: "bce",
    mistake: "the loss with log2, the gradient without",
    run: loss(
      bce,
      probabilities,
      answers,
      (p, t, k) => (p[k] - t[k]) / (p[k] * (1 - p[k])) / N,
      1 / Math.LN2,
    ),
    cause: "logarithm",
    also: ["factor"],
  },
  {
    of: "bce",
    mistake: "divided by the rows, not by all numbers",
    run: loss(bce, probabilities, answers, (p, t, k) => (p[k] - t[k]) / (p[k] * (1 - p[k])) / B),
    cause: "numberOfOutputs",
    also: ["factor"],
  },
  {
    of: "bceWithLogits",
    mistake: "an extra p·(1 − p)",
    run: loss(bceWithLogits, logits, answers, (x, t, k) => {
      const p = logistic(x[k]);
      return ((p - t[k]) * p * (1 - p)) / N;
    }),
    cause: "extraDerivative",
  },
  {
    of: "bceWithLogits",
    mistake: "the sigmoid is left out: X − T",
    run: loss(bceWithLogits, logits, answers, (x, t, k) => (x[k] - t[k]) / N),
    cause: "activationLeftOut",
  },
  {
    of: "bceWithLogits",
    mistake: "the sum, not the mean",
    run: loss(bceWithLogits, logits, answers, (x, t, k) => logistic(x[k]) - t[k]),
    cause: "countOfAll",
    also: ["factor"],
  },
  {
    of: "crossEntropyWithLogits",
    mistake: "divided by all numbers, not by the rows",
    run: loss(crossEntropyWithLogits, logits, choices, (x, t, k) => (softmaxOf(x, k) - t[k]) / N),
    cause: "numberOfOutputs",
    also: ["factor"],
  },
  {
    of: "crossEntropyWithLogits",
    mistake: "the true class only",
    run: loss(crossEntropyWithLogits, logits, choices, (x, t, k) =>
      t[k] === 1 ? (softmaxOf(x, k) - 1) / B : 0,
    ),
    cause: "whereTargetIsZero",
  },
  {
    of: "crossEntropyWithLogits",
    mistake: "the softmax is left out: X − T",
    run: loss(crossEntropyWithLogits, logits, choices, (x, t, k) => (x[k] - t[k]) / B),
    cause: "activationLeftOut",
  },
  {
    of: "crossEntropyWithLogits",
    mistake: "the wrong sign",
    run: loss(crossEntropyWithLogits, logits, choices, (x, t, k) => (t[k] - softmaxOf(x, k)) / B),
    cause: "sign",
  },
];
