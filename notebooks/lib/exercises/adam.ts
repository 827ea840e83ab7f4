/** The exercise of chapter 6: Adam's step for one weight, with the correction. */
import { compare } from "../../../src/gradcheck/comparison.ts";
import { comesFrom } from "../../../src/gradcheck/marks.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { update } from "../../../src/optim/adam.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";

/** A weight, and what Adam remembers of its gradients. */
export interface OneWeight {
  w: number;
  m: number;
  v: number;
}

/** What the formulas call α, β₁, β₂ and ε. */
export interface Constants {
  readonly alpha: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Step number t, counted from 1, for a weight whose gradient is g. Changes w, m and v. */
export type AdamStep = (weight: OneWeight, g: number, t: number, constants: Constants) => void;

// None of them is the usual one: whoever writes 0.9 in place of β₁ is found out.
const CONSTANTS: Constants = { alpha: 0.3, beta1: 0.8, beta2: 0.99, epsilon: 1e-8 };

/** Gradients of six steps: of the usual size, so small that ε matters, and 0 at first. */
function gradients(): Readonly<Record<string, readonly number[]>> {
  const random = new SeededRandom("adam");
  const drawn = (size: number) => Array.from({ length: 6 }, () => size * random.normal());
  return { usual: drawn(1), tiny: drawn(1e-8), "0 at first": [0, 0, ...drawn(1).slice(2)] };
}

/** A step with a slip in one of its five lines. */
interface Slip {
  readonly m?: (old: number, g: number, constants: Constants) => number;
  readonly v?: (old: number, g: number, constants: Constants) => number;
  readonly mHat?: (m: number, t: number, constants: Constants) => number;
  readonly vHat?: (v: number, t: number, constants: Constants) => number;
  readonly move?: (mHat: number, vHat: number, constants: Constants) => number;
}

function withSlip({
  m = (old, g, { beta1 }) => beta1 * old + (1 - beta1) * g,
  v = (old, g, { beta2 }) => beta2 * old + (1 - beta2) * g * g,
  mHat = (m, t, { beta1 }) => m / (1 - beta1 ** t),
  vHat = (v, t, { beta2 }) => v / (1 - beta2 ** t),
  move = (mHat, vHat, { alpha, epsilon }) => (alpha * mHat) / (Math.sqrt(vHat) + epsilon),
}: Slip): AdamStep {
  return (weight, g, t, constants) => {
    weight.m = m(weight.m, g, constants);
    weight.v = v(weight.v, g, constants);
    weight.w -= move(mHat(weight.m, t, constants), vHat(weight.v, t, constants), constants);
  };
}

const asItIs = (average: number) => average;

/** The corrected averages kept in place of the averages themselves. */
const keepsBoth: AdamStep = (weight, g, t, constants) => {
  withSlip({})(weight, g, t, constants);
  weight.m /= 1 - constants.beta1 ** t;
  weight.v /= 1 - constants.beta2 ** t;
};
const keepsM: AdamStep = (weight, g, t, constants) => {
  withSlip({})(weight, g, t, constants);
  weight.m /= 1 - constants.beta1 ** t;
};
const keepsV: AdamStep = (weight, g, t, constants) => {
  withSlip({})(weight, g, t, constants);
  weight.v /= 1 - constants.beta2 ** t;
};

/** Slips that can be told from what they give. */
const KNOWN: readonly (readonly [Slip | AdamStep, string])[] = [
  ...[keepsBoth, keepsM, keepsV].map(
    (slip) => [slip, "A corrected average is kept: m and v go on as they were before it."] as const,
  ),
  [
    { mHat: asItIs, vHat: asItIs },
    "Neither average is corrected: divide m by 1 − β₁ᵗ, v by 1 − β₂ᵗ.",
  ],
  [{ mHat: asItIs }, "Is m corrected? Divide it by 1 − β₁ᵗ."],
  [{ vHat: asItIs }, "Is v corrected? Divide it by 1 − β₂ᵗ."],
  [
    {
      mHat: (m, _, { beta1 }) => m / (1 - beta1),
      vHat: (v, _, { beta2 }) => v / (1 - beta2),
    },
    "The correction is that of the first step in every step: β is taken to the power of t.",
  ],
  [
    { mHat: (m, _, { beta1 }) => m / (1 - beta1) },
    "The correction of m is that of the first step in every step: β₁ is taken to the power of t.",
  ],
  [
    { vHat: (v, _, { beta2 }) => v / (1 - beta2) },
    "The correction of v is that of the first step in every step: β₂ is taken to the power of t.",
  ],
  [
    {
      mHat: (m, t, { beta1 }) => m / (1 - beta1 ** (t + 1)),
      vHat: (v, t, { beta2 }) => v / (1 - beta2 ** (t + 1)),
    },
    "The correction is that of the next step: t is 1 in the first step already.",
  ],
  [
    {
      mHat: (m, t, { beta2 }) => m / (1 - beta2 ** t),
      vHat: (v, t, { beta1 }) => v / (1 - beta1 ** t),
    },
    "Are β₁ and β₂ exchanged in the correction?",
  ],
  [
    {
      mHat: (m, t, { beta1 }) => m * (1 - beta1 ** t),
      vHat: (v, t, { beta2 }) => v * (1 - beta2 ** t),
    },
    "The averages are multiplied by the correction; they are to be divided by it.",
  ],
  [
    {
      m: (old, g, { beta2 }) => beta2 * old + (1 - beta2) * g,
      v: (old, g, { beta1 }) => beta1 * old + (1 - beta1) * g * g,
    },
    "Are β₁ and β₂ exchanged? β₁ belongs to m.",
  ],
  [
    { m: (old, g, { beta1 }) => beta1 * old + g },
    "Is g added to m as a whole? Its share is 1 − β₁.",
  ],
  [
    { v: (old, g, { beta2 }) => beta2 * old + g * g },
    "Is g² added to v as a whole? Its share is 1 − β₂.",
  ],
  [
    { m: (old, g, { beta1 }) => (1 - beta1) * old + beta1 * g },
    "Are the two shares in m exchanged? The old average has β₁.",
  ],
  [
    { v: (old, g, { beta2 }) => (1 - beta2) * old + beta2 * g * g },
    "Are the two shares in v exchanged? The old average has β₂.",
  ],
  [{ m: (_, g, { beta1 }) => (1 - beta1) * g }, "Is the old m left out? It has the share β₁."],
  [{ v: (_, g, { beta2 }) => (1 - beta2) * g * g }, "Is the old v left out? It has the share β₂."],
  [
    { v: (old, g, { beta2 }) => beta2 * old + (1 - beta2) * Math.abs(g) },
    "v is an average of sizes |g|; it is one of squares.",
  ],
  [
    { move: (mHat, vHat, { alpha, epsilon }) => (alpha * mHat) / Math.sqrt(vHat + epsilon) },
    "Does ε stand under the root? It is added to the root.",
  ],
  [
    { move: (mHat, vHat, { alpha, epsilon }) => (alpha * mHat) / (vHat + epsilon) },
    "Is the root of v̂ missing?",
  ],
  [
    { move: (_, vHat, { alpha, epsilon }) => alpha / (Math.sqrt(vHat) + epsilon) },
    "Is m̂ missing above the line?",
  ],
  [{ move: (mHat, _, { alpha }) => alpha * mHat }, "Is m̂ divided by √v̂ + ε?"],
];

/** How far each step moves a weight, and what is remembered in the end, walk by walk. */
function walk(step: AdamStep): Readonly<Record<string, number[]>> {
  const walks = Object.entries(gradients()).map(([name, of]) => {
    const weight = { w: 1, m: 0, v: 0 };
    const moves = of.map((g, k) => {
      const before = weight.w;
      step(weight, g, k + 1, CONSTANTS);
      return weight.w - before;
    });
    return { name, moves, weight };
  });
  return {
    ...Object.fromEntries(walks.map(({ name, moves }) => [`${name}: moves`, moves])),
    "m in the end": walks.map(({ weight }) => weight.m),
    "v in the end": walks.map(({ weight }) => weight.v),
  };
}

/** One step of the project's own Adam. */
const right: AdamStep = (weight, g, t, { alpha, ...constants }) => {
  const [w, gs, m, v] = [weight.w, g, weight.m, weight.v].map((value) => Float64Array.of(value));
  update(w, gs, m, v, { ...constants, learningRate: alpha, steps: t });
  [weight.w, weight.m, weight.v] = [w[0], m[0], v[0]];
};

/** What is to be said of a learner's step: how far it moves each weight, and what it remembers. */
export function checkAdam(step: AdamStep): CheckResult {
  const [yours, theirs] = [walk(step), walk(right)];
  const names = Object.keys(theirs);
  const comparisons = names.map((name) =>
    compare(name, [theirs[name].length], yours[name], theirs[name]),
  );
  const slips = KNOWN.map(([slip, said]) => ({
    made: walk(typeof slip === "function" ? slip : withSlip(slip)),
    said,
  }));
  return conclude("Adam", comparisons, [], {
    patternsOf: (position) =>
      slips.map(({ made, said }) => comesFrom((i) => made[names[position]][i], said)),
  });
}
