/**
 * Every reader against many hostile files. Whatever a file is, the outcome is what the file says,
 * or one sentence that refuses it; nothing else, and not more memory than the file can justify.
 *
 * `FUZZ_RUNS=1000000 npx vitest run test/data/fuzz.test.ts` tries so many files with each reader.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, test } from "vitest";
import { readIdx, writeIdx } from "../../src/data/idx.ts";
import {
  readSafetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../../src/data/safetensors.ts";
import { gunzipIdx } from "../../src/node/gunzip.ts";
import { loadFolder } from "../../src/node/mnist.ts";
import type { Random } from "../../src/tensor/random.ts";
import { type WholeDataSet, whole } from "../small-data.ts";
import { mutateBytes, mutateJson, randomBytes } from "./hostile.ts";
import { fuzz, PATIENCE, RUNS } from "./trial.ts";

const sameBytes = (a: Uint8Array, b: Uint8Array) => strictEqual(Buffer.compare(a, b), 0);

/** The types of IDX by their code, and the bytes of each number. */
const IDX_TYPES = [
  ["u1", "08", 1],
  ["u1", "08", 1],
  ["i1", "09", 1],
  ["i2", "0b", 2],
  ["i4", "0c", 4],
  ["f4", "0d", 4],
  ["f8", "0e", 8],
] as const;

function soundIdx(random: Random): Uint8Array {
  const [type, , width] = IDX_TYPES[random.integer(IDX_TYPES.length)];
  const dimensions = 1 + random.integer(4);
  const longest = dimensions === 1 ? 30 : 5;
  const shape = Array.from({ length: dimensions }, () => random.integer(longest));
  const size = shape.reduce((product, length) => product * length, width);
  return writeIdx({ type, shape, bytes: randomBytes(random, size) });
}

/** What gzip needs least memory and time with. */
const SMALL = { windowBits: 9, memLevel: 1 };

/** Whether the format's description fits the bytes, counted without rounding. */
function isIdx(file: Uint8Array): boolean {
  const hex = Buffer.from(file).toString("hex");
  const header = /^0000(08|09|0b|0c|0d|0e)0([1-4])/.exec(hex);
  if (header === null) return false;
  const width = IDX_TYPES.find(([, code]) => code === header[1])?.[2] ?? 0;
  const end = 8 + 8 * Number(header[2]);
  const lengths = hex.slice(8, end).match(/.{8}/g) ?? [];
  if (lengths.length < Number(header[2])) return false;
  const size = lengths.reduce((product, length) => product * BigInt(`0x${length}`), BigInt(width));
  return BigInt(file.length) === BigInt(end / 2) + size;
}

