import { describe, expect, test } from "vitest";
import { AWKWARD_SHAPES } from "../../src/gradcheck/suite/products.ts";
import { loadKernels } from "../../src/node/load-kernels.ts";
import {
  doubleKernels,
  type Kernels,
  naiveKernels,
  tensorFrom,
  tsKernels,
  zeros,
} from "../../src/tensor/kernels.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";
import { FUSES } from "../simd/modules.ts";

function randomTensor(random: Random, rows: number, columns: number): Tensor {
  return tensor(
    Float64Array.from({ length: rows * columns }, () => random.normal()),
    rows,
    columns,
  );
}

const sets = [
  ...[naiveKernels, tsKernels, doubleKernels, loadKernels("simd").kernels],
  ...(FUSES ? [loadKernels("fma").kernels] : []),
];

describe.each(sets)("the products of $name", (kernels: Kernels) => {
  const precision = kernels.allocate(0) instanceof Float64Array ? 1e-13 : 1e-5;

  test.each(AWKWARD_SHAPES)(
    "agree with their definition for %d × %d × %d",
    (batch, inputs, outputs) => {
      const random = new SeededRandom("products");
      const X = randomTensor(random, batch, inputs);
      const W = randomTensor(random, inputs, outputs);
      const dY = randomTensor(random, batch, outputs);
      const Y = zeros(kernels, batch, outputs);
      const dW = zeros(kernels, inputs, outputs);
      const dX = zeros(kernels, batch, inputs);
      dW.data.fill(1); // to be added to
      Y.data.fill(7); // to be overwritten
      dX.data.fill(7);

      kernels.matmul(X, W, Y);
      kernels.matmulTransposeA(X, dY, dW);
      kernels.matmulTransposeB(dY, W, dX);

      const sum = (count: number, term: (k: number) => number) =>
        Array.from({ length: count }, (_, k) => term(k)).reduce((a, b) => a + b, 0);
      for (let b = 0; b < batch; b++) {
        for (let o = 0; o < outputs; o++) {
          const expected = sum(inputs, (i) => X.get(b, i) * W.get(i, o));
          expect(Math.abs(Y.get(b, o) - expected)).toBeLessThan(precision);
        }
        for (let i = 0; i < inputs; i++) {
          const expected = sum(outputs, (o) => dY.get(b, o) * W.get(i, o));
          expect(Math.abs(dX.get(b, i) - expected)).toBeLessThan(precision);
        }
      }
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          const expected = 1 + sum(batch, (b) => X.get(b, i) * dY.get(b, o));
          expect(Math.abs(dW.get(i, o) - expected)).toBeLessThan(precision);
        }
      }
    },
  );

  test.each([
    [128, 512, 64],
    [131, 513, 66],
    [61, 1_077, 65],
  ])(
    "Xᵀ·dY of a large X is that of some columns at a time: %d × %d × %d",
    (batch, inputs, outputs) => {
      const random = new SeededRandom("large");
      const from = (tensor: Tensor) => tensorFrom(kernels, tensor.data, ...tensor.shape);
      const X = from(randomTensor(random, batch, inputs));
      const dY = from(randomTensor(random, batch, outputs));
      const dW = zeros(kernels, inputs, outputs);
      dW.data.fill(1); // to be added to
      kernels.matmulTransposeA(X, dY, dW);
      const width = 22;
      for (let first = 0; first < outputs; first += width) {
        const count = Math.min(width, outputs - first);
        const some = zeros(kernels, batch, count);
        for (let b = 0; b < batch; b++) {
          for (let o = 0; o < count; o++) some.set(b, o, dY.get(b, first + o));
        }
        const expected = zeros(kernels, inputs, count);
        expected.data.fill(1);
        kernels.matmulTransposeA(X, some, expected);
        const found = Array.from(expected.data, (_, at) =>
          dW.get(Math.floor(at / count), first + (at % count)),
        );
        expect(found).toEqual(Array.from(expected.data));
      }
    },
  );

  test("name both shapes when they do not fit", () => {
    const X = zeros(kernels, 128, 784);
    expect(() => kernels.matmul(X, zeros(kernels, 512, 10), zeros(kernels, 128, 10))).toThrow(
      "matmul: X is [128, 784] but W is [512, 10]; X needs as many columns as W has rows.",
    );
    expect(() => kernels.matmul(X, zeros(kernels, 784, 10), zeros(kernels, 128, 9))).toThrow(
      "matmul: the result is [128, 10] but Y is [128, 9].",
    );
    expect(() =>
      kernels.matmulTransposeA(X, zeros(kernels, 64, 10), zeros(kernels, 784, 10)),
    ).toThrow("X is [128, 784] but dY is [64, 10]; they need the same number of rows.");
    expect(() =>
      kernels.matmulTransposeB(zeros(kernels, 128, 10), zeros(kernels, 784, 512), X),
    ).toThrow("dY is [128, 10] but W is [784, 512]; they need the same number of columns.");
  });

  test("refuse a view, which a plain loop would misread", () => {
    const X = zeros(kernels, 4, 4);
    expect(() => kernels.matmul(X.transpose(1, 0), X, zeros(kernels, 4, 4))).toThrow("is a view");
    expect(() => kernels.matmul(X.lo(1, 0), zeros(kernels, 4, 4), zeros(kernels, 3, 4))).toThrow(
      "is a view",
    );
  });
});
