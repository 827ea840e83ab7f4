import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ElementName } from "../../src/data/elements.ts";
import { writeIdx } from "../../src/data/idx.ts";
import { writeNpy } from "../../src/data/npy.ts";
import { InputError } from "../../src/input-error.ts";
import { kindOf, openExamples, type ReadOptions, readExamples } from "../../src/node/examples.ts";
import { pngOf } from "./png.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "examples-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (...names: string[]) => join(folder, ...names);

/** Writes a file with all the folders on the way, and gives its path. */
function write(path: string, bytes: Uint8Array | string): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), bytes);
  return at(path);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const idx = (shape: number[], type: ElementName = "u1", width = 1) =>
  writeIdx({ type, shape, bytes: new Uint8Array(sizeOf(shape) * width).fill(1) });
const npy = (...shape: number[]) =>
  writeNpy({ shape, values: Float32Array.from({ length: sizeOf(shape) }, (_, i) => i / 2) });
const png = pngOf({ rows: 1, columns: 2, bytes: [1, 2] });

function expectRefusal(action: () => unknown, sentence: string) {
  expect(action).toThrow(InputError);
  expect(action).toThrow(sentence);
  expect(action).toThrow(/^[^\n]*\.$/);
}

describe("the kind of data is seen from what is there", () => {
  test.each<[string, string, Uint8Array | string, string]>([
    ["a folder of IDX files", "d/train-images-idx3-ubyte", idx([1, 2, 2]), "idx"],
    ["a folder of NPY files", "d/x_train.npy", npy(2, 2), "npy"],
    ["a folder of CSV files", "d/train.csv", "1,2\n", "csv"],
    ["a folder of images", "d/a.png", png, "images"],
    ["a folder of classes", "d/cat/a.png", png, "images"],
    ["a folder of parts and classes", "d/train/cat/a.png", png, "images"],
  ])("%s", (_, path, file, kind) => {
    write(path, file);
    expect(kindOf(at("d"))).toBe(kind);
  });

  test.each<[string, string, Uint8Array | string, string]>([
    ["an IDX file", "anything", idx([1, 2, 2]), "idx"],
    ["a compressed IDX file", "train-images-idx3-ubyte.gz", gzipSync(idx([1, 2, 2])), "idx"],
    ["another compressed IDX file", "colour.idx.gz", gzipSync(idx([1, 2, 2])), "idx"],
    ["an NPY file", "anything", npy(2, 2), "npy"],
    ["a CSV file", "anything", "1,2\n", "csv"],
    ["a CSV file of one digit", "a.csv", "1", "csv"],
  ])("%s", (_, path, file, kind) => {
    expect(kindOf(write(path, file))).toBe(kind);
  });

  test("and refused if it is nothing that is known", () => {
    mkdirSync(at("d"));
    expectRefusal(() => kindOf(at("d")), "has no data that is known, and is empty; give it");
    write("d/notes.md", "");
    expectRefusal(() => kindOf(at("d")), 'has no data that is known, only "notes.md"; give it');
    write("d/x_train.npy", npy(2, 2));
    write("d/train.csv", "1,2\n");
    expectRefusal(() => kindOf(at("d")), "holds data of several kinds, npy and csv; name one of");
    expectRefusal(() => kindOf(write("a.png", png)), "is a PNG image; name the folder of all");
    expectRefusal(() => kindOf(write("a.csv.gz", gzipSync("1,2\n"))), "is compressed; unpack it");
    expectRefusal(() => kindOf(write("a.npy", "hello")), "is no NPY file, but data is IDX, NPY");
    expectRefusal(() => kindOf(write("a.csv", "PK\u0003\u0004")), "is a zip archive, but data is");
    expectRefusal(() => kindOf(write("empty.csv", "")), "is empty, but data is IDX");
    expectRefusal(() => kindOf(at("missing")), "there is no such file or folder");
  });
});

describe("IDX", () => {
  test("of colour and of floats, with labels and a test", () => {
    write("train-images.idx", idx([3, 2, 4, 3]));
    write("train-labels.idx", idx([3], "i2", 2));
    write("test-images.idx", idx([2, 2, 4, 3]));
    const { kind, name, train, test: held } = readExamples(folder);
    expect([kind, name, train.count, held?.count]).toEqual(["idx", basename(folder), 3, 2]);
    expect(train.image).toEqual({ rows: 2, columns: 4, channels: 3 });
    expect(train.labels).toEqual(Uint16Array.of(257, 257, 257)); // two bytes of 1
  });

  test("of vectors, in one file", () => {
    const { name, train, test: held } = readExamples(write("sensors.idx", idx([3, 5], "f4", 4)));
    expect([name, train.count, train.inputs, train.image, held]).toEqual([
      ...["sensors", 3, 5, null, null],
    ]);
  });

  test("whose test has another size", () => {
    write("train-images.idx", idx([3, 2, 4]));
    write("test-images.idx", idx([2, 4, 2]));
    expectRefusal(() => readExamples(folder), "of 2×4 pixels of one channel to learn from but of");
  });
});

