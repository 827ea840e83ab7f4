/** Judges a learner's solution with the project's own gradient check. */
import { Adversary } from "../../../src/aae/parts/adversary.ts";
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import { checkLoss } from "../../../src/gradcheck/check-loss.ts";
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { compare } from "../../../src/gradcheck/comparison.ts";
import { comesFrom } from "../../../src/gradcheck/marks.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { InputError } from "../../../src/input-error.ts";
import { Activation } from "../../../src/layers/activation.ts";
import { Dense } from "../../../src/layers/dense.ts";
import { network } from "../../../src/layers/network.ts";
import { relu } from "../../../src/layers/relu.ts";
import type { Sequential } from "../../../src/layers/sequential.ts";
import { bceWithLogits } from "../../../src/losses/bce-with-logits.ts";
import { update } from "../../../src/optim/adam.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import type { Solution } from "../engine/messages.ts";
import type { Exercise, Verdict } from "./exercises.ts";
import {
  exerciseNamed,
  kernelsWith,
  type Learned,
  LearnerDense,
  learned,
  lossOf,
  playPhase,
} from "./learner.ts";

/**
 * What is wrong with a solution, or that nothing is.
 *
 * @throws InputError if the code cannot be run at all.
 */
export function judge({ exercise: id, code }: Solution): Verdict {
  const exercise = exerciseNamed(id);
  const own = learned(exercise, code);
  try {
    const { passed, problems, compared, largestError, comparisons } = JUDGES[exercise.id](own);
    return {
      ...{ passed, problems, compared, largestError },
      tables: comparisons.map(({ name, shape, analytic, numerical, wrong, worst }) => ({
        ...{ name, shape, wrong, worst },
        ...{ analytic: Array.from(analytic), numerical: Array.from(numerical) },
      })),
    };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new InputError(
      `The code threw ${what.replace(/\.$/, "")}. Look at the line that does it.`,
    );
  }
}

