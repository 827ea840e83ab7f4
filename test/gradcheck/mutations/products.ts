/** Mistakes in the matrix products. */
import type { Mutation } from "./mutations.ts";

export const products: readonly Mutation[] = [
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
];
