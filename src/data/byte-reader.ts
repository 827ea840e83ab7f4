/** Bytes that come in pieces of any length, taken in pieces of the length that is asked for. */
export class ByteReader {
  readonly #pieces: Iterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #position = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** How many bytes were taken. */
  get position(): number {
    return this.#position;
  }

  /** The next bytes, in an array of their own; fewer than asked for only at the end. */
  take(count: number): Uint8Array {
    const taken: Uint8Array[] = [];
    let length = 0;
    while (length < count) {
      if (this.#piece.length === 0) {
        const { done, value } = this.#pieces.next();
        if (done) break;
        this.#piece = value;
      }
      const part = this.#piece.subarray(0, count - length);
      this.#piece = this.#piece.subarray(part.length);
      taken.push(part);
      length += part.length;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of taken) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#position += length;
    return bytes;
  }

  /** Lets go of the source before its end. */
  close(): void {
    this.#pieces.return?.();
  }
}