const JUDGES: Readonly<Record<Exercise["id"], (own: Learned) => CheckResult>> = {
  relu: (own) => checkLayer(new Activation(kernelsWith(doubleKernels, "relu", own), relu), [4, 5]),

  dense: (own) =>
    checkLayer(
      new LearnerDense(
        doubleKernels,
        new Dense(doubleKernels, 5, 3, new SeededRandom("dense")),
        own,
      ),
      [4, 5],
    ),

  bce(own) {
    const P = drawn("logits", 6, 1);
    const T = tensorFrom(doubleKernels, [1, 0, 1, 1, 0, 0], 6, 1);
    const loss = lossOf(own);
    const result = checkLoss(loss, P, T);
    const dP = zeros(doubleKernels, 6, 1);
    const problems = [...result.problems, ...otherLoss(loss(P, T, dP), bceWithLogits(P, T, dP))];
    const far = tensorFrom(doubleKernels, [800, -800], 2, 1);
    const dFar = zeros(doubleKernels, 2, 1);
    const at = loss(far, tensorFrom(doubleKernels, [0, 1], 2, 1), dFar);
    if (problems.length === 0 && !(Number.isFinite(at) && valuesOf(dFar).every(Number.isFinite))) {
      problems.push(
        `For logits of 800 and −800 the loss is ${at}, but it should be 800: does an exponential overflow, or a logarithm see 0?`,
      );
    }
    return withProblems(result, problems);
  },

  discriminator(own) {
    const { discriminator, encoder, pass } = players();
    const [P, Z] = [drawn("prior", 4, 2), drawn("codes", 4, 2)];
    const game = { kernels: doubleKernels, encoder, discriminator, pass };
    const play = () => playPhase(own, game, { P: valuesOf(P), Z: valuesOf(Z) });
    const result = checkObjective(play, discriminator.parameters);
    const ours = new Adversary(doubleKernels, discriminator).discriminate(P, Z, pass);
    return withProblems(result, [
      ...otherLoss(play(), ours),
      ...result.problems,
      ...notFromZero(play, discriminator, "discriminator"),
    ]);
  },

  generator(own) {
    const { discriminator, encoder, pass } = players();
    const X = drawn("images", 4, 6);
    const game = { kernels: doubleKernels, encoder, discriminator, pass };
    const play = () => playPhase(own, game, { X: valuesOf(X) });
    const result = checkObjective(play, encoder.parameters);
    const Z = encoder.forward(X, pass);
    const ours = new Adversary(doubleKernels, discriminator).generate(Z, pass).loss;
    for (const { grad } of discriminator.parameters) grad.data.fill(0.5);
    const loss = play();
    const frozen = discriminator.parameters.every(({ grad }) =>
      valuesOf(grad).every((g) => g === 0.5),
    );
    return withProblems(result, [
      ...otherLoss(loss, ours),
      ...(frozen
        ? []
        : [
            'The discriminator is not frozen: its gradients have changed. Hand "input" to its backward, and leave its gradients alone.',
          ]),
      ...result.problems,
      ...notFromZero(play, encoder, "encoder"),
    ]);
  },

  adam(own) {
    const count = 6;
    const random = new SeededRandom("adam");
    const row = () => Float64Array.from({ length: count }, () => random.normal());
    const start = row();
    const gradients = [row(), row(), row()];
    const constants = { learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 0.01 };
    const run = (rule: typeof update) => {
      const [w, m, v] = [start.slice(), new Float64Array(count), new Float64Array(count)];
      gradients.forEach((g, k) => {
        rule(w, g.slice(), m, v, { ...constants, steps: k + 1 });
      });
      return { w, m, v };
    };
    const theirs = run(kernelsWith(doubleKernels, "adam", own).fastest(update));
    const ours = run(update);
    const names = ["m", "v", "w"] as const;
    const comparisons = names.map((name) => compare(name, [count], theirs[name], ours[name]));
    // Wrong moments make wrong weights: so only the first that is wrong is explained.
    const wrong = comparisons.findIndex((it) => it.wrong.length > 0);
    const explained = wrong < 0 ? comparisons : comparisons.slice(0, wrong + 1);
    const result = conclude("adam", explained, [], {
      patternsOf: (k) =>
        adamMistakes.map(([rule, said]) => comesFrom((i) => run(rule)[names[k]][i], said)),
    });
    const problems = result.problems.map((text) =>
      text.replace(/numerical/g, "right").replace(/analytic/g, "yours"),
    );
    return { ...result, comparisons, problems };
  },
};

type Rule = typeof update;

/** Adam as it is often written wrongly, and what to say then. */
const adamMistakes: readonly (readonly [rule: Rule, said: string])[] = [
  [
    adamLike(({ m, v, epsilon }) => m / (Math.sqrt(v) + epsilon)),
    "The moments start at 0 and are not corrected: where are 1 − β₁ᵗ and 1 − β₂ᵗ?",
  ],
  [
    adamLike(({ mHat, vHat, epsilon }) => mHat / Math.sqrt(vHat + epsilon)),
    "ε stands under the root; it belongs behind it: √v̂ + ε.",
  ],
  [
    adamLike(({ mHat, vHat, epsilon }) => -mHat / (Math.sqrt(vHat) + epsilon)),
    "The step goes uphill: is a minus missing?",
  ],
  [adamLike(({ mHat, vHat, epsilon }) => mHat / (vHat + epsilon)), "Is the root over v̂ missing?"],
  [
    adamLike(({ g, vHat, epsilon }) => g / (Math.sqrt(vHat) + epsilon)),
    "The step follows g itself; it should follow m̂.",
  ],
  [
    adamLike(({ m, vHat, epsilon }) => m / (Math.sqrt(vHat) + epsilon)),
    "m is not corrected: where is 1 − β₁ᵗ?",
  ],
  [
    adamLike(({ mHat, v, epsilon }) => mHat / (Math.sqrt(v) + epsilon)),
    "v is not corrected: where is 1 − β₂ᵗ?",
  ],
  [
    (w, g, m, v, constants) =>
      update(w, g, m, v, { ...constants, steps: constants.steps - 1 || 1 }),
    "Is t counted from 0? It counts from 1.",
  ],
  [
    (w, g, m, v, constants) => {
      const { beta1, beta2 } = constants;
      for (let i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + g[i];
        v[i] = beta2 * v[i] + g[i] ** 2;
      }
    },
    "The new gradient counts whole; it should count (1 − β).",
  ],
  [
    (w, g, m, v, { beta1, beta2 }) => {
      for (let i = 0; i < w.length; i++) {
        m[i] = (1 - beta1) * m[i] + beta1 * g[i];
        v[i] = (1 - beta2) * v[i] + beta2 * g[i] ** 2;
      }
    },
    "β and 1 − β are exchanged.",
  ],
  [
    (w, g, m, v, { beta1, beta2 }) => {
      for (let i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i];
      }
    },
    "v holds g where it should hold g².",
  ],
  [
    (w, g, m, v, { beta1, beta2 }) => {
      for (let i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta1 * v[i] + (1 - beta1) * g[i] ** 2;
      }
      return beta2;
    },
    "v forgets with β₁ where it should with β₂.",
  ],
];

