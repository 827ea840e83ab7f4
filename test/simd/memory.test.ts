import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { SimdMemory } from "../../src/simd/memory.ts";
import { tensorFrom, zeros } from "../../src/tensor/kernels.ts";
import { tensor } from "../../src/tensor/tensor.ts";

const PAGE = 65_536;

test("every row of numbers starts as zeros, at an address of its own", () => {
  const memory = new SimdMemory();
  const rows = [0, 1, 5, 16, 17, PAGE].map((length) => memory.allocate(length));
  for (const [index, row] of rows.entries()) {
    expect(row.byteOffset % 16).toBe(0);
    expect(row.every((number) => number === 0)).toBe(true);
    row.fill(index + 1);
  }
  for (const [index, row] of rows.entries()) {
    expect(row.every((number) => number === index + 1)).toBe(true);
  }
});

test("what was handed out stays where it is when the memory grows", () => {
  const memory = new SimdMemory();
  const early = memory.allocate(3);
  early.set([1, 2, 3]);
  const { buffer } = memory.shared;
  const late = memory.allocate(10 * PAGE);
  expect(memory.shared.buffer.byteLength).toBeGreaterThan(buffer.byteLength);
  expect([...early]).toEqual([1, 2, 3]);
  for (const values of [early, late]) {
    expect(memory.addressOf(values, 0)).toBe(values.byteOffset); // it is no copy's
  }
  early[0] = 7;
  expect(new Float32Array(memory.shared.buffer, early.byteOffset, 3)[0]).toBe(7);
});

test("asking for more than 4 GiB says so, and does no harm", () => {
  const memory = new SimdMemory();
  expect(() => memory.allocate(2 ** 30 + 1)).toThrow("do not fit");
  expect(memory.allocate(3)).toHaveLength(3);
});

describe("what nobody holds", () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");

  /** Lets the collector come, and the memory hear of it. */
  async function collected() {
    for (let turn = 0; turn < 3; turn++) {
      await nextTurn();
      collect();
      await nextTurn();
    }
  }

  test("is given back, and comes again as zeros", async () => {
    const memory = new SimdMemory();
    const use = () => memory.allocate(16 * PAGE).fill(7).byteOffset;
    const addresses = [use(), use(), use()];
    const size = memory.shared.buffer.byteLength;
    await collected();
    const rows = [1, 2, 3].map(() => memory.allocate(16 * PAGE));
    expect(rows.map(({ byteOffset }) => byteOffset)).toEqual(addresses);
    for (const row of rows) expect(row.every((number) => number === 0)).toBe(true);
    expect(memory.shared.buffer.byteLength).toBe(size);
  });

  test("becomes one room with what is free beside it, and is cut where less is needed", async () => {
    const memory = new SimdMemory();
    let middle: Float32Array | null = memory.allocate(16);
    const start = middle.byteOffset;
    const before = Array.from({ length: 100 }, () => memory.allocate(16));
    middle = null;
    before.length = 0;
    const after = memory.allocate(16).fill(1);
    await collected();
    expect(memory.allocate(101 * 16).byteOffset).toBe(start);
    expect(memory.allocate(1).byteOffset).toBeGreaterThan(after.byteOffset);
    await collected();
    expect([1, 2, 3].map(() => memory.allocate(1).byteOffset - start)).toEqual([0, 64, 128]);
    expect(after.every((number) => number === 1)).toBe(true);
  });

  test("is not what somebody holds a part of", async () => {
    const memory = new SimdMemory();
    const part = memory.allocate(1000).fill(7).subarray(500, 600);
    await collected();
    for (let times = 0; times < 20; times++) memory.allocate(1000).fill(9);
    expect(part.every((number) => number === 7)).toBe(true);
  });

  test("is given back in a program that never asks the collector to come", async () => {
    const memory = new SimdMemory();
    for (let times = 0; times < 1100; times++) {
      memory.allocate(16 * PAGE); // 4 MiB: more than 4 GiB in all
      if (times % 4 === 0) await nextTurn();
    }
    expect(memory.shared.buffer.byteLength).toBeLessThan(2 ** 30);
  });
});

test("products reach tensors from before and after the memory has grown", () => {
  const { kernels } = loadKernels("simd");
  const X = tensorFrom(kernels, [1, 2], 1, 2);
  zeros(kernels, 1000, 1000);
  const W = tensorFrom(kernels, [3, 4], 2, 1);
  const Y = zeros(kernels, 1, 1);
  kernels.matmul(X, W, Y);
  expect(Y.get(0, 0)).toBe(11);
});

test("tensors that live elsewhere, or in a part of a larger row, give the same results", () => {
  const { kernels } = loadKernels("simd");
  const X = tensor(Float64Array.of(1, 2, 3, 4), 2, 2);
  const W = tensor(Float32Array.of(5, 6, 7, 8), 2, 2);
  const larger = kernels.allocate(6).fill(9);
  const Y = tensor(larger.subarray(1, 5), 2, 2);
  kernels.matmul(X, W, Y);
  expect([...larger]).toEqual([9, 19, 22, 43, 50, 9]);

  const dW = tensor(Float32Array.of(1, 1, 1, 1), 2, 2);
  kernels.matmulTransposeA(X, W, dW);
  expect([...dW.data]).toEqual([27, 31, 39, 45]);

  const dX = tensor(new Float64Array(4), 2, 2);
  kernels.matmulTransposeB(X, W, dX);
  expect([...dX.data]).toEqual([17, 23, 39, 53]);
});

test("one tensor that lives elsewhere may be both factors", () => {
  const { kernels } = loadKernels("simd");
  const X = tensor(Float32Array.of(1, 2, 3, 4), 2, 2);
  const Y = tensor(new Float32Array(4), 2, 2);
  kernels.matmul(X, X, Y);
  expect([...Y.data]).toEqual([7, 10, 15, 22]);
});
