/** The exercise of chapter 17: the cross-entropy of the rows that have a label. */
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { crossEntropyWithLogits } from "../../../src/losses/cross-entropy-with-logits.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";
import { alsoFills, attempt, changed, type Known, otherValue, recognise } from "./numbers.ts";

/** What the encoder gives for a batch, [logits of y | z] [B, K + n], and its gradient, to be filled. */
export interface FewLabelsNumbers {
  readonly X: Values;
  /** One for each row, 0 to K − 1, or −1 where none is known. */
  readonly labels: readonly number[];
  readonly dX: Values;
  readonly B: number;
  readonly K: number;
  readonly n: number;
}

/** Returns the mean cross-entropy of the labelled rows and fills dX. */
export type FewLabels = (numbers: FewLabelsNumbers) => number;

const [B, K, n] = [5, 3, 2];
const WIDTH = K + n;
const labels = [2, -1, 0, -1, -1];
const labelled = 2;
const counts = [
  { value: B, meaning: "the batch size" },
  { value: labelled, meaning: "the number of labelled rows" },
  { value: K, meaning: "the number of classes" },
];

/** softmax of columns of a row */
function softmax(x: Values, b: number, width = K): number[] {
  const exps = Array.from(x.subarray(b * WIDTH, b * WIDTH + width), Math.exp);
  const sum = exps.reduce((all, e) => all + e, 0);
  return exps.map((e) => e / sum);
}

const target = (b: number, j: number) => Number(labels[b] === j);
const has = (b: number) => labels[b] >= 0;

/** The right loss: the project's, of the labelled rows and the columns of y alone. */
function rightLoss(x: Values): number {
  const rows = labels.flatMap((_, b) => (has(b) ? [b] : []));
  const logits = rows.flatMap((b) => Array.from(x.subarray(b * WIDTH, b * WIDTH + K)));
  const targets = rows.flatMap((b) => Array.from({ length: K }, (_, j) => target(b, j)));
  return crossEntropyWithLogits(
    tensorFrom(doubleKernels, logits, rows.length, K),
    tensorFrom(doubleKernels, targets, rows.length, K),
    zeros(doubleKernels, rows.length, K),
  );
}

/** Losses that are known mistakes. */
function lossMistakes(x: Values): (readonly [number, string])[] {
  const sum = (of: (b: number) => number) =>
    labels.reduce((all, _, b) => all + (has(b) ? of(b) : 0), 0);
  const surprise = (b: number) => -Math.log(softmax(x, b)[labels[b]]);
  const first = labels.reduce(
    (all, label, b) => all - Math.log(softmax(x, b)[Math.max(0, label)]),
    0,
  );
  const last = labels.reduce(
    (all, label, b) => all - Math.log(softmax(x, b)[label < 0 ? K - 1 : label]),
    0,
  );
  const whole = (b: number) => -Math.log(softmax(x, b, WIDTH)[labels[b]]);
  return [
    [
      sum(surprise) / B,
      `The sum is divided by all ${B} rows: it is the mean over the ${labelled} that have a label.`,
    ],
    [sum(surprise), `That is the sum over the ${labelled} labelled rows: take their mean.`],
    [-sum(surprise) / labelled, "The sign is the other one."],
    [first / B, "Rows without a label are counted as if their label were 0: leave them out."],
    [
      first / labelled,
      "Rows without a label are counted as if their label were 0: leave them out.",
    ],
    ...[labelled, labels.filter((label) => label > 0).length].map(
      (count): readonly [number, string] => [
        sum((b) => (labels[b] > 0 ? surprise(b) : 0)) / count,
        "Rows with the label 0 are left out: it is a label; −1 says that there is none.",
      ],
    ),
    [
      last / labelled,
      `Rows without a label are counted as if their label were ${K - 1}: leave them out.`,
    ],
    [last / B, `Rows without a label are counted as if their label were ${K - 1}: leave them out.`],
    [
      sum(whole) / labelled,
      "The softmax runs over the whole row: y has the first K columns, and z is none of its business.",
    ],
    [sum((b) => 1 - softmax(x, b)[labels[b]]) / labelled, "Is the logarithm missing?"],
    [sum((b) => -softmax(x, b)[labels[b]]) / labelled, "Is the logarithm missing?"],
    [
      sum((b) => -x[b * WIDTH + labels[b]]) / labelled,
      "Those are the logits themselves: the softmax is missing.",
    ],
    [
      sum((b) => surprise(b) / Math.LN2) / labelled,
      "Is it a logarithm to the base 2? The natural one is meant.",
    ],
    [
      sum((b) => -Math.log(Math.exp(x[b * WIDTH + labels[b]]) / sumOfExps(x, 0))) / labelled,
      "Every row is divided by the sum of the first: each has a sum of its own.",
    ],
  ];
}

