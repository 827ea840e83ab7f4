/**
 * A second thread that helps with large products.
 *
 * The columns of a product are cut into parts. What is to be done is laid out in `task` and
 * offered; then whoever is free takes the next part, until none is left. This thread never waits
 * for the helper to come, only for the part that the helper has begun when no other is left.
 *
 * Each part has results of its own, which are computed in the same way by whoever takes it. So
 * they are the same to the last bit with a helper or without, however late it comes.
 */
import type { CompiledModule, ProductOperands, SharedMemory, SimdLoops } from "./webassembly.ts";

/** What the helper needs; `src/node/helper-thread.mjs` shows what it does with it. */
export interface HelperData {
  readonly module: CompiledModule;
  readonly memory: SharedMemory;
  /** The columns of a product, those of a part, and the product's operands; in shared memory. */
  readonly task: Float64Array;
}

export class Helper {
  readonly #loops: SimdLoops;
  readonly #task = new Float64Array(new SharedArrayBuffer(13 * Float64Array.BYTES_PER_ELEMENT));

  /** Starts the helper; until it has come, or if it never does, this thread works alone. */
  constructor(
    start: (data: HelperData) => void,
    module: CompiledModule,
    memory: SharedMemory,
    loops: SimdLoops,
  ) {
    this.#loops = loops;
    start({ module, memory, task: this.#task });
  }

  /** C += A·B, shared in parts of `size` columns. */
  addProduct(columns: number, size: number, operands: ProductOperands): void {
    this.#task.set([columns, size, ...operands]);
    this.#loops.offer();
    for (let first: number; (first = size * this.#loops.nextPart()) < columns; ) {
      this.#loops.addProduct(...operands, first, Math.min(first + size, columns));
    }
    this.#loops.close();
  }
}
