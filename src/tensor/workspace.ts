/**
 * Memory that is kept from one training step to the next.
 *
 * A step of training fills the same tensors again and again: each layer's output, each gradient.
 * Whoever computes such a tensor owns a buffer for it. What the buffer hands out is valid until
 * its owner computes the next one.
 */
import type { Kernels } from "./kernels.ts";
import { type Tensor, tensor, type Values } from "./tensor.ts";

/** What each part was cut from: whoever holds the part holds the whole, and nobody else gets its room. */
const wholes = new WeakMap<Values, Values>();

export class Workspace {
  readonly #kernels: Kernels;
  #memory: Values;
  /** The tensors handed out so far, a shape each, all over the same memory. */
  #tensors: Tensor[] = [];

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#memory = kernels.allocate(0);
  }

  /** A tensor of this shape, with whatever numbers were left in it. Allocates only to grow. */
  shaped(rows: number, columns: number): Tensor {
    for (const known of this.#tensors) {
      if (known.shape[0] === rows && known.shape[1] === columns) return known;
    }
    const size = rows * columns;
    if (size > this.#memory.length) {
      this.#memory = this.#kernels.allocate(size);
      this.#tensors = [];
    }
    const part = this.#memory.subarray(0, size);
    wholes.set(part, this.#memory);
    const shaped = tensor(part, rows, columns);
    this.#tensors.push(shaped);
    return shaped;
  }
}