describe("NPY", () => {
  test("in a folder, with labels and a test", () => {
    write("x_train.npy", npy(3, 4));
    write("y_train.npy", writeNpy({ shape: [3], values: Uint8Array.of(7, 0, 2) }));
    write("X_test.npy", npy(2, 4));
    const { kind, train, test: held } = readExamples(folder);
    expect([kind, train.count, train.inputs, train.image]).toEqual(["npy", 3, 4, null]);
    expect(train.labels).toEqual(Uint8Array.of(7, 0, 2));
    expect([held?.count, held?.labels]).toEqual([2, null]);
  });

  test.each([
    ["train.npy", "train_labels.npy", "test.npy"],
    ["train_images.npy", "train-labels.npy", "test_images.npy"],
    ["xtrain.npy", "ytrain.npy", "xtest.npy"],
  ])("under the names %s, %s and %s", (inputs, labels, held) => {
    write(inputs, npy(3, 4));
    write(labels, writeNpy({ shape: [3], values: Uint8Array.of(7, 0, 2) }));
    write(held, npy(1, 4));
    const { train, test } = readExamples(folder);
    expect([train.count, train.labels?.length, test?.count]).toEqual([3, 3, 1]);
  });

  test("in one file, with labels in another", () => {
    const labels = write("l.npy", writeNpy({ shape: [3, 1], values: Float32Array.of(1, 0, 300) }));
    const { train } = readExamples(write("v.npy", npy(3, 4)), { labels });
    expect(train.labels).toEqual(Uint16Array.of(1, 0, 300));
    expectRefusal(
      () => readExamples(write("w.npy", npy(2, 4)), { labels }),
      'l.npy" has 3 labels for 2 examples',
    );
  });

  test("without examples to learn from", () => {
    write("x_test.npy", npy(2, 4));
    expectRefusal(() => readExamples(folder), "but none of x_train.npy or train.npy");
  });

  test("with NaN", () => {
    const path = write(
      "v.npy",
      writeNpy({ shape: [1, 2], values: Float32Array.of(1, Number.NaN) }),
    );
    expectRefusal(() => readExamples(path), "holds NaN in row 1, column 2");
  });
});

describe("CSV", () => {
  test("in a folder, with names and a test", () => {
    write("train.csv", "a,b,kind\n1,2,dog\n3,4,cat\n");
    write("test.csv", "a,b,kind\n5,6,cat\n");
    const { kind, train, test: held } = readExamples(folder, { label: "kind" });
    expect([kind, train.columnNames, train.classNames]).toEqual([
      "csv",
      ["a", "b"],
      ["cat", "dog"],
    ]);
    expect([...(train.labels ?? []), ...(held?.labels ?? [])]).toEqual([1, 0, 0]);
  });

  test("may have test rows of a small range, but no training rows", () => {
    const [wide, narrow] = ["a\n0\n2000000000\n", "a\n1000000001\n1000000003\n"];
    write("train.csv", wide);
    write("test.csv", narrow);
    expect(readExamples(folder).test?.values).toEqual(Float32Array.of(1e9, 1e9));
    write("train.csv", narrow);
    expectRefusal(() => readExamples(folder), "subtract 1000000001 from each, or leave the column");
  });

  test("whose test has other columns", () => {
    write("train.csv", "a,b\n1,2\n");
    write("test.csv", "b,a\n1,2\n");
    expectRefusal(() => readExamples(folder), 'has "a" as its input 1 to learn from but "b"');
  });

  test("without a table to learn from", () => {
    write("test.csv", "a,b\n1,2\n");
    expectRefusal(() => readExamples(folder), 'has "test.csv" but no train.csv');
  });

  test("of images, as bytes if its numbers are pixels", () => {
    const image = { rows: 1, columns: 2, channels: 1 } as const;
    const options: ReadOptions = { label: "1", image };
    const { train } = readExamples(write("m.csv", "7,0,255\n1,3,9\n"), options);
    expect(train).toMatchObject({ image, values: Uint8Array.of(0, 255, 3, 9), inputs: 2 });
    const floats = readExamples(write("f.csv", "7,0,1\n1,1,0\n"), options).train;
    expect(floats.values).toBeInstanceOf(Float32Array);
    const size = { rows: 2, columns: 2, channels: 3 } as const;
    expectRefusal(
      () => readExamples(at("m.csv"), { ...options, image: size }),
      "has 2 numbers in each example, but 2×2 pixels of 3 channels are 12; give the size that fits",
    );
  });
});

describe("images", () => {
  test("in a folder", () => {
    write("cat/a.png", png);
    const { kind, train } = readExamples(folder);
    expect([kind, train.count, train.classNames]).toEqual(["images", 1, ["cat"]]);
  });
});

