import { family } from "./family.ts";
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
    find: 'if (wanted === "parameters")',
    replace: 'if (wanted !== "both")',
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
    find: "x[i] <= 0 ? 0 :",
    replace: "x[i] <= 0 ? dy[i] :",
  },
  {
    file: "layers/relu.ts",
    what: "ReLU lets the gradients of the wrong side pass",
    find: "x[i] > 0 ? dy[i] : x[i] <= 0 ? 0 :",
    replace: "x[i] < 0 ? dy[i] : x[i] >= 0 ? 0 :",
  },
  {
    file: "layers/leaky-relu.ts",
    what: "leaky ReLU forgets the slope backward",
    find: "slope * dy[i]",
    replace: "0",
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
    find: "    for (let row = from; row < y.length; row += columns) {\n      let dot = 0;",
    replace: "    let dot = 0;\n    for (let row = from; row < y.length; row += columns) {",
  },
  {
    file: "layers/softmax.ts",
    what: "softmax does not subtract the largest, and overflows",
    find: "Math.exp(x[j] - largest)",
    replace: "Math.exp(x[j])",
  },

  {
    file: "layers/softmax.ts",
    what: "softmax on some columns starts at the first one all the same",
    find: "let row = from; row < x.length",
    replace: "let row = 0; row < x.length",
  },
  {
    file: "layers/softmax-columns.ts",
    what: "the other columns are left out of Y",
    find: "      y.set(x);\n",
    replace: "",
  },
  {
    file: "layers/softmax-columns.ts",
    what: "the other columns get no gradient",
    find: "      dx.set(dy);\n",
    replace: "",
  },
  {
    file: "layers/softmax-columns.ts",
    what: "softmax takes all columns",
    find: "softmax.forward(x, y, columns, from, to)",
    replace: "softmax.forward(x, y, columns)",
  },
  {
    file: "layers/softmax-columns.ts",
    what: "the gradient is taken through a softmax of all columns",
    find: "softmax.backward(dy, x, y, dx, columns, from, to)",
    replace: "softmax.backward(dy, x, y, dx, columns)",
  },
  {
    file: "layers/softmax-columns.ts",
    what: "the last of the columns is left out",
    find: "softmax.forward(x, y, columns, from, to)",
    replace: "softmax.forward(x, y, columns, from, to - 1)",
  },
  {
    file: "layers/softmax-columns.ts",
    what: "the other columns get the gradient times their output",
    find: "dx.set(dy);",
    replace: "for (let i = 0; i < dx.length; i++) dx[i] = dy[i] * y[i];",
  },
  {
    file: "layers/columns.ts",
    what: "columns are taken from the start of a row",
    find: "row * columnsA + from",
    replace: "row * columnsA",
  },
  {
    file: "layers/columns.ts",
    what: "columns are put at the start of a row",
    find: "row * columnsB + to",
    replace: "row * columnsB",
  },
  {
    file: "layers/columns.ts",
    what: "rows of the target are as long as those of the source",
    find: "row * columnsB + to",
    replace: "row * columnsA + to",
  },
  {
    file: "layers/columns.ts",
    what: "the last row is lost",
    find: "row < rows;",
    replace: "row < rows - 1;",
  },

  // Layers that draw, and those that learn by looking
  {
    file: "layers/dropout.ts",
    what: "what is kept is not made larger",
    find: "? 0 : 1 / (1 - this.rate)",
    replace: "? 0 : 1",
  },
  {
    file: "layers/dropout.ts",
    what: "what is kept is made larger by the share that is left out",
    find: "? 0 : 1 / (1 - this.rate)",
    replace: "? 0 : 1 / this.rate",
  },
  {
    file: "layers/dropout.ts",
    what: "what should be kept is left out",
    find: "random.uniform() < this.rate",
    replace: "random.uniform() > this.rate",
  },
  {
    file: "layers/dropout.ts",
    what: "what was left out gets a gradient",
    find: "dx[i] = mask[i] * dy[i]",
    replace: "dx[i] = dy[i]",
  },
  {
    file: "layers/dropout.ts",
    what: "the gradient is not scaled as the output was",
    find: "dx[i] = mask[i] * dy[i]",
    replace: "dx[i] = mask[i] > 0 ? dy[i] : 0",
  },
  {
    file: "layers/dropout.ts",
    what: "inputs are left out in use too",
    find: "    if (!training) return X;\n",
    replace: "",
  },
  {
    file: "layers/dropout.ts",
    what: "in use, the gradient passes through the last mask",
    find: "    if (!this.#training) return dY;\n",
    replace: "",
  },
  {
    file: "layers/dropout.ts",
    what: "whole rows are left out together",
    find: "mask[i] = random.uniform() < this.rate",
    replace: "mask[i] = i % columns > 0 ? mask[i - 1] : random.uniform() < this.rate",
  },

  {
    file: "layers/gaussian-noise.ts",
    what: "noise is drawn in use too",
    find: "    if (!training) return X;\n",
    replace: "",
  },
  {
    file: "layers/gaussian-noise.ts",
    what: "the noise has the variance for its deviation",
    find: "this.standardDeviation * random.normal()",
    replace: "this.standardDeviation ** 2 * random.normal()",
  },
  {
    file: "layers/gaussian-noise.ts",
    what: "the noise is uniform, and never negative",
    find: "random.normal()",
    replace: "random.uniform()",
  },
  {
    file: "layers/gaussian-noise.ts",
    what: "the noise is a factor, not a summand",
    find: "x[i] + this.standardDeviation",
    replace: "x[i] * this.standardDeviation",
  },
  {
    file: "layers/gaussian-noise.ts",
    what: "the gradient is the input",
    find: "    return dY;",
    replace: "    return X;",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "the ½ is missing from e^(½·ln σ²)",
    find: "Math.exp(0.5 * logVariance)",
    replace: "Math.exp(logVariance)",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "the ½ is missing from the gradient of ln σ²",
    find: "dz[i] * 0.5 * offset[i]",
    replace: "dz[i] * offset[i]",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "ln σ² gets no gradient",
    find: "dz[i] * 0.5 * offset[i]",
    replace: "0",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "the gradient of ln σ² is not multiplied by dz",
    find: "dz[i] * 0.5 * offset[i]",
    replace: "0.5 * offset[i]",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "noise is drawn in use too",
    find: "training ? Math.exp",
    replace: "true ? Math.exp",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "the two halves are exchanged",
    find: "const mean = x[row * columns + j]",
    replace: "const mean = x[row * columns + n + j]",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "the variance is taken for its logarithm",
    find: "Math.exp(0.5 * logVariance)",
    replace: "Math.sqrt(logVariance)",
  },
  {
    file: "layers/gaussian-sample.ts",
    what: "one draw serves a whole row",
    find: "offset[i] = training ? Math.exp(0.5 * logVariance) * random.normal() : 0",
    replace:
      "offset[i] = training ? Math.exp(0.5 * logVariance) * (j === 0 ? random.normal() : offset[row * n]) : 0",
  },
  {
    file: "layers/append-noise.ts",
    what: "the noise stands to the left of the input",
    find: "copyColumns(X, 0, Y, 0, inputs)",
    replace: "copyColumns(X, 0, Y, this.columns, inputs)",
  },
  {
    file: "layers/append-noise.ts",
    what: "the noise is uniform, and never negative",
    find: "random.normal()",
    replace: "random.uniform()",
  },
  {
    file: "layers/append-noise.ts",
    what: "only the first row gets noise",
    find: "start < y.length",
    replace: "start < width",
  },
  {
    file: "layers/append-noise.ts",
    what: "noise is written over the input",
    find: "let start = inputs;",
    replace: "let start = 0;",
  },
  {
    file: "layers/append-noise.ts",
    what: "dX is taken from the last columns",
    find: "copyColumns(dY, 0, dX, 0, inputs)",
    replace: "copyColumns(dY, this.columns, dX, 0, inputs)",
  },

  {
    file: "layers/batch-normalisation.ts",
    what: "the running variance is the biased one",
    find: "squares / (batch - 1)",
    replace: "squares / batch",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "a batch is normalised by its unbiased variance",
    find: "variance = squares / batch;",
    replace: "variance = squares / (batch - 1);",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "the gradient through the batch's statistics is forgotten",
    find: "(dBeta + normalised[i] * dGamma) / batch : 0",
    replace: "0 : 0",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "the gradient through the variance is forgotten",
    find: "(dBeta + normalised[i] * dGamma) / batch",
    replace: "dBeta / batch",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "the gradient through the mean is forgotten",
    find: "(dBeta + normalised[i] * dGamma) / batch",
    replace: "(normalised[i] * dGamma) / batch",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "in use, the gradient passes through statistics that stand still",
    find: "const throughStatistics = this.#training",
    replace: "const throughStatistics = true",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "in use too, the batch is normalised by its own statistics",
    find: "      if (training) {",
    replace: "      if (batch > 1) {",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "ε stands outside the root",
    find: "1 / Math.sqrt(variance + EPSILON)",
    replace: "1 / (Math.sqrt(variance) + EPSILON)",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "the running mean forgets nine tenths",
    find: "runningMean[j] = (1 - MOMENTUM) * runningMean[j] + MOMENTUM * mean",
    replace: "runningMean[j] = MOMENTUM * runningMean[j] + (1 - MOMENTUM) * mean",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "the running statistics do not move",
    find: "        runningMean[j] = (1 - MOMENTUM) * runningMean[j] + MOMENTUM * mean;\n",
    replace: "",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "γ's gradient forgets x̂",
    find: "dGamma += dy[i] * normalised[i]",
    replace: "dGamma += dy[i]",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "β's gradient is overwritten, not added to",
    find: "this.beta.grad.data[j] += dBeta",
    replace: "this.beta.grad.data[j] = dBeta",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "dX forgets γ",
    find: "const scale = gamma[j] * inverseDeviation[j]",
    replace: "const scale = inverseDeviation[j]",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "gradients that nobody wants are added all the same",
    find: 'if (wanted !== "input")',
    replace: "if (wanted)",
  },
  {
    file: "layers/batch-normalisation.ts",
    what: "all columns share the first one's mean",
    find: "for (let i = j; i < x.length; i += columns) sum += x[i];",
    replace: "for (let i = 0; i < x.length; i += columns) sum += x[i];",
  },

  {
    file: "layers/cluster-heads.ts",
    what: "the style is left out",
    find: "y[row * n + j] += x[row * columns + K + j]",
    replace: "y[row * n + j] += 0",
  },
  {
    file: "layers/cluster-heads.ts",
    what: "the choice is added in place of the style",
    find: "x[row * columns + K + j]",
    replace: "x[row * columns + j]",
  },
  {
    file: "layers/cluster-heads.ts",
    what: "the choice is read from the columns of the style",
    find: "copyColumns(X, 0, C, 0, K)",
    replace: "copyColumns(X, n, C, 0, K)",
  },
  {
    file: "layers/cluster-heads.ts",
    what: "heads start in one place",
    find: "    initializer(this.heads.value, random);\n",
    replace: "",
  },
  {
    file: "layers/cluster-heads.ts",
    what: "the heads get no gradient",
    find: 'if (wanted !== "input") {',
    replace: 'if (wanted !== "input" && rows < 0) {',
  },
  {
    file: "layers/cluster-heads.ts",
    what: "gradients that nobody wants are added all the same",
    find: 'if (wanted !== "input")',
    replace: "if (wanted)",
  },
  {
    file: "layers/cluster-heads.ts",
    what: "the choice's gradient goes through the heads' gradient",
    find: "matmulTransposeB(dY, W, dC)",
    replace: "matmulTransposeB(dY, this.heads.grad, dC)",
  },
  {
    file: "layers/cluster-heads.ts",
    what: "the style gets no gradient",
    find: "copyColumns(dY, 0, dX, K, n)",
    replace: "copyColumns(dY, 0, dX, K, 0)",
  },
  {
    file: "layers/cluster-heads.ts",
    what: "the choice gets no gradient",
    find: "copyColumns(dC, 0, dX, 0, K)",
    replace: "copyColumns(dC, 0, dX, 0, 0)",
  },

  // Sequences and the start
  {
    file: "layers/sequential.ts",
    what: "every layer is given the first input",
    find: "Y = layer.forward(Y, pass)",
    replace: "Y = layer.forward(X, pass)",
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
    find: "index > first; index--",
    replace: "index >= first; index--",
  },
  {
    file: "layers/parallel.ts",
    what: "every branch is given the first branch's gradient",
    find: "copyColumns(dY, column, part, 0, width)",
    replace: "copyColumns(dY, 0, part, 0, width)",
  },
  {
    file: "layers/parallel.ts",
    what: "dX is what the last branch gives",
    find: "add(valuesOf(more), valuesOf(dX))",
    replace: "valuesOf(dX).set(valuesOf(more))",
  },
  {
    file: "layers/parallel.ts",
    what: "dX is added to what was left in it",
    find: "    if (dX !== null) valuesOf(dX).fill(0);\n",
    replace: "",
  },
  {
    file: "layers/parallel.ts",
    what: "every output is written over the first",
    find: "copyColumns(output, 0, Y, column, output.shape[1])",
    replace: "copyColumns(output, 0, Y, 0, output.shape[1])",
  },
  {
    file: "layers/parallel.ts",
    what: "branches are not told what is wanted",
    find: "branch.backward(part, wanted)",
    replace: "branch.backward(part)",
  },
  {
    file: "layers/parallel.ts",
    what: "the second branch is given what the first one gave",
    find: "branch.forward(X, pass)",
    replace: "branch.forward(index > 0 ? this.#outputs[0] : X, pass)",
  },
  {
    file: "layers/parallel.ts",
    what: "only the first branch may be trained",
    find: "branches.flatMap(({ parameters }, index)",
    replace: "branches.slice(0, 1).flatMap(({ parameters }, index)",
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

  {
    file: "losses/half-squared-error.ts",
    what: "the ½ is missing from the loss",
    find: "sum / 2 / batch",
    replace: "sum / batch",
  },
  {
    file: "losses/half-squared-error.ts",
    what: "the loss is a mean over all numbers, not a sum over the outputs",
    find: "sum / 2 / batch",
    replace: "sum / 2 / p.length",
  },
  {
    file: "losses/half-squared-error.ts",
    what: "both are a mean over all numbers",
    find: "const [batch] = P.shape;",
    replace: "const batch = p.length;",
  },
  {
    file: "losses/half-squared-error.ts",
    what: "both forget the mean over the batch",
    find: "const [batch] = P.shape;",
    replace: "const batch = 1;",
  },
  {
    file: "losses/half-squared-error.ts",
    what: "the gradient has the wrong sign",
    find: "const difference = p[i] - t[i];",
    replace: "const difference = t[i] - p[i];",
  },
  {
    file: "losses/half-squared-error.ts",
    what: "dP is added to, not overwritten",
    find: "dp[i] = difference",
    replace: "dp[i] += difference",
  },
  {
    file: "losses/heads-apart.ts",
    what: "heads are drawn together",
    find: "(-cost * ",
    replace: "(cost * ",
  },
  {
    file: "losses/heads-apart.ts",
    what: "the direction in which heads part is not of length 1",
    find: ") / length;",
    replace: ");",
  },
  {
    file: "losses/heads-apart.ts",
    what: "only one head of a pair gets a gradient",
    find: "        dw[j + d] -= gradient;\n",
    replace: "",
  },
  {
    file: "losses/heads-apart.ts",
    what: "both heads of a pair get the same gradient",
    find: "dw[j + d] -= gradient",
    replace: "dw[j + d] += gradient",
  },
  {
    file: "losses/heads-apart.ts",
    what: "dW is overwritten, not added to",
    find: "dw[i + d] += gradient",
    replace: "dw[i + d] = gradient",
  },
  {
    file: "losses/heads-apart.ts",
    what: "heads beyond the distance are drawn back to it",
    find: "      if (length >= distance) continue;\n",
    replace: "",
  },
  {
    file: "losses/heads-apart.ts",
    what: "each pair is counted twice",
    find: "let j = i + n;",
    replace: "let j = 0;",
  },
  {
    file: "losses/heads-apart.ts",
    what: "equal heads divide by 0",
    find: "      if (length === 0) continue;\n",
    replace: "",
  },
  {
    file: "losses/heads-apart.ts",
    what: "the distance is the square of a distance",
    find: "Math.sqrt(squares)",
    replace: "squares",
  },

  // The phases
  {
    file: "aae/parts/reconstruction.ts",
    what: "the encoder gets no gradient",
    find: 'this.#encoder.backward(dZ, "parameters");',
    replace: "",
  },
  {
    file: "aae/parts/reconstruction.ts",
    what: "the encoder is given the codes in place of their gradient",
    find: 'this.#encoder.backward(dZ, "parameters");',
    replace: 'this.#encoder.backward(Z, "parameters");',
  },
  {
    file: "aae/parts/reconstruction.ts",
    what: "the encoder's gradients pile up from step to step",
    find: "zeroGradients(this.#encoder, this.#decoder)",
    replace: "zeroGradients(this.#decoder)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "real and fake are exchanged",
    find: ".fill(1, 0, batch).fill(0, batch)",
    replace: ".fill(0, 0, batch).fill(1, batch)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the prior's samples are judged twice, the codes never",
    find: "set(valuesOf(Z), P.size)",
    replace: "set(valuesOf(P), P.size)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the discriminator is given no gradient",
    find: 'this.#discriminator.backward(dLogits, "parameters"); // Z',
    replace: "// Z",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the discriminator's gradients pile up from step to step",
    find: "    zeroGradients(this.#discriminator);\n",
    replace: "",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "accuracy counts what is classified wrongly",
    find: "logits[i] > 0 === i < real",
    replace: "logits[i] > 0 !== i < real",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the generator tells the truth",
    find: ".fill(1); // the lie",
    replace: ".fill(0); // the lie",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the generator's gradient is added to the discriminator too",
    find: 'this.#discriminator.backward(dLogits, "input")',
    replace: "this.#discriminator.backward(dLogits)",
  },
  {
    file: "aae/parts/adversary.ts",
    what: "the generator pushes away from the prior",
    find: "return { loss, dZ: this",
    replace:
      "for (let i = 0; i < dLogits.size; i++) dLogits.data[i] *= -1;\n    return { loss, dZ: this",
  },
  {
    file: "aae/basic.ts",
    what: "the encoder's gradients pile up from phase to phase",
    find: "    zeroGradients(encoder);\n",
    replace: "",
  },
  {
    file: "aae/basic.ts",
    what: "the generator's optimiser moves the discriminator",
    find: 'optimizer("generator", encoder.parameters)',
    replace: 'optimizer("generator", discriminator.parameters)',
  },
  {
    file: "aae/basic.ts",
    what: "the reconstruction's optimiser forgets the decoder",
    find: "[...encoder.parameters, ...decoder.parameters]",
    replace: "[...encoder.parameters]",
  },
  {
    file: "aae/basic.ts",
    what: "the discriminator judges codes from before the first update",
    find: "    const reconstruction = this.reconstruction(X, pass);\n    const Z = this.#model.networks.encoder.forward(X, pass);",
    replace:
      "    const Z = this.#model.networks.encoder.forward(X, pass);\n    const reconstruction = this.reconstruction(X, pass);",
  },
  {
    file: "aae/article.ts",
    what: "codes are labelled as the prior's samples are",
    find: "this.discriminator(Z, 1, pass)",
    replace: "this.discriminator(Z, 0, pass)",
  },
  {
    file: "aae/article.ts",
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
    find: "valuesOf(this.memory.v[index])",
    replace: "valuesOf(this.memory.v[0])",
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
    what: "a milestone at an epoch is taken for one at a step",
    find: "milestone.epoch * stepsPerEpoch",
    replace: "milestone.epoch",
  },
  {
    file: "optim/schedule.ts",
    what: "the warm-up starts at a rate of 0",
    find: "(step + 1) / warmUp",
    replace: "step / warmUp",
  },
  {
    file: "optim/description.ts",
    what: "the momentum that is described is not used",
    find: ": new SGD(kernels, parameters, description)",
    replace: ": new SGD(kernels, parameters, { learningRate: description.learningRate })",
  },
  {
    file: "aae/parts/encoders.ts",
    what: "a Gaussian posterior has room for the mean alone",
    find: "2 * latent],",
    replace: "latent],",
  },
  {
    file: "optim/schedule.ts",
    what: "the rate falls too late",
    find: "step / steps >= milestone.share",
    replace: "step / steps > milestone.share",
  },

  // Small gradients beside large ones
  ...smallGradients,

  // The family
  ...family,
];
