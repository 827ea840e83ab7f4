/** NPY and CSV readers against many hostile files; `fuzz.test.ts` says what is asked of a reader. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { openCsv, readCsv } from "../../src/data/csv.ts";
import type { CsvOptions } from "../../src/data/csv-layout.ts";
import { npyHeader, openNpy, readNpy } from "../../src/data/npy.ts";
import type { RowStream } from "../../src/data/row-stream.ts";
import { writeCsv } from "../../src/data/write-csv.ts";
import { InputError } from "../../src/input-error.ts";
import type { Random } from "../../src/tensor/random.ts";
import { mutateBytes, mutateNpyHeader, mutateTable, randomBytes } from "./hostile.ts";
import { fuzz, PATIENCE, RUNS } from "./trial.ts";

/** Files that were left as they were written, and so have to be read. */
const SOUND_FILES = new WeakSet<Uint8Array>();

/** How many bytes each type takes, and how Node's own Buffer reads it. */
const NPY_TYPES: Record<string, [size: number, read: (bytes: Buffer, at: number) => number]> = {
  "|b1": [1, (bytes, at) => bytes.readUInt8(at)],
  "|u1": [1, (bytes, at) => bytes.readUInt8(at)],
  "|i1": [1, (bytes, at) => bytes.readInt8(at)],
  ">i2": [2, (bytes, at) => bytes.readInt16BE(at)],
  "<u2": [2, (bytes, at) => bytes.readUInt16LE(at)],
  "<i4": [4, (bytes, at) => bytes.readInt32LE(at)],
  "<f4": [4, (bytes, at) => bytes.readFloatLE(at)],
  ">f8": [8, (bytes, at) => bytes.readDoubleBE(at)],
  "<i8": [8, (bytes, at) => Number(bytes.readBigInt64LE(at))],
};

function hostileNpy(random: Random): Uint8Array {
  const types = Object.keys(NPY_TYPES);
  const descr = types[random.integer(types.length)];
  const shape = Array.from({ length: random.integer(4) }, () => random.integer(4));
  const size = shape.reduce((product, length) => product * length, NPY_TYPES[descr][0]);
  const data = randomBytes(random, size);
  const header = Buffer.from(npyHeader(shape, "u1"));
  const text = header.toString("latin1", 10).replace("|u1", descr);
  const join = (dictionary: string) => {
    header.writeUInt16LE(dictionary.length, 8);
    return Buffer.concat([header.subarray(0, 10), Buffer.from(dictionary, "latin1"), data]);
  };
  switch (random.integer(4)) {
    case 0: {
      const file = join(text);
      SOUND_FILES.add(file);
      return file;
    }
    case 1:
      return mutateBytes(random, join(text));
    default:
      return join(mutateNpyHeader(random, text));
  }
}

