/**
 * A frame: what the page draws of a state of the training, in one buffer that is handed over.
 *
 * There is a fixed ring of such buffers. Whoever computes takes a free one, fills it and gives it
 * away; whoever draws gives it back. If none is free, no frame is made: nothing piles up, however
 * slow the page is.
 */

/** Numbers by name: where they lie in the buffer, and in which shape. */
export interface Part {
  readonly offset: number;
  readonly shape: readonly number[];
}

export interface Frame {
  readonly buffer: ArrayBuffer;
  readonly parts: Readonly<Record<string, Part>>;
}

/** How many buffers there are. */
export const RING = 3;

/** Fills one buffer with part after part. */
export class FrameWriter {
  readonly parts: Record<string, Part> = {};
  readonly buffer: ArrayBuffer;
  readonly #values: Float32Array;
  #offset = 0;

  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer;
    this.#values = new Float32Array(buffer);
  }

  /** @throws RangeError if the buffer is full. */
  write(name: string, values: ArrayLike<number>, shape: readonly number[]): void {
    this.#values.set(values, this.#offset);
    this.parts[name] = { offset: this.#offset, shape };
    this.#offset += values.length;
  }
}

/** The numbers of a part, without a copy; they hold until the buffer is given back. */
export function partOf({ buffer, parts }: Frame, name: string): Float32Array | null {
  const part = parts[name];
  if (part === undefined) return null;
  const length = part.shape.reduce((product, size) => product * size, 1);
  return new Float32Array(buffer, part.offset * Float32Array.BYTES_PER_ELEMENT, length);
}
