/**
 * The memory that WebAssembly works in, and that tensors live in so that nothing need be copied.
 *
 * Whoever holds a row of numbers owns it, as with any array; when nobody can reach it any more, its
 * room is given back and handed out again. The garbage collector says when: each row has a buffer
 * object of its own, which every view of the row holds on to, and a `FinalizationRegistry` is told
 * when that object is gone. It is told between two turns of the event loop, never within a loop.
 */
import type { Values } from "../tensor/tensor.ts";
import { anotherView, createMemory, MOST_PAGES, PAGE } from "./webassembly.ts";

/** Every row of numbers starts on a cache line of its own; bytes. */
const CACHE_LINE = 64;

/** So many bytes are handed out before the garbage collector hears of them. */
const NEWS = 2 ** 26;

/** The bytes from `start` to just before `end`. */
interface Room {
  readonly start: number;
  end: number;
}

export class SimdMemory {
  readonly shared = createMemory();
  /** The buffer objects of the rows that were handed out. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  /** The address of the first byte that was never handed out; `assembly/threads.ts` has the first. */
  #end = CACHE_LINE;
  /** What was given back, and whether rooms side by side may still stand as two. */
  #free: Room[] = [];
  #apart = false;
  readonly #registry = new FinalizationRegistry<Room>((room) => {
    this.#free.push(room);
    this.#apart = true;
  });
  /** Bytes handed out since the collector heard of them; and what tells it, by the row that it goes with. */
  #handedOut = 0;
  readonly #news = new WeakMap<ArrayBufferLike, ArrayBuffer>();
  /** Room that loops borrow: where a loop's operands are copied that live elsewhere. */
  readonly #borrowed: Float32Array[] = [];

  /**
   * That many numbers, all zero.
   *
   * @throws RangeError if there is no room in 4 GiB.
   */
  allocate(length: number): Float32Array {
    const lines = Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / CACHE_LINE);
    const room = this.#take(lines * CACHE_LINE);
    const buffer = anotherView(this.shared.buffer);
    this.#buffers.add(buffer);
    this.#registry.register(buffer, room);
    this.#tellCollector(buffer, room.end - room.start);
    return new Float32Array(buffer, room.start, length);
  }

  /** Room of zeros: the first free one that is large enough, or at the end of what is used. */
  #take(bytes: number): Room {
    if (this.#apart) this.#free = joined(this.#free);
    this.#apart = false;
    const index = this.#free.findIndex(({ start, end }) => end - start >= bytes);
    if (index >= 0) {
      const { start, end } = this.#free[index];
      const rest = { start: start + bytes, end };
      this.#free.splice(index, 1, ...(rest.start < end ? [rest] : []));
      new Uint8Array(this.shared.buffer, start, bytes).fill(0);
      return { start, end: start + bytes };
    }

    const start = this.#end;
    const end = start + bytes;
    if (end > MOST_PAGES * PAGE) {
      throw new RangeError(
        `simd: ${bytes} more bytes do not fit into WebAssembly's 4 GiB. Tensors that nobody holds are given back between two turns of the event loop: await something in a long loop, or keep a tensor and fill it again.`,
      );
    }
    const missing = end - this.shared.buffer.byteLength;
    if (missing > 0) this.shared.grow(Math.ceil(missing / PAGE));
    this.#end = end;
    return { start, end };
  }

  /**
   * The collector does not count this memory, so it would see no reason to come. It counts a large
   * buffer that nobody touches, which takes no memory either: now and then, a row is given one.
   */
  #tellCollector(row: ArrayBufferLike, bytes: number): void {
    this.#handedOut += bytes;
    if (this.#handedOut < NEWS) return;
    this.#handedOut = 0;
    this.#news.set(row, new ArrayBuffer(NEWS));
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

/** Rooms in the order of their addresses; two that lie side by side become one. */
function joined(rooms: Room[]): Room[] {
  const result: Room[] = [];
  for (const room of rooms.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last?.end === room.start) last.end = room.end;
    else result.push(room);
  }
  return result;
}
