/**
 * The memory that WebAssembly works in, and that tensors live in so that nothing need be copied.
 *
 * It is shared memory: when that grows, the rows of numbers handed out before stay where they are,
 * whereas other WebAssembly memory would move away from under them.
 */
import type { Values } from "../tensor/tensor.ts";
import { createMemory, MOST_PAGES, PAGE } from "./webassembly.ts";

/** Every row of numbers starts on a cache line of its own; bytes. */
const CACHE_LINE = 64;

export class SimdMemory {
  readonly shared = createMemory();
  /** Every buffer that the memory was ever seen through; growing makes a new one. */
  readonly #buffers = new Set<ArrayBufferLike>([this.shared.buffer]);
  /** The address of the first byte that was not handed out; `assembly/threads.ts` has the first. */
  #end = CACHE_LINE;
  /** Room that loops borrow: where a loop's operands are copied that live elsewhere. */
  readonly #borrowed: Float32Array[] = [];

  /**
   * That many numbers, all zero. None is taken back before the whole memory is.
   *
   * @throws RangeError if 4 GiB have been handed out.
   */
  allocate(length: number): Float32Array {
    const start = this.#end;
    const lines = Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / CACHE_LINE);
    const end = start + lines * CACHE_LINE;
    if (end > MOST_PAGES * PAGE) {
      throw new RangeError(
        `simd: ${length} more numbers do not fit into WebAssembly's 4 GiB; make new kernels for new networks.`,
      );
    }
    const missing = end - this.shared.buffer.byteLength;
    if (missing > 0) {
      this.shared.grow(Math.ceil(missing / PAGE));
      this.#buffers.add(this.shared.buffer);
    }
    this.#end = end;
    return new Float32Array(this.shared.buffer, start, length);
  }

  /** At least that many numbers, whatever they are, until the same place is borrowed again. */
  borrow(place: number, length: number): Float32Array {
    const known = this.#borrowed[place];
    if (known !== undefined && known.length >= length) return known;
    return (this.#borrowed[place] = this.allocate(length));
  }

  /** The address of these numbers; if they live elsewhere, of a copy in a borrowed place. */
  addressOf(values: Values, place: number): number {
    if (this.#holds(values)) return values.byteOffset;
    const copy = this.borrow(place, values.length);
    copy.set(values);
    return copy.byteOffset;
  }

  /** Gives numbers that live elsewhere what a loop has written to their copy. */
  bringBack(values: Values, place: number): void {
    if (!this.#holds(values)) values.set(this.#borrowed[place].subarray(0, values.length));
  }

  #holds(values: Values): boolean {
    return values instanceof Float32Array && this.#buffers.has(values.buffer);
  }
}