const sumOfExps = (x: Values, b: number) =>
  Array.from(x.subarray(b * WIDTH, b * WIDTH + K), Math.exp).reduce((all, e) => all + e, 0);

/** Gradients that are known mistakes. */
function gradientMistakes(x: Values): Known[] {
  const dX = (at: (b: number, j: number, p: number) => number): Float64Array =>
    Float64Array.from({ length: B * WIDTH }, (_, i) => {
      const [b, j] = [Math.floor(i / WIDTH), i % WIDTH];
      return at(b, j, softmax(x, b)[j] ?? 0);
    });
  const y = (b: number, j: number) => has(b) && j < K;
  return [
    [
      dX((b, j, p) => (y(b, j) ? (p - target(b, j)) / B : 0)),
      `The gradient is divided by all ${B} rows, the loss by the ${labelled} that have a label.`,
    ],
    [
      dX((b, j, p) => (y(b, j) ? p - target(b, j) : 0)),
      `The loss is a mean over the ${labelled} labelled rows: so is its gradient.`,
    ],
    [
      dX((b, j, p) => (j < K ? (p - target(b, j)) / labelled : 0)),
      "Rows without a label have a gradient as well, p alone: nothing pushes them here, so it is 0.",
    ],
    [
      dX((b, j, p) => (y(b, j) ? (p - target(b, j)) / labelled : j < K ? p : 0)),
      "Rows without a label have a gradient as well, p alone: nothing pushes them here, so it is 0.",
    ],
    [
      dX((b, j, p) => (j < K ? (p - Number(Math.max(0, labels[b]) === j)) / labelled : 0)),
      "Rows without a label are pushed towards the class 0: nothing pushes them here, so it is 0.",
    ],
    [
      dX((b, j, p) => (y(b, j) ? p / labelled : 0)),
      "That is p alone: the gradient is p − t, with t = 1 in the label's column.",
    ],
    [
      dX((b, j) => (y(b, j) ? -target(b, j) / labelled : 0)),
      "That is −t alone: the gradient is p − t.",
    ],
    [
      dX((b, j, p) => (y(b, j) && target(b, j) ? (p - 1) / labelled : 0)),
      "Only the label's column has a gradient: the softmax ties the others to it, and theirs is p.",
    ],
    [
      dX((b, j, p) => (y(b, j) && target(b, j) ? -1 / p / labelled : 0)),
      "That is the gradient of p, before it goes back through the softmax.",
    ],
    [
      dX((b, j, p) => (y(b, j) ? ((p - target(b, j)) * p * (1 - p)) / labelled : 0)),
      "It has p·(1 − p) as a factor: p − t is the gradient of the logits already.",
    ],
    [
      dX((b, j, p) => (y(b, j) ? (p - target(b, j)) / labelled : has(b) ? x[b * WIDTH + j] : 0)),
      "The columns of z have a gradient: the classification leaves z alone, so it is 0.",
    ],
  ];
}

/** What is to be said of an answer: its loss first, then its gradient, then a batch without a label. */
export function checkFewLabels(answer: FewLabels): CheckResult {
  return attempt("few labels", () => {
    const X: Parameter = {
      name: "dX",
      value: fillNormal(zeros(doubleKernels, B, WIDTH), new SeededRandom("few labels")),
      grad: zeros(doubleKernels, B, WIDTH),
    };
    const [x, dX] = [X.value, X.grad].map(valuesOf);
    const loss = () => answer({ X: x, labels, dX, B, K, n });
    const value = otherValue("loss", loss(), rightLoss(x), lossMistakes(x));
    if (value !== null) return conclude("", [], [value]);
    const touched = changed(loss, { X: x });
    if (touched !== null) return conclude("", [], [touched]);
    const check = checkObjective(loss, [X], { counts });
    const result = alsoFills(recognise(check, { dX: gradientMistakes(x) }), loss, [X]);
    if (!result.passed) return result;
    dX.fill(7);
    const none = answer({ X: x, labels: labels.map(() => -1), dX, B, K, n });
    if (none === 0 && dX.every((value) => value === 0)) return result;
    const problem = `For a batch in which no row has a label the loss is ${none}, and the first number of dX ${dX[0]}; both should be 0. Is there a division by the number of labelled rows, which is 0 there?`;
    return { ...result, passed: false, problems: [problem] };
  });
}
