/** The exercise of chapter 19: backward through a map's codes, and the cost of heads that are near. */
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { ClusterHeads } from "../../../src/layers/cluster-heads.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { headsApart } from "../../../src/losses/heads-apart.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";
import { alsoFills, attempt, changed, dot, type Known, otherValue, recognise } from "./numbers.ts";

/** Rows of numbers: y and dy [B, K], the heads W and dW [K, 2], dC and dz [B, 2]. */
export interface MapNumbers {
  readonly y: Values;
  readonly W: Values;
  /** The gradient of the codes y·W + z. */
  readonly dC: Values;
  /** To be filled. */
  readonly dy: Values;
  readonly dz: Values;
  /** To be added to. */
  readonly dW: Values;
  readonly B: number;
  readonly K: number;
  /** η, and what one unit of missing distance costs. */
  readonly distance: number;
  readonly cost: number;
}

/** Returns the cost of the heads, fills dy and dz, and adds to dW. */
export type MapBackward = (numbers: MapNumbers) => number;

const [B, K] = [5, 4];
const [distance, cost] = [2, 0.7];
/** Two pairs of heads are nearer than 2, the others are farther apart. */
const HEADS = [0, 0, 0.9, 1.2, 3.5, -0.5, 3, 0.6];
const counts = [
  { value: B, meaning: "the batch size" },
  { value: K, meaning: "the number of clusters" },
];

/** Every pair of heads i < j, with their distance. */
const PAIRS = [0, 1, 2, 3].flatMap((i) =>
  [0, 1, 2, 3]
    .filter((j) => j > i)
    .map((j) => ({
      i,
      j,
      length: Math.hypot(HEADS[2 * i] - HEADS[2 * j], HEADS[2 * i + 1] - HEADS[2 * j + 1]),
    })),
);
const near = PAIRS.filter(({ length }) => length < distance);
const sum = (pairs: typeof PAIRS, of: (length: number) => number) =>
  pairs.reduce((all, { length }) => all + of(length), 0);
const missing = (length: number) => distance - length;

/** Costs that are known mistakes. */
const COSTS: readonly (readonly [number, string])[] = [
  [sum(near, missing), "Is c, the price of a unit, left out?"],
  [2 * cost * sum(near, missing), "Every pair is counted twice: let j begin at i + 1."],
  [
    2 * cost * sum(near, missing) + K * cost * distance,
    "Every pair is counted twice, and each head with itself: let j begin at i + 1.",
  ],
  [
    cost * sum(near, missing) + K * cost * distance,
    "Each head is counted with itself: let j begin at i + 1.",
  ],
  [
    cost * sum(PAIRS, missing),
    "Heads that are farther apart than η are counted with a minus: they cost nothing.",
  ],
  [
    cost * sum(PAIRS, (length) => Math.abs(missing(length))),
    "Heads that are farther apart than η cost as well: they should cost nothing.",
  ],
  [
    cost * sum(near, (length) => missing(length) ** 2),
    "That is the square of what is missing: the cost is linear.",
  ],
  [
    cost * sum(near, (length) => distance - length ** 2),
    "Is it the squared distance? Take its root.",
  ],
  [
    cost *
      sum(
        PAIRS.filter(({ length }) => length ** 2 < distance),
        (length) => distance - length ** 2,
      ),
    "Is it the squared distance? Take its root.",
  ],
  [
    cost * sum(near, (length) => length),
    "That is the distance itself: what is missing of η is meant.",
  ],
  [cost * near.length * distance, "Every near pair costs the whole η: only what is missing costs."],
  [
    (cost * sum(near, missing)) / near.length,
    "That is the mean over the pairs: their sum is meant.",
  ],
  [(cost * sum(near, missing)) / K, "It is divided by the number of heads: the sum is meant."],
  [
    cost *
      sum(
        PAIRS.filter(({ length }) => length >= distance),
        missing,
      ),
    "The condition is the other way round: heads that are nearer than η cost, the others do not.",
  ],
  [0, "Is the cost of the heads computed?"],
  [-cost * sum(near, missing), "The sign is the other one: heads that are near cost something."],
];

