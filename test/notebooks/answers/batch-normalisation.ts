/** Backward through batch normalisation, and twenty ways to get it wrong. */
import {
  checkNormalisation,
  type NormalisationNumbers,
} from "../../../notebooks/lib/exercises/batch-normalisation.ts";
import type { Exercise } from "./answers.ts";

export const normalisation: Exercise<(numbers: NormalisationNumbers) => void> = {
  chapter: "09",
  name: "myNormalisation",
  check: checkNormalisation,
  mistakes: [
    [
      "dβ is overwritten",
      "dBeta[i] += sum",
      "dBeta[i] = sum",
      "backward overwrites grad instead of adding to it; write grad[i] += …,",
    ],
    [
      "dβ is a mean",
      "dBeta[i] += sum",
      "dBeta[i] += sum / B",
      "Every value is 1/6 times what it should be. 6 is the batch size: is it",
    ],
    [
      "dβ and dγ are exchanged",
      "dBeta[i] += sum;\n    dGamma[i] += sumN",
      "dBeta[i] += sumN;\n    dGamma[i] += sum",
      "These are the values that belong to beta: are two gradients exchanged?",
      "These are the values that belong to gamma: are two gradients exchanged?",
    ],
    [
      "dβ has the wrong sign",
      "dBeta[i] += sum",
      "dBeta[i] -= sum",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "dβ is forgotten",
      "dBeta[i] += sum;",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "dγ is overwritten",
      "dGamma[i] += sumN",
      "dGamma[i] = sumN",
      "backward overwrites grad instead of adding to it; write grad[i] += …,",
    ],
    ["dγ is divided by the deviation", "dGamma[i] += sumN", "dGamma[i] += sumN / deviation[i]"],
    [
      "dγ is a mean",
      "dGamma[i] += sumN",
      "dGamma[i] += sumN / B",
      "Every value is 1/6 times what it should be. 6 is the batch size: is it",
    ],
    ["dγ is multiplied by γ", "dGamma[i] += sumN", "dGamma[i] += sumN * gamma[i]"],
    [
      "dγ forgets N",
      "sumN += dY[b * I + i] * N[b * I + i]",
      "sumN += dY[b * I + i]",
      "These are the values that belong to beta: are two gradients exchanged?",
    ],
    [
      "the sums run on from column to column",
      "let sum = 0;",
      "let sum = dBeta[0];",
      "Only these columns are wrong: 1, 2.",
      "backward, called with something in grad, does not add the gradient to it.",
    ],
    [
      "dx treats mean and deviation as constants",
      "(dY[k] - sum / B - (N[k] * sumN) / B)",
      "dY[k]",
      "Each value counts its own output alone, but the outputs of other rows",
    ],
    [
      "dx forgets the mean",
      "(dY[k] - sum / B - (N[k] * sumN) / B)",
      "(dY[k] - (N[k] * sumN) / B)",
      "Each column of dX is off by the same in every row: is the part that comes",
    ],
    [
      "dx forgets the variance",
      "(dY[k] - sum / B - (N[k] * sumN) / B)",
      "(dY[k] - sum / B)",
      "Each column of dX is off in proportion to how far x lies from the column's",
    ],
    [
      "dx forgets γ",
      "(gamma[i] / deviation[i])",
      "(1 / deviation[i])",
      "Every value lacks the factor gamma of its column: is it left out?",
    ],
    [
      "dx forgets the deviation",
      "(gamma[i] / deviation[i])",
      "gamma[i]",
      "Every value lacks the factor 1/deviation of its column of X (the root of",
    ],
    ["dx multiplies by the deviation", "(gamma[i] / deviation[i])", "(gamma[i] * deviation[i])"],
    [
      "dx does not divide the sums",
      "sum / B - (N[k] * sumN) / B",
      "sum - N[k] * sumN",
      "From the other outputs, every value is 6 times what it should be. 6 is the",
    ],
    [
      "dx adds the mean's part",
      "dY[k] - sum / B",
      "dY[k] + sum / B",
      "Each column of dX is off by the same in every row: is the part that comes",
    ],
    [
      "dx adds the variance's part",
      "- (N[k] * sumN) / B",
      "+ (N[k] * sumN) / B",
      "Each column of dX is off in proportion to how far x lies from the column's",
    ],
    [
      "dx divides by B − 1",
      "sum / B - (N[k] * sumN) / B",
      "sum / (B - 1) - (N[k] * sumN) / (B - 1)",
      "From the other outputs, every value is 1.2 times what it should be.",
    ],
    [
      "dx is added",
      "dX[k] = (gamma",
      "dX[k] -= (gamma",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
  ],
};
