/**
 * The types of numbers that files of numbers hold, and how they become numbers to compute with.
 */

/** A type of number in a file. */
export interface ElementType {
  /** What one number is called in a sentence. */
  readonly name: string;
  /** Bytes for one number. */
  readonly size: number;
  readonly read: (view: DataView, offset: number, littleEndian: boolean) => number;
}

/** The types by the names that NPY gives them: the kind, and how many bytes. */
export const ELEMENT_TYPES = {
  b1: { name: "a boolean", size: 1, read: (view, at) => view.getUint8(at) },
  u1: { name: "an unsigned byte", size: 1, read: (view, at) => view.getUint8(at) },
  i1: { name: "a signed byte", size: 1, read: (view, at) => view.getInt8(at) },
  u2: { name: "an unsigned 16-bit integer", size: 2, read: (v, at, le) => v.getUint16(at, le) },
  i2: { name: "a 16-bit integer", size: 2, read: (v, at, le) => v.getInt16(at, le) },
  u4: { name: "an unsigned 32-bit integer", size: 4, read: (v, at, le) => v.getUint32(at, le) },
  i4: { name: "a 32-bit integer", size: 4, read: (v, at, le) => v.getInt32(at, le) },
  u8: {
    name: "an unsigned 64-bit integer",
    size: 8,
    read: (v, at, le) => Number(v.getBigUint64(at, le)),
  },
  i8: { name: "a 64-bit integer", size: 8, read: (v, at, le) => Number(v.getBigInt64(at, le)) },
  f2: { name: "a 16-bit float", size: 2, read: (v, at, le) => halfOf(v.getUint16(at, le)) },
  f4: { name: "a 32-bit float", size: 4, read: (v, at, le) => v.getFloat32(at, le) },
  f8: { name: "a 64-bit float", size: 8, read: (v, at, le) => v.getFloat64(at, le) },
} satisfies Record<string, ElementType>;

/** The name of a type of number. */
export type ElementName = keyof typeof ELEMENT_TYPES;

/**
 * The numbers in bytes: unsigned bytes as they are and not copied, all others as 32-bit floats,
 * rounded to the nearest. A number too large for one becomes an infinity.
 *
 * @param bytes as many as whole numbers take
 */
export function numbersOf(
  bytes: Uint8Array,
  name: ElementName,
  littleEndian: boolean,
): Uint8Array | Float32Array {
  const { buffer, byteOffset, length } = bytes;
  if (name === "u1") return new Uint8Array(buffer, byteOffset, length);
  if (name === "b1") return Float32Array.from(bytes); // 1 is no shade of 255
  const { size, read } = ELEMENT_TYPES[name];
  const view = new DataView(buffer, byteOffset, length);
  const numbers = new Float32Array(length / size);
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * size, littleEndian);
  return numbers;
}

/** An array of the same type and length, of zeros. */
export function emptyLike(values: Uint8Array | Float32Array): Uint8Array | Float32Array {
  return values instanceof Uint8Array
    ? new Uint8Array(values.length)
    : new Float32Array(values.length);
}

/**
 * A 16-bit float from its bits: 1 for the sign, 5 for the exponent e, 10 for the fraction f.
 *
 *     0 < e < 31     ± 2^(e − 15)·(1 + f/1024)
 *     e = 0          ± 2^(−14)·f/1024
 *     e = 31         ± infinity if f = 0, else NaN
 *
 * Source: IEEE 754-2019, section 3.4, binary16.
 */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 0) return sign * 2 ** -14 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction);
}
