/**
 * Kernels that run on WebAssembly's SIMD: single instructions that take four numbers at once.
 *
 * Their tensors live in WebAssembly's memory. A tensor that lives elsewhere gives the same
 * results; it is copied there first, and a result is copied back.
 */
import type { Kernels } from "../kernels.ts";
import { expectMatmul, expectMatmulTransposeA, expectMatmulTransposeB } from "../products.ts";
import { type Tensor, valuesOf } from "../tensor.ts";
import { SimdMemory } from "./memory.ts";
import { type CompiledModule, instantiate, type Product } from "./webassembly.ts";

/**
 * @param wasm the module compiled from `assembly/`, or its bytes
 * @throws WebAssembly.CompileError if the bytes are damaged, or the machine knows no SIMD.
 */
export function simdKernels(wasm: CompiledModule | Uint8Array): Kernels {
  const memory = new SimdMemory();
  const loops = instantiate(wasm, memory.shared);

  /** Runs one of the products, whose shapes are known to fit. */
  function multiply(
    product: Product,
    left: Tensor,
    right: Tensor,
    result: Tensor,
    batch: number,
    inputs: number,
    outputs: number,
  ): void {
    const c = valuesOf(result);
    product(
      memory.addressOf(valuesOf(left), 0),
      memory.addressOf(valuesOf(right), 1),
      memory.addressOf(c, 2),
      batch,
      inputs,
      outputs,
      memory.borrow(3, 8 * (batch + inputs + outputs)).byteOffset,
    );
    memory.bringBack(c, 2);
  }

  return {
    name: "simd",
    allocate: (length) => memory.allocate(length),

    matmul(X, W, Y) {
      expectMatmul(X, W, Y);
      multiply(loops.matmul, X, W, Y, X.shape[0], X.shape[1], W.shape[1]);
    },

    matmulTransposeA(X, dY, dW) {
      expectMatmulTransposeA(X, dY, dW);
      multiply(loops.matmulTransposeA, X, dY, dW, X.shape[0], X.shape[1], dY.shape[1]);
    },

    matmulTransposeB(dY, W, dX) {
      expectMatmulTransposeB(dY, W, dX);
      multiply(loops.matmulTransposeB, dY, W, dX, dY.shape[0], W.shape[0], dY.shape[1]);
    },

    faster: {
      addToEachRow(b, y) {
        const rows = y.length / b.length;
        loops.addToEachRow(memory.addressOf(b, 0), memory.addressOf(y, 1), rows, b.length);
        memory.bringBack(y, 1);
      },

      addSumOfRows(dy, db) {
        const rows = dy.length / db.length;
        loops.addSumOfRows(memory.addressOf(dy, 0), memory.addressOf(db, 1), rows, db.length);
        memory.bringBack(db, 1);
      },

      relu: {
        forward(x, y) {
          loops.reluForward(memory.addressOf(x, 0), memory.addressOf(y, 1), y.length);
          memory.bringBack(y, 1);
        },

        backward(dy, x, _y, dx) {
          const dyAddress = memory.addressOf(dy, 0);
          loops.reluBackward(dyAddress, memory.addressOf(x, 1), memory.addressOf(dx, 2), dx.length);
          memory.bringBack(dx, 2);
        },
      },

      tanh: {
        forward(x, y) {
          loops.tanhForward(memory.addressOf(x, 0), memory.addressOf(y, 1), y.length);
          memory.bringBack(y, 1);
        },

        backward(dy, _x, y, dx) {
          const dyAddress = memory.addressOf(dy, 0);
          loops.tanhBackward(dyAddress, memory.addressOf(y, 1), memory.addressOf(dx, 2), dx.length);
          memory.bringBack(dx, 2);
        },
      },

      adam(w, g, m, v, { learningRate, beta1, beta2, epsilon, steps }) {
        loops.adam(
          memory.addressOf(w, 0),
          memory.addressOf(g, 1),
          memory.addressOf(m, 2),
          memory.addressOf(v, 3),
          w.length,
          1 - beta1,
          1 - beta2,
          learningRate / (1 - beta1 ** steps),
          1 / (1 - beta2 ** steps),
          epsilon,
        );
        memory.bringBack(w, 0);
        memory.bringBack(m, 2);
        memory.bringBack(v, 3);
      },
    },
  };
}
