/** The article's missing phase, and ways to get it wrong. */
import {
  checkMissingPhase,
  type MissingPhase,
} from "../../../notebooks/lib/exercises/missing-phase.ts";
import type { Exercise } from "./answers.ts";

export const missingPhase: Exercise<MissingPhase> = {
  chapter: "10",
  name: "myPhase",
  check: checkMissingPhase,
  rights: [
    [
      "with the softplus, in one line",
      `function myPhase({ a, da, B }) {
  let L = 0;
  for (let b = 0; b < B; b++) {
    L += Math.log1p(Math.exp(a[b])) / B;
    da[b] = 1 / (B * (1 + Math.exp(-a[b])));
  }
  return L;
}
`,
    ],
    [
      "by the chain rule, through p",
      `const myPhase = ({ a, da, B }) => {
  const p = Array.from(a, (x) => 1 / (1 + Math.exp(-x)));
  p.forEach((q, b) => {
    const dp = 1 / (1 - q) / B;
    da[b] = dp * q * (1 - q);
  });
  return -p.reduce((s, q) => s + Math.log(1 - q), 0) / B;
};
`,
    ],
    [
      "with 1 − p as a sigmoid of −a",
      `function myPhase({ a, da, B }) {
  let sum = 0;
  for (let b = B - 1; b >= 0; b--) {
    const q = 1 / (1 + Math.exp(a[b]));
    sum += Math.log(q);
    da[b] = (1 - q) / B;
  }
  return sum / -B;
}
`,
    ],
  ],
  mistakes: [
    [
      "the label is 1",
      "Math.log(1 - p)",
      "Math.log(p)",
      "The loss is 0.595185, and should be 1.49518. That is the mean of −ln p, as if samples of the prior bore the 1: in the article's code it is the codes, so the wish is the",
    ],
    [
      "the mean of ln p",
      "sum -= Math.log(1 - p)",
      "sum += Math.log(p)",
      "The loss is -0.595185, and should be 1.49518. That is the mean of ln p, the discriminator's own loss with the other sign: it is smallest in the same place, and flat where",
    ],
    [
      "the wrong sign",
      "sum -=",
      "sum +=",
      "The loss is -1.49518, and should be 1.49518. The sign is the other one.",
    ],
    [
      "a sum, no mean",
      "return sum / B",
      "return sum",
      "The loss is 7.47592, and should be 1.49518. That is the sum over the 5 codes: take their mean.",
    ],
    [
      "no logarithm",
      "Math.log(1 - p)",
      "-(1 - p)",
      "The loss is 0.376538, and should be 1.49518. Is the logarithm missing?",
    ],
    [
      "the mean of p",
      "sum -= Math.log(1 - p)",
      "sum += p",
      "The loss is 0.623462, and should be 1.49518. Is the logarithm missing?",
    ],
    [
      "the sigmoid twice",
      "const p = 1 / (1 + Math.exp(-a[b]))",
      "const once = 1 / (1 + Math.exp(-a[b]));\n    const p = 1 / (1 + Math.exp(-once))",
      "The loss is 1.06144, and should be 1.49518. The sigmoid is taken twice: p is σ(a), and ln sees 1 − p.",
    ],
    [
      "no sigmoid",
      "const p = 1 / (1 + Math.exp(-a[b]))",
      "const p = a[b]",
      "The loss is NaN, and should be 1.49518.",
    ],
    [
      "the sigmoid's sign",
      "Math.exp(-a[b])",
      "Math.exp(a[b])",
      "The loss is 0.595185, and should be 1.49518. That is the mean of −ln p, as if samples of the prior bore the 1: in the article's code it is the codes, so the wish is the",
    ],
    [
      "a logarithm to the base 10",
      "Math.log(1 - p)",
      "Math.log10(1 - p)",
      "The loss is 0.64935, and should be 1.49518.",
    ],
    ["nothing is returned", "return sum / B;", "", "The loss is undefined; return a number."],
    [
      "the first code left out",
      "let b = 0",
      "let b = 1",
      "The loss is 0.789234, and should be 1.49518.",
    ],
    ["the last code left out", "b < B", "b < B - 1", "The loss is 1.38431, and should be 1.49518."],
    [
      "only the last code is counted",
      "sum -= Math.log(1 - p)",
      "sum = -Math.log(1 - p)",
      "The loss is 0.110871, and should be 1.49518.",
    ],
    [
      "the gradient that saturates",
      "da[b] = p / B",
      "da[b] = (1 - p) / B",
      "da[0, 0] is 0.00586245, and should be 0.194138; 5 of 5 numbers are wrong. That is the gradient of the mean of ln p: it dies where the discriminator is sure of a code, and",
    ],
    [
      "the gradient of the label 1",
      "da[b] = p / B",
      "da[b] = (p - 1) / B",
      "da[0, 0] is -0.00586245, and should be 0.194138; 5 of 5 numbers are wrong. That is the gradient for the label 1: in the article's code it is the codes that bear it, so",
    ],
    [
      "the gradient of p",
      "da[b] = p / B",
      "da[b] = 1 / (1 - p) / B",
      "da[0, 0] is 6.82309, and should be 0.194138; 5 of 5 numbers are wrong. That is the gradient of p: on the way back through the sigmoid it is multiplied by p·(1 − p).",
    ],
    [
      "the slope of the sigmoid",
      "da[b] = p / B",
      "da[b] = (p * (1 - p)) / B",
      "da[0, 0] is 0.0056906, and should be 0.194138; 5 of 5 numbers are wrong. That is the slope of the sigmoid alone: it is to be multiplied by the gradient of p, 1/(1 − p).",
    ],
    [
      "the gradient is not divided",
      "da[b] = p / B",
      "da[b] = p",
      "Every value is 5 times what it should be. 5 is the batch size: is a division by it missing?",
    ],
    [
      "the gradient is divided twice",
      "da[b] = p / B",
      "da[b] = p / B / B",
      "Every value is 1/5 times what it should be. 5 is the batch size: is it divided by once too often?",
    ],
    [
      "the gradient has the wrong sign",
      "da[b] = p / B",
      "da[b] = -p / B",
      "Every value has the opposite sign: is there a minus too many, or one too few?",
    ],
    [
      "the gradient is added",
      "da[b] =",
      "da[b] +=",
      "What stood in da before shows in the result; write da[…] = …, not +=.",
    ],
    [
      "the gradient is a",
      "da[b] = p / B",
      "da[b] = a[b] / B",
      "da[0, 0] is 0.7, and should be 0.194138; 5 of 5 numbers are wrong. That is a, where p = σ(a) is meant.",
    ],
    [
      "no gradient",
      "da[b] = p / B;",
      "",
      "Every analytic value is 0: is this gradient computed at all, and written where it is looked for?",
    ],
    [
      "the logits are overwritten",
      "da[b] = p / B;",
      "a[b] = p / B;",
      "a has changed: it is given, and belongs to the caller.",
    ],
    [
      "a name that is not there",
      "da[b] = p / B",
      "da[b] = q / B",
      'Your code threw "q is not defined".',
    ],
  ],
};
