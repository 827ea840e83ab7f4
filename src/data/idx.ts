/**
 * IDX, the file format of MNIST: a short header, then one number after the other.
 *
 *     byte 0, 1       0, 0
 *     byte 2          the type of the numbers; 8 is an unsigned byte
 *     byte 3          how many dimensions there are, D
 *     4·D bytes       the length of each dimension, 32 bits, the highest byte first
 *     the rest        the numbers, row after row, the highest byte first
 *
 * Labels have one dimension, [count]; images have three, [count, rows, columns]. A pixel is 0
 * where the paper is empty and 255 where the ink is darkest.
 *
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", the page's last
 * section, "File formats for the MNIST database".
 */
import { InputError } from "../input-error.ts";
import { contentOf } from "./content.ts";
import { ELEMENT_TYPES, type ElementName } from "./elements.ts";
import { quoted } from "./quoted.ts";

/** What an IDX file holds. */
export interface Idx {
  /** The type of the numbers. */
  readonly type: ElementName;
  /** One to four lengths, such as [count] or [count, rows, columns]. */
  readonly shape: readonly number[];
  /** The numbers as the file has them, row after row, the highest byte first. */
  readonly bytes: Uint8Array;
}

/** The code of each type in byte 2. */
const CODES = new Map<ElementName, number>([
  ["u1", 0x08],
  ["i1", 0x09],
  ["i2", 0x0b],
  ["i4", 0x0c],
  ["f4", 0x0d],
  ["f8", 0x0e],
]);
const TYPES = new Map(Array.from(CODES, ([type, code]) => [code, type]));
const MOST_DIMENSIONS = 4;

/**
 * Reads an IDX file of any type, with one to four dimensions; the numbers are not copied.
 *
 * @param source where the file came from, for messages
 * @throws InputError if the header is another one, or promises more or fewer numbers than follow.
 */
export function readIdx(file: Uint8Array, source: string): Idx {
  const { type, shape, headerLength, fileLength, swapped } = readIdxHeader(file, source);
  if (file.length === fileLength) return { type, shape, bytes: file.subarray(headerLength) };
  if (file.length === swapped.fileLength) throw swappedSizes(swapped.shape, source);
  throw new InputError(
    `${quoted(source)} should be ${
      Number.isSafeInteger(fileLength) ? fileLength : "more than 9007199254740991"
    } bytes long by its own header [${shape.join(", ")}], but ${
      file.length < fileLength ? "ends after" : "is"
    } ${file.length}; use an undamaged copy of it.`,
  );
}

/**
 * Reads the header alone, from the first bytes of a file.
 *
 * `fileLength` is what the header promises for the whole file. It can be absurd, and is exact only
 * up to 2⁵³: compare it with what is there before trusting it. `swapped` is what the sizes would
 * be if their lowest byte came first, a frequent mistake in files from a converter.
 *
 * @throws InputError if this is not a header of IDX.
 */
export function readIdxHeader(file: Uint8Array, source: string) {
  expectHeader(file, 4, source);
  const [zero0, zero1, code, dimensions] = file;
  const type = TYPES.get(code);
  if (zero0 !== 0 || zero1 !== 0 || type === undefined || !isDimensions(dimensions)) {
    throw new InputError(notIdx(file, source));
  }
  const headerLength = 4 + 4 * dimensions;
  expectHeader(file, headerLength, source);
  const view = new DataView(file.buffer, file.byteOffset, headerLength);
  const read = (littleEndian: boolean) => {
    const shape = Array.from({ length: dimensions }, (_, d) =>
      view.getUint32(4 + 4 * d, littleEndian),
    );
    return { shape, fileLength: headerLength + sizeOf(shape) * ELEMENT_TYPES[type].size };
  };
  return { type, headerLength, ...read(false), swapped: read(true) };
}

/** The refusal of a file whose sizes have the lowest byte first. */
export function swappedSizes(shape: readonly number[], source: string): InputError {
  return new InputError(
    `${quoted(source)} has its sizes with the lowest byte first, which fit as [${shape.join(", ")}], but IDX has the highest byte first; write the header again so.`,
  );
}

function isDimensions(count: number): boolean {
  return count >= 1 && count <= MOST_DIMENSIONS;
}

function expectHeader(file: Uint8Array, length: number, source: string): void {
  if (file.length < length) {
    throw new InputError(
      `${quoted(source)} ends after ${file.length} bytes, within its header of ${length}; use an undamaged copy of it.`,
    );
  }
}

/** Why a file that starts so is not IDX, as far as its start tells. */
function notIdx(file: Uint8Array, source: string): string {
  const name = quoted(source);
  const content = contentOf(file);
  if (content !== null) {
    return `${name} is ${content}, but an IDX file is needed; name one, or download it again.`;
  }
  const [dimensions, code, zero0, zero1] = file;
  if (zero0 === 0 && zero1 === 0 && TYPES.has(code) && isDimensions(dimensions)) {
    return `${name} has its header with the lowest byte first, but IDX has the highest byte first; write the file again so.`;
  }
  const start = Array.from(file.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return `${name} starts with the bytes [${start.join(" ")}], but an IDX file starts with [00 00 08 03] for images or [00 00 08 01] for labels; name a file in this format.`;
}

/**
 * Writes an IDX file, the way `readIdx` reads it; without a type, of unsigned bytes.
 *
 * @throws RangeError if the shape asks for another count of bytes than there are, or IDX has no
 * such type or shape.
 */
export function writeIdx({
  type = "u1",
  shape,
  bytes,
}: Omit<Idx, "type"> & Partial<Pick<Idx, "type">>): Uint8Array {
  const code = CODES.get(type);
  if (code === undefined || !isDimensions(shape.length)) {
    throw new RangeError(
      `writeIdx: IDX cannot hold ${shape.length} dimensions of the type ${type}; it has 1 to ${MOST_DIMENSIONS} of ${[...CODES.keys()].join(", ")}.`,
    );
  }
  const size = sizeOf(shape) * ELEMENT_TYPES[type].size;
  if (size !== bytes.length) {
    throw new RangeError(
      `writeIdx: the shape [${shape.join(", ")}] needs ${size} bytes, but ${bytes.length} are given.`,
    );
  }
  const headerLength = 4 + 4 * shape.length;
  const file = new Uint8Array(headerLength + size);
  file[2] = code;
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
