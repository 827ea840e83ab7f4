/** A leaky ReLU, and twenty ways to get it wrong. */
import { checkLeakyRelu } from "../../../notebooks/lib/exercises/leaky-relu.ts";
import type { ActivationFunction } from "../../../src/layers/activation.ts";
import type { Exercise } from "./answers.ts";

const FORWARD = "y[i] = x[i] > 0 ? x[i] : 0.1 * x[i]";
const BACKWARD = "dx[i] = x[i] > 0 ? dy[i] : 0.1 * dy[i]";

export const leaky: Exercise<ActivationFunction> = {
  chapter: "03",
  name: "myLeakyRelu",
  check: checkLeakyRelu,
  mistakes: [
    [
      "forward is a ReLU",
      FORWARD,
      "y[i] = Math.max(0, x[i])",
      "forward makes 0 of -2, and it should be -0.2.",
    ],
    [
      "forward has the slope 0.01",
      FORWARD,
      "y[i] = x[i] > 0 ? x[i] : 0.01 * x[i]",
      "forward makes -0.02 of -2, and it should be -0.2.",
    ],
    [
      "forward lets all pass",
      FORWARD,
      "y[i] = x[i]",
      "forward makes -2 of -2, and it should be -0.2.",
    ],
    [
      "forward has its sides exchanged",
      FORWARD,
      "y[i] = x[i] < 0 ? x[i] : 0.1 * x[i]",
      "forward makes 0.2 of 2, and it should be 2.",
    ],
    [
      "forward is |x|",
      FORWARD,
      "y[i] = Math.abs(x[i])",
      "forward makes 2 of -2, and it should be -0.2.",
    ],
    [
      "forward writes nothing",
      `${FORWARD};`,
      ";",
      "forward makes 7 of 2, and it should be 2. Is y written at all?",
    ],
    [
      "forward stops early",
      "i < x.length; i++) y[i]",
      "i < x.length - 1; i++) y[i]",
      "forward makes 7 of -4, and it should be -0.4. Is y written at all?",
    ],
    [
      "forward has the slope with a minus",
      FORWARD,
      "y[i] = x[i] > 0 ? x[i] : -0.1 * x[i]",
      "forward makes 0.2 of -2, and it should be -0.2.",
    ],
    [
      "forward divides",
      FORWARD,
      "y[i] = x[i] > 0 ? x[i] : x[i] / 0.1",
      "forward makes -20 of -2, and it should be -0.2.",
    ],
    [
      "backward is a ReLU's",
      BACKWARD,
      "dx[i] = x[i] > 0 ? dy[i] : 0",
      "Only where X is negative are the values wrong: there, each analytic value",
    ],
    [
      "backward lets all pass",
      BACKWARD,
      "dx[i] = dy[i]",
      "Only where X is negative are the values wrong. There, every value is 10",
    ],
    [
      "backward forgets dy",
      BACKWARD,
      "dx[i] = x[i] > 0 ? 1 : 0.1",
      "backward gives the same for 2·dY as for dY: is dY left out?",
    ],
    [
      "backward forgets dy on the left",
      BACKWARD,
      "dx[i] = x[i] > 0 ? dy[i] : 0.1",
      "Only where X is negative are the values wrong.",
    ],
    [
      "backward has its sides exchanged",
      BACKWARD,
      "dx[i] = x[i] < 0 ? dy[i] : 0.1 * dy[i]",
      "What belongs where X is positive is done where it is negative: are the two",
    ],
    [
      "backward asks dy",
      BACKWARD,
      "dx[i] = dy[i] > 0 ? dy[i] : 0.1 * dy[i]",
      "backward of −dY is not minus backward of dY: does it look at the sign of",
    ],
    [
      "backward multiplies by x",
      BACKWARD,
      "dx[i] = dy[i] * (x[i] > 0 ? x[i] : 0.1 * x[i])",
      "Every value has the factor X once too often: is it multiplied in twice?",
    ],
    [
      "backward has another slope",
      BACKWARD,
      "dx[i] = x[i] > 0 ? dy[i] : 0.2 * dy[i]",
      "Only where X is negative are the values wrong. There, every value is 2",
    ],
    [
      "backward has the wrong sign",
      BACKWARD,
      "dx[i] = x[i] > 0 ? -dy[i] : -0.1 * dy[i]",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "backward writes nothing",
      `${BACKWARD};`,
      ";",
      "Every analytic value is 0: is this gradient computed at all, and written",
      "backward does not write all of dX: at X[0, 0], one of 20, what stood in it",
    ],
    [
      "backward stops early",
      "i < x.length; i++) dx[i]",
      "i < x.length - 1; i++) dx[i]",
      "Only X[4, 3] is wrong; the others are right.",
      "backward does not write all of dX: at X[4, 3], one of 1, what stood in it",
    ],
    [
      "backward adds",
      "dx[i] = x[i]",
      "dx[i] += x[i]",
      "backward adds to what stood in dX before; write dX[i] = …, or fill it with",
    ],
    [
      "backward applies the slope twice",
      BACKWARD,
      "dx[i] = x[i] > 0 ? dy[i] : 0.01 * dy[i]",
      "Only where X is negative are the values wrong. There, every value is 1/10",
    ],
  ],
};
