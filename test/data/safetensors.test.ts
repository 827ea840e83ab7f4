import { describe, expect, test } from "vitest";
import {
  expectFinite,
  readSafetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../../src/data/safetensors.ts";
import { InputError } from "../../src/input-error.ts";

/** A file from a header and data, with the header's length in front, and nothing else made right. */
function fileOf(header: string | Uint8Array, data: Iterable<number> = [], length?: bigint) {
  const json = Buffer.from(header);
  const start = Buffer.alloc(8);
  start.writeBigUint64LE(length ?? BigInt(json.length));
  return Uint8Array.from([...start, ...json, ...data]);
}

/** What safetensors 0.8.0 for Python writes, byte for byte. */
const REFERENCE = fileOf(
  '{"__metadata__":{"made":"by the reference"},' +
    '"loss":{"dtype":"F64","shape":[],"data_offsets":[0,8]},' +
    '"encoder.0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},' +
    '"step":{"dtype":"U32","shape":[1],"data_offsets":[24,28]},' +
    '"labels":{"dtype":"U8","shape":[3],"data_offsets":[28,31]}} ',
  Buffer.from("9a9999999999b93f0000803f000020c0cdcccc3de6b1617fbc020000050004", "hex"),
);
const REFERENCE_TENSORS = new Map<string, SafetensorsEntry>([
  ["labels", { shape: [3], values: Uint8Array.of(5, 0, 4) }],
  ["step", { shape: [1], values: Uint32Array.of(700) }],
  ["encoder.0.weight", { shape: [2, 2], values: Float32Array.of(1, -2.5, 0.1, 3e38) }],
  ["loss", { shape: [], values: Float64Array.of(0.1) }],
]);

/** The field of a header for one tensor. */
const field = (name: string, shape: unknown, offsets: unknown, dtype: unknown = "U8") =>
  `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: offsets })}`;

describe("a safetensors file", () => {
  test("is read as the reference implementation wrote it", () => {
    const { tensors, metadata } = readSafetensors(REFERENCE, "reference");
    expect(tensors).toEqual(REFERENCE_TENSORS);
    expect({ ...metadata }).toEqual({ made: "by the reference" });
    expect([...tensors.keys()]).toEqual(["loss", "encoder.0.weight", "step", "labels"]);
  });

  test("is written as the reference implementation writes it", () => {
    const file = writeSafetensors(REFERENCE_TENSORS, { made: "by the reference" });
    expect(Buffer.from(file).toString("latin1")).toBe(Buffer.from(REFERENCE).toString("latin1"));
  });

  test("does not depend on the order in which the tensors are given", () => {
    const tensors = ["b", "a", "c"].map(
      (name, i) => [name, { shape: [1], values: Float32Array.of(i) }] as const,
    );
    const file = writeSafetensors(new Map([...REFERENCE_TENSORS, ...tensors]));
    const reversed = new Map([...tensors, ...REFERENCE_TENSORS].reverse());
    expect(writeSafetensors(reversed)).toEqual(file);
  });

  test("has its data at a multiple of 8, whatever the names", () => {
    for (let length = 1; length <= 16; length++) {
      const file = writeSafetensors(
        new Map([["n".repeat(length), { shape: [1], values: Float64Array.of(length) }]]),
      );
      expect(file[0] % 8).toBe(0);
      expect(file.length).toBe(8 + file[0] + 8);
    }
  });

  test("may have nothing in it", () => {
    const file = writeSafetensors(new Map());
    expect(Buffer.from(file)).toEqual(Buffer.from(fileOf("{}      ")));
    const { tensors, metadata } = readSafetensors(file, "empty");
    expect(tensors.size).toBe(0);
    expect(Object.keys(metadata)).toEqual([]);
  });

  test("may have any shape, even with no numbers", () => {
    const tensors = new Map<string, SafetensorsEntry>([
      ["none", { shape: [0, 5], values: new Float32Array(0) }],
      ["one", { shape: [1, 1, 1, 1, 1, 1, 1, 1], values: Float32Array.of(7) }],
      ["scalar", { shape: [], values: Float32Array.of(8) }],
    ]);
    expect(readSafetensors(writeSafetensors(tensors), "shapes").tensors).toEqual(tensors);
  });

  test("may have names that mean something to JavaScript or to JSON", () => {
    const names = [
      "__proto__",
      "constructor",
      "toString",
      "10",
      "9",
      "",
      '"\\\n{}:',
      "Größe",
      "🙂",
    ];
    const tensors = new Map<string, SafetensorsEntry>(
      names.map((name, i) => [name, { shape: [1], values: Float32Array.of(i) }]),
    );
    const texts = Object.fromEntries(names.map((name, i) => [name, String(i)]));
    const { tensors: read, metadata } = readSafetensors(writeSafetensors(tensors, texts), "names");
    expect(read).toEqual(tensors);
    expect(Object.entries(metadata).sort()).toEqual(Object.entries(texts).sort());
  });

  test("has no metadata that nobody wrote", () => {
    const { metadata } = readSafetensors(writeSafetensors(new Map()), "empty");
    expect(metadata.constructor).toBeUndefined();
    expect(metadata.toString).toBeUndefined();
  });

  test("keeps every bit of its numbers", () => {
    const bits = Uint32Array.of(0x7fc00001, 0xffc12345, 0x7f800000, 0x80000000, 1, 0xff7fffff);
    const values = new Float32Array(bits.buffer);
    const file = writeSafetensors(new Map([["w", { shape: [6], values }]]));
    const read = readSafetensors(file, "bits").tensors.get("w");
    expect(new Uint32Array(read?.values.buffer as ArrayBuffer)).toEqual(bits);
  });

  test("is written from a part of a larger array", () => {
    const values = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const file = writeSafetensors(new Map([["w", { shape: [2], values }]]));
    const read = readSafetensors(file, "part").tensors.get("w");
    expect(read?.values).toEqual(Float32Array.of(2, 3));
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])("is read at %d bytes beyond alignment", (shift) => {
    const padded = new Uint8Array(shift + REFERENCE.length + 5);
    padded.set(REFERENCE, shift);
    const part = padded.subarray(shift, shift + REFERENCE.length);
    expect(readSafetensors(part, "part").tensors).toEqual(REFERENCE_TENSORS);
    // The data may also be shifted by a header that was not padded.
    const numbers = new Uint8Array(Float64Array.of(0.1, -7).buffer);
    const header = `{${field("w", [2], [0, 16], "F64")}}${" ".repeat(shift)}`;
    const { tensors } = readSafetensors(fileOf(header, numbers), "shifted");
    expect(tensors.get("w")?.values).toEqual(Float64Array.of(0.1, -7));
  });

  test("shares no memory with what was read from it", () => {
    const file = Buffer.from(REFERENCE); // whose slice(), unlike an array's, would be a view
    const { tensors } = readSafetensors(file, "buffer");
    file.fill(0xff);
    expect(tensors).toEqual(REFERENCE_TENSORS);
  });

  test("is read in the order of its data, not of its header", () => {
    const header = `{${field("b", [1], [2, 3])},${field("a", [2], [0, 2])},${field("c", [0], [2, 2])}}`;
    const { tensors } = readSafetensors(fileOf(header, [1, 2, 3]), "order");
    expect([...tensors].map(([name, { values }]) => [name, ...values])).toEqual([
      ["a", 1, 2],
      ["c"],
      ["b", 3],
    ]);
  });
});

describe("a safetensors file is refused", () => {
  const ONE = field("a", [2], [0, 2]);
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(0), "it ends after 0 bytes, within the 8"],
    ["too short", new Uint8Array(7), "it ends after 7 bytes, within the 8"],
    [
      "cut in its header",
      fileOf("{}", [], 3n),
      "its header is said to be 3 bytes long, but 2 follow",
    ],
    [
      "with an absurd header",
      fileOf("{}", [], 2n ** 64n - 1n),
      "it does not begin with the length of its header",
    ],
    [
      "with a header too long",
      fileOf(
        "{".padEnd(10_000_007),
        "}".split("").map(() => 125),
      ),
      "10000007 bytes long",
    ],
    ["without a header", fileOf(""), "its header is not JSON in UTF-8"],
    [
      "not UTF-8",
      fileOf(Buffer.from('{"__metadata__":{"a":"\u00ff"}}', "latin1")),
      "its header is not JSON in UTF-8",
    ],
    ["not JSON", fileOf("{a:1}"), "its header is not JSON in UTF-8"],
    ["with a byte order mark", fileOf("\u{feff}{}"), "its header is not JSON in UTF-8"],
    ["with data where the header is", fileOf("{} x"), "its header is not JSON in UTF-8"],
    ["a list", fileOf("[]"), "its header is not a JSON object"],
    ["null", fileOf("null"), "its header is not a JSON object"],
    ["a text", fileOf('"{}"'), "its header is not a JSON object"],
    ["padded in front", fileOf(" {}"), "its header is not a JSON object"],
    ["with a tensor twice", fileOf(`{${ONE},${ONE}}`, [1, 2]), 'its header says "a" twice'],
    [
      "with a tensor twice, once in disguise",
      fileOf(`{${ONE},${ONE.replace("a", "\\u0061")}}`, [1, 2]),
      'its header says "a" twice',
    ],
    [
      "with a field twice",
      fileOf(`{${ONE.replace('"dtype"', '"shape" : [1], "dtype"')}}`, [1, 2]),
      'its header says "shape" twice',
    ],
    [
      "with metadata twice",
      fileOf('{"__metadata__":{},"__metadata__":{}}'),
      'its header says "__metadata__" twice',
    ],
    [
      "with a text twice",
      fileOf('{"__metadata__":{"a":"{","b":"","a":"}"}}'),
      'its header says "a" twice',
    ],
    [
      "with metadata that is none",
      fileOf('{"__metadata__":["a"]}'),
      "its __metadata__ is not an object",
    ],
    [
      "with metadata of numbers",
      fileOf('{"__metadata__":{"step":7}}'),
      'its metadata "step" is not a text',
    ],
    [
      "with a tensor that is none",
      fileOf('{"a":[0,2]}'),
      'the tensor "a" is not described by an object',
    ],
    [
      "with an unknown dtype",
      fileOf(`{${field("a", [1], [0, 2], "F16")}}`, [1, 2]),
      'the tensor "a" has another dtype than F64, F32, U32, U8; convert it to one of these first.',
    ],
    [
      "with a dtype of JavaScript's",
      fileOf(`{${field("a", [2], [0, 2], "constructor")}}`, [1, 2]),
      "has another dtype",
    ],
    ["without a dtype", fileOf('{"a":{"shape":[0],"data_offsets":[0,0]}}'), "has another dtype"],
    [
      "with a dtype in a list",
      fileOf(`{${field("a", [2], [0, 2], ["U8"])}}`, [1, 2]),
      "has another dtype",
    ],
    [
      "with one more field",
      fileOf(`{${ONE.replace("}", ',"stride":[1]}')}}`, [1, 2]),
      "has more fields than",
    ],
    ...([null, 2, "2", {}, [-2], [1.5], ["2"], [null], [2 ** 53], [[2]], [true]] as unknown[]).map(
      (shape): [string, Uint8Array, string] => [
        `with the shape ${JSON.stringify(shape)}`,
        fileOf(`{${field("a", shape, [0, 2])}}`, [1, 2]),
        'the tensor "a" has a shape that is not a list of whole numbers',
      ],
    ),
    [
      "with the shape [1e999]",
      fileOf('{"a":{"dtype":"U8","shape":[1e999],"data_offsets":[0,2]}}', [1, 2]),
      "has a shape",
    ],
    [
      "with the shape [-0]",
      fileOf('{"a":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}}'),
      "has a shape",
    ],
    ...(
      [null, 2, [], [0], [0, 1, 2], [0, "2"], [-2, 0], [0, 2.5], { 0: 0, 1: 2 }] as unknown[]
    ).map((offsets): [string, Uint8Array, string] => [
      `with the data_offsets ${JSON.stringify(offsets)}`,
      fileOf(`{${field("a", [2], offsets)}}`, [1, 2]),
      'the tensor "a" has data_offsets that are not two whole numbers',
    ]),
    [
      "with a shape too small",
      fileOf(`{${field("a", [1], [0, 2])}}`, [1, 2]),
      'the tensor "a" needs 1 bytes by its shape and dtype, but has 2',
    ],
    [
      "with a dtype too wide",
      fileOf(`{${field("a", [2], [0, 2], "F32")}}`, [1, 2]),
      'the tensor "a" needs 8 bytes',
    ],
    [
      "with a shape too large",
      fileOf(`{${field("a", [2 ** 40, 2 ** 40], [0, 2])}}`, [1, 2]),
      'the tensor "a" has a shape that is too large for any file',
    ],
    [
      "with a shape too large, times nothing",
      fileOf(`{${field("a", [2 ** 40, 2 ** 40, 0], [0, 0])}}`),
      'the tensor "a" has a shape that is too large for any file',
    ],
    [
      "with offsets the wrong way round",
      fileOf(`{${field("a", [2], [2, 0])}}`, [1, 2]),
      'the tensor "a" needs 2 bytes by its shape and dtype, but has -2',
    ],
    [
      "with offsets beyond the end",
      fileOf(`{${field("a", [3], [0, 3])}}`, [1, 2]),
      'the tensor "a" is said to lie at bytes 0 to 3, but the one before ends at 0 and the data at 2',
    ],
    [
      "with an overlap",
      fileOf(`{${ONE},${field("b", [2], [1, 3])}}`, [1, 2, 3]),
      'the tensor "b" is said to lie at bytes 1 to 3, but the one before ends at 2',
    ],
    [
      "with one tensor inside the other",
      fileOf(`{${ONE},${field("b", [1], [1, 2])}}`, [1, 2]),
      'the tensor "b" is said to lie at bytes 1 to 2',
    ],
    [
      "with two tensors in one place",
      fileOf(`{${ONE},${field("b", [2], [0, 2])}}`, [1, 2]),
      'the tensor "b" is said to lie at bytes 0 to 2',
    ],
    [
      "with a gap at the start",
      fileOf(`{${field("a", [1], [1, 2])}}`, [1, 2]),
      'the tensor "a" is said to lie at bytes 1 to 2, but the one before ends at 0',
    ],
    [
      "with a gap",
      fileOf(`{${ONE},${field("b", [1], [3, 4])}}`, [1, 2, 3, 4]),
      'the tensor "b" is said to lie at bytes 3 to 4',
    ],
    [
      "with a nothing beyond the end",
      fileOf(`{${field("a", [0], [5, 5])}}`),
      'the tensor "a" is said to lie at bytes 5 to 5',
    ],
    [
      "with bytes left over",
      fileOf(`{${ONE}}`, [1, 2, 3]),
      "its tensors end at byte 2 of the data, which has 3",
    ],
    [
      "with a name that steers a terminal",
      fileOf(`{${field("\u001b[2J\n\u202e", [1], [0, 2])}}`, [1, 2]),
      'the tensor "\u{fffd}[2J\u{fffd}\u{fffd}" needs 1 bytes',
    ],
  ])("if it is %s", (_, file, message) => {
    const read = () => readSafetensors(file, "file");
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^"file" cannot be read as safetensors: .*\.$/);
  });

  test("with the name of a tensor, but not with a whole book of it", () => {
    const read = () => readSafetensors(fileOf(`{"${"x".repeat(1_000_000)}":0}`), "file");
    expect(read).toThrow(/^.{1,700}$/);
  });
});

