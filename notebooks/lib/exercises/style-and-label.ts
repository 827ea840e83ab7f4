/** The exercise of chapter 16: a label beside a style, forward and backward. */
import { writeOneHots } from "../../../src/aae/parts/one-hot.ts";
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { copyColumns } from "../../../src/layers/columns.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";
import {
  alsoFills,
  attempt,
  changed,
  dot,
  judgeNumbers,
  type Known,
  recognise,
} from "./numbers.ts";

/** Rows of numbers: styles Z [B, n], one label for each, and codes [B, n + K], to be filled. */
export interface ForwardNumbers {
  readonly Z: Values;
  readonly labels: readonly number[];
  readonly codes: Values;
  readonly B: number;
  readonly n: number;
  readonly K: number;
}

/** The gradient of the codes [B, n + K], and that of the styles [B, n], to be filled. */
export interface BackwardNumbers {
  readonly dCodes: Values;
  readonly dZ: Values;
  readonly B: number;
  readonly n: number;
  readonly K: number;
}

/** codes = [z | one-hot of the label]. */
export interface StyleAndLabel {
  forward(numbers: ForwardNumbers): void;
  backward(numbers: BackwardNumbers): void;
}

const [B, n, K] = [4, 3, 5];
const WIDTH = n + K;
const labels = [2, 0, 4, 2];
const counts = [
  { value: B, meaning: "the batch size" },
  { value: n, meaning: "the length of a style" },
  { value: K, meaning: "the number of classes" },
];

/** Codes in which each number is given by its row and column. */
const codesOf = (at: (b: number, j: number) => number) =>
  Float64Array.from({ length: B * WIDTH }, (_, i) => at(Math.floor(i / WIDTH), i % WIDTH));
const oneHot = (b: number, j: number) => Number(labels[b] === j);

/** Codes that are known mistakes. */
const forwardMistakes = (z: Values): Known[] => [
  [
    codesOf((b, j) => (j < K ? oneHot(b, j) : z[b * n + j - K])),
    "The label stands before the style: the style comes first.",
  ],
  [codesOf((b, j) => (j < n ? z[b * n + j] : 0)), "The styles are right; is the one-hot written?"],
  [codesOf((b, j) => (j < n ? 0 : oneHot(b, j - n))), "The one-hots are right; is z copied?"],
  [
    codesOf((b, j) => (j < n ? z[b * n + j] : oneHot(b, j - n + 1))),
    "Each 1 is a column too early: the label 0 has column n, counted from 0.",
  ],
  [
    codesOf((b, j) => (j < n ? z[b * n + j] : oneHot(b, j - n - 1))),
    "Each 1 is a column too far: the label 0 has column n, counted from 0.",
  ],
  [
    codesOf((b, j) => (j < n ? z[b * n + j] : j === n ? labels[b] : 0)),
    "The label stands there as a number: its one-hot is meant, a 1 in the label's column.",
  ],
  [
    codesOf((b, j) => (j < n ? z[b * n + j] : labels[b] * oneHot(b, j - n))),
    "The label stands in its column, where a 1 is meant.",
  ],
  [
    codesOf((b, j) => (j < n ? z[b * n + j] : Number(labels[0] === j - n))),
    "Every row has the label of the first: labels[b] is that of row b.",
  ],
  [
    codesOf((b, j) => (j < n ? z[j] : oneHot(b, j - n))),
    "Every row has the style of the first: row b of Z begins at b·n.",
  ],
];

/** Gradients that are known mistakes. */
function backwardMistakes(d: Values): Known[] {
  const dZ = (at: (b: number, j: number) => number): Float64Array =>
    Float64Array.from({ length: B * n }, (_, i) => at(Math.floor(i / n), i % n));
  const ofLabel = (b: number) =>
    Array.from(d.subarray(b * WIDTH + n, (b + 1) * WIDTH)).reduce((a, c) => a + c, 0);
  return [
    [
      dZ((b, j) => d[b * n + j]),
      "The rows of dCodes are read as if they had n numbers: they have n + K.",
    ],
    [
      dZ((b, j) => d[b * WIDTH + K + j]),
      "Those are the last n columns: the style's are the first n.",
    ],
    [
      dZ((b, j) => d[b * WIDTH + n + j]),
      "Those are the first columns of the label: the style's are the first n.",
    ],
    [
      dZ((b, j) => d[b * WIDTH + j] + ofLabel(b)),
      "The label's gradient is added to every number of the style: it goes nowhere, since the label is given.",
    ],
    [
      dZ((b, j) => d[b * WIDTH + j] + d[b * WIDTH + n + j]),
      "The label's first columns are added to the style's: they go nowhere, since the label is given.",
    ],
    [
      dZ((b, j) => d[b * WIDTH + j] + d[b * WIDTH + n + labels[b]]),
      "The gradient of the label's 1 is added: it goes nowhere, since the label is given.",
    ],
    [
      dZ((_, j) => d[j]),
      "Every row has the gradient of the first: row b of dCodes begins at b·(n + K).",
    ],
    [
      dZ(() => 1),
      "Every number is 1: that is how much a code moves with its style; dCodes says how much the loss does.",
    ],
  ];
}

/** What is to be said of a learner's two loops: of forward first. */
export function checkStyleAndLabel(answer: StyleAndLabel): CheckResult {
  return attempt("style and label", () => {
    const random = new SeededRandom("style and label");
    const [value, dCodes, codes] = [n, WIDTH, WIDTH].map((width) => zeros(doubleKernels, B, width));
    fillNormal(value, random);
    fillNormal(dCodes, random);
    const Z: Parameter = { name: "dZ", value, grad: zeros(doubleKernels, B, n) };
    const [z, d, dz] = [value, dCodes, Z.grad].map(valuesOf);
    const yours = (before: number) => {
      const filled = new Float64Array(B * WIDTH).fill(before);
      answer.forward({ Z: z, labels, codes: filled, B, n, K });
      return filled;
    };

    const forward = judgeNumbers("style and label", {
      ...{ name: "codes", shape: [B, WIDTH], yours: yours(0), known: forwardMistakes(z) },
      right: valuesOf(rightCodes()),
    });
    if (!forward.passed) return forward;
    if (yours(7).some((value, i) => value !== valuesOf(codes)[i])) {
      const said =
        "What stood in codes before shows in the result: write the zeros of the one-hot as well.";
      return conclude("", forward.comparisons, [said], { explained: true });
    }

    const backward = () => answer.backward({ dCodes: d, dZ: dz, B, n, K });
    const objective = () => {
      backward();
      return dot(valuesOf(rightCodes()), d);
    };
    const touched = changed(backward, { dCodes: d });
    if (touched !== null) return conclude("", forward.comparisons, [touched], { explained: true });
    const check = checkObjective(objective, [Z], { counts });
    return alsoFills(recognise(check, { dZ: backwardMistakes(d) }), backward, [Z]);

    function rightCodes() {
      copyColumns(value, 0, codes, 0, n);
      writeOneHots(codes, n, K, labels);
      return codes;
    }
  });
}
