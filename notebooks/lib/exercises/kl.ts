/** The exercise of chapter 11: the KL divergence of a Gaussian from N(0, 1), and its gradient. */
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { short } from "./numbers.ts";

/** Rows of numbers: μ and s = ln σ² [B, n], and what is to be filled. */
export interface KlNumbers {
  readonly mu: Values;
  readonly s: Values;
  readonly dMu: Values;
  readonly ds: Values;
  readonly B: number;
  readonly n: number;
}

const [B, n] = [4, 3];

/** What is to be said of an answer: its value against the formula, and its gradient against differences. */
export function checkKl(kl: (numbers: KlNumbers) => number): CheckResult {
  const random = new SeededRandom("kl");
  const parameter = (name: string): Parameter => ({
    name,
    value: tensorFrom(
      doubleKernels,
      Array.from({ length: B * n }, () => random.normal()),
      B,
      n,
    ),
    grad: zeros(doubleKernels, B, n),
  });
  const [mu, s] = [parameter("mu"), parameter("s")];
  const numbers = {
    ...{ mu: valuesOf(mu.value), s: valuesOf(s.value) },
    ...{ dMu: valuesOf(mu.grad), ds: valuesOf(s.grad) },
    ...{ B, n },
  };
  const yours = kl(numbers);
  const right = klOf(numbers.mu, numbers.s);
  if (!(Math.abs(yours - right) <= 1e-9 * Math.abs(right))) {
    return conclude(
      "kl",
      [],
      [`The value is ${short(yours)}, and should be ${short(right)}${factor(yours / right)}`],
    );
  }
  const counts = [
    { value: B, meaning: "the batch size" },
    { value: n, meaning: "the number of dimensions" },
  ];
  const result = checkObjective(() => kl(numbers), [mu, s], { counts });
  const startingAt = (value: number) => {
    for (const { grad } of [mu, s]) valuesOf(grad).fill(value);
    kl(numbers);
    return [...numbers.dMu, ...numbers.ds];
  };
  const fresh = startingAt(0);
  const fills = startingAt(1).every((value, i) => value === fresh[i] || fresh[i] === 0);
  return {
    ...result,
    name: "kl",
    passed: result.passed && fills,
    problems: fills
      ? result.problems
      : [
          ...result.problems,
          "What stood in dMu or ds before shows in the result; write dMu[i] = …, not +=.",
        ],
  };
}

/** 1/B · Σ ½·(μ² + e^s − 1 − s) */
function klOf(mu: Values, s: Values): number {
  let sum = 0;
  for (let i = 0; i < mu.length; i++) sum += 0.5 * (mu[i] ** 2 + Math.exp(s[i]) - 1 - s[i]);
  return sum / B;
}

function factor(times: number): string {
  const is = (value: number) => Math.abs(times / value - 1) < 1e-9;
  if (is(2)) return ", half of it: is the ½ there?";
  if (is(B)) return `, 1/${B} of it: is it the mean over the ${B} examples?`;
  if (is(1 / n))
    return `, ${n} times that: it is a sum over the ${n} dimensions, and a mean over the examples.`;
  if (is(-1)) return ", with the other sign.";
  return ".";
}