/** Adam with right moments and another step. */
function adamLike(
  step: (given: {
    g: number;
    m: number;
    v: number;
    mHat: number;
    vHat: number;
    epsilon: number;
  }) => number,
): Rule {
  return (w, g, m, v, { learningRate, beta1, beta2, epsilon, steps }) => {
    for (let i = 0; i < w.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      const [mHat, vHat] = [m[i] / (1 - beta1 ** steps), v[i] / (1 - beta2 ** steps)];
      w[i] -= learningRate * step({ g: g[i], m: m[i], v: v[i], mHat, vHat, epsilon });
    }
  };
}

/** A small encoder and discriminator, for the phases. */
function players() {
  const random = new SeededRandom("players");
  return {
    encoder: network(doubleKernels, { widths: [6, 5, 2] }, random),
    discriminator: network(doubleKernels, { widths: [2, 4, 1] }, random),
    pass: { training: true, random: new SeededRandom("pass") },
  };
}

function drawn(seed: string, rows: number, columns: number): Tensor {
  const random = new SeededRandom(seed);
  const X = zeros(doubleKernels, rows, columns);
  const x = valuesOf(X);
  for (let i = 0; i < x.length; i++) x[i] = random.normal();
  return X;
}

/** A gradient can be right for a loss that is not the one that was asked for. */
function otherLoss(theirs: number, ours: number): string[] {
  if (Math.abs(theirs - ours) <= 1e-9 * Math.abs(ours)) return [];
  const factor = theirs / ours;
  const times = Math.abs(factor - Math.round(factor)) < 1e-6 && factor !== 0;
  const share = Math.abs(1 / factor - Math.round(1 / factor)) < 1e-6;
  const hint = times
    ? ` It is ${Math.round(factor)} times as large: is a mean a sum?`
    : share
      ? ` It is 1/${Math.round(1 / factor)} of it: is it divided once too often?`
      : " Are the targets those that were asked for, and each in its place?";
  return [`The loss is ${theirs.toPrecision(6)}, but it should be ${ours.toPrecision(6)}.${hint}`];
}

/** Whether a phase adds to what an earlier one has left. */
function notFromZero(play: () => number, { parameters }: Sequential, name: string): string[] {
  for (const { grad } of parameters) grad.data.fill(0);
  play();
  const right = parameters.map(({ grad }) => valuesOf(grad).slice());
  for (const { grad } of parameters) grad.data.fill(1);
  play();
  const same = parameters.every(({ grad }, k) =>
    valuesOf(grad).every((g, i) => Math.abs(g - right[k][i]) < 1e-9),
  );
  return same
    ? []
    : [
        `The ${name}’s gradients of the step before are still in it: begin with zeroGradients(${name}).`,
      ];
}

function withProblems(result: CheckResult, problems: readonly string[]): CheckResult {
  return { ...result, problems, passed: problems.length === 0 };
}
