import { describe, expect, test } from "vitest";
import { npyHeader, openNpy, readNpy, writeNpy } from "../../src/data/npy.ts";
import type { RowChunk } from "../../src/data/row-stream.ts";
import { InputError } from "../../src/input-error.ts";

/** A file as NumPy 2.4 writes it: the header padded to 128 bytes. */
function fileOf(dictionary: string, data: Uint8Array | string, version: 1 | 2 | 3 = 1): Buffer {
  const start = version === 1 ? 10 : 12;
  const header = Buffer.from(`${dictionary.padEnd(128 - start - 1)}\n`, "latin1");
  const magic = Buffer.from(`\u0093NUMPY${String.fromCharCode(version)}\0`, "latin1");
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([
    magic,
    length,
    header,
    typeof data === "string" ? Buffer.from(data, "base64") : data,
  ]);
}

const dictionary = (descr: string, shape = "(2, 3)", fortran = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

/** What numpy.save made of arrays whose numbers are on the right. */
const SAVED: [descr: string, base64: string, numbers: number[]][] = [
  ["|b1", "AAEAAQAA", [0, 1, 0, 1, 0, 0]],
  ["|u1", "AAECAwT6", [0, 1, 2, 3, 4, 250]],
  ["|i1", "/f7/AAEv", [-3, -2, -1, 0, 1, 47]],
  [">i2", "/tT+1f7W/tf+2P/O", [-300, -299, -298, -297, -296, -50]],
  ["<u2", "AADIAJABWAIgA1DD", [0, 200, 400, 600, 800, 50000]],
  ["<i4", "AAAAABj8//8w+P//SPT//2Dw//9wL/z/", [-0, -1000, -2000, -3000, -4000, -250000]],
  [
    "<i8",
    "AAAAAAAAAAAY/P///////zD4////////SPT///////9g8P///////3Av/P//////",
    [-0, -1000, -2000, -3000, -4000, -250000],
  ],
  [">u8", "AAAAAAAAAAAAAAAAAAAAAQAAAAAAAAACAAAAAAAAAAMAAAAAAAAABAAAAAAAAAD6", [0, 1, 2, 3, 4, 250]],
  ["<f2", "AAAANAA4ADoAPNBT", [0, 0.25, 0.5, 0.75, 1, 62.5]],
  ["<f4", "AAAAAAAAgD4AAAA/AABAPwAAgD8AAHpC", [0, 0.25, 0.5, 0.75, 1, 62.5]],
  [
    ">f8",
    "AAAAAAAAAAA/0AAAAAAAAD/gAAAAAAAAP+gAAAAAAAA/8AAAAAAAAEBPQAAAAAAA",
    [0, 0.25, 0.5, 0.75, 1, 62.5],
  ],
];

describe("a file that NumPy saved", () => {
  test.each(SAVED)("with the type %s", (descr, base64, numbers) => {
    const { shape, values } = readNpy(fileOf(dictionary(descr), base64), "a.npy");
    expect(shape).toEqual([2, 3]);
    expect(Array.from(values, (value) => value + 0)).toEqual(numbers.map((n) => n + 0));
    expect(values.constructor.name).toBe(/u1/.test(descr) ? "Uint8Array" : "Float32Array");
  });

  test("in Fortran order, with two indices and with three", () => {
    const two = fileOf(dictionary("<f4", "(2, 3)", "True"), "AAAAAAAAQD8AAIA+AACAPwAAAD8AAHpC");
    expect([...readNpy(two, "a.npy").values]).toEqual([0, 0.25, 0.5, 0.75, 1, 62.5]);
    const three = fileOf(
      dictionary("|u1", "(2, 3, 4)", "True"),
      "AAwEEAgUAQ0FEQkVAg4GEgoWAw8HEwsX",
    );
    expect([...readNpy(three, "a.npy").values]).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  test("with one index, and with none", () => {
    const one = readNpy(fileOf(dictionary("|u1", "(3,)"), "AAEC"), "a.npy");
    expect(one).toEqual({ shape: [3], values: Uint8Array.of(0, 1, 2) });
    const none = readNpy(fileOf(dictionary("<f8", "()"), "AAAAAAAAHkA="), "a.npy");
    expect(none).toEqual({ shape: [], values: Float32Array.of(7.5) });
  });

  test.each([2, 3] as const)("in version %d.0", (version) => {
    const file = fileOf(dictionary("|u1"), "AAECAwT6", version);
    expect([...readNpy(file, "a.npy").values]).toEqual([0, 1, 2, 3, 4, 250]);
  });

  test("with its header in another order and other spaces", () => {
    const text = `{ "shape":(6L ,),"descr" : "|u1" , 'fortran_order':False}`;
    expect(readNpy(fileOf(text, "AAECAwT6"), "a.npy").shape).toEqual([6]);
  });

  test("is not copied where it need not be", () => {
    const file = fileOf(dictionary("|u1"), "AAECAwT6");
    expect(readNpy(file, "a.npy").values.buffer).toBe(file.buffer);
  });
});

describe("a file is written", () => {
  test("as NumPy writes it", () => {
    const header = (descr: string, shape: string) => fileOf(dictionary(descr, shape), "");
    expect(Buffer.from(npyHeader([2, 3], "f4"))).toEqual(header("<f4", "(2, 3)"));
    expect(Buffer.from(npyHeader([10_000_000, 16], "u1"))).toEqual(header("|u1", "(10000000, 16)"));
    expect(Buffer.from(npyHeader([3], "f8"))).toEqual(header("<f8", "(3,)"));
  });

  test.each([
    Uint8Array.of(1, 2, 255, 0, 5, 6),
    Uint16Array.of(1, 2, 65535, 0, 5, 6),
    Int32Array.of(-1, 2, 2 ** 20, 0, 5, 6),
    Float32Array.of(-1.5, 2, 1e-30, 0, 5, 6),
    Float64Array.of(-1.5, 2, 2 ** 100, 0, 5, 6),
  ])("and read again: %o", (values) => {
    const larger = new (values.constructor as Uint8ArrayConstructor)([9, ...values, 9]);
    const file = writeNpy({ shape: [2, 3], values: larger.subarray(1, 7) });
    const read = readNpy(file, "a.npy");
    expect(read.shape).toEqual([2, 3]);
    expect([...read.values]).toEqual([...Float32Array.from(values)]);
  });

  test("with a header of 128 bytes, however many rows there are", () => {
    for (const rows of [0, 1, 10_000_000, Number.MAX_SAFE_INTEGER]) {
      expect(npyHeader([rows, 16_777_216], "f4").length).toBe(128);
    }
    expect(npyHeader([], "u1").length).toBe(128);
    expect(npyHeader([10 ** 20, 10 ** 20], "f8").length).toBe(128);
  });

  test("with a longer header where the shape is long", () => {
    const shape = Array.from({ length: 40 }, () => 1);
    const file = writeNpy({ shape, values: Uint8Array.of(7) });
    expect((file.length - 1) % 64).toBe(0);
    expect(readNpy(file, "a.npy")).toEqual({ shape, values: Uint8Array.of(7) });
  });

  test("only with as many numbers as its shape asks for", () => {
    expect(() => writeNpy({ shape: [2, 2], values: new Float32Array(3) })).toThrow(RangeError);
    expect(() => writeNpy({ shape: [2, 2], values: new Float32Array(3) })).toThrow(
      "needs 4 numbers, but 3 are given",
    );
  });
});

const U1 = fileOf(dictionary("|u1"), "AAECAwT6");

/** Files that are refused whether they are read whole or a chunk at a time. */
const REFUSED: [what: string, file: Uint8Array, sentence: string][] = [
  ["empty", new Uint8Array(0), "it is empty; save it with numpy.save"],
  ["a table", Buffer.from("a,b\n1,2\n3,4\n"), "it does not start with \\x93NUMPY"],
  ["an archive of arrays", Buffer.from("PK\u0003\u0004....."), "it is a zip archive"],
  ["cut in its first bytes", U1.subarray(0, 9), "it ends after 9 bytes, within its header"],
  ["cut in its length", fileOf("", "", 2).subarray(0, 11), "it ends after 11 bytes, within"],
  ["cut in its header", U1.subarray(0, 100), "said to be 118 bytes long, but 90 follow"],
  ["of version 4", Buffer.from(U1).fill(4, 6, 7), "its version is 4.0"],
  ["of version 1.1", Buffer.from(U1).fill(1, 7, 8), "its version is 1.1"],
  ["with an absurd header", Buffer.from(U1).fill(0xff, 8, 10), "65535 bytes long, but at most"],
  ["without a dictionary", fileOf("hello", ""), 'its header "hello" is not a dictionary'],
  ["with half a dictionary", fileOf("{'descr': '<f4', ", ""), "is not a dictionary of descr"],
  ["without a shape", fileOf("{'descr': '|u1', 'fortran_order': False, }", ""), "does not say"],
  ["with more", fileOf(dictionary("|u1").replace("}", "'x': 'y', }"), "AAEC"), "does not say"],
  ["with code", fileOf(dictionary("|u1", "(__import__('os'),)"), ""), "is not a dictionary"],
  ["with a negative length", fileOf(dictionary("|u1", "(-2, 3)"), ""), "is not a dictionary"],
  [
    "with a key twice",
    fileOf(dictionary("|u1").replace("}", "'shape': (6,), }"), ""),
    'its header says "shape" twice',
  ],
  ["of objects", fileOf(dictionary("|O"), ""), "it holds Python objects, which could run code"],
  ["of text", fileOf(dictionary("<U2"), ""), "it holds text; save it as one of b1, u1"],
  ["of complex numbers", fileOf(dictionary("<c16"), ""), "it holds complex numbers"],
  ["of dates", fileOf(dictionary("<M8[D]"), ""), "it holds dates"],
  ["of an unknown type", fileOf(dictionary("<f16"), ""), 'it holds numbers of the type "<f16"'],
  ["of no type", fileOf(dictionary(""), ""), 'it holds numbers of the type ""'],
  [
    "of records",
    fileOf(dictionary("").replace("''", "[('a', '<f4'), ('b', '<i4')]"), ""),
    "it holds records of several fields",
  ],
  ["too large", fileOf(dictionary("|u1", `(${"9".repeat(20)}, 3)`), ""), "too large for any file"],
  [
    "shorter than its header says",
    U1.subarray(0, -1),
    "should have 6 bytes of numbers by its own header [2, 3], but has 5; use",
  ],
];

describe("a file is refused", () => {
  const expectRefused = (read: () => unknown, sentence: string) => {
    expect(read).toThrow(InputError);
    expect(read).toThrow(sentence);
    expect(read).toThrow(/^"a.npy" [^\n]*\.$/);
  };

  test.each(REFUSED)("if it is %s", (_, file, sentence) => {
    expectRefused(() => readNpy(file, "a.npy"), sentence);
    expectRefused(() => [...openNpy([file], "a.npy").chunks], sentence);
  });

  test("if it goes on after its numbers", () => {
    const longer = Buffer.concat([U1, Uint8Array.of(7)]);
    const sentence = "by its own header [2, 3], but goes on after them";
    expectRefused(() => readNpy(longer, "a.npy"), sentence);
    expectRefused(() => [...openNpy([longer], "a.npy").chunks], sentence);
  });

  test("a chunk at a time, if it is in Fortran order or has no rows", () => {
    const open = (text: string) => () => openNpy([fileOf(text, "")], "a.npy");
    expectRefused(
      open(dictionary("<f4", "(2, 3)", "True")),
      "is in Fortran order, of which rows cannot be read one by one",
    );
    expectRefused(open(dictionary("|u1", "(3,)")), "but examples need [count, inputs]");
    expectRefused(open(dictionary("|u1", "()")), "but examples need [count, inputs]");
    expectRefused(open(dictionary("|u1", "(0, 3)")), "which is not one number");
  });
});

describe("a chunk at a time", () => {
  const rowsOf = (chunks: Iterable<RowChunk>) =>
    [...chunks].map(({ first, count, values }) => [first, count, values.length]);

  test("the same numbers come, however the bytes do", () => {
    const values = Float32Array.from({ length: 3000 * 200 }, (_, i) => i / 7);
    const file = writeNpy({ shape: [3000, 200], values });
    for (const length of [10_000, 77_777, file.length]) {
      const pieces = Array.from({ length: Math.ceil(file.length / length) }, (_, i) =>
        file.subarray(i * length, (i + 1) * length),
      );
      const { inputs, image, chunks } = openNpy(pieces, "a.npy");
      expect([inputs, image]).toEqual([200, null]);
      const all = [...chunks];
      expect(rowsOf(all)).toEqual([
        [0, 1310, 262_000],
        [1310, 1310, 262_000],
        [2620, 380, 76_000],
      ]);
      const joined = Buffer.concat(all.map((chunk) => new Uint8Array(chunk.values.buffer)));
      expect(joined.equals(new Uint8Array(values.buffer))).toBe(true);
    }
  });

  test("rows longer than a chunk come one by one", () => {
    const file = writeNpy({ shape: [2, 300_000], values: new Uint8Array(600_000) });
    expect(rowsOf(openNpy([file], "a.npy").chunks)).toEqual([
      [0, 1, 300_000],
      [1, 1, 300_000],
    ]);
  });

  test("images with their channels first get them last", () => {
    const values = Uint8Array.from({ length: 24 }, (_, i) => i);
    const { image, chunks } = openNpy([writeNpy({ shape: [2, 3, 2, 2], values })], "a.npy");
    expect(image).toEqual({ rows: 2, columns: 2, channels: 3 });
    expect([...chunks].flatMap((chunk) => [...chunk.values]).slice(0, 12)).toEqual([
      0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11,
    ]);
  });

  test("NaN and infinities are refused by row and column", () => {
    const values = new Float32Array(3000 * 200);
    values[2999 * 200 + 4] = Number.NaN;
    const file = writeNpy({ shape: [3000, 200], values });
    expect(() => [...openNpy([file], "a.npy").chunks]).toThrow(
      new InputError(
        '"a.npy" holds NaN in row 3000, column 5, but each number must be finite and below 3.4e38; mend or remove the row.',
      ),
    );
  });

  test("a reader that stops lets go of the file", () => {
    let closed = false;
    const pieces = function* () {
      try {
        for (;;) yield writeNpy({ shape: [9, 300_000], values: new Uint8Array(2_700_000) });
      } finally {
        closed = true;
      }
    };
    for (const { first } of openNpy(pieces(), "a.npy").chunks) if (first === 1) break;
    expect(closed).toBe(true);
  });

  test.each([
    ["nobody reads it", [2, 3], false],
    ["its shape is refused", [2, 5, 4, 4], true],
  ])("the file is let go of when %s", (_, shape, refused) => {
    let closed = false;
    const pieces = function* () {
      try {
        for (;;) yield writeNpy({ shape, values: new Uint8Array(shape.reduce((a, b) => a * b)) });
      } finally {
        closed = true;
      }
    };
    if (refused) expect(() => openNpy(pieces(), "a.npy")).toThrow(InputError);
    else {
      const { chunks, close } = openNpy(pieces(), "a.npy");
      close?.();
      expect([...chunks]).toEqual([]);
    }
    expect(closed).toBe(true);
  });
});
