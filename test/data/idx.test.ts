import { describe, expect, test } from "vitest";
import { type ElementName, numbersOf } from "../../src/data/elements.ts";
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

  test.each<[ElementName, number, number[], number[]]>([
    ["u1", 0x08, [200, 3], [200, 3]],
    ["i1", 0x09, [200, 3], [-56, 3]],
    ["i2", 0x0b, [255, 254, 1, 2], [-2, 258]],
    ["i4", 0x0c, [255, 255, 255, 254, 0, 1, 0, 0], [-2, 65536]],
    ["f4", 0x0d, [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], [1.5, -2]],
    ["f8", 0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], [1.5, -2]],
  ])("may hold numbers of the type %s", (type, code, bytes, numbers) => {
    const file = Uint8Array.of(...[0, 0, code, 1], ...[0, 0, 0, 2], ...bytes);
    const idx = readIdx(file, "file");
    expect(idx.type).toBe(type);
    expect([...numbersOf(idx.bytes, idx.type, false)]).toEqual(numbers);
    expect(writeIdx(idx)).toEqual(file);
  });

  test("may have two dimensions, or four as colour has", () => {
    const pairs = [0, 0, 8, 2, ...[0, 0, 0, 1], ...[0, 0, 0, 2], ...[1, 2]];
    expect(readIdx(Uint8Array.from(pairs), "pairs").shape).toEqual([1, 2]);
    const colour = [
      0,
      0,
      8,
      4,
      ...[1, 2, 1, 3].flatMap((n) => [0, 0, 0, n]),
      ...[1, 2, 3, 4, 5, 6],
    ];
    expect(readIdx(Uint8Array.from(colour), "colour").shape).toEqual([1, 2, 1, 3]);
  });

  test.each([[IMAGES], [LABELS]])("is written as it was read", (file) => {
    expect([...writeIdx(readIdx(Uint8Array.from(file), "file"))]).toEqual(file);
  });

  test("is not written with a shape that does not fit", () => {
    expect(() => writeIdx({ shape: [2, 2], bytes: new Uint8Array(3) })).toThrow(
      new RangeError("writeIdx: the shape [2, 2] needs 4 bytes, but 3 are given."),
    );
    expect(() => writeIdx({ type: "f4", shape: [2], bytes: new Uint8Array(4) })).toThrow(
      new RangeError("writeIdx: the shape [2] needs 8 bytes, but 4 are given."),
    );
  });

  test("is not written with a type or dimensions that IDX has not", () => {
    const bytes = new Uint8Array(8);
    expect(() => writeIdx({ type: "i8", shape: [1], bytes })).toThrow("the type i8");
    expect(() => writeIdx({ shape: [], bytes })).toThrow("0 dimensions");
    expect(() => writeIdx({ shape: [2, 2, 2, 1, 1], bytes })).toThrow("5 dimensions");
  });
});

const HUGE = [255, 255, 255, 255];
const ascii = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));

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
      ascii("Not a file of digits"),
      "starts with the bytes [4e 6f 74 20], but an IDX file starts with [00 00 08 03]",
    ],
    ["of an unknown type", [0, 0, 10, ...LABELS.slice(3)], "starts with the bytes [00 00 0a 01]"],
    ["without dimensions", [0, 0, 8, 0, 7], "starts with the bytes [00 00 08 00]"],
    ["of five dimensions", [0, 0, 8, 5, ...HUGE], "starts with the bytes [00 00 08 05]"],
    ["a web page", ascii(" \n<!DOCTYPE html><title>404"), '"file" is a web page, but an IDX file'],
    ["a web page in capitals", ascii("<HTML><BODY>"), '"file" is a web page, but an IDX file'],
    ["a zip archive", [0x50, 0x4b, 3, 4, 20, 0], '"file" is a zip archive, but an IDX file'],
    ["compressed", [0x1f, 0x8b, 8, 0, 0], '"file" is compressed with gzip, but an IDX file'],
    ["an NPY file", [0x93, ...ascii("NUMPY"), 1, 0], '"file" is an NPY file, but an IDX file'],
    [
      "a pointer to a file elsewhere",
      ascii("version https://git-lfs.github.com/spec/v1"),
      '"file" is a Git LFS pointer, not the file that it stands for, but an IDX file',
    ],
    [
      "with its sizes the wrong way round",
      [0, 0, 8, 3, ...[2, 0, 0, 0], ...[2, 0, 0, 0], ...[3, 0, 0, 0], ...IMAGES.slice(16)],
      '"file" has its sizes with the lowest byte first, which fit as [2, 2, 3], but IDX has the highest byte first',
    ],
    [
      "with its whole header the wrong way round",
      [3, 8, 0, 0, ...[2, 0, 0, 0], ...[2, 0, 0, 0], ...[3, 0, 0, 0], ...IMAGES.slice(16)],
      '"file" has its header with the lowest byte first, but IDX',
    ],
    [
      "of floats cut within one",
      [0, 0, 13, 1, 0, 0, 0, 1, 1, 2, 3],
      "should be 12 bytes long by its own header [1], but ends after 11",
    ],
    ["without a first zero", [1, ...LABELS.slice(1)], "starts with the bytes [01 00 08 01]"],
    ["without a second zero", [0, 1, ...LABELS.slice(2)], "starts with the bytes [00 01 08 01]"],
    [
      "absurd",
      [0, 0, 8, 3, ...HUGE, ...HUGE, ...HUGE],
      "should be more than 9007199254740991 bytes long by its own header [4294967295, 4294967295, 4294967295], but ends after 16",
    ],
    ["absurd in one length", [0, 0, 8, 1, ...HUGE, 1, 2], "should be 4294967303 bytes long"],
  ])("if it is %s", (_, bytes, message) => {
    const read = () => readIdx(Uint8Array.from(bytes), "file");
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });
});