describe("hostile files", () => {
  test("of IDX", { timeout: PATIENCE }, () => {
    fuzz({
      name: "idx",
      runs: RUNS,
      makeFile: (random) => mutateBytes(random, soundIdx(random)),
      read: (file) => readIdx(file, "file"),
      checkRead: (idx, file) => {
        ok(isIdx(file));
        sameBytes(writeIdx(idx), file);
      },
      mayRefuse: (file) => !isIdx(file),
      memoryFor: () => 10_000,
    });
  });

  test("of IDX in gzip", { timeout: PATIENCE }, () => {
    /** What Node's own gunzip makes of a small file. */
    const unpack = (file: Uint8Array) => {
      try {
        return gunzipSync(file, { maxOutputLength: 2 ** 26 });
      } catch {
        return new Uint8Array(0);
      }
    };
    fuzz({
      name: "idx in gzip",
      runs: RUNS,
      makeFile: (random) => {
        switch (random.integer(4)) {
          case 0: // sound outside, hostile inside
            return gzipSync(mutateBytes(random, soundIdx(random)), SMALL);
          case 1: // a small bomb
            return gzipSync(
              Buffer.concat([
                mutateBytes(random, soundIdx(random)),
                new Uint8Array(random.integer(2 ** 16)),
              ]),
              SMALL,
            );
          case 2: // in members
            return Buffer.concat([
              gzipSync(soundIdx(random), SMALL),
              mutateBytes(random, gzipSync(mutateBytes(random, new Uint8Array(9)), SMALL)),
            ]);
          default:
            return mutateBytes(
              random,
              gzipSync(soundIdx(random), { ...SMALL, level: random.integer(10) }),
            );
        }
      },
      read: (file) => readIdx(gunzipIdx(file, "file.gz"), "file.gz"),
      checkRead: (idx, file) => sameBytes(writeIdx(idx), unpack(file)),
      mayRefuse: (file) => !isIdx(unpack(file)),
      // The start, unpacked in pieces and joined, and the whole.
      memoryFor: (file) => 3 * 1032 * file.length + 100_000,
    });
  });

  test("of safetensors", { timeout: PATIENCE }, () => {
    fuzz({
      name: "safetensors",
      runs: RUNS,
      makeFile: hostileSafetensors,
      read: (file) => readSafetensors(file, "file"),
      checkRead: ({ tensors, metadata }, file) => {
        const { header, data } = splitSafetensors(file);
        const parsed = JSON.parse(header);
        strictEqual(stringsIn(header), stringsIn(JSON.stringify(parsed))); // so nothing was twice

        const { __metadata__: texts = {}, ...infos } = parsed;
        deepStrictEqual({ ...metadata }, texts);
        strictEqual(tensors.size, Object.keys(infos).length);
        const pieces: Uint8Array[] = [];
        for (const [name, { shape, values }] of tensors) {
          const { dtype, shape: expected, data_offsets: offsets } = infos[name];
          const type = {
            F64: "Float64Array",
            F32: "Float32Array",
            U32: "Uint32Array",
            U8: "Uint8Array",
          };
          strictEqual(values.constructor.name, type[dtype as keyof typeof type]);
          deepStrictEqual(shape, expected);
          const piece = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
          sameBytes(piece, data.subarray(...offsets));
          pieces.push(piece);
        }
        sameBytes(Buffer.concat(pieces), data); // no gap, no overlap, no rest

        const again = readSafetensors(
          writeSafetensors(tensors, metadata as Record<string, string>),
          "again",
        );
        deepStrictEqual(again, { tensors, metadata });
      },
      mayRefuse: (file) => !SOUND_FILES.has(file),
      // The numbers, and the header as bytes once more.
      memoryFor: (file) => 2 * file.length + 10_000,
    });
  });

  test("in a folder like MNIST's", { timeout: PATIENCE }, () => {
    const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
    const names = [
      "train-images-idx3-ubyte",
      "train-labels-idx1-ubyte",
      "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
    ];
    const write = (which: number, file: Uint8Array) => {
      const path = join(folder, names[which]);
      rmSync(path, { force: true }); // a new file is written faster than an old one is replaced
      writeFileSync(path, file);
    };
    const sound = [[3, 2, 4], [3], [2, 2, 4], [2]].map((shape) =>
      writeIdx({ shape, bytes: new Uint8Array(shape.reduce((a, b) => a * b)) }),
    );
    try {
      sound.forEach((file, which) => {
        write(which, file);
      });
      let damaged = 0;
      fuzz<WholeDataSet>({
        name: "folders",
        runs: Math.ceil(RUNS / 10),
        makeFile: (random) => {
          write(damaged, sound[damaged]);
          damaged = random.integer(4);
          const hostile = mutateBytes(random, sound[damaged]);
          const file = random.integer(4) === 0 ? gzipSync(hostile, SMALL) : hostile;
          write(damaged, file);
          return file;
        },
        read: () => whole(loadFolder(folder)),
        checkRead: ({ train, test: held }) => {
          for (const { count, rows, columns, pixels, labels } of [train, held]) {
            ok(count * rows * columns > 0);
            strictEqual(pixels.length, count * rows * columns);
            strictEqual(labels.length, count);
          }
          deepStrictEqual([train.rows, train.columns], [held.rows, held.columns]);
        },
        mayRefuse: () => true,
        memoryFor: (file) => 3 * 1032 * file.length + 100_000,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Files that were left as they were written, and so have to be read. */
const SOUND_FILES = new WeakSet<Uint8Array>();

function hostileSafetensors(random: Random): Uint8Array {
  const sound = soundSafetensors(random);
  switch (random.integer(5)) {
    case 0:
      SOUND_FILES.add(sound);
      return sound;
    case 1:
      return mutateBytes(random, sound);
    default: {
      const { header, data } = splitSafetensors(sound);
      const json = Buffer.from(mutateJson(random, header));
      const file = Buffer.concat([
        new Uint8Array(8),
        json,
        random.integer(4) === 0 ? mutateBytes(random, data) : data,
      ]);
      file.writeBigUint64LE(BigInt(json.length));
      return random.integer(10) === 0 ? mutateBytes(random, file) : file;
    }
  }
}

function soundSafetensors(random: Random): Uint8Array {
  const names = ["a", "b.weight", "__proto__", "7", "é\n", '"\\"', "{:}"];
  const tensors = new Map<string, SafetensorsEntry>();
  for (let count = random.integer(5); count > 0; count--) {
    const shape = Array.from({ length: random.integer(4) }, () => random.integer(4));
    const size = shape.reduce((product, length) => product * length, 1);
    const Values = [Float64Array, Float32Array, Uint32Array, Uint8Array][random.integer(4)];
    const values = new Values(size);
    for (let i = 0; i < size; i++) values[i] = random.uniform() * 2 ** 32;
    tensors.set(names[random.integer(names.length)], { shape, values });
  }
  const metadata = random.integer(2) ? { step: "7", a: '{"b":[]}' } : {};
  return writeSafetensors(tensors, metadata);
}

function splitSafetensors(file: Uint8Array): { header: string; data: Uint8Array } {
  const bytes = Buffer.from(file);
  const start = 8 + Number(bytes.readBigUint64LE());
  return { header: bytes.toString("utf8", 8, start), data: bytes.subarray(start) };
}

/** How many strings, keys or values, stand in a JSON text. */
const stringsIn = (json: string) => json.match(/"(?:[^"\\]|\\.)*"/g)?.length ?? 0;