/** Gradients of W that are known mistakes: that of y·W, and some gradient of the cost. */
function headMistakes(ofCodes: ArrayLike<number>): Known[] {
  const made = (pairs: typeof PAIRS, of: (length: number) => readonly [number, number]) => {
    const dW = Float64Array.from(ofCodes);
    for (const { i, j, length } of pairs) {
      const [first, second] = of(length);
      for (let d = 0; d < 2; d++) {
        const apart = HEADS[2 * i + d] - HEADS[2 * j + d];
        dW[2 * i + d] += first * apart;
        dW[2 * j + d] += second * apart;
      }
    }
    return dW;
  };
  const alone = made(near, (length) => [-cost / length, cost / length]).map(
    (value, k) => value - ofCodes[k],
  );
  const said = "The part of y·W is right; ";
  return [
    [ofCodes, `${said}the cost of the heads is in what you return and not in dW.`],
    [alone, "That is the gradient of the cost alone: where is yᵀ·dC?"],
    [
      made(near, (length) => [cost / length, -cost / length]),
      `${said}the push of the heads has the other sign: it would pull them together.`,
    ],
    [
      made(near, () => [-cost, cost]),
      `${said}the push is not divided by the distance: its size is c, however near two heads are.`,
    ],
    [
      made(near, (length) => [-cost / length, 0]),
      `${said}of each pair only the first head is pushed.`,
    ],
    [
      made(near, (length) => [0, cost / length]),
      `${said}of each pair only the second head is pushed.`,
    ],
    [
      made(near, (length) => [-cost / length, -cost / length]),
      `${said}both heads of a pair are pushed the same way: the second goes the opposite way.`,
    ],
    [
      made(PAIRS, (length) => [-cost / length, cost / length]),
      `${said}heads that are farther apart than η are pushed as well.`,
    ],
    [
      made(near, (length) => [-1 / length, 1 / length]),
      `${said}the push lacks c, the price of a unit.`,
    ],
    [
      made(near, (length) => [(-2 * cost) / length, (2 * cost) / length]),
      `${said}every pair pushes twice.`,
    ],
    [
      made(near, (length) => [-cost / length ** 2, cost / length ** 2]),
      `${said}the push is divided by the squared distance.`,
    ],
    [
      made(near, (length) => [
        (-2 * cost * missing(length)) / length,
        (2 * cost * missing(length)) / length,
      ]),
      `${said}that is the push of a squared cost: this one is linear.`,
    ],
  ];
}

/** What is to be said of a learner's backward: of the cost first, then of the gradients. */
export function checkMap(answer: MapBackward): CheckResult {
  return attempt("map", () => {
    const random = new SeededRandom("map");
    const of = (name: string, rows: number, columns: number): Parameter => ({
      name,
      value: fillNormal(zeros(doubleKernels, rows, columns), random),
      grad: zeros(doubleKernels, rows, columns),
    });
    const [y, z, W] = [of("dy", B, K), of("dz", B, 2), of("dW", K, 2)];
    valuesOf(W.value).set(HEADS);
    const dC = valuesOf(fillNormal(zeros(doubleKernels, B, 2), random));
    const backward = () =>
      answer({
        ...{ y: valuesOf(y.value), W: valuesOf(W.value), dC, B, K, distance, cost },
        ...{ dy: valuesOf(y.grad), dz: valuesOf(z.grad), dW: valuesOf(W.grad) },
      });
    const right = headsApart(W.value, zeros(doubleKernels, K, 2), { distance, cost });
    const value = otherValue("cost of the heads", backward(), right, COSTS);
    if (value !== null) return conclude("", [], [value]);

    const touched = changed(backward, { y: valuesOf(y.value), W: valuesOf(W.value), dC });
    if (touched !== null) return conclude("", [], [touched]);
    const objective = () => {
      const costs = backward();
      return costs + dot(codesOf(y.value, z.value, W.value), dC);
    };
    const ofCodes = new Float64Array(2 * K);
    for (let b = 0; b < B; b++) {
      for (let k = 0; k < 2 * K; k++) {
        ofCodes[k] += valuesOf(y.value)[b * K + Math.floor(k / 2)] * dC[2 * b + (k % 2)];
      }
    }
    const known = { dW: headMistakes(ofCodes) };
    const result = recognise(checkObjective(objective, [y, z, W], { counts }), known);
    const filled = alsoFills(result, backward, [y, z]);
    if (!filled.passed) return filled;
    valuesOf(W.grad).fill(7);
    backward();
    const adds = result.comparisons[2].analytic.every(
      (grad, i) => Math.abs(valuesOf(W.grad)[i] - 7 - grad) < 1e-9,
    );
    if (adds) return result;
    const said =
      "dW is overwritten: add to what stands there, +=, as every layer does with its gradients.";
    return { ...result, passed: false, problems: [said] };
  });
}

/** y·W + z, by the project's layer. */
function codesOf(y: Parameter["value"], z: Parameter["value"], W: Parameter["value"]): Values {
  const layer = new ClusterHeads(doubleKernels, K, 2, new SeededRandom(0));
  valuesOf(layer.heads.value).set(valuesOf(W));
  const rows = Array.from({ length: B }, (_, b) => [
    ...valuesOf(y).subarray(b * K, (b + 1) * K),
    ...valuesOf(z).subarray(2 * b, 2 * b + 2),
  ]);
  return valuesOf(layer.forward(tensorFrom(doubleKernels, rows.flat(), B, K + 2)));
}
