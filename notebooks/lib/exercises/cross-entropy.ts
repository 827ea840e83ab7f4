/** An exercise of chapter 4: softmax with cross-entropy, in one. */
import { checkLoss } from "../../../src/gradcheck/check-loss.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import type { Loss } from "../../../src/losses/loss.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { short } from "./numbers.ts";

/** Logits and targets [B, K], and the gradient of the logits, to be filled. */
export interface CrossEntropyNumbers {
  readonly x: Values;
  readonly t: Values;
  readonly dx: Values;
  readonly B: number;
  readonly K: number;
}

const LOGITS = [2, -1, 0.5, 0.3, -3, 1.5, 0.1, -0.4, 1, 2.5, -2, 0.7];
const TARGETS = [0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0];
const [B, K] = [4, 3];

/** Looks at the value first, then at the gradient, then at large logits. */
export function checkCrossEntropy(answer: (numbers: CrossEntropyNumbers) => number): CheckResult {
  const loss: Loss = (X, T, dX) => {
    const [rows, columns] = X.shape;
    return answer({ x: valuesOf(X), t: valuesOf(T), dx: valuesOf(dX), B: rows, K: columns });
  };
  const P = tensorFrom(doubleKernels, LOGITS, B, K);
  const T = tensorFrom(doubleKernels, TARGETS, B, K);
  const yours = loss(P, T, zeros(doubleKernels, B, K));
  const right = crossEntropy(LOGITS, TARGETS);
  if (!(Math.abs(yours - right) <= 1e-9)) {
    const said = `The value is ${short(yours)}, and should be ${short(right)}`;
    return conclude("cross-entropy", [], [`${said}${factor(yours / right)}`]);
  }
  const result = { ...checkLoss(loss, P, T), name: "cross-entropy" };
  if (!result.passed) return result;
  const far = tensorFrom(doubleKernels, [800, -800, 0], 1, 3);
  const dFar = zeros(doubleKernels, 1, 3);
  const at = loss(far, tensorFrom(doubleKernels, [0, 1, 0], 1, 3), dFar);
  const finite = Number.isFinite(at) && valuesOf(dFar).every(Number.isFinite);
  return finite && Math.abs(at - 1600) < 1e-6
    ? result
    : {
        ...result,
        passed: false,
        problems: [
          `For the logits 800, −800 and 0 the value is ${at}, and should be 1600: does an exponential overflow, or a logarithm see 0? Subtract the largest logit of the row first.`,
        ],
      };
}

/** −1/B · Σ t·ln p, with p the softmax of each row */
function crossEntropy(x: readonly number[], t: readonly number[]): number {
  let sum = 0;
  for (let row = 0; row < x.length; row += K) {
    const total = x.slice(row, row + K).reduce((all, value) => all + Math.exp(value), 0);
    for (let j = row; j < row + K; j++) sum -= t[j] * (x[j] - Math.log(total));
  }
  return sum / B;
}

function factor(times: number): string {
  const is = (value: number) => Math.abs(times / value - 1) < 1e-9;
  if (is(B)) return `, 1/${B} of it: it is the mean over the ${B} rows.`;
  if (is(1 / K))
    return `, ${K} times that: it is the mean over the rows, and a sum over the ${K} classes.`;
  if (is(-1)) return ": the sign is the other one.";
  if (is(1 / Math.LN2) || is(1 / Math.LN10)) return ": is it a logarithm to another base?";
  return ".";
}
