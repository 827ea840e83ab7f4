/** Image readers against many hostile files; `../data/fuzz.test.ts` says what is asked of a reader. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { describe, test } from "vitest";
import { writeIdx } from "../../src/data/idx.ts";
import { npyHeader } from "../../src/data/npy.ts";
import { readExamples } from "../../src/node/examples.ts";
import { decodeImage } from "../../src/node/image-file.ts";
import { type Random, SeededRandom } from "../../src/tensor/random.ts";
import { mutateBytes, mutateTable, randomBytes } from "../data/hostile.ts";
import { fuzz, PATIENCE, RUNS } from "../data/trial.ts";
import { pngOf } from "./png.ts";

/** Files that were left as they were written, and so have to be read. */
const SOUND_FILES = new WeakSet<Uint8Array>();

function hostile(random: Random, sound: Uint8Array): Uint8Array {
  if (random.integer(8) > 0) return mutateBytes(random, sound);
  SOUND_FILES.add(sound);
  return sound;
}

/** The kinds of PNG: bits for each value, the colour type, and how many values a pixel has. */
const PNG_KINDS = [
  [8, 0, 1],
  [16, 0, 1],
  [1, 0, 1],
  [8, 2, 3],
  [16, 2, 3],
  [8, 4, 2],
  [8, 6, 4],
  [16, 6, 4],
] as const;

function soundPng(random: Random): Uint8Array {
  const [depth, colourType, channels] = PNG_KINDS[random.integer(PNG_KINDS.length)];
  const [rows, columns] = [1 + random.integer(5), 1 + random.integer(5)];
  const bytes = randomBytes(random, rows * Math.ceil((columns * channels * depth) / 8));
  return pngOf({ rows, columns, depth, colourType, bytes });
}

/** A few JPEG files, since jpeg-js takes long to write one. */
const JPEGS = Array.from({ length: 12 }, (_, i) => {
  const random = new SeededRandom(`jpeg ${i}`);
  const [height, width] = [1 + random.integer(20), 1 + random.integer(20)];
  const data = randomBytes(random, 4 * width * height);
  return jpeg.encode({ width, height, data }, 1 + random.integer(100)).data;
});

describe("hostile files", () => {
  test("of PNG", { timeout: PATIENCE }, () => {
    fuzz({
      name: "png",
      runs: RUNS,
      makeFile: (random) => hostile(random, soundPng(random)),
      read: (file) => decodeImage(file, "file"),
      checkRead: ({ rows, columns, channels, pixels }, file) => {
        const bytes = Buffer.from(file);
        deepStrictEqual([columns, rows], [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]);
        strictEqual(pixels.length, rows * columns * channels);
        const { data } = PNG.sync.read(bytes);
        if (data.every((value, i) => i % 4 < 3 || value === 255)) {
          const visible = data.filter((_, i) => (channels === 3 ? i % 4 < 3 : i % 4 === 0));
          strictEqual(Buffer.compare(visible, pixels), 0);
        }
      },
      mayRefuse: (file) => !SOUND_FILES.has(file),
      // Rows as they are unpacked, in 16 bits of four channels, several times over.
      memoryFor: (file) => 3 * 1032 * file.length + 500_000,
    });
  });

  test("of JPEG", { timeout: PATIENCE }, () => {
    fuzz({
      name: "jpeg",
      runs: Math.ceil(RUNS / 4), // each takes some milliseconds
      makeFile: (random) => hostile(random, Uint8Array.from(JPEGS[random.integer(JPEGS.length)])),
      read: (file) => decodeImage(file, "file"),
      checkRead: ({ rows, columns, channels, pixels }) => {
        ok(rows * columns > 0);
        strictEqual(pixels.length, rows * columns * channels);
      },
      mayRefuse: (file) => !SOUND_FILES.has(file),
      // At most 512 pixels for each byte, each in some 20 bytes: as blocks, as lines, as colours.
      memoryFor: (file) => 20 * 512 * file.length + 500_000,
    });
  });

  test("of any kind, under a name that says nothing", { timeout: PATIENCE }, () => {
    const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
    const path = join(folder, "file");
    try {
      fuzz({
        name: "kinds",
        runs: Math.ceil(RUNS / 4),
        makeFile: (random) => {
          const file = [
            () => mutateBytes(random, writeIdx({ shape: [2, 2, 2], bytes: new Uint8Array(8) })),
            () => mutateBytes(random, Buffer.concat([npyHeader([2, 3], "u1"), Buffer.alloc(6)])),
            () => mutateTable(random, "a,b\n1,2\n3,4\n"),
            () => mutateBytes(random, soundPng(random)),
          ][random.integer(4)]();
          rmSync(path, { force: true });
          writeFileSync(path, file);
          return file;
        },
        read: () => readExamples(path),
        checkRead: ({ kind, train, test: held }) => {
          ok(["idx", "npy", "csv"].includes(kind));
          ok(train.count * train.inputs > 0);
          strictEqual(train.values.length, train.count * train.inputs);
          ok(train.values.every(Number.isFinite));
          deepStrictEqual([train.labels, held], [null, null]);
        },
        mayRefuse: () => true,
        memoryFor: (file) => 10 * file.length + 2_200_000, // two pieces of a file
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
