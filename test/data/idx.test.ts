import { describe, expect, test } from "vitest";
import { readIdx, writeIdx } from "../../src/data/idx.ts";
import { InputError } from "../../src/input-error.ts";

/** Two images of 2×3 pixels, byte for byte as the format's description has it. */
const IMAGES = [
  ...[0, 0, 8, 3],
  ...[0, 0, 0, 2],
  ...[0, 0, 0, 2],
  ...[0, 0, 0, 3],
  ...[1, 2, 3, 4, 5, 6],
  ...[7, 8, 9, 10, 11, 255],
];
const LABELS = [...[0, 0, 8, 1], ...[0, 0, 0, 3], ...[5, 0, 4]];

describe("an IDX file", () => {
  test("of images has three dimensions", () => {
    const { shape, bytes } = readIdx(Uint8Array.from(IMAGES), "images");
    expect(shape).toEqual([2, 2, 3]);
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]);
  });

  test("of labels has one", () => {
    const { shape, bytes } = readIdx(Uint8Array.from(LABELS), "labels");
    expect(shape).toEqual([3]);
    expect([...bytes]).toEqual([5, 0, 4]);
  });

  test("has the highest byte of a length first", () => {
    const file = new Uint8Array(8 + 0x010203);
    file.set([0, 0, 8, 1, 0, 1, 2, 3]);
    expect(readIdx(file, "labels").shape).toEqual([0x010203]);
  });

  test("is read where it lies in a larger buffer, and not copied", () => {
    const buffer = Uint8Array.from([99, 99, 99, ...LABELS, 99]);
    const { bytes } = readIdx(buffer.subarray(3, -1), "labels");
    expect([...bytes]).toEqual([5, 0, 4]);
    expect(bytes.buffer).toBe(buffer.buffer);
  });

  test.each([[IMAGES], [LABELS]])("is written as it was read", (file) => {
    expect([...writeIdx(readIdx(Uint8Array.from(file), "file"))]).toEqual(file);
  });

  test("is not written with a shape that does not fit", () => {
    expect(() => writeIdx({ shape: [2, 2], bytes: new Uint8Array(3) })).toThrow(
      new RangeError("writeIdx: the shape [2, 2] needs 4 bytes, but 3 are given."),
    );
  });
});

const HUGE = [255, 255, 255, 255];

describe("a damaged IDX file is refused", () => {
  test.each([
    ["empty", [], '"file" ends after 0 bytes, within its header of 4'],
    ["cut in its magic number", [0, 0, 8], "ends after 3 bytes, within its header of 4"],
    ["cut in its header", IMAGES.slice(0, 15), "ends after 15 bytes, within its header of 16"],
    [
      "cut in its data",
      IMAGES.slice(0, -1),
      "should be 28 bytes long by its own header [2, 2, 3], but ends after 27",
    ],
    ["too long", [...LABELS, 7], "should be 11 bytes long by its own header [3], but is 12"],
    [
      "not IDX",
      [..."PK\u0003\u0004…"].map((c) => c.charCodeAt(0)),
      "starts with the bytes [50 4b 03 04], but an IDX file starts with [00 00 08 03]",
    ],
    ["of another type", [0, 0, 13, ...LABELS.slice(3)], "starts with the bytes [00 00 0d 01]"],
    ["of two dimensions", [0, 0, 8, 2, ...LABELS.slice(4)], "starts with the bytes [00 00 08 02]"],
    ["without a first zero", [1, ...LABELS.slice(1)], "starts with the bytes [01 00 08 01]"],
    ["without a second zero", [0, 1, ...LABELS.slice(2)], "starts with the bytes [00 01 08 01]"],
    [
      "absurd",
      [0, 0, 8, 3, ...HUGE, ...HUGE, ...HUGE],
      "[4294967295, 4294967295, 4294967295], but ends after 16",
    ],
    ["absurd in one length", [0, 0, 8, 1, ...HUGE, 1, 2], "should be 4294967303 bytes long"],
  ])("if it is %s", (_, bytes, message) => {
    const read = () => readIdx(Uint8Array.from(bytes), "file");
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });
});
