/** The exercise of chapter 10: the phase that the article's step lacks. */
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { logistic } from "../../../src/layers/sigmoid.ts";
import { bceWithLogits } from "../../../src/losses/bce-with-logits.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { alsoFills, attempt, changed, otherValue, recognise } from "./numbers.ts";

/** What the discriminator says of B codes before its sigmoid, and the gradient of that, to be filled. */
export interface PhaseNumbers {
  readonly a: Values;
  readonly da: Values;
  readonly B: number;
}

/** Returns the loss and fills da. */
export type MissingPhase = (numbers: PhaseNumbers) => number;

/** Codes that are recognised, one that is not, and some in between. */
const LOGITS = [3.5, 0.4, -1.2, 2.1, -0.3];
const B = LOGITS.length;
const counts = [{ value: B, meaning: "the batch size" }];

const p = LOGITS.map(logistic);
const mean = (of: (p: number) => number) => p.reduce((sum, value) => sum + of(value), 0) / B;

/** Values that are known mistakes. */
const VALUES: readonly (readonly [number, string])[] = [
  [
    mean((p) => -Math.log(p)),
    "That is the mean of −ln p, as if samples of the prior bore the 1: in the article's code it is the codes, so the wish is the label 0. (Or has the exponent of the sigmoid the wrong sign?)",
  ],
  [
    mean(Math.log),
    "That is the mean of ln p, the discriminator's own loss with the other sign: it is smallest in the same place, and flat where the discriminator is sure.",
  ],
  [mean((p) => Math.log(1 - p)), "The sign is the other one."],
  [B * mean((p) => -Math.log(1 - p)), `That is the sum over the ${B} codes: take their mean.`],
  [mean((p) => 1 - p), "Is the logarithm missing?"],
  [mean((p) => p), "Is the logarithm missing?"],
  [
    mean((p) => -Math.log(1 - logistic(p))),
    "The sigmoid is taken twice: p is σ(a), and ln sees 1 − p.",
  ],
];

/** Gradients that are known mistakes. */
const GRADIENTS = [
  [
    p.map((p) => (1 - p) / B),
    "That is the gradient of the mean of ln p: it dies where the discriminator is sure of a code, and there the push should be strongest.",
  ],
  [
    p.map((p) => (p - 1) / B),
    "That is the gradient for the label 1: in the article's code it is the codes that bear it, so the wish is 0.",
  ],
  [
    p.map((p) => 1 / (1 - p) / B),
    "That is the gradient of p: on the way back through the sigmoid it is multiplied by p·(1 − p).",
  ],
  [
    p.map((p) => (p * (1 - p)) / B),
    "That is the slope of the sigmoid alone: it is to be multiplied by the gradient of p, 1/(1 − p).",
  ],
  [LOGITS.map((a) => a / B), "That is a, where p = σ(a) is meant."],
] as const;

/** What is to be said of a learner's phase: its loss first, then its gradient. */
export function checkMissingPhase(answer: MissingPhase): CheckResult {
  return attempt("missing phase", () => {
    const a: Parameter = {
      name: "da",
      value: tensorFrom(doubleKernels, LOGITS, B, 1),
      grad: zeros(doubleKernels, B, 1),
    };
    const phase = () => answer({ a: valuesOf(a.value), da: valuesOf(a.grad), B });
    const zero = zeros(doubleKernels, B, 1);
    const right = bceWithLogits(a.value, zero, zeros(doubleKernels, B, 1));
    const value = otherValue("loss", phase(), right, VALUES);
    if (value !== null) return conclude("", [], [value]);
    const touched = changed(phase, { a: valuesOf(a.value) });
    if (touched !== null) return conclude("", [], [touched]);
    const result = recognise(checkObjective(phase, [a], { counts }), { da: GRADIENTS });
    return alsoFills(result, phase, [a]);
  });
}
