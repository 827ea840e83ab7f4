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

  /** One of the products; X [B, I] and W [I, O] stand for the operands of those shapes. */
  function multiply(
    loop: Product,
    left: Tensor,
    right: Tensor,
    result: Tensor,
    batch: number,
    inputs: number,
    outputs: number,
  ): void {
    const c = valuesOf(result);
    const address = memory.addressOf(c, 2);
    loop(
      memory.addressOf(valuesOf(left), 0),
      memory.addressOf(valuesOf(right), 1),
      address,
      batch,
      inputs,
      outputs,
      memory.borrow(3, 8 * (batch + inputs + outputs)).byteOffset,
    );
    memory.bringBack(c, address);
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
  };
}
