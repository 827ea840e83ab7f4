/** Softmax on some columns, and how columns are copied: what is refused, and what stays. */
import { expect, test } from "vitest";
import { Activation } from "../../src/layers/activation.ts";
import { copyColumns } from "../../src/layers/columns.ts";
import { softmax } from "../../src/layers/softmax.ts";
import { softmaxColumns } from "../../src/layers/softmax-columns.ts";
import { doubleKernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";

const X = tensorFrom(doubleKernels, [1, 2, 3, 1000, 0, -1000, -5, -5, -5], 3, 3);

test("on all columns it is softmax, to the last bit", () => {
  const [some, all] = [softmaxColumns(0, 3), softmax].map((activation) => {
    const layer = new Activation(doubleKernels, activation);
    return [[...layer.forward(X).data], [...layer.backward(X).data]];
  });
  expect(some).toEqual(all);
});

test("a NaN stays in its row, and outside the columns in its place", () => {
  const layer = new Activation(doubleKernels, softmaxColumns(0, 2));
  const bad = tensorFrom(doubleKernels, [0, 0, Number.NaN, Number.NaN, 0, 1, 0, 0, 5], 3, 3);
  expect([...layer.forward(bad).data]).toEqual([
    ...[0.5, 0.5, Number.NaN],
    ...[Number.NaN, Number.NaN, 1],
    ...[0.5, 0.5, 5],
  ]);
});

test("columns that make no sense are refused", () => {
  for (const [from, to] of [
    [2, 2],
    [3, 1],
    [-1, 2],
    [0, 1.5],
    [Number.NaN, 2],
  ]) {
    expect(() => softmaxColumns(from, to)).toThrow(
      `softmaxColumns: the columns are [${from}, ${to}); give whole numbers with 0 ≤ from < to.`,
    );
  }
});

test("rows that are too short are refused", () => {
  const layer = new Activation(doubleKernels, softmaxColumns(2, 4));
  expect(() => layer.forward(X)).toThrow(
    "softmaxColumns: X has 3 columns, but softmax is to take [2, 4); X needs at least 4.",
  );
});

test("copyColumns refuses what does not fit", () => {
  const Y = zeros(doubleKernels, 3, 4);
  expect(() => copyColumns(X, 0, zeros(doubleKernels, 2, 4), 0, 1)).toThrow(
    "copyColumns: A has 3 rows but B has 2; they need as many.",
  );
  for (const [from, to, count] of [
    [2, 0, 2],
    [0, 3, 2],
  ]) {
    expect(() => copyColumns(X, from, Y, to, count)).toThrow(
      `copyColumns: ${count} columns, from column ${from} of 3 to column ${to} of 4, do not fit; copy fewer.`,
    );
  }
  expect([...Y.data]).toEqual(new Array(12).fill(0));
});