describe("an option is refused", () => {
  test.each<[string, string, Uint8Array | string, ReadOptions]>([
    ["label", "v.npy", npy(2, 2), { label: "x" }],
    ["header", "v.idx", idx([2, 2, 2]), { header: true }],
    ["labels", "v.csv", "1,2\n", { labels: "l.npy" }],
    ["image", "v.idx", idx([2, 2, 2]), { image: { rows: 1, columns: 1, channels: 1 } }],
  ])("%s, if the data has no use for it", (option, name, file, options) => {
    const sentence = `but the option ${option} is for`;
    expectRefusal(() => readExamples(write(name, file), options), sentence);
    expectRefusal(() => openExamples(at(name), options), sentence);
  });

  test("if there is none of its name", () => {
    const options = { lable: "x" } as ReadOptions;
    const sentence = 'There is no option "lable" for reading data; choose one of header, label, ';
    expectRefusal(() => readExamples(write("v.csv", "1,2\n"), options), sentence);
  });

  test("labels, beside a folder", () => {
    write("x_train.npy", npy(2, 2));
    expectRefusal(() => readExamples(folder, { labels: "l.npy" }), "whose labels are in y_train");
  });
});

describe("a chunk at a time", () => {
  const rowsOf = (path: string, options?: ReadOptions) => {
    const { count, inputs, columnNames, chunks } = openExamples(path, options);
    const all = [...chunks];
    return {
      ...{ count, inputs, columnNames },
      values: all.flatMap(({ values }) => [...values]),
      labels: all.flatMap(({ labels }) => labels ?? []),
    };
  };

  test("CSV comes with its labels as they are written", () => {
    expect(rowsOf(write("t.csv", "a,kind\n1,dog\n2,cat\n"), { label: "kind" })).toEqual({
      ...{ count: null, inputs: 1, columnNames: ["a"] },
      values: [1, 2],
      labels: ["dog", "cat"],
    });
  });

  test("NPY comes with labels from another file", () => {
    const labels = write("l.npy", writeNpy({ shape: [2], values: Uint8Array.of(7, 0) }));
    expect(rowsOf(write("v.npy", npy(2, 2)), { labels })).toEqual({
      ...{ count: 2, inputs: 2, columnNames: null },
      values: [0, 0.5, 1, 1.5],
      labels: ["7", "0"],
    });
    for (const count of [1, 3]) {
      expectRefusal(
        () => rowsOf(write("w.npy", npy(count, 2)), { labels }),
        `has 2 labels for ${count} examples`,
      );
    }
  });

  test("NPY comes as images, if it is said", () => {
    const image = { rows: 1, columns: 2, channels: 1 } as const;
    expect(openExamples(write("v.npy", npy(2, 2)), { image }).image).toEqual(image);
    expectRefusal(
      () => openExamples(at("v.npy"), { image: { ...image, rows: 5 } }),
      "but 5×2 pixels of 1 channel are 10",
    );
  });

  test("a file that is refused once it is open is closed", () => {
    const image = { rows: 5, columns: 2, channels: 1 } as const;
    const labels = write("l.npy", writeNpy({ shape: [1, 1, 1], values: Uint8Array.of(7) }));
    const [table, vectors] = [write("t.csv", "1,2\n".repeat(1e5)), write("v.npy", npy(2, 2))];
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let i = 0; i < 20; i++) {
      expect(() => openExamples(table, { image })).toThrow("give the size that fits");
      expect(() => openExamples(table, { label: "3" })).toThrow('no column "3"');
      expect(() => openExamples(vectors, { image })).toThrow("give the size that fits");
      expect(() => openExamples(vectors, { labels })).toThrow(InputError);
    }
    expect(open()).toBe(before);
  });

  test("other data is read whole first, in chunks of the same size", () => {
    write("cat/a.png", png);
    write("dog/a.png", png);
    expect(rowsOf(folder)).toMatchObject({
      ...{ count: 2, inputs: 2, columnNames: null },
      values: [1, 2, 1, 2],
      labels: ["cat", "dog"],
    });
    const large = write("large.idx", idx([5, 400, 300]));
    const counts = Array.from(openExamples(large).chunks, ({ first, count }) => [first, count]);
    expect(counts).toEqual([
      [0, 2],
      [2, 2],
      [4, 1],
    ]);
  });

  test("a table of many rows takes the memory of a few", () => {
    const block = "1.5,2.5,3.5,4.5\n".repeat(2 ** 16);
    const path = write("many.csv", block.repeat(4)); // 262 144 rows: 4 MiB of floats
    let count = 0;
    let most = 0;
    for (const chunk of openExamples(path).chunks) {
      count += chunk.count;
      most = Math.max(most, chunk.values.byteLength);
    }
    expect(count).toBe(2 ** 18);
    expect(most).toBe(2 ** 20); // bytes, of 2²² in all
  });
});
