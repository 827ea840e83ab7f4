/**
 * Mistakes that leave large gradients alone: what is small is cut off, rounded away, kept from being
 * small, or approximated where it is flat. A check that weighs every error against the largest
 * number would let them all pass.
 */
import type { Mutation } from "./mutations.ts";

/** Mutations of one piece of text: what each is, and what stands there instead. */
function of(
  file: string,
  find: string,
  mistakes: readonly (readonly [what: string, replace: string])[],
): readonly Mutation[] {
  return mistakes.map(([what, replace]) => ({ file, what, find, replace }));
}

export const smallGradients: readonly Mutation[] = [
  ...of("layers/sigmoid.ts", "dy[i] * y[i] * (1 - y[i])", [
    ["slopes below 0.01 are 0", "(y[i] * (1 - y[i]) < 0.01 ? 0 : dy[i] * y[i] * (1 - y[i]))"],
    ["slopes are 0.005 at least", "dy[i] * Math.max(y[i] * (1 - y[i]), 0.005)"],
    ["slopes are rounded to four places", "(dy[i] * Math.round(1e4 * y[i] * (1 - y[i]))) / 1e4"],
    ["1e-5 is added to every slope", "dy[i] * (y[i] * (1 - y[i]) + 1e-5)"],
    [
      "far to the right, 1 − y is taken for its square",
      "dy[i] * y[i] * (y[i] > 0.99 ? (1 - y[i]) ** 2 : 1 - y[i])",
    ],
    ["far to the left, the factor 1 − y is dropped", "dy[i] * y[i] * (y[i] < 0.01 ? 1 : 1 - y[i])"],
  ]),
  ...of("layers/sigmoid.ts", "1 / (1 + Math.exp(-x))", [
    ["x is clipped to ±5 in forward", "1 / (1 + Math.exp(-Math.max(-5, Math.min(5, x))))"],
  ]),
  ...of("layers/tanh.ts", "dy[i] * (1 - y[i] * y[i])", [
    ["slopes below 0.001 are 0", "(1 - y[i] * y[i] < 1e-3 ? 0 : dy[i] * (1 - y[i] * y[i]))"],
    ["slopes are 0.0001 at least", "dy[i] * Math.max(1 - y[i] * y[i], 1e-4)"],
    ["slopes are rounded to six places", "(dy[i] * Math.round(1e6 * (1 - y[i] * y[i]))) / 1e6"],
    [
      "far out, 1 − y² is taken for 2·(1 − |y|)",
      "dy[i] * (Math.abs(y[i]) > 0.999 ? 2 * (1 - Math.abs(y[i])) : 1 - y[i] * y[i])",
    ],
    ["1e-8 is added to every slope", "dy[i] * (1 - y[i] * y[i] + 1e-8)"],
  ]),
  ...of("layers/softmax.ts", "y[j] * (dy[j] - dot)", [
    ["probabilities below 0.001 get no gradient", "(y[j] < 1e-3 ? 0 : y[j] * (dy[j] - dot))"],
    ["probabilities are 0.0001 at least in backward", "Math.max(y[j], 1e-4) * (dy[j] - dot)"],
    ["small probabilities leave the sum out", "y[j] * (dy[j] - (y[j] < 1e-3 ? 0 : dot))"],
    ["gradients are rounded to five places", "Math.round(1e5 * y[j] * (dy[j] - dot)) / 1e5"],
  ]),
  ...of("layers/softmax.ts", "dot += dy[j] * y[j]", [
    ["the sum leaves small probabilities out", "dot += y[j] < 1e-3 ? 0 : dy[j] * y[j]"],
  ]),
  ...of("layers/relu.ts", "x[i] > 0 ? dy[i] : x[i] <= 0 ? 0 :", [
    ["the gradient starts at 0.0002, not at 0", "x[i] > 2e-4 ? dy[i] : x[i] <= 2e-4 ? 0 :"],
    ["the gradient starts at −0.0002, not at 0", "x[i] > -2e-4 ? dy[i] : x[i] <= 0 ? 0 :"],
  ]),
  ...of("layers/leaky-relu.ts", "slope * dy[i]", [
    ["far to the left, it is dead after all", "(x[i] > -5 ? slope * dy[i] : 0)"],
  ]),
  ...of("layers/dense.ts", "db[o] += dy[start + o]", [
    [
      "the bias's gradient is rounded to three places",
      "db[o] += Math.round(1e3 * dy[start + o]) / 1e3",
    ],
  ]),
  ...of("tensor/products.ts", "dw[i * outputs + o] += sum", [
    ["dW below 0.0001 is 0", "dw[i * outputs + o] += Math.abs(sum) < 1e-4 ? 0 : sum"],
    ["dW is rounded to six places", "dw[i * outputs + o] += Math.round(1e6 * sum) / 1e6"],
  ]),
  ...of("tensor/products.ts", "sum += x[b * inputs + i] * dy[b * outputs + o]", [
    [
      "small inputs add nothing to dW",
      "sum += Math.abs(x[b * inputs + i]) < 1e-4 ? 0 : x[b * inputs + i] * dy[b * outputs + o]",
    ],
  ]),
  ...of("tensor/products.ts", "dx[b * inputs + i] = sum", [
    ["dX below 0.0001 is 0", "dx[b * inputs + i] = Math.abs(sum) < 1e-4 ? 0 : sum"],
  ]),
  ...of("tensor/products.ts", "sum += dy[b * outputs + o] * w[i * outputs + o]", [
    [
      "small weights pass nothing back",
      "sum += Math.abs(w[i * outputs + o]) < 1e-4 ? 0 : dy[b * outputs + o] * w[i * outputs + o]",
    ],
  ]),
  ...of("losses/mse.ts", "dp[i] = scale * difference", [
    [
      "differences below 0.01 are let pass",
      "dp[i] = Math.abs(difference) < 0.01 ? 0 : scale * difference",
    ],
    [
      "small differences get the gradient of 0.01",
      "dp[i] = scale * Math.sign(difference) * Math.max(0.01, Math.abs(difference))",
    ],
    [
      "the gradient is rounded to five places",
      "dp[i] = Math.round(1e5 * scale * difference) / 1e5",
    ],
    ["1e-6 is added to every difference", "dp[i] = scale * (difference + 1e-6)"],
  ]),
  ...of("losses/bce.ts", "(clipped * (1 - clipped))", [
    ["1e-5 in the denominator, against a division by 0", "(clipped * (1 - clipped) + 1e-5)"],
    ["the denominator is 0.0001 at least", "Math.max(clipped * (1 - clipped), 1e-4)"],
  ]),
  ...of("losses/bce-with-logits.ts", "dx[i] = (1 / (1 + Math.exp(-x[i])) - t[i]) / x.length", [
    [
      "a gradient below 0.002 is 0",
      "dx[i] = Math.abs(1 / (1 + Math.exp(-x[i])) - t[i]) < 0.01 ? 0 : (1 / (1 + Math.exp(-x[i])) - t[i]) / x.length",
    ],
    [
      "the sigmoid is clipped to [0.01, 0.99] in backward",
      "dx[i] = (Math.min(0.99, Math.max(0.01, 1 / (1 + Math.exp(-x[i])))) - t[i]) / x.length",
    ],
  ]),
  ...of("losses/bce-with-logits.ts", "Math.log1p(Math.exp(-Math.abs(x[i])))", [
    [
      "the logarithm is dropped where it is small",
      "(Math.abs(x[i]) > 4 ? 0 : Math.log1p(Math.exp(-Math.abs(x[i]))))",
    ],
    [
      "ln(1 + e) is taken for e where it is small",
      "(Math.abs(x[i]) > 4.5 ? Math.exp(-Math.abs(x[i])) : Math.log1p(Math.exp(-Math.abs(x[i]))))",
    ],
  ]),
  ...of("losses/cross-entropy-with-logits.ts", "dx[j] = (Math.exp(x[j] - logSum) - t[j]) / batch", [
    [
      "classes of small probability get no gradient",
      "dx[j] = x[j] - logSum < -7 ? -t[j] / batch : (Math.exp(x[j] - logSum) - t[j]) / batch",
    ],
    [
      "probabilities are 0.001 at least in backward",
      "dx[j] = (Math.max(1e-3, Math.exp(x[j] - logSum)) - t[j]) / batch",
    ],
  ]),
  ...of("losses/cross-entropy-with-logits.ts", "total -= t[j] * (x[j] - logSum)", [
    ["a little label smoothing in forward alone", "total -= (t[j] + 1e-4) * (x[j] - logSum)"],
  ]),
  ...of("optim/adam.ts", "m[i] = beta1 * m[i] + (1 - beta1) * g[i]", [
    [
      "gradients below 0.01 are not remembered",
      "m[i] = beta1 * m[i] + (Math.abs(g[i]) < 0.01 ? 0 : (1 - beta1) * g[i])",
    ],
  ]),
  ...of("optim/adam.ts", "(1 - beta2) * g[i] * g[i]", [
    ["1e-10 is added to every square", "(1 - beta2) * (g[i] * g[i] + 1e-10)"],
  ]),
  ...of("optim/adam.ts", "(Math.sqrt(vHat) + epsilon)", [
    ["the root is 0.01 at least", "Math.max(Math.sqrt(vHat), 0.01)"],
  ]),
  ...of("optim/sgd.ts", "this.momentum * v[i] + g[i]", [
    [
      "gradients below 0.001 are not followed",
      "this.momentum * v[i] + (Math.abs(g[i]) < 1e-3 ? 0 : g[i])",
    ],
  ]),
  ...of("optim/clip.ts", "sum += g * g", [
    ["small gradients do not count for the norm", "sum += Math.abs(g) < 0.01 ? 0 : g * g"],
  ]),
  ...of("optim/clip.ts", "g[i] *= factor", [
    ["small gradients are not made shorter", "g[i] *= Math.abs(g[i]) < 0.01 ? 1 : factor"],
  ]),
];
