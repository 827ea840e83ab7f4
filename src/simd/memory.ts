/**
 * The memory that WebAssembly works in, and that tensors live in so that nothing need be copied.
 *
 * Whoever holds a row of numbers owns it, as with any array; when nobody can reach it any more, its
 * room is given back and handed out again. The garbage collector says when: each row has a buffer
 * object of its own, which every view of the row holds on to, and a `FinalizationRegistry` is told
 * when that object is gone. It is told between two turns of the event loop, never within a loop.
 *
 * Memory that is not shared between threads has a single buffer object. There the row itself must
 * be held by whoever holds a part of it, as `Workspace` does.
 */
import type { Values } from "../tensor/tensor.ts";
import {
  anotherView,
  type CompiledModule,
  createMemory,
  hasThreads,
  type Memory,
  PAGE,
} from "./webassembly.ts";

/** Every row of numbers starts on a cache line of its own; bytes. */
const CACHE_LINE = 64;
/** The bytes at the start that `assembly/threads.ts` and `assembly/task.ts` need. */
const RESERVED = 4 * CACHE_LINE;
/** The bytes that an address of 32 bits can reach. */
const MOST_BYTES = 2 ** 32;

/** The garbage collector hears of memory that was handed out in portions of so many bytes. */
const NEWS = 2 ** 25;

/** It is told of so many times as much, and comes as much sooner: on a busy machine it is late. */
const URGENCY = 2;
/** Beyond so many bytes of memory it is told of so much that it comes at once. */
const PLENTY = 2 ** 29;
const ALARM = 64;

/** The bytes from `start` to just before `end`. */
interface Room {
  readonly start: number;
  end: number;
}

export class SimdMemory {
  readonly memory: Memory;
  readonly #shared: boolean;
  /** The buffer objects of the rows that were handed out. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  /** The address of the first byte that was never handed out. */
  #end = RESERVED;
  /** What was given back, and whether rooms side by side may still stand as two. */
  #free: Room[] = [];
  #apart = false;
  readonly #registry = new FinalizationRegistry<Room>((room) => {
    if (room.start === room.end) return; // it would keep the rooms on both sides of it apart
    this.#free.push(room);
    this.#apart = true;
  });
  /** Bytes handed out since the collector heard of them; and what tells it, by the owner that it goes with. */
  #handedOut = 0;
  readonly #news = new WeakMap<object, ArrayBuffer>();
  /** Room that loops borrow: where a loop's operands are copied that live elsewhere. */
  readonly #borrowed: Float32Array[] = [];

  constructor(module: CompiledModule) {
    this.memory = createMemory(module);
    this.#shared = hasThreads(module);
  }

  /**
   * That many numbers, all zero.
   *
   * @throws RangeError if there is no room: in 4 GiB of shared memory, or in 256 MiB of other.
   */
  allocate(length: number): Float32Array {
    const lines = Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / CACHE_LINE);
    const room = this.#take(lines * CACHE_LINE);
    const buffer = this.#shared ? anotherView(this.memory.buffer) : this.memory.buffer;
    this.#buffers.add(buffer);
    const row = new Float32Array(buffer, room.start, length);
    const owner = this.#shared ? buffer : row;
    this.#registry.register(owner, room);
    this.#tellCollector(owner, room.end - room.start);
    return row;
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
      new Uint8Array(this.memory.buffer, start, bytes).fill(0);
      return { start, end: start + bytes };
    }

    const start = this.#end;
    const end = start + bytes;
    const most = this.#shared ? MOST_BYTES : this.memory.buffer.byteLength;
    // A loop compares with the address just behind its row, and 2³² is none.
    if (end >= most) {
      throw new RangeError(
        `simd: ${bytes} more bytes do not fit into the ${most / 2 ** 20} MiB of WebAssembly's memory. Tensors that nobody holds are given back between two turns of the event loop: await something in a long loop, or keep a tensor and fill it again.`,
      );
    }
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    this.#end = end;
    return { start, end };
  }

  /**
   * The collector does not count this memory, so it would see no reason to come. It counts a large
   * buffer that nobody touches, which takes no memory either: now and then, an owner is given one.
   */
  #tellCollector(owner: object, bytes: number): void {
    this.#handedOut += bytes;
    if (this.#handedOut < NEWS) return;
    this.#handedOut = 0;
    const urgency = this.#end < PLENTY ? URGENCY : ALARM;
    try {
      this.#news.set(owner, new ArrayBuffer(urgency * NEWS));
    } catch {
      // A machine without room for so large a buffer: before it refuses one, the collector comes.
    }
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
