import { describe, expect, test } from "vitest";
import { ELEMENT_TYPES, type ElementName, numbersOf } from "../../src/data/elements.ts";

describe("16-bit floats", () => {
  // The values that Wikipedia and IEEE 754 name, and the ends of each range.
  test.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, (2 ** -14 * 1023) / 1024],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0x3c01, 1 + 2 ** -10],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])("%s", (bits, value) => {
    expect(numbersOf(Uint8Array.of(bits & 255, bits >> 8), "f2", true)[0]).toBe(value);
    expect(numbersOf(Uint8Array.of(bits >> 8, bits & 255), "f2", false)[0]).toBe(value);
  });
});

/** Two numbers of a type, written by DataView in both orders. */
const SETTERS: Record<string, [numbers: [number, number], set: keyof DataView & `set${string}`]> = {
  i1: [[-128, 127], "setInt8"],
  u2: [[65535, 258], "setUint16"],
  i2: [[-32768, 258], "setInt16"],
  u4: [[4294967040, 258], "setUint32"],
  i4: [[-2147483648, 258], "setInt32"],
  f4: [[-1.5, 3.25e38], "setFloat32"],
  f8: [[-1.5, 1e-3], "setFloat64"],
};

describe("numbers of the type", () => {
  test.each(Object.entries(SETTERS))("%s", (name, [numbers, set]) => {
    const { size } = ELEMENT_TYPES[name as ElementName];
    for (const littleEndian of [true, false]) {
      const view = new DataView(new ArrayBuffer(2 * size));
      const write = view[set] as (offset: number, value: number, littleEndian: boolean) => void;
      numbers.forEach((number, i) => {
        write.call(view, i * size, number, littleEndian);
      });
      const read = numbersOf(new Uint8Array(view.buffer), name as ElementName, littleEndian);
      expect(read).toEqual(Float32Array.from(numbers));
    }
  });

  test("i8 and u8", () => {
    const view = new DataView(new ArrayBuffer(8));
    const bytes = new Uint8Array(view.buffer);
    view.setBigInt64(0, -(2n ** 40n), true);
    expect([...numbersOf(bytes, "i8", true)]).toEqual([-(2 ** 40)]);
    view.setBigUint64(0, 2n ** 63n, false);
    expect([...numbersOf(bytes, "u8", false)]).toEqual([2 ** 63]);
  });

  test("u1 stays where it is", () => {
    const bytes = Uint8Array.of(9, 0, 1, 255).subarray(1);
    const read = numbersOf(Buffer.from(bytes.buffer, 1), "u1", true);
    expect(read).toEqual(Uint8Array.of(0, 1, 255)); // no Buffer, whose slice() is no copy
    expect(read.buffer).toBe(bytes.buffer);
  });

  test("b1 are zeros and ones, no shades", () => {
    expect(numbersOf(Uint8Array.of(0, 1), "b1", true)).toEqual(Float32Array.of(0, 1));
  });

  test("f8 that no 32-bit float reaches becomes an infinity", () => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, -1e300);
    const read = numbersOf(new Uint8Array(view.buffer), "f8", false);
    expect([...read]).toEqual([Number.NEGATIVE_INFINITY]);
  });
});
