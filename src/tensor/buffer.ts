/**
 * Memory that is kept from one training step to the next.
 *
 * A step of training fills the same tensors again and again: each layer's output, each gradient.
 * Whoever computes such a tensor owns a buffer for it. What the buffer hands out is valid until
 * its owner computes the next one.
 */
import type { Kernels } from "./kernels.ts";
import { type Tensor, tensor, type Values } from "./tensor.ts";

export class Buffer {
  readonly #kernels: Kernels;
  #memory: Values;
  #tensor: Tensor;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#memory = kernels.allocate(0);
    this.#tensor = tensor(this.#memory, 0, 0);
  }

  /** A tensor of this shape, with whatever numbers were left in it. Allocates only to grow. */
  shaped(rows: number, columns: number): Tensor {
    const [oldRows, oldColumns] = this.#tensor.shape;
    if (rows !== oldRows || columns !== oldColumns) {
      const size = rows * columns;
      if (size > this.#memory.length) this.#memory = this.#kernels.allocate(size);
      this.#tensor = tensor(this.#memory.subarray(0, size), rows, columns);
    }
    return this.#tensor;
  }
}