describe("a safetensors file is not written", () => {
  test("with a shape that does not fit", () => {
    const tensors = new Map([["w", { shape: [2, 2], values: new Float32Array(3) }]]);
    expect(() => writeSafetensors(tensors)).toThrow(RangeError);
    expect(() => writeSafetensors(tensors)).toThrow('"w" has the shape [2, 2] and 3 numbers');
  });

  test("with a tensor in the place of the metadata", () => {
    const tensors = new Map([["__metadata__", { shape: [1], values: new Float32Array(1) }]]);
    expect(() => writeSafetensors(tensors)).toThrow("must not be __metadata__");
  });

  test("with more text than would be read again", () => {
    const text = "x".repeat(9_999_950);
    readSafetensors(writeSafetensors(new Map(), { text }), "long");
    expect(() => writeSafetensors(new Map(), { text: `${text}${text}` })).toThrow(RangeError);
  });
});

describe("numbers that are not finite", () => {
  const tensors = (values: SafetensorsEntry["values"]) =>
    new Map<string, SafetensorsEntry>([
      ["sound", { shape: [1], values: Float32Array.of(1) }],
      ["weight", { shape: [values.length], values }],
    ]);

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "are refused: %d",
    (value) => {
      for (const Values of [Float32Array, Float64Array]) {
        const check = () => expectFinite(tensors(Values.of(0, -1, value, value)), "model");
        expect(check).toThrow(InputError);
        expect(check).toThrow(`"model": the tensor "weight" holds ${value} at position 2, but`);
      }
    },
  );

  test("are the only ones that are", () => {
    expectFinite(tensors(Float32Array.of(3.4e38, -0, 1e-45)), "model");
    expectFinite(tensors(Uint32Array.of(2 ** 32 - 1)), "model");
  });
});
