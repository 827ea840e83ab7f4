/** Softmax with cross-entropy, and twenty ways to get it wrong. */
import {
  type CrossEntropyNumbers,
  checkCrossEntropy,
} from "../../../notebooks/lib/exercises/cross-entropy.ts";
import type { Exercise } from "./answers.ts";

const DX = "dx[i] = (p - t[i]) / B";
const LOSS = "loss -= t[i] * (x[i] - largest - Math.log(total))";

export const crossEntropy: Exercise<(numbers: CrossEntropyNumbers) => number> = {
  chapter: "04",
  name: "myCrossEntropy",
  check: checkCrossEntropy,
  mistakes: [
    [
      "the value has the wrong sign",
      LOSS,
      "loss += t[i] * (x[i] - largest - Math.log(total))",
      "The value is -1.34456, and should be 1.34456: the sign is the other one.",
    ],
    [
      "the value is a sum over the batch",
      "return loss / B",
      "return loss",
      "The value is 5.37825, and should be 1.34456, 1/4 of it: it is the mean",
    ],
    [
      "the value is a mean over all numbers",
      "return loss / B",
      "return loss / (B * K)",
      "The value is 0.448188, and should be 1.34456, 3 times that: it is the mean",
    ],
    [
      "the value forgets the softmax",
      LOSS,
      "loss -= t[i] * x[i]",
      "The value is -0.7, and should be 1.34456.",
    ],
    [
      "the value forgets t",
      LOSS,
      "loss -= x[i] - largest - Math.log(total)",
      "The value is 5.58369, and should be 1.34456.",
    ],
    [
      "the value is in bits",
      LOSS,
      "loss -= t[i] * Math.log2(p)",
      "The value is 1.93979, and should be 1.34456: is it a logarithm to another",
    ],
    [
      "the value is that of p itself",
      LOSS,
      "loss -= t[i] * p",
      "The value is -0.430893, and should be 1.34456.",
    ],
    [
      "the value is a sigmoid's",
      LOSS,
      "loss -= t[i] * Math.log(p) + (1 - t[i]) * Math.log(1 - p)",
      "The value is 2.28992, and should be 1.34456.",
    ],
    [
      "the sum goes over the whole batch",
      "let total = 0;\n",
      "let total = b;\n",
      "The value is 2.00115, and should be 1.34456.",
    ],
    [
      "dx is not divided by the batch",
      DX,
      "dx[i] = p - t[i]",
      "Every value is 4 times what it should be. 4 is the batch size: is a",
    ],
    [
      "dx is divided by all numbers",
      DX,
      "dx[i] = (p - t[i]) / (B * K)",
      "Every value is 1/3 times what it should be. 3 is the number of columns: is",
    ],
    [
      "dx has the wrong sign",
      DX,
      "dx[i] = (t[i] - p) / B",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    ["dx forgets t", DX, "dx[i] = p / B", "Only where T is 1 are the values wrong."],
    [
      "dx forgets the softmax",
      DX,
      "dx[i] = (x[i] - t[i]) / B",
      "These are the values of P − T itself: is the sigmoid or the softmax of P",
    ],
    ["dx is a sigmoid's", DX, "dx[i] = (1 / (1 + Math.exp(-x[i])) - t[i]) / B"],
    ["dx has the softmax's own slope too", DX, "dx[i] = ((p - t[i]) * p * (1 - p)) / B"],
    [
      "dx counts the right class alone",
      DX,
      "dx[i] = (t[i] * (p - 1)) / B",
      "Only where T is 0 are the values wrong: there, each analytic value is 0.",
    ],
    [
      "dx is forgotten",
      `${DX};`,
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
      "what stood in it before shows in the result; a loss must write dP[i] = …,",
    ],
    [
      "dx is added",
      "dx[i] =",
      "dx[i] +=",
      "what stood in it before shows in the result; a loss must write dP[i] = …,",
    ],
    [
      "dx stands in the first row",
      DX,
      "dx[j] = (p - t[i]) / B",
      "what stood in it before shows in the result; a loss must write dP[i] = …,",
    ],
    [
      "the largest is not subtracted",
      "largest = Math.max(largest, x[b * K + j])",
      "largest = 0",
      "For the logits 800, −800 and 0 the value is NaN, and should be 1600: does",
    ],
    [
      "an exponential overflows",
      "let largest = x[b * K];\n    for (let j = 1; j < K; j++) largest = Math.max(largest, x[b * K + j]);",
      "const largest = 0;",
      "For the logits 800, −800 and 0 the value is NaN, and should be 1600: does",
    ],
    [
      "a logarithm sees 0",
      LOSS,
      "loss -= t[i] * Math.log(p)",
      "For the logits 800, −800 and 0 the value is NaN, and should be 1600: does",
    ],
  ],
};
