/**
 * Kernels that run on WebAssembly's SIMD: single instructions that take four numbers at once.
 *
 * Their tensors live in WebAssembly's memory. A tensor that lives elsewhere gives the same
 * results; it is copied there first, and a result is copied back.
 */
import { type Kernels, tensorFrom, zeros } from "../tensor/kernels.ts";
import {
  expectMatmul,
  expectMatmulTransposeA,
  expectMatmulTransposeB,
} from "../tensor/products.ts";
import { type Values, valuesOf } from "../tensor/tensor.ts";
import { SimdMemory } from "./memory.ts";
import { simdTwins } from "./twins.ts";
import { type CompiledModule, compile, instantiate, type Memory } from "./webassembly.ts";

/** Columns of a panel, as in `assembly/products.ts`; sixteen float32 fill a cache line, too. */
const WIDTH = 16;

/** Multiply-adds that a part of a shared product has at least: they take about ten microseconds. */
const PART = 2 ** 18;

/**
 * An X of at least so many numbers is turned before Xᵀ·dY, if dY has at least so many columns. The
 * loop reads a few numbers of each row of X after another, and a large X has its rows in as many pages
 * of the memory; a processor knows the way to some 64 pages of 4 KiB by heart.
 */
const LARGE = 64 * 1024;
const MANY_COLUMNS = 64;
/** Numbers that a part of turning X has at least: they take about five microseconds. */
const TURNED = 2 ** 13;

/**
 * A result of fewer columns than this, and than rows, is cut into parts of some rows; any other into
 * parts of some columns.
 */
const FEW_COLUMNS = 32;

/** Starts a second thread: `src/node/helper-thread.mjs` shows what it does. */
export type StartHelper = (module: CompiledModule, memory: Memory) => void;

/**
 * @param name what a run records: which instructions the module uses
 * @param wasm the module's bytes, compiled from `assembly/`
 * @param startHelper is called once, when a task is first large enough for two threads. Until the
 *   helper has come, or if it never does, this thread works alone; see `assembly/threads.ts`
 * @param part multiply-adds that a part of a product has at least; a single part is not shared
 * @throws WebAssembly.CompileError if the bytes are damaged, or the machine lacks the instructions.
 */
export function simdKernels(
  name: "simd" | "fma",
  wasm: Uint8Array,
  startHelper?: StartHelper,
  part = PART,
): Kernels {
  const module = compile(wasm);
  const memory = new SimdMemory(module);
  const loops = instantiate(module, memory.memory);
  let started = false;

  /** Does the task that was set, from 0 to just before `count`, in parts of `size`; the last may be smaller. */
  function work(count: number, size: number): void {
    if (startHelper === undefined || loops.share === undefined || count <= size) {
      loops.run(0, count, 0);
      return;
    }
    if (!started) startHelper(module, memory.memory);
    started = true;
    loops.share(count, size);
  }

  /**
   * Does the task that was set in parts of some columns, each with at least that much work. They are whole
   * cache lines: two threads in one line would take it from each other.
   */
  function workByColumns(columns: number, workOfOne: number, least: number): void {
    work(columns, WIDTH * Math.ceil(least / (WIDTH * workOfOne)));
  }

  /** C = A·B, or C += A·B, with A [rows, inner] and B [inner, columns], read with strides as in `../tensor/tiled.ts`. */
  function multiply(
    a: Values,
    aRow: number,
    aColumn: number,
    b: Values,
    bRow: number,
    bColumn: number,
    c: Values,
    rows: number,
    inner: number,
    columns: number,
    keep: 0 | 1,
  ): void {
    // A single column, turned, is the same numbers; as a row it comes from whole panels: Cᵀ = Bᵀ·Aᵀ.
    if (columns === 1 && rows > 1) {
      multiply(b, bColumn, bRow, a, aColumn, aRow, c, 1, inner, rows, keep);
      return;
    }
    const byRows = columns < Math.min(rows, FEW_COLUMNS);
    loops.setProduct(
      memory.addressOf(a, 0),
      aRow,
      aColumn,
      memory.addressOf(b, 1),
      bRow,
      bColumn,
      memory.addressOf(c, 2),
      rows,
      inner,
      columns,
      keep,
      memory.borrow(3, 2 * WIDTH * (inner + rows)).byteOffset,
      byRows ? 1 : 0,
    );
    if (byRows) {
      const computed = WIDTH * Math.ceil(columns / WIDTH);
      work(rows, 2 * Math.ceil(part / (2 * inner * computed)));
    } else {
      workByColumns(columns, rows * inner, part);
    }
    memory.bringBack(c, 2);
  }

  return {
    name,
    allocate: (length) => memory.allocate(length),

    matmul(X, W, Y) {
      expectMatmul(X, W, Y);
      const [B, I] = X.shape;
      const O = W.shape[1];
      multiply(valuesOf(X), I, 1, valuesOf(W), O, 1, valuesOf(Y), B, I, O, 0);
    },

    matmulTransposeA(X, dY, dW) {
      expectMatmulTransposeA(X, dY, dW);
      const [B, I] = X.shape;
      const O = dY.shape[1];
      const [x, dy, dw] = [valuesOf(X), valuesOf(dY), valuesOf(dW)];
      if (x.length < LARGE || O < MANY_COLUMNS) {
        multiply(x, 1, I, dy, O, 1, dw, I, B, O, 1);
      } else {
        const turned = memory.borrow(4, x.length);
        loops.setTranspose(memory.addressOf(x, 0), B, I, turned.byteOffset);
        workByColumns(I, B, TURNED);
        multiply(turned, B, 1, dy, O, 1, dw, I, B, O, 1);
      }
    },

    matmulTransposeB(dY, W, dX) {
      expectMatmulTransposeB(dY, W, dX);
      const [B, O] = dY.shape;
      const I = W.shape[0];
      multiply(valuesOf(dY), O, 1, valuesOf(W), 1, O, valuesOf(dX), B, O, I, 0);
    },

    fastest: simdTwins(loops, memory, work, workByColumns),
  };
}

/**
 * Whether these kernels round a·b + c once, as a fused multiply-add does, or a·b first: then
 * (1 + ε)² − (1 + 2ε) is 0, where it should be ε².
 */
export function fuses(kernels: Kernels): boolean {
  const epsilon = 2 ** -23;
  const X = tensorFrom(kernels, [-(1 + 2 * epsilon), 1 + epsilon], 1, 2);
  const W = tensorFrom(kernels, [1, 1 + epsilon], 2, 1);
  const Y = zeros(kernels, 1, 1);
  kernels.matmul(X, W, Y);
  return Y.data[0] === epsilon ** 2;
}