/** The numbers behind the header, read by Node's own Buffer, by what the header plainly says. */
function plainNpy(file: Uint8Array) {
  const bytes = Buffer.from(file);
  const start = bytes[6] === 1 ? 10 + bytes.readUInt16LE(8) : 12 + bytes.readUInt32LE(8);
  const header = bytes.toString("latin1", 10, start);
  const descr = /descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1] ?? "";
  const lengths = /shape['"]\s*:\s*\(([^)]*)\)/.exec(header)?.[1] ?? "";
  const shape = lengths
    .split(",")
    .filter((n) => n.trim())
    .map((n) => Number(n.replace("L", "")));
  const fortran = /fortran_order['"]\s*:\s*True/.test(header);
  const [size, read] = NPY_TYPES[descr] ?? NPY_TYPES[descr.replace(/^[<>|=]?/, "|")] ?? [0];
  return { shape, fortran, size, read, data: bytes.subarray(start) };
}

/** What a stream says in the end: all its numbers, or the sentence that refuses them. */
function outcome(open: () => RowStream): string | number[] {
  try {
    return Array.from(open().chunks).flatMap(({ values }) => [...values]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

describe("hostile files", () => {
  test("of NPY", { timeout: PATIENCE }, () => {
    fuzz({
      name: "npy",
      runs: RUNS,
      makeFile: hostileNpy,
      read: (file) => readNpy(file, "file"),
      checkRead: ({ shape, values }, file) => {
        const plain = plainNpy(file);
        deepStrictEqual(shape, plain.shape);
        strictEqual(
          values.length,
          shape.reduce((a, b) => a * b, 1),
        );
        if (plain.read === undefined) return; // another type, such as <f2
        strictEqual(plain.data.length, values.length * plain.size);
        const { read, size, data } = plain;
        const expected = Float32Array.from(values, (_, i) => read(data, i * size));
        if (!plain.fortran) deepStrictEqual(Float32Array.from(values), expected);
        else deepStrictEqual(Float32Array.from(values).sort(), expected.sort());

        const streamed = outcome(() => openNpy([file], "file"));
        if (Array.isArray(streamed) && ![1, 3].includes(shape[1])) {
          deepStrictEqual(streamed, [...values]);
        }
      },
      mayRefuse: (file) => !SOUND_FILES.has(file),
      memoryFor: (file) => 5 * file.length + 20_000,
    });
  });

  test("of NPY in pieces", { timeout: PATIENCE }, () => {
    fuzz({
      name: "npy in pieces",
      runs: RUNS,
      makeFile: hostileNpy,
      read: (file) => [...openNpy([file], "file").chunks].flatMap(({ values }) => [...values]),
      checkRead: (numbers, file) => {
        ok(numbers.length > 0);
        ok(numbers.every(Number.isFinite));
        const { values } = readNpy(file, "file"); // in another order if channels came first
        deepStrictEqual(Float32Array.from(numbers).sort(), Float32Array.from(values).sort());
        const pieces = Array.from(file, (byte) => Uint8Array.of(byte));
        deepStrictEqual(
          outcome(() => openNpy(pieces, "file")),
          numbers,
        );
      },
      mayRefuse: () => true,
      memoryFor: (file) => 5 * file.length + 20_000,
    });
  });

  test("of CSV", { timeout: PATIENCE }, () => {
    const tables = new WeakMap<Uint8Array, { values: Float32Array; options: CsvOptions }>();
    const optionsOf = (file: Uint8Array) => tables.get(file)?.options ?? {};
    fuzz({
      name: "csv",
      runs: RUNS,
      makeFile: (random) => {
        const inputs = 1 + random.integer(4);
        const values = Float32Array.from(
          { length: inputs * (1 + random.integer(4)) },
          () => (random.uniform() - 0.5) * 10 ** (random.integer(20) - 10),
        );
        const names = ["a", 'b "', "c,\n", "d"].slice(0, inputs);
        const text = writeCsv(values, inputs, random.integer(2) ? names : null);
        const ends = ["\n", "\r\n"][random.integer(2)];
        const sound = text.replaceAll(/\n/g, ends);
        if (random.integer(4) > 0) return mutateTable(random, sound);
        const file = new TextEncoder().encode(sound);
        tables.set(file, { values, options: {} });
        return file;
      },
      read: (file) => readCsv([file], "file", optionsOf(file)),
      checkRead: (table, file) => {
        const { count, inputs, values, columnNames } = table;
        strictEqual(values.length, count * inputs);
        ok(count > 0);
        ok(values.every(Number.isFinite));
        strictEqual(columnNames?.length ?? inputs, inputs);
        const sound = tables.get(file);
        if (sound !== undefined) deepStrictEqual(values, sound.values);
        // Written and read again it is the same, and so is every number as the text has it.
        expect(readCsv([Buffer.from(writeCsv(values, inputs, columnNames))], "again")).toEqual(
          columnNames === null ? table : { ...table, columnNames },
        );
        if (!file.includes(0x22)) {
          const plain = Buffer.from(file)
            .toString()
            .replace(/^\u{feff}/u, "");
          const cells = plain.split(/[\r\n,;\t]+/).filter((cell) => cell.trim() !== "");
          const numbers = cells.slice(cells.length - values.length).map(Number);
          deepStrictEqual(values, Float32Array.from(numbers));
        }
      },
      mayRefuse: (file) => !tables.has(file),
      memoryFor: (file) => 10 * file.length + 50_000,
    });
  });

  test("of CSV in pieces say the same as in one", { timeout: PATIENCE }, () => {
    let compared = 0;
    fuzz({
      name: "csv in pieces",
      runs: RUNS,
      makeFile: (random) => mutateTable(random, 'a,"b\n""x""",c\r\n1,"2",3\r\n"4",5,-6\r\n'),
      read: (file) => {
        const whole = outcome(() => openCsv([file], "file"));
        if (typeof whole === "string") throw new InputError(whole);
        return whole;
      },
      checkRead: (whole, file) => {
        for (let at = 0; at <= file.length; at += 5) {
          compared++;
          const pieces = [file.subarray(0, at), file.subarray(at)];
          deepStrictEqual(
            outcome(() => openCsv(pieces, "file")),
            whole,
          );
        }
      },
      mayRefuse: () => true,
      memoryFor: (file) => 10 * file.length + 50_000,
    });
    expect(compared).toBeGreaterThan(RUNS / 10);
  });
});
