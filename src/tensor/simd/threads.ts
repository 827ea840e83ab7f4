/**
 * Large tasks, shared with a second thread.
 *
 * A task is a loop over a range, which is cut into parts. It is laid out in `task` and offered;
 * then whoever is free takes the next part, until none is left. This thread never waits for the
 * helper to come, only for the part that the helper has begun when no other is left.
 *
 * Each part has results of its own, which are computed in the same way by whoever takes it. So
 * they are the same to the last bit with a helper or without, however late it comes.
 */
import type { CompiledModule, SharedMemory, SimdLoops } from "./webassembly.ts";

/** What a helper needs; `src/helper.mjs` shows what it does with it. */
export interface HelperData {
  readonly module: CompiledModule;
  readonly memory: SharedMemory;
  /** The loop's number among the module's exports, the range's end, a part's size, the operands. */
  readonly task: Float64Array;
}

/** A loop over a part of a range, from `first` to just before `last`. */
type SharedLoop<Operands extends number[]> = (
  ...all: [...Operands, first: number, last: number]
) => void;

/** Room for a task with twelve operands. */
const TASK_LENGTH = 16;

export class Threads {
  readonly #loops: SimdLoops;
  readonly #numbered: unknown[];
  readonly #task = new Float64Array(new SharedArrayBuffer(8 * TASK_LENGTH));
  #startHelper: ((task: Float64Array) => void) | undefined;
  #helped = false;

  /** @param startHelper is called once, before the first task that is worth sharing; without it, no task is. */
  constructor(loops: SimdLoops, startHelper: ((task: Float64Array) => void) | undefined) {
    this.#loops = loops;
    this.#numbered = Object.values(loops);
    this.#startHelper = startHelper;
  }

  /** Runs a loop over 0, 1, …, end − 1, in parts of `size`; a single part is not worth sharing. */
  run<Operands extends number[]>(
    loop: SharedLoop<Operands>,
    end: number,
    size: number,
    ...operands: Operands
  ): void {
    if (this.#startHelper === undefined || end <= size) {
      loop(...operands, 0, end);
      return;
    }
    if (!this.#helped) this.#startHelper(this.#task);
    this.#helped = true;

    this.#task.set([this.#numbered.indexOf(loop), end, size, operands.length, ...operands]);
    this.#loops.offer();
    for (let first: number; (first = size * this.#loops.nextPart()) < end; ) {
      loop(...operands, first, Math.min(first + size, end));
    }
    this.#loops.close();
  }
}
