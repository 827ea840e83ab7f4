import { smallGradients } from "./small-gradients.ts";

/**
 * Mistakes that somebody could make, one at a time: a sign, a factor, a forgotten sum.
 *
 * Each is a piece of source text and what to write in its stead. The text must stand exactly once
 * in its file, so that a mutation cannot silently come to nothing when the source changes.
 */
export interface Mutation {
  /** The file, below `src`. */
  readonly file: string;
  /** The mistake, in words. */
  readonly what: string;
  readonly find: string;
  readonly replace: string;
}

export const mutations: readonly Mutation[] = [
  // The matrix products
  {
    file: "tensor/products.ts",
    what: "Y = X·W reads W transposed",
    find: "x[b * inputs + i] * w[i * outputs + o]",
    replace: "x[b * inputs + i] * w[o * inputs + i]",
  },
  {
    file: "tensor/products.ts",
    what: "dW is overwritten, not added to",
    find: "dw[i * outputs + o] += sum",
    replace: "dw[i * outputs + o] = sum",
  },
  {
    file: "tensor/products.ts",
    what: "dX = dY·Wᵀ forgets to transpose W",
    find: "dy[b * outputs + o] * w[i * outputs + o]",
    replace: "dy[b * outputs + o] * w[o * inputs + i]",
  },
  {
    file: "tensor/tiled.ts",
    what: "Y is added to what was left in it",
    find: "  y.fill(0);\n",
    replace: "",
  },
  {
    file: "tensor/tiled.ts",
    what: "dW is overwritten, not added to",
    find: "const dw = valuesOf(dW);",
    replace: "const dw = valuesOf(dW).fill(0);",
  },
  {
    file: "tensor/tiled.ts",
    what: "dX is added to what was left in it",
    find: "  dx.fill(0);\n",
    replace: "",
  },
  {
    file: "tensor/tiled.ts",
    what: "dX = dY·Wᵀ forgets to transpose W",
    find: "valuesOf(W), 1, outputs, dx",
    replace: "valuesOf(W), inputs, 1, dx",
  },
  {
    file: "tensor/tiled.ts",
    what: "one of a tile's six sums takes the wrong column",
    find: "c21 += a2 * b1",
    replace: "c21 += a2 * b0",
  },
  {
    file: "tensor/tiled.ts",
    what: "the last row of a tile that fits exactly is lost",
    find: "if (i + 2 === rows) continue;",
    replace: "if (i + 3 >= rows) continue;",
  },
  {
    file: "tensor/tiled.ts",
    what: "a tile's second row is overwritten, not added to",
    find: "c[r] += c10;",
    replace: "c[r] = c10;",
  },

  // The dense layer
  {
    file: "layers/dense.ts",
    what: "the bias gets no gradient",
    find: "OfRows(valuesOf(dY), valuesOf(this.bias.grad));",
    replace: "OfRows(valuesOf(dY).subarray(0, 0), valuesOf(this.bias.grad));",
  },
  {
    file: "layers/dense.ts",
    what: "the bias's gradient forgets to sum over the batch",
    find: "db[o] += dy[start + o]",
    replace: "db[o] = dy[start + o]",
  },
  {
    file: "layers/dense.ts",
    what: "forward forgets the bias",
    find: "EachRow(valuesOf(this.bias.value), valuesOf(Y));",
    replace: "EachRow(valuesOf(this.bias.value), valuesOf(Y).subarray(0, 0));",
  },
  {
    file: "layers/dense.ts",
    what: "dX goes back through the weights' gradient, not through the weights",
    find: "matmulTransposeB(dY, this.weight.value, dX)",
    replace: "matmulTransposeB(dY, this.weight.grad, dX)",
  },
  {
    file: "layers/dense.ts",
    what: "dX is not computed unless asked for by name",
    find: 'if (wanted !== "parameters")',
    replace: 'if (wanted === "input")',
  },
  {
    file: "layers/dense.ts",
    what: "gradients that nobody wants are added all the same",
    find: 'if (wanted !== "input")',
    replace: "if (wanted)",
  },

  // Activations
  {
    file: "layers/activation.ts",
    what: "backward is handed X in place of Y",
    find: "valuesOf(dY), valuesOf(X), valuesOf(Y), valuesOf(dX)",
    replace: "valuesOf(dY), valuesOf(X), valuesOf(X), valuesOf(dX)",
  },
  {
    file: "layers/relu.ts",
    what: "ReLU lets every gradient pass",
    find: "x[i] > 0 ? dy[i] : 0",
    replace: "dy[i]",
  },
  {
    file: "layers/relu.ts",
    what: "ReLU lets the gradients of the wrong side pass",
    find: "x[i] > 0 ? dy[i] : 0",
    replace: "x[i] < 0 ? dy[i] : 0",
  },
  {
    file: "layers/leaky-relu.ts",
    what: "leaky ReLU forgets the slope backward",
    find: "dy[i] : slope * dy[i]",
    replace: "dy[i] : 0",
  },
  {
    file: "layers/sigmoid.ts",
    what: "sigmoid's derivative is 1 − y, without the y",
    find: "dy[i] * y[i] * (1 - y[i])",
    replace: "dy[i] * (1 - y[i])",
  },
  {
    file: "layers/sigmoid.ts",
    what: "sigmoid falls where it should rise",
    find: "Math.exp(-x)",
    replace: "Math.exp(x)",
  },
  {
    file: "layers/tanh.ts",
    what: "tanh's derivative forgets the square",
    find: "1 - y[i] * y[i]",
    replace: "1 - y[i]",
  },
  {
    file: "layers/tanh.ts",
    what: "tanh's derivative is not multiplied by dy",
    find: "dy[i] * (1 - y[i] * y[i])",
    replace: "1 - y[i] * y[i]",
  },
  {
    file: "layers/softmax.ts",
    what: "softmax forgets that outputs depend on each other",
    find: "y[j] * (dy[j] - dot)",
    replace: "y[j] * (1 - y[j]) * dy[j]",
  },
  {
    file: "layers/softmax.ts",
    what: "softmax's sum runs on from row to row",
    find: "    for (let row = 0; row < y.length; row += columns) {\n      let dot = 0;",
    replace: "    let dot = 0;\n    for (let row = 0; row < y.length; row += columns) {",
  },
  {
    file: "layers/softmax.ts",
    what: "softmax does not subtract the largest, and overflows",
    find: "Math.exp(x[j] - largest)",
    replace: "Math.exp(x[j])",
  },

  // Sequences and the start
  {
    file: "layers/sequential.ts",
    what: "every layer is given the first input",
    find: "Y = layer.forward(Y)",
    replace: "Y = layer.forward(X)",
  },
  {
    file: "layers/sequential.ts",
    what: "no layer hands its dX on unless it is wanted at the end",
    find: 'wanted === "input" ? "input" : "both"',
    replace: "wanted",
  },
  {
    file: "layers/sequential.ts",
    what: "the first layer is passed through twice",
    find: "index > 0; index--",
    replace: "index >= 0; index--",
  },
  {
    file: "layers/layer.ts",
    what: "gradients do not start at zero",
    find: "grad.data.fill(0)",
    replace: "grad.data.fill(1)",
  },
  {
    file: "layers/initializers.ts",
    what: "Glorot's 6 is a 3",
    find: "Math.sqrt(6 / (inputs + outputs))",
    replace: "Math.sqrt(3 / (inputs + outputs))",
  },
  {
    file: "layers/initializers.ts",
    what: "He's 2 is a 1",
    find: "Math.sqrt(2 / inputs)",
    replace: "Math.sqrt(1 / inputs)",
  },
  {
    file: "layers/initializers.ts",
    what: "no weight starts below zero",
    find: "(2 * random.uniform() - 1) * limit",
    replace: "random.uniform() * limit",
  },

  // Losses
  {
    file: "losses/mse.ts",
    what: "the 2 of the square's derivative is missing",
    find: "2 / p.length",
    replace: "1 / p.length",
  },
  {
    file: "losses/mse.ts",
    what: "the gradient is divided by the batch, the loss by all numbers",
    find: "2 / p.length",
    replace: "2 / P.shape[0]",
  },
  {
    file: "losses/mse.ts",
    what: "the gradient has the wrong sign",
    find: "dp[i] = scale",
    replace: "dp[i] = -scale",
  },
  {
    file: "losses/mse.ts",
    what: "dP is added to, not overwritten",
    find: "dp[i] = scale",
    replace: "dp[i] += scale",
  },
  {
    file: "losses/bce.ts",
    what: "the 1/n is missing from the gradient",
    find: "(clipped * (1 - clipped)) / p.length",
    replace: "(clipped * (1 - clipped))",
  },
  {
    file: "losses/bce.ts",
    what: "a clipped probability still has a gradient",
    find: "(follows * (clipped - t[i]))",
    replace: "(clipped - t[i])",
  },
  {
    file: "losses/bce.ts",
    what: "the gradient has the wrong sign",
    find: "(follows * (clipped - t[i]))",
    replace: "(follows * (t[i] - clipped))",
  },
  {
    file: "losses/bce.ts",
    what: "both classes take the same logarithm",
    find: "Math.log(1 - clipped)",
    replace: "Math.log(clipped)",
  },
  {
    file: "losses/bce-with-logits.ts",
    what: "the 1/n is missing from the gradient",
    find: "- t[i]) / x.length;",
    replace: "- t[i]);",
  },
  {
    file: "losses/bce-with-logits.ts",
    what: "the target is added, not subtracted",
    find: "- t[i]) / x.length;",
    replace: "+ t[i]) / x.length;",
  },
  {
    file: "losses/bce-with-logits.ts",
    what: "an exponential overflows",
    find: "Math.exp(-Math.abs(x[i]))",
    replace: "Math.exp(Math.abs(x[i]))",
  },
  {
    file: "losses/cross-entropy-with-logits.ts",
    what: "the 1/B is missing from the gradient",
    find: "- t[j]) / batch;",
    replace: "- t[j]);",
  },
  {
    file: "losses/cross-entropy-with-logits.ts",
    what: "the gradient is divided by all numbers, the loss by the batch",
    find: "- t[j]) / batch;",
    replace: "- t[j]) / x.length;",
  },
  {
    file: "losses/cross-entropy-with-logits.ts",
    what: "the row's largest is subtracted and never added back",
    find: "largest + Math.log(sum)",
    replace: "Math.log(sum)",
  },

  // The phases
  {
    file: "aae/reconstruction-phase.ts",
    what: "the encoder gets no gradient",
    find: 'encoder.backward(dZ, "parameters");',
    replace: "",
  },
  {
    file: "aae/reconstruction-phase.ts",
    what: "the encoder is given the codes in place of their gradient",
    find: 'encoder.backward(dZ, "parameters");',
    replace: 'encoder.backward(Z, "parameters");',
  },
  {
    file: "aae/reconstruction-phase.ts",
    what: "the encoder's gradients pile up from step to step",
    find: "zeroGradients(encoder, decoder)",
    replace: "zeroGradients(decoder)",
  },
  {
    file: "aae/discriminator-phase.ts",
    what: "real and fake are exchanged",
    find: ".fill(1, 0, batch).fill(0, batch)",
    replace: ".fill(0, 0, batch).fill(1, batch)",
  },
  {
    file: "aae/discriminator-phase.ts",
    what: "the prior's samples are judged twice, the codes never",
    find: "set(valuesOf(Z), P.size)",
    replace: "set(valuesOf(P), P.size)",
  },
  {
    file: "aae/discriminator-phase.ts",
    what: "the encoder gets a gradient in the discriminator's phase",
    find: 'discriminator.backward(dLogits, "parameters");',
    replace: 'discriminator.backward(dLogits, "parameters");\n    this.#model.encoder.backward(Z);',
  },
  {
    file: "aae/discriminator-phase.ts",
    what: "the discriminator's gradients pile up from step to step",
    find: "    zeroGradients(discriminator);\n",
    replace: "",
  },
  {
    file: "aae/discriminator-phase.ts",
    what: "accuracy counts what is told wrong",
    find: "logits[i] > 0 === i < real",
    replace: "logits[i] > 0 !== i < real",
  },
  {
    file: "aae/generator-phase.ts",
    what: "the generator tells the truth",
    find: ".fill(1);",
    replace: ".fill(0);",
  },
  {
    file: "aae/generator-phase.ts",
    what: "the generator's gradient is added to the discriminator too",
    find: 'discriminator.backward(dLogits, "input")',
    replace: "discriminator.backward(dLogits)",
  },
  {
    file: "aae/generator-phase.ts",
    what: "the generator pushes away from the prior",
    find: "const loss = bceWithLogits(logits, labels, dLogits);",
    replace:
      "const loss = bceWithLogits(logits, labels, dLogits);\n    for (let i = 0; i < dLogits.size; i++) dLogits.data[i] *= -1;",
  },
  {
    file: "aae/generator-phase.ts",
    what: "the encoder's gradients pile up from phase to phase",
    find: "    zeroGradients(encoder);\n",
    replace: "",
  },
  {
    file: "aae/adversarial-training.ts",
    what: "the generator's optimiser moves the discriminator",
    find: "generator: new Adam(kernels, encoder.parameters, adam)",
    replace: "generator: new Adam(kernels, discriminator.parameters, adam)",
  },
  {
    file: "aae/adversarial-training.ts",
    what: "the reconstruction's optimiser forgets the decoder",
    find: "[...encoder.parameters, ...decoder.parameters]",
    replace: "[...encoder.parameters]",
  },
  {
    file: "aae/adversarial-training.ts",
    what: "the discriminator judges codes from before the first update",
    find: "    const reconstruction = this.#reconstruction.run(X);\n\n    const Z = encoder.forward(X);",
    replace:
      "    const Z = encoder.forward(X);\n\n    const reconstruction = this.#reconstruction.run(X);",
  },
  {
    file: "aae/article-training.ts",
    what: "codes are labelled as the prior's samples are",
    find: "this.#updateDiscriminator(Z, 1)",
    replace: "this.#updateDiscriminator(Z, 0)",
  },
  {
    file: "aae/article-training.ts",
    what: "the second update still has the first one's gradient",
    find: "    zeroGradients(discriminator);\n",
    replace: "",
  },

  // The optimisers
  {
    file: "optim/adam.ts",
    what: "ε stands inside the root",
    find: "(Math.sqrt(vHat) + epsilon)",
    replace: "Math.sqrt(vHat + epsilon)",
  },
  {
    file: "optim/adam.ts",
    what: "the first moment is not corrected",
    find: "m[i] / correction1",
    replace: "m[i]",
  },
  {
    file: "optim/adam.ts",
    what: "the second moment is not corrected",
    find: "v[i] / correction2",
    replace: "v[i]",
  },
  {
    file: "optim/adam.ts",
    what: "the second moment forgets the square",
    find: "(1 - beta2) * g[i] * g[i]",
    replace: "(1 - beta2) * g[i]",
  },
  {
    file: "optim/adam.ts",
    what: "both moments decay with β₂",
    find: "m[i] = beta1 * m[i] + (1 - beta1) * g[i]",
    replace: "m[i] = beta2 * m[i] + (1 - beta2) * g[i]",
  },
  {
    file: "optim/adam.ts",
    what: "Adam climbs",
    find: "w[i] -=",
    replace: "w[i] +=",
  },
  {
    file: "optim/adam.ts",
    what: "all parameters share the first one's second moment",
    find: "valuesOf(this.secondMoments[index])",
    replace: "valuesOf(this.secondMoments[0])",
  },
  {
    file: "optim/adam.ts",
    what: "β₁ is not 0.9 unless told otherwise",
    find: "beta1 = 0.9",
    replace: "beta1 = 0.5",
  },
  {
    file: "optim/sgd.ts",
    what: "the velocity damps the gradient too",
    find: "this.momentum * v[i] + g[i]",
    replace: "this.momentum * v[i] + (1 - this.momentum) * g[i]",
  },
  {
    file: "optim/sgd.ts",
    what: "the velocity forgets",
    find: "this.momentum * v[i] + g[i]",
    replace: "g[i]",
  },
  {
    file: "optim/sgd.ts",
    what: "SGD climbs",
    find: "w[i] -=",
    replace: "w[i] +=",
  },
  {
    file: "optim/clip.ts",
    what: "the norm forgets the root",
    find: "Math.sqrt(sum)",
    replace: "sum",
  },
  {
    file: "optim/clip.ts",
    what: "short gradients are made long",
    find: "norm > largest",
    replace: "norm !== largest",
  },
  {
    file: "optim/adam.ts",
    what: "Adam clips nothing",
    find: "if (this.clipNorm !== null)",
    replace: "if (false)",
  },
  {
    file: "optim/schedule.ts",
    what: "the rate falls too late",
    find: "done >= after",
    replace: "done > after",
  },

  // Small gradients beside large ones
  ...smallGradients,
];
