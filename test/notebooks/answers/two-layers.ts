/** Backward through two layers, and twenty ways to get it wrong. */
import { checkTwoLayers, type NetNumbers } from "../../../notebooks/lib/exercises/two-layers.ts";
import type { Exercise } from "./answers.ts";

export const twoLayers: Exercise<(numbers: NetNumbers) => void> = {
  chapter: "05",
  name: "myBackward",
  check: checkTwoLayers,
  mistakes: [
    [
      "db2 is overwritten",
      "db2[o] += dY",
      "db2[o] = dY",
      "Each value is the last term of its sum alone: is there = where += is meant?",
      "backward overwrites grad instead of adding to it; write grad[i] += …,",
    ],
    [
      "db2 has the wrong sign",
      "db2[o] += dY",
      "db2[o] -= dY",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "db2 is a mean",
      "db2[o] += dY[b * O + o]",
      "db2[o] += dY[b * O + o] / B",
      "Every value is 1/6 times what it should be. 6 is the batch size: is it",
    ],
    ["db2 looks at the first example", "db2[o] += dY[b * O + o]", "db2[o] += dY[o]"],
    [
      "dW2 is overwritten",
      "dW2[j * O + o] +=",
      "dW2[j * O + o] =",
      "backward overwrites grad instead of adding to it; write grad[i] += …,",
    ],
    [
      "dW2 is written transposed",
      "dW2[j * O + o] +=",
      "dW2[o * J + j] +=",
      "The values are right but transposed: are rows and columns exchanged?",
    ],
    ["dW2 takes A for H", "H[b * J + j] * dY", "A[b * J + j] * dY"],
    [
      "dW2 has the wrong sign",
      "+= H[b",
      "-= H[b",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    ["dH misses W2", "dH += dY[b * O + o] * W2[j * O + o]", "dH += dY[b * O + o]"],
    [
      "dH keeps the last output alone",
      "dH += dY",
      "dH = dY",
      "Each value is the second of its two terms alone: is there = where += is meant, or does a loop start one too late?",
    ],
    ["dH reads W2 transposed", "* W2[j * O + o]", "* W2[o * J + j]"],
    ["the ReLU is left out", "A[b * J + j] > 0 ? dH : 0", "dH"],
    ["the ReLU is the wrong way round", "A[b * J + j] > 0 ? dH : 0", "A[b * J + j] > 0 ? 0 : dH"],
    [
      "the ReLU asks dH",
      "A[b * J + j] > 0 ? dH : 0",
      "dH > 0 ? dH : 0",
      "backward of −dY is not minus backward of dY: does it look at the sign of",
    ],
    ["db1 takes dH", "db1[j] += dA", "db1[j] += dH"],
    ["dW1 misses X", "dW1[i * J + j] += X[b * I + i] * dA", "dW1[i * J + j] += dA"],
    [
      "dW1 is a mean",
      "+= X[b * I + i] * dA",
      "+= (X[b * I + i] * dA) / B",
      "Every value is 1/6 times what it should be. 6 is the batch size: is it",
    ],
    [
      "dW1 is written transposed",
      "dW1[i * J + j] +=",
      "dW1[j * I + i] +=",
      "The values are right but transposed: are rows and columns exchanged?",
    ],
    ["dX is overwritten", "dX[b * I + i] += dA", "dX[b * I + i] = dA"],
    [
      "the last example is left out",
      "b < B;",
      "b < B - 1;",
      "Only these columns are wrong: 2, 3, 4.",
      "Only these rows are wrong: 2, 3, 4.",
      "The last term of each sum is left out: does a loop stop one too early?",
      "Only these rows are wrong: 5. Does a loop stop early, or start late?",
    ],
  ],
};
