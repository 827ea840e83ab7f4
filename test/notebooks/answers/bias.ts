/** Backward through a bias, and twenty ways to get it wrong. */
import { type BiasBackward, checkBias } from "../../../notebooks/lib/exercises/bias.ts";
import type { Exercise } from "./answers.ts";

export const bias: Exercise<BiasBackward> = {
  chapter: "02",
  name: "myBias",
  check: checkBias,
  mistakes: [
    [
      "db is overwritten",
      "db[o] += dY[n * O + o]",
      "db[o] = dY[n * O + o]",
      "Each value is the last term of its sum alone: is there = where += is meant?",
      "backward overwrites grad instead of adding to it; write grad[i] += …,",
    ],
    [
      "db has the wrong sign",
      "db[o] += dY[n * O + o]",
      "db[o] -= dY[n * O + o]",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "db is a mean over the batch",
      "db[o] += dY[n * O + o]",
      "db[o] += dY[n * O + o] / 5",
      "Every value is 1/5 times what it should be. 5 is the batch size: is it",
    ],
    [
      "db is a mean over the neurons",
      "db[o] += dY[n * O + o]",
      "db[o] += dY[n * O + o] / O",
      "Every value is 1/3 times what it should be. 3 is the number of inputs and",
    ],
    ["db reads the first row again and again", "db[o] += dY[n * O + o]", "db[o] += dY[o]"],
    [
      "db counts examples",
      "db[o] += dY[n * O + o]",
      "db[o] += 1",
      "backward gives the same for 2·dY as for dY: is dY left out?",
    ],
    [
      "db adds squares",
      "db[o] += dY[n * O + o]",
      "db[o] += dY[n * O + o] ** 2",
      "backward gives 4 times as much for 2·dY as for dY: is dY multiplied in",
    ],
    [
      "db is forgotten",
      "db[o] += dY[n * O + o];",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    ["db[0] gets all", "db[o] += dY[n * O + o]", "db[0] += dY[n * O + o]"],
    [
      "db is doubled",
      "db[o] += dY[n * O + o]",
      "db[o] += 2 * dY[n * O + o]",
      "Every value is 2 times what it should be. Is something counted twice?",
    ],
    ["db reads dY transposed", "db[o] += dY[n * O + o]", "db[o] += dY[o * 5 + n]"],
    [
      "dX is forgotten",
      "dX[n * O + o] = dY[n * O + o];",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "dX has the wrong sign",
      "dX[n * O + o] = dY",
      "dX[n * O + o] = -dY",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "dX is 1",
      "dX[n * O + o] = dY[n * O + o]",
      "dX[n * O + o] = 1",
      "backward gives the same for 2·dY as for dY: is dY left out?",
    ],
    [
      "dX takes db",
      "dX[n * O + o] = dY[n * O + o]",
      "dX[n * O + o] = db[o]",
      "dX of a row depends on dY of other rows: does a sum run on from row to row?",
      'backward(dY, "input") gives another dX than backward(dY).',
    ],
    [
      "dX is written transposed",
      "dX[n * O + o] =",
      "dX[o * 5 + n] =",
      "The values are right but transposed: are rows and columns exchanged?",
    ],
    [
      "dX is halved",
      "dX[n * O + o] = dY[n * O + o]",
      "dX[n * O + o] = dY[n * O + o] / 2",
      "Every value is 1/2 times what it should be. Is a 2 left out, such as the 2",
    ],
    [
      "dX has only positive numbers",
      "dX[n * O + o] = dY[n * O + o]",
      "dX[n * O + o] = Math.max(0, dY[n * O + o])",
      "backward of −dY is not minus backward of dY: does it look at the sign of",
    ],
    [
      "the last example is left out",
      "n < dY.length / O",
      "n < dY.length / O - 1",
      "The last term of each sum is left out: does a loop stop one too early?",
      "Only these rows are wrong: 4. Does a loop stop early, or start late?",
    ],
    [
      "the first example is left out",
      "let n = 0",
      "let n = 1",
      "The first term of each sum is left out: does a loop start one too late?",
      "Only these rows are wrong: 0. Does a loop stop early, or start late?",
    ],
    [
      "the last neuron is left out",
      "o < O",
      "o < O - 1",
      "Only b[2] is wrong; the others are right.",
      "Only these columns are wrong: 2. Does a loop stop early, or start late?",
    ],
    [
      "dY is changed",
      "db[o] += dY[n * O + o]",
      "db[o] += dY[n * O + o]++",
      "backward changes dY, which belongs to the layer behind.",
    ],
  ],
};
