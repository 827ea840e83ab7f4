/** The cross-entropy of the rows that have a label, and ways to get it wrong. */
import { checkFewLabels, type FewLabels } from "../../../notebooks/lib/exercises/few-labels.ts";
import type { Exercise } from "./answers.ts";

export const fewLabels: Exercise<FewLabels> = {
  chapter: "17",
  name: "myClassification",
  check: checkFewLabels,
  rights: [
    [
      "with the largest logit taken away",
      `function myClassification({ X, labels, dX, B, K, n }) {
  const w = K + n;
  const m = labels.filter((l) => l !== -1).length;
  let loss = 0;
  for (let b = 0; b < B; b++) {
    for (let j = 0; j < w; j++) dX[b * w + j] = 0;
    if (labels[b] === -1) continue;
    let top = -Infinity;
    for (let k = 0; k < K; k++) top = Math.max(top, X[b * w + k]);
    let sum = 0;
    for (let k = 0; k < K; k++) sum += Math.exp(X[b * w + k] - top);
    loss += (top + Math.log(sum) - X[b * w + labels[b]]) / m;
    for (let k = 0; k < K; k++) dX[b * w + k] = Math.exp(X[b * w + k] - top) / sum / m;
    dX[b * w + labels[b]] -= 1 / m;
  }
  return loss;
}
`,
    ],
    [
      "a list of the labelled rows",
      `const myClassification = ({ X, labels, dX, B, K, n }) => {
  dX.fill(0);
  const rows = [];
  for (let b = 0; b < B; b++) if (labels[b] >= 0) rows.push(b);
  if (rows.length === 0) return 0;
  let sum = 0;
  for (const b of rows) {
    const at = b * (K + n);
    const e = Array.from(X.subarray(at, at + K), Math.exp);
    const all = e.reduce((x, y) => x + y, 0);
    sum += Math.log(all) - X[at + labels[b]];
    e.forEach((v, k) => {
      dX[at + k] = (v / all - Number(k === labels[b])) / rows.length;
    });
  }
  return sum / rows.length;
};
`,
    ],
    [
      "by the chain rule, through p",
      `function myClassification({ X, labels, dX, B, K, n }) {
  const w = K + n;
  let m = 0;
  for (const l of labels) m += l < 0 ? 0 : 1;
  let L = 0;
  for (let b = 0; b < B; b++) {
    const l = labels[b];
    const p = [];
    let s = 0;
    for (let k = 0; k < K; k++) s += p[k] = Math.exp(X[b * w + k]);
    for (let k = 0; k < K; k++) p[k] /= s;
    const dp = l < 0 ? 0 : -1 / p[l] / m;
    if (l >= 0) L += -Math.log(p[l]) / m;
    for (let k = 0; k < w; k++)
      dX[b * w + k] = k < K && l >= 0 ? p[k] * ((k === l ? dp : 0) - dp * p[l]) : 0;
  }
  return L;
}
`,
    ],
  ],
  mistakes: [
    [
      "a mean over all rows",
      "loss -= Math.log(p) / m",
      "loss -= Math.log(p) / B",
      "The loss is 0.422884, and should be 1.05721. The sum is divided by all 5 rows: it is the mean over the 2 that have a label.",
    ],
    [
      "a sum",
      "loss -= Math.log(p) / m",
      "loss -= Math.log(p)",
      "The loss is 2.11442, and should be 1.05721. That is the sum over the 2 labelled rows: take their mean.",
    ],
    [
      "the wrong sign",
      "loss -=",
      "loss +=",
      "The loss is -1.05721, and should be 1.05721. The sign is the other one.",
    ],
    [
      "no logarithm",
      "Math.log(p)",
      "p",
      "The loss is -0.393107, and should be 1.05721. Is the logarithm missing?",
    ],
    [
      "no label is a 0",
      "if (labels[b] < 0) continue;",
      "if (labels[b] < 0) labels = labels.with(b, 0);",
      "The loss is 1.89481, and should be 1.05721. Rows without a label are counted as if their label were 0: leave them out.",
    ],
    [
      "softmax over the whole row",
      "for (let k = 0; k < K; k++) sum +=",
      "for (let k = 0; k < K + n; k++) sum +=",
      "The loss is 1.69837, and should be 1.05721. The softmax runs over the whole row: y has the first K columns, and z is none of its business.",
    ],
    [
      "a sum of all rows",
      "let sum = 0;\n    for",
      "let sum = b;\n    for",
      "The loss is 1.39834, and should be 1.05721.",
    ],
    [
      "no softmax",
      "const p = Math.exp(X[row + k]) / sum",
      "const p = Math.exp(X[row + k])",
      "The loss is 0.349404, and should be 1.05721. Those are the logits themselves: the softmax is missing.",
    ],
    [
      "a logarithm to the base 2",
      "Math.log(p)",
      "Math.log2(p)",
      "The loss is 1.52523, and should be 1.05721. Is it a logarithm to the base 2? The natural one is meant.",
    ],
    ["rows of K", "b * (K + n)", "b * K", "The loss is 0.564443, and should be 1.05721."],
    [
      "the last class for no label",
      "if (labels[b] < 0) continue;",
      "if (labels[b] < 0) labels = labels.with(b, K - 1);",
      "The loss is 4.26375, and should be 1.05721. Rows without a label are counted as if their label were 2: leave them out.",
    ],
    [
      "classes counted from 1",
      "k === labels[b]",
      "k + 1 === labels[b]",
      "The loss is 0.602847, and should be 1.05721.",
    ],
    [
      "class 0 counts as no label",
      "if (labels[b] < 0)",
      "if (labels[b] <= 0)",
      "The loss is 0.274925, and should be 1.05721. Rows with the label 0 are left out: it is a label; −1 says that there is none.",
    ],
    [
      "all of the classes",
      "if (t === 1) loss",
      "loss",
      "The loss is 3.69857, and should be 1.05721.",
    ],
    ["nothing is returned", "return loss;", "", "The loss is undefined; return a number."],
    [
      "the gradient over all rows",
      "dX[row + k] = (p - t) / m",
      "dX[row + k] = (p - t) / B",
      "dX[0, 0] is 0.024696, and should be 0.06174; 6 of 25 numbers are wrong. The gradient is divided by all 5 rows, the loss by the 2 that have a label.",
    ],
    [
      "the gradient is not divided",
      "dX[row + k] = (p - t) / m",
      "dX[row + k] = p - t",
      "dX[0, 0] is 0.12348, and should be 0.06174; 6 of 25 numbers are wrong. The loss is a mean over the 2 labelled rows: so is its gradient.",
    ],
    [
      "the gradient has the wrong sign",
      "(p - t) / m",
      "(t - p) / m",
      "Every value has the opposite sign: is there a minus too many, or one too few?",
    ],
    [
      "p alone",
      "(p - t) / m",
      "p / m",
      "dX[0, 2] is 0.288518, and should be -0.211482; 2 of 25 numbers are wrong. That is p alone: the gradient is p − t, with t = 1 in the label's column.",
    ],
    [
      "−t alone",
      "(p - t) / m",
      "-t / m",
      "dX[0, 0] is 0, and should be 0.06174; 6 of 25 numbers are wrong. That is −t alone: the gradient is p − t.",
    ],
    [
      "only the label's column",
      "dX[row + k] = (p - t) / m",
      "if (t === 1) dX[row + k] = (p - t) / m",
      "dX[0, 0] is 0, and should be 0.06174; 4 of 25 numbers are wrong. Only the label's column has a gradient: the softmax ties the others to it, and theirs is p.",
    ],
    [
      "the gradient of p",
      "dX[row + k] = (p - t) / m",
      "dX[row + k] = t === 1 ? -1 / p / m : 0",
      "dX[0, 0] is 0, and should be 0.06174; 6 of 25 numbers are wrong. That is the gradient of p, before it goes back through the softmax.",
    ],
    [
      "the sigmoid's slope besides",
      "(p - t) / m",
      "((p - t) * p * (1 - p)) / m",
      "dX[0, 0] is 0.00668229, and should be 0.06174; 6 of 25 numbers are wrong. It has p·(1 − p) as a factor: p − t is the gradient of the logits already.",
    ],
    [
      "a gradient without a label",
      "if (labels[b] < 0) continue;\n    const row = b * (K + n);\n    let sum = 0;\n    for (let k = 0; k < K; k++) sum += Math.exp(X[row + k]);",
      "const row = b * (K + n);\n    let sum = 0;\n    for (let k = 0; k < K; k++) sum += Math.exp(X[row + k]);\n    if (labels[b] < 0) {\n      for (let k = 0; k < K; k++) dX[row + k] = Math.exp(X[row + k]) / sum / m;\n      continue;\n    }",
      "dX[1, 0] is 0.354706, and should be 0; 9 of 25 numbers are wrong. Rows without a label have a gradient as well, p alone: nothing pushes them here, so it is 0.",
    ],
    [
      "the columns of z as well",
      "dX[row + k] = (p - t) / m;\n    }",
      "dX[row + k] = (p - t) / m;\n    }\n    for (let j = K; j < K + n; j++) dX[row + j] = X[row + j];",
      "dX[0, 3] is -2.02559, and should be 0; 4 of 25 numbers are wrong. The columns of z have a gradient: the classification leaves z alone, so it is 0.",
    ],
    [
      "the gradient in rows of K",
      "dX[row + k]",
      "dX[b * K + k]",
      "Only these rows are wrong: 1, 2.",
    ],
    [
      "no gradient",
      "dX[row + k] = (p - t) / m;",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written where it is looked for?",
    ],
    [
      "the rest is not written",
      "dX.fill(0);",
      "",
      "dX is not written where it should be 0; what stood there before is left.",
    ],
    [
      "the gradient is added",
      "dX.fill(0);\n  let m = 0",
      "let m = 0",
      "dX is not written where it should be 0; what stood there before is left.",
    ],
    [
      "a batch without labels gives NaN",
      "return loss;",
      "return (loss * m) / m;",
      "For a batch in which no row has a label the loss is NaN, and the first number of dX 0; both should be 0. Is there a division by the number of labelled rows, which is 0",
    ],
    [
      "the last row is left out of m",
      "b < B; b++) if",
      "b < B - 3; b++) if",
      "The loss is 2.11442, and should be 1.05721. That is the sum over the 2 labelled rows: take their mean.",
    ],
  ],
};
