/**
 * IDX, the file format of MNIST: a short header, then one byte after the other.
 *
 *     byte 0, 1       0, 0
 *     byte 2          the type of the elements; 8 is an unsigned byte
 *     byte 3          the number of dimensions, D
 *     4·D bytes       the length of each dimension, 32 bits, the highest byte first
 *     the rest        the elements, row after row
 *
 * Labels have one dimension, [count]; images have three, [count, rows, columns]. A pixel is 0
 * where the paper is empty and 255 where the ink is darkest.
 *
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", the page's last
 * section, "File formats for the MNIST database".
 */
import { InputError } from "../input-error.ts";
import { quoted } from "./quoted.ts";

/** What an IDX file holds. */
export interface Idx {
  /** [count] or [count, rows, columns]. */
  readonly shape: readonly number[];
  /** The elements, row after row. */
  readonly bytes: Uint8Array;
}

const UNSIGNED_BYTE = 8;

/**
 * Reads an IDX file of unsigned bytes with one or three dimensions; the elements are not copied.
 *
 * @param source where the file came from, for messages
 * @throws InputError if the header is another one, or promises more or fewer elements than follow.
 */
export function readIdx(file: Uint8Array, source: string): Idx {
  const { shape, headerLength, fileLength } = readIdxHeader(file, source);
  if (file.length !== fileLength) {
    throw new InputError(
      `${quoted(source)} should be ${fileLength} bytes long by its own header [${shape.join(", ")}], but ${
        file.length < fileLength ? "ends after" : "is"
      } ${file.length}; use an undamaged copy of it.`,
    );
  }
  return { shape, bytes: file.subarray(headerLength) };
}

/**
 * Reads the header alone, from the first bytes of a file.
 *
 * `fileLength` is what the header promises for the whole file. It can be absurd, and is exact only
 * up to 2⁵³: compare it with what is there before trusting it.
 *
 * @throws InputError if this is not the header of unsigned bytes in one or three dimensions.
 */
export function readIdxHeader(file: Uint8Array, source: string) {
  expectHeader(file, 4, source);
  const [zero0, zero1, type, dimensions] = file;
  if (zero0 !== 0 || zero1 !== 0 || type !== UNSIGNED_BYTE || ![1, 3].includes(dimensions)) {
    const start = Array.from(file.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
    throw new InputError(
      `${quoted(source)} starts with the bytes [${start.join(" ")}], but an IDX file starts with [00 00 08 03] for images or [00 00 08 01] for labels; name a file in this format.`,
    );
  }
  const headerLength = 4 + 4 * dimensions;
  expectHeader(file, headerLength, source);
  const view = new DataView(file.buffer, file.byteOffset, headerLength);
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  return { shape, headerLength, fileLength: headerLength + sizeOf(shape) };
}

function expectHeader(file: Uint8Array, length: number, source: string): void {
  if (file.length < length) {
    throw new InputError(
      `${quoted(source)} ends after ${file.length} bytes, within its header of ${length}; use an undamaged copy of it.`,
    );
  }
}

/**
 * Writes an IDX file of unsigned bytes, the way `readIdx` reads it.
 *
 * @throws RangeError if the shape asks for another count of bytes than there are.
 */
export function writeIdx({ shape, bytes }: Idx): Uint8Array {
  const size = sizeOf(shape);
  if (size !== bytes.length) {
    throw new RangeError(
      `writeIdx: the shape [${shape.join(", ")}] needs ${size} bytes, but ${bytes.length} are given.`,
    );
  }
  const headerLength = 4 + 4 * shape.length;
  const file = new Uint8Array(headerLength + size);
  file[2] = UNSIGNED_BYTE;
  file[3] = shape.length;
  const view = new DataView(file.buffer);
  shape.forEach((length, d) => {
    view.setUint32(4 + 4 * d, length);
  });
  file.set(bytes, headerLength);
  return file;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
