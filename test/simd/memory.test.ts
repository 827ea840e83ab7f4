import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { loadKernels } from "../../src/node/load-kernels.ts";
import { SimdMemory } from "../../src/simd/memory.ts";
import { simdKernels } from "../../src/simd/simd-kernels.ts";
import { compile } from "../../src/simd/webassembly.ts";
import { tensorFrom, zeros } from "../../src/tensor/kernels.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { Workspace } from "../../src/tensor/workspace.ts";
import { wasmOf } from "./modules.ts";

const PAGE = 65_536;

const newMemory = () => new SimdMemory(compile(wasmOf("simd")));

test("every row of numbers starts as zeros, at an address of its own", () => {
  const memory = newMemory();
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
  const memory = newMemory();
  const early = memory.allocate(3);
  early.set([1, 2, 3]);
  const { buffer } = memory.memory;
  const late = memory.allocate(10 * PAGE);
  expect(memory.memory.buffer.byteLength).toBeGreaterThan(buffer.byteLength);
  expect([...early]).toEqual([1, 2, 3]);
  for (const values of [early, late]) {
    expect(memory.addressOf(values, 0)).toBe(values.byteOffset); // it is no copy's
  }
  early[0] = 7;
  expect(new Float32Array(memory.memory.buffer, early.byteOffset, 3)[0]).toBe(7);
});

test("asking for more than 4 GiB says so, and does no harm", () => {
  const memory = newMemory();
  expect(() => memory.allocate(2 ** 30 + 1)).toThrow("do not fit");
  expect(() => memory.allocate(2 ** 30 - 64)).toThrow("do not fit"); // it would end at 2³²
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
    const memory = newMemory();
    const use = () => memory.allocate(16 * PAGE).fill(7).byteOffset;
    const addresses = [use(), use(), use()];
    const size = memory.memory.buffer.byteLength;
    await collected();
    const rows = [1, 2, 3].map(() => memory.allocate(16 * PAGE));
    expect(rows.map(({ byteOffset }) => byteOffset)).toEqual(addresses);
    for (const row of rows) expect(row.every((number) => number === 0)).toBe(true);
    expect(memory.memory.buffer.byteLength).toBe(size);
  });

  test("becomes one room with what is free beside it, and is cut where less is needed", async () => {
    const memory = newMemory();
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
    const memory = newMemory();
    const part = memory.allocate(1000).fill(7).subarray(500, 600);
    await collected();
    for (let times = 0; times < 20; times++) memory.allocate(1000).fill(9);
    expect(part.every((number) => number === 7)).toBe(true);
  });

  test("is not what somebody holds a tensor of, where memory is not shared", async () => {
    const kernels = simdKernels("simd", wasmOf("simd-single"));
    const X = new Workspace(kernels).shaped(10, 10);
    X.data.fill(7);
    const { byteOffset } = X.data;
    await collected();
    for (let times = 0; times < 20; times++) kernels.allocate(100).fill(9);
    expect(X.data.every((number) => number === 7)).toBe(true);

    const dropped = () => new Workspace(kernels).shaped(20, 20).data.byteOffset;
    const address = dropped();
    expect(address).toBeGreaterThan(byteOffset);
    await collected();
    expect(dropped()).toBeLessThanOrEqual(address);
  });

  test("is given back in a program that never asks the collector to come", async () => {
    const memory = newMemory();
    for (let times = 0; times < 1100; times++) {
      memory.allocate(16 * PAGE); // 4 MiB: more than 4 GiB in all
      if (times % 4 === 0) await nextTurn();
    }
    expect(memory.memory.buffer.byteLength).toBeLessThan(2 ** 30);
  });
});

test("memory that is not shared needs no SharedArrayBuffer and no Atomics, and ends at 256 MiB", () => {
  vi.stubGlobal("SharedArrayBuffer", undefined);
  vi.stubGlobal("Atomics", undefined);
  vi.stubGlobal("structuredClone", undefined);
  try {
    const kernels = simdKernels("simd", wasmOf("simd-single"));
    const [X, W, Y] = [100, 100, 100].map((length) => zeros(kernels, length, length));
    X.data.fill(2);
    W.data.fill(3);
    kernels.matmul(X, W, Y);
    expect(Y.data.every((y) => y === 600)).toBe(true);
    expect(() => kernels.allocate(2 ** 26)).toThrow("256 MiB");
    expect(kernels.allocate(2 ** 25)).toHaveLength(2 ** 25);
  } finally {
    vi.unstubAllGlobals();
  }
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
