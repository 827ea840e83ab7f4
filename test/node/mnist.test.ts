import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeIdx } from "../../src/data/idx.ts";
import { InputError } from "../../src/input-error.ts";
import { loadFolder, loadMnist } from "../../src/node/mnist.ts";
import { whole } from "../small-data.ts";

const TRAIN_IMAGES = "train-images-idx3-ubyte";
const TRAIN_LABELS = "train-labels-idx1-ubyte";
const TEST_IMAGES = "t10k-images-idx3-ubyte";
const TEST_LABELS = "t10k-labels-idx1-ubyte";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mnist-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);

const idx = (...shape: number[]) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return writeIdx({ shape, bytes: Uint8Array.from({ length: size }, (_, i) => i) });
};

/** Three images of 2×4 pixels to learn from, two to test with. */
function writeDataSet() {
  writeFileSync(at(TRAIN_IMAGES), idx(3, 2, 4));
  writeFileSync(at(TRAIN_LABELS), idx(3));
  writeFileSync(at(TEST_IMAGES), idx(2, 2, 4));
  writeFileSync(at(TEST_LABELS), idx(2));
}

/** Replaces a file by the same name with `.gz`. */
function writeGzip(name: string, bytes: Uint8Array) {
  rmSync(at(name));
  writeFileSync(at(`${name}.gz`), bytes);
}

describe("MNIST", () => {
  const { name, train, test: held } = whole(loadMnist());

  test("has 60 000 and 10 000 images of 28×28 pixels", () => {
    expect(name).toBe("MNIST");
    expect([train.count, train.rows, train.columns]).toEqual([60_000, 28, 28]);
    expect([held.count, held.rows, held.columns]).toEqual([10_000, 28, 28]);
    expect([train.pixels.length, train.labels.length]).toEqual([47_040_000, 60_000]);
    expect([held.pixels.length, held.labels.length]).toEqual([7_840_000, 10_000]);
  });

  test("starts with the digits 5 0 4 1 9, and to test with 7 2 1 0 4", () => {
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...held.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });

  test("has its ink in the middle of the paper", () => {
    const sums = new Float64Array(28 * 28);
    for (let i = 0; i < train.pixels.length; i++) sums[i % sums.length] += train.pixels[i];
    expect(sums[0]).toBe(0);
    expect(sums[14 * 28 + 14] / train.count).toBeGreaterThan(100);
    expect(sums.reduce((a, b) => a + b) / train.pixels.length / 255).toBeCloseTo(0.1307, 4);
  });
});

describe("a folder with the four files", () => {
  test("is a data set called after it", () => {
    writeDataSet();
    const { name, train, test: held } = whole(loadFolder(folder));
    expect(name).toBe(basename(folder));
    expect([train.count, train.rows, train.columns]).toEqual([3, 2, 4]);
    expect([...train.pixels]).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect([...train.labels]).toEqual([0, 1, 2]);
    expect([held.count, held.rows, held.columns]).toEqual([2, 2, 4]);
    expect([...held.labels]).toEqual([0, 1]);
  });

  test("may hold them compressed, or through symbolic links", () => {
    writeDataSet();
    const plain = loadFolder(folder);
    writeGzip(TRAIN_IMAGES, gzipSync(idx(3, 2, 4)));
    writeGzip(TEST_LABELS, gzipSync(idx(2)));
    writeFileSync(at("elsewhere"), readFileSync(at(TEST_IMAGES)));
    rmSync(at(TEST_IMAGES));
    symlinkSync("elsewhere", at(TEST_IMAGES));
    expect(loadFolder(folder)).toEqual(plain);
  });

  test("may hold a file that gzip packed very tightly, or in several members", () => {
    writeDataSet();
    const blank = writeIdx({ shape: [3, 1000, 1000], bytes: new Uint8Array(3_000_000) });
    writeFileSync(at(TEST_IMAGES), idx(2, 1000, 1000));
    writeGzip(TRAIN_IMAGES, gzipSync(blank, { level: 9 }));
    expect(loadFolder(folder).train.pixels.length).toBe(3_000_000);
    const members = [blank.subarray(0, 7), blank.subarray(7)].map((part) => gzipSync(part));
    writeFileSync(at(`${TRAIN_IMAGES}.gz`), Buffer.concat(members));
    expect(loadFolder(folder).train.pixels.length).toBe(3_000_000);
  });

  test("may hold a file twice; the plain one is read", () => {
    writeDataSet();
    writeFileSync(at(`${TRAIN_LABELS}.gz`), "anything");
    expect(loadFolder(folder).train.count).toBe(3);
  });

  test("may have any byte as a label, as letters have", () => {
    writeDataSet();
    writeFileSync(at(TRAIN_LABELS), writeIdx({ shape: [3], bytes: Uint8Array.of(10, 26, 255) }));
    expect([...whole(loadFolder(folder)).train.labels]).toEqual([10, 26, 255]);
  });
});

