/** The KL divergence from N(0, 1), and twenty ways to get it wrong. */
import { checkKl, type KlNumbers } from "../../../notebooks/lib/exercises/kl.ts";
import type { Exercise } from "./answers.ts";

export const kl: Exercise<(numbers: KlNumbers) => number> = {
  chapter: "11",
  name: "myKl",
  check: checkKl,
  mistakes: [
    [
      "the value lacks ½",
      "sum += 0.5 * (",
      "sum += (",
      "The value is 4.20959, and should be 2.1048, half of it: is the ½ there?",
    ],
    [
      "the value is a sum over the batch",
      "return sum / B",
      "return sum",
      "The value is 8.41918, and should be 2.1048, 1/4 of it: is it the mean over",
    ],
    [
      "the value is a mean over all numbers",
      "return sum / B",
      "return sum / (B * n)",
      "The value is 0.701599, and should be 2.1048, 3 times that: it is a sum",
    ],
    [
      "the value has the wrong sign",
      "return sum / B",
      "return -sum / B",
      "The value is -2.1048, and should be 2.1048, with the other sign.",
    ],
    [
      "the value lacks −1",
      "Math.exp(s[i]) - 1 - s[i]",
      "Math.exp(s[i]) - s[i]",
      "The value is 3.6048, and should be 2.1048.",
    ],
    ["the value lacks s", "- 1 - s[i]", "- 1", "The value is 2.19788, and should be 2.1048."],
    ["the value adds s", "- 1 - s[i]", "- 1 + s[i]", "The value is 2.29097, and should be 2.1048."],
    [
      "the value has μ for μ²",
      "mu[i] * mu[i]",
      "mu[i]",
      "The value is 0.96972, and should be 2.1048.",
    ],
    [
      "the value takes s for σ²",
      "+ Math.exp(s[i]) - 1 - s[i]",
      "+ s[i] - 1 - Math.log(Math.abs(s[i]))",
      "The value is 0.994589, and should be 2.1048.",
    ],
    [
      "the value takes s for σ",
      "+ Math.exp(s[i]) - 1",
      "+ Math.exp(2 * s[i]) - 1",
      "The value is 5.78907, and should be 2.1048.",
    ],
    [
      "dμ is not divided by the batch",
      "mu[i] / B;",
      "mu[i];",
      "Every value is 4 times what it should be. 4 is the batch size: is a",
    ],
    [
      "dμ is twice too large",
      "mu[i] / B;",
      "(2 * mu[i]) / B;",
      "Every value is 2 times what it should be. Is something counted twice?",
    ],
    [
      "dμ lacks half",
      "mu[i] / B;",
      "(0.5 * mu[i]) / B;",
      "Every value is 1/2 times what it should be. Is a 2 left out, such as the 2",
    ],
    [
      "dμ has the wrong sign",
      "mu[i] / B;",
      "-mu[i] / B;",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "dμ is added",
      "dMu[i] =",
      "dMu[i] +=",
      "What stood in dMu or ds before shows in the result; write dMu[i] = …, not",
    ],
    [
      "ds lacks ½",
      "(0.5 * (Math.exp(s[i]) - 1)) / B",
      "(Math.exp(s[i]) - 1) / B",
      "Every value is 2 times what it should be. Is something counted twice?",
    ],
    ["ds lacks −1", "(0.5 * (Math.exp(s[i]) - 1)) / B", "(0.5 * Math.exp(s[i])) / B"],
    [
      "ds is not divided by the batch",
      "(0.5 * (Math.exp(s[i]) - 1)) / B",
      "0.5 * (Math.exp(s[i]) - 1)",
      "Every value is 4 times what it should be. 4 is the batch size: is a",
    ],
    [
      "ds has the wrong sign",
      "(0.5 * (Math.exp(s[i]) - 1)) / B",
      "(0.5 * (1 - Math.exp(s[i]))) / B",
      "Every value has the opposite sign: is there a minus too many, or one too",
    ],
    [
      "ds is forgotten",
      "ds[i] = (0.5 * (Math.exp(s[i]) - 1)) / B;",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
    [
      "ds is added",
      "ds[i] =",
      "ds[i] +=",
      "What stood in dMu or ds before shows in the result; write dMu[i] = …, not",
    ],
    [
      "dμ is written into ds",
      "dMu[i] = mu[i] / B;",
      "ds[i] = mu[i] / B;",
      "Every analytic value is 0: is this gradient computed at all, and written",
    ],
  ],
};
