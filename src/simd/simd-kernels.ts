/**
 * Kernels that run on WebAssembly's SIMD: single instructions that take four numbers at once.
 *
 * Their tensors live in WebAssembly's memory. A tensor that lives elsewhere gives the same
 * results; it is copied there first, and a result is copied back.
 */
import type { Kernels } from "../tensor/kernels.ts";
import {
  expectMatmul,
  expectMatmulTransposeA,
  expectMatmulTransposeB,
} from "../tensor/products.ts";
import { type Values, valuesOf } from "../tensor/tensor.ts";
import { Helper, type HelperData } from "./helper.ts";
import { SimdMemory } from "./memory.ts";
import { simdTwins } from "./twins.ts";
import { compile, instantiate, type ProductOperands } from "./webassembly.ts";

/** Multiply-adds that a part of a shared product has at least: they take about ten microseconds. */
const PART = 2 ** 18;

/**
 * @param wasm the module's bytes, compiled from `assembly/`
 * @param startHelper starts a second thread on `src/node/helper-thread.mjs`; without it, there is one
 * @param part multiply-adds that a part has at least; a product of a single part is not shared
 * @throws WebAssembly.CompileError if the bytes are damaged, or the machine knows no SIMD.
 */
export function simdKernels(
  wasm: Uint8Array,
  startHelper?: (data: HelperData) => void,
  part = PART,
): Kernels {
  const memory = new SimdMemory();
  const module = compile(wasm);
  const loops = instantiate(module, memory.shared);
  let helper: Helper | undefined;

  /** C += A·B, with A [rows, inner] and B [inner, columns], read with strides as in `../tensor/tiled.ts`. */
  function addProduct(
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
  ): void {
    const operands: ProductOperands = [
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
      memory.borrow(3, 2 * 8 * (inner + rows)).byteOffset,
    ];
    const size = 8 * Math.ceil(part / (8 * rows * inner));
    if (startHelper === undefined || columns <= size) {
      loops.addProduct(...operands, 0, columns);
    } else {
      helper ??= new Helper(startHelper, module, memory.shared, loops);
      helper.addProduct(columns, size, operands);
    }
    memory.bringBack(c, 2);
  }

  return {
    name: "simd",
    allocate: (length) => memory.allocate(length),

    matmul(X, W, Y) {
      expectMatmul(X, W, Y);
      const [batch, inputs] = X.shape;
      const outputs = W.shape[1];
      const y = valuesOf(Y);
      y.fill(0);
      addProduct(valuesOf(X), inputs, 1, valuesOf(W), outputs, 1, y, batch, inputs, outputs);
    },

    matmulTransposeA(X, dY, dW) {
      expectMatmulTransposeA(X, dY, dW);
      const [batch, inputs] = X.shape;
      const outputs = dY.shape[1];
      const dw = valuesOf(dW);
      addProduct(valuesOf(X), 1, inputs, valuesOf(dY), outputs, 1, dw, inputs, batch, outputs);
    },

    matmulTransposeB(dY, W, dX) {
      expectMatmulTransposeB(dY, W, dX);
      const [batch, outputs] = dY.shape;
      const inputs = W.shape[0];
      const dx = valuesOf(dX);
      dx.fill(0);
      addProduct(valuesOf(dY), outputs, 1, valuesOf(W), 1, outputs, dx, batch, outputs, inputs);
    },

    fastest: simdTwins(loops, memory),
  };
}