describe("a folder is refused", () => {
  const expectRefusal = (message: string) => {
    let error: unknown;
    try {
      loadFolder(folder);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain("\n");
  };

  beforeEach(writeDataSet);

  test("if it is missing", () => {
    expect(() => loadFolder(at("missing"))).toThrow(InputError);
    expect(() => loadFolder(at("missing"))).toThrow("there is no such file or folder");
  });

  test("if it is a file", () => {
    expect(() => loadFolder(at(TRAIN_LABELS))).toThrow(InputError);
    expect(() => loadFolder(at(TRAIN_LABELS))).toThrow("it is no folder");
  });

  test("if its name cannot be one", () => {
    expect(() => loadFolder("\0")).toThrow(InputError);
    expect(() => loadFolder("x".repeat(5000))).toThrow("the name is too long");
  });

  test("if this user may not read it, or a file in it", () => {
    asNobody(
      () => {
        chmodSync(at(TRAIN_LABELS), 0o000);
        chmodSync(folder, 0o755);
      },
      () => expectRefusal("cannot read"),
    );
    asNobody(
      () => chmodSync(folder, 0o000),
      () => expectRefusal("this user is not allowed to"),
    );
    chmodSync(folder, 0o755);
  });

  test.each([TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS])("without %s", (name) => {
    rmSync(at(name));
    expectRefusal(`has neither ${name} nor ${name}.gz, only "`);
    expectRefusal("; name a folder with MNIST's four files.");
  });

  test("if a folder is where a file should be", () => {
    rmSync(at(TRAIN_IMAGES));
    mkdirSync(at(TRAIN_IMAGES));
    expectRefusal(`is a folder, a pipe or a device, but a regular file is needed`);
  });

  test("if a pipe is where a file should be, without waiting for it", () => {
    rmSync(at(TRAIN_IMAGES));
    execFileSync("mkfifo", [at(TRAIN_IMAGES)]);
    expectRefusal(`is a folder, a pipe or a device, but a regular file is needed`);
  });

  test("if a device is where a file should be", () => {
    rmSync(at(TRAIN_IMAGES));
    symlinkSync("/dev/zero", at(TRAIN_IMAGES));
    expectRefusal(`is a folder, a pipe or a device, but a regular file is needed`);
  });

  test("if a symbolic link leads to itself or to nothing", () => {
    rmSync(at(TRAIN_IMAGES));
    symlinkSync(TRAIN_IMAGES, at(TRAIN_IMAGES));
    expectRefusal("its symbolic links lead in a circle");
    rmSync(at(TRAIN_IMAGES));
    symlinkSync("nothing", at(TRAIN_IMAGES));
    expectRefusal("there is no such file or folder");
  });

  test("if a file is too large to be read", () => {
    truncateSync(at(TRAIN_IMAGES), 2 ** 40); // takes no room on the disk
    expectRefusal("is 1099511627776 bytes long, but at most 1073741824 are read");
  });

  test("if a file is damaged", () => {
    writeFileSync(at(TRAIN_IMAGES), idx(3, 2, 4).subarray(0, 20));
    expectRefusal(`${TRAIN_IMAGES}" should be 40 bytes long`);
  });

  test("if images and labels are mixed up", () => {
    writeFileSync(at(TRAIN_IMAGES), idx(3));
    expectRefusal("holds [3], but [count, rows, columns] is needed");
    writeFileSync(at(TRAIN_IMAGES), idx(3, 2, 4));
    writeFileSync(at(TRAIN_LABELS), idx(3, 2, 4));
    expectRefusal("holds [3, 2, 4], but [count] is needed");
  });

  test("if images and labels differ in number", () => {
    writeFileSync(at(TEST_LABELS), idx(3));
    expectRefusal("has 2 images but");
    expectRefusal("has 3 labels; each image needs one");
  });

  test.each([
    [0, 2, 4],
    [3, 0, 4],
    [3, 2, 0],
  ])("if its images are [%d, %d, %d], without a pixel", (count, rows, columns) => {
    writeFileSync(at(TRAIN_IMAGES), idx(count, rows, columns));
    writeFileSync(at(TRAIN_LABELS), idx(count));
    expectRefusal(`holds [${count}, ${rows}, ${columns}], which is not one pixel`);
  });

  test.each([
    [4, 4],
    [2, 2],
  ])("if the images to test with have another size, %d×%d", (rows, columns) => {
    writeFileSync(at(TEST_IMAGES), idx(2, rows, columns));
    expectRefusal(`images of 2×4 pixels to learn from but of ${rows}×${columns} to test with`);
  });

  test("if a compressed file is empty, cut or damaged", () => {
    const whole = gzipSync(idx(3, 2, 4));
    writeGzip(TRAIN_IMAGES, whole);
    loadFolder(folder);
    writeFileSync(at(`${TRAIN_IMAGES}.gz`), "");
    expectRefusal("ends after 0 bytes, within its header");
    writeFileSync(at(`${TRAIN_IMAGES}.gz`), whole.subarray(0, -1));
    expectRefusal("is not a whole gzip file (Z_BUF_ERROR)");
    const damaged = Uint8Array.from(whole);
    damaged[damaged.length - 8] ^= 1; // in the checksum
    writeFileSync(at(`${TRAIN_IMAGES}.gz`), damaged);
    expectRefusal("is not a whole gzip file (Z_DATA_ERROR)");
  });

  test("if a compressed file is a bomb, without taking the memory for it", () => {
    const tenMegabytes = gzipSync(new Uint8Array(10_000_000));
    const zeros = Array.from({ length: 120 }, () => tenMegabytes);
    const before = process.resourceUsage().maxRSS;
    // It promises 40 bytes, and unpacks to more than a gigabyte.
    writeGzip(TRAIN_IMAGES, Buffer.concat([gzipSync(idx(3, 2, 4)), ...zeros]));
    expectRefusal("unpacks to more bytes than its own header promises");
    // It promises a little more than a gigabyte, and 2⁵² bytes.
    for (const rows of [1025, 2 ** 32 - 1]) {
      const large = Buffer.from(idx(0, 1024, 1024));
      large.writeUint32BE(1024, 4);
      large.writeUint32BE(rows, 8);
      writeFileSync(at(`${TRAIN_IMAGES}.gz`), Buffer.concat([gzipSync(large), ...zeros]));
      expectRefusal("but at most 1073741824 are read");
    }
    // It promises a gigabyte in 40 bytes.
    const gigabyte = Uint8Array.of(0, 0, 8, 3, 0, 0, 3, 255, 0, 0, 4, 0, 0, 0, 4, 0);
    writeFileSync(at(`${TRAIN_IMAGES}.gz`), gzipSync(gigabyte));
    expectRefusal("bytes of gzip cannot hold so much");
    const kilobytesMore = process.resourceUsage().maxRSS - before;
    expect(kilobytesMore).toBeLessThan(100_000);
  });
});

/** Prepares something, then runs a check as a user without rights, which root has to become. */
function asNobody(prepare: () => void, check: () => void) {
  prepare();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    check();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
