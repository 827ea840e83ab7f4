/** Mistakes in the layers. */
import type { Mutation } from "./mutations.ts";

export const layers: readonly Mutation[] = [
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
];
