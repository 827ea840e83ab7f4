/** The exam, and twenty ways to fail it. */
import { examine, type Page } from "../../../notebooks/lib/exercises/exam.ts";
import type { CheckResult } from "../../../src/gradcheck/result.ts";
import type { Exercise } from "./answers.ts";

/** The first part that is not right, its name before what is said of it; or the last one. */
function check(page: Page): CheckResult {
  const results = examine(page);
  const [part, result] = results.find(([, { passed }]) => !passed) ?? results[results.length - 1];
  return { ...result, problems: result.problems.map((problem) => `${part}: ${problem}`) };
}

export const exam: Exercise<Page> = {
  chapter: "13",
  name: "page",
  file: "solutions/exam.ts",
  check,
  mistakes: [
    [
      "dense forgets the bias",
      "Y[n * O + o] = b[o]",
      "Y[n * O + o] = 0",
      "dense gives 5, 2, -1, -2, -1, 0 for X = (1, 2; 0, −1), W = (1, 0, −1; 2,",
    ],
    [
      "dense reads W transposed",
      "X[n * I + i] * W[i * O + o];\n    }\n  }\n  return Y",
      "X[n * I + i] * W[o * I + i];\n    }\n  }\n  return Y",
      "dense gives 1.5, 3, 2, 0.5, -2, 1 for X = (1, 2; 0, −1), W = (1, 0, −1; 2,",
    ],
    [
      "dW is overwritten",
      "dW[i * O + o] +=",
      "dW[i * O + o] =",
      "W: 12 of 12 elements wrong; the worst is W[2, 1], analytic 1.94676,",
      "W: backward overwrites grad instead of adding to it; write grad[i] += …,",
    ],
    [
      "db is overwritten",
      "db[o] +=",
      "db[o] =",
      "b: 3 of 3 elements wrong; the worst is b[1], analytic -0.974128, numerical",
      "b: backward overwrites grad instead of adding to it; write grad[i] += …,",
    ],
    [
      "dX misses W",
      "sum += dY[n * O + o] * W[i * O + o]",
      "sum += dY[n * O + o]",
      "X: 20 of 20 elements wrong; the worst is X[1, 1], analytic -1.22035,",
    ],
    [
      "dX keeps the last term",
      "sum += dY",
      "sum = dY",
      "X: 20 of 20 elements wrong; the worst is X[2, 2], analytic 1.59971,",
    ],
    [
      "relu lets all pass",
      "Math.max(0, x)",
      "x",
      "relu gives 2, -3, 0.5 for 2, −3, 0.5; right is 2, 0, 0.5.",
    ],
    [
      "reluBack lets all pass",
      "(X[k] > 0 ? d : 0)",
      "d",
      "X: 9 of 20 elements wrong; the worst is X[0, 0], analytic 1.21077,",
    ],
    [
      "reluBack asks the gradient",
      "(X[k] > 0 ? d : 0)",
      "(d > 0 ? d : 0)",
      "X: 12 of 20 elements wrong; the worst is X[0, 0], analytic 1.21077,",
    ],
    [
      "mse is a sum",
      "return sum / R.length",
      "return sum",
      "mean squared error: mse gives 55.7, and should give 3.7133333333333334.",
    ],
    [
      "mse lacks its 2",
      "(2 * (R[k] - X[k])) / R.length",
      "(R[k] - X[k]) / R.length",
      "mean squared error: P: 14 of 15 elements wrong; the worst is P[0, 2],",
    ],
    [
      "mse has the wrong sign",
      "(2 * (R[k] - X[k])) / R.length",
      "(2 * (X[k] - R[k])) / R.length",
      "mean squared error: P: 14 of 15 elements wrong; the worst is P[1, 0],",
    ],
    [
      "bce overflows",
      "Math.max(A[k], 0) - A[k] * t + Math.log1p(Math.exp(-Math.abs(A[k])))",
      "Math.log(1 + Math.exp(A[k])) - A[k] * t",
      "binary cross-entropy: bce with the target 0, for a logit of 800, gives",
    ],
    [
      "bce is not a mean on the way back",
      "(1 / (1 + Math.exp(-A[k])) - t) / A.length",
      "1 / (1 + Math.exp(-A[k])) - t",
      "binary cross-entropy: P: 4 of 4 elements wrong; the worst is P[1, 0],",
    ],
    [
      "bce forgets the target",
      "- A[k] * t",
      "- A[k]",
      "binary cross-entropy: bce with the target 0 gives 1.240713508578761, and",
    ],
    [
      "Adam forgets the root",
      "Math.sqrt(vHat)",
      "vHat",
      "After three steps, 5 of 5 weights are not where the project's Adam puts",
    ],
    [
      "Adam does not correct",
      "m[k] / (1 - 0.5 ** t)",
      "m[k]",
      "After three steps, 5 of 5 weights are not where the project's Adam puts",
    ],
    [
      "Adam goes uphill",
      "w[k] -= (rate",
      "w[k] += (rate",
      "After three steps, 5 of 5 weights are not where the project's Adam puts",
    ],
    [
      "no generator",
      "    generate();\n",
      "",
      "After two steps, 170 of 170 of the encoder's weights are not where the",
      "After two steps, 114 of 172 of the decoder's weights are not where the",
      "After two steps, 71 of 97 of the discriminator's weights are not where the",
    ],
    [
      "no discriminator",
      "    discriminate();\n",
      "",
      "After two steps, 169 of 170 of the encoder's weights are not where the",
      "After two steps, 89 of 97 of the discriminator's weights are not where the",
    ],
    [
      "no reconstruction",
      "    reconstruct();\n",
      "",
      "After two steps, 170 of 170 of the encoder's weights are not where the",
      "After two steps, 116 of 172 of the decoder's weights are not where the",
      "After two steps, 71 of 97 of the discriminator's weights are not where the",
    ],
    [
      "the encoder is honest",
      "bce(discriminator.forward(Z), 1, dA)",
      "bce(discriminator.forward(Z), 0, dA)",
      "After two steps, 170 of 170 of the encoder's weights are not where the",
      "After two steps, 130 of 172 of the decoder's weights are not where the",
      "After two steps, 73 of 97 of the discriminator's weights are not where the",
    ],
    [
      "the labels are exchanged",
      "bce(discriminator.forward(P), 1, dA)",
      "bce(discriminator.forward(P), 0, dA)",
      "After two steps, 169 of 170 of the encoder's weights are not where the",
      "After two steps, 79 of 97 of the discriminator's weights are not where the",
    ],
    [
      "the gradient does not reach the encoder",
      "encoder.backward(discriminator.backward(dA));",
      "discriminator.backward(dA);",
      "After two steps, 170 of 170 of the encoder's weights are not where the",
      "After two steps, 114 of 172 of the decoder's weights are not where the",
      "After two steps, 71 of 97 of the discriminator's weights are not where the",
    ],
    [
      "the encoder's gradients are not zeroed",
      "    encoder.zero();\n    const generator",
      "    const generator",
      "After two steps, 170 of 170 of the encoder's weights are not where the",
      "After two steps, 123 of 172 of the decoder's weights are not where the",
      "After two steps, 71 of 97 of the discriminator's weights are not where the",
    ],
    [
      "the discriminator's gradients are not zeroed",
      "    discriminator.zero();\n",
      "",
      "After two steps, 149 of 170 of the encoder's weights are not where the",
      "After two steps, 89 of 97 of the discriminator's weights are not where the",
    ],
  ],
};
