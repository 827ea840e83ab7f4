import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ElementName } from "../../src/data/elements.ts";
import { writeIdx } from "../../src/data/idx.ts";
import { InputError } from "../../src/input-error.ts";
import { readIdxFolder } from "../../src/node/idx-folder.ts";
import { loadFolder, loadImages } from "../../src/node/mnist.ts";
import { whole } from "../small-data.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "idx-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (...names: string[]) => join(folder, ...names);

const idx = (shape: number[], type: ElementName = "u1", size = 1) =>
  writeIdx({ type, shape, bytes: new Uint8Array(shape.reduce((a, b) => a * b) * size) });

/** Three images of 2×4 pixels to learn from, two to test with, under names like the given one. */
function writeFiles(name: (part: string, what: string, dimensions: number) => string) {
  writeFileSync(at(name("train", "images", 3)), idx([3, 2, 4]));
  writeFileSync(at(name("train", "labels", 1)), idx([3]));
  writeFileSync(at(name("t10k", "images", 3)), idx([2, 2, 4]));
  writeFileSync(at(name("t10k", "labels", 1)), idx([2]));
}

const MNIST = (part: string, what: string, d: number) => `${part}-${what}-idx${d}-ubyte`;

describe("a folder is read", () => {
  test.each<[string, typeof MNIST]>([
    ["with dots in the names", (part, what, d) => `${part}-${what}.idx${d}-ubyte`],
    ["with the ending .idx", (part, what) => `${part}-${what}.idx`],
    ["with two endings", (part, what, d) => `${part}-${what}-idx${d}-ubyte.idx`],
    [
      "with another word for the test",
      (part, what) => `${part.replace("t10k", "test")}_${what}.idx`,
    ],
  ])("%s", (_, name) => {
    writeFiles(name);
    const { name: called, train, test: held } = whole(loadFolder(folder));
    expect([called, train.count, held.count]).toEqual([basename(folder), 3, 2]);
    expect([train.labels.length, held.labels.length]).toEqual([3, 2]);
  });

  test("with a word in front of the names, which is its name then", () => {
    writeFiles((part, what, d) => `emnist-letters-${MNIST(part, what, d)}`);
    const { name, train, test: held } = whole(loadFolder(folder));
    expect([name, train.count, held.count]).toEqual(["emnist-letters", 3, 2]);
  });

  test("with each file in a folder of its own name, as archives unpack it", () => {
    writeFiles(MNIST);
    for (const name of [MNIST("train", "images", 3), MNIST("t10k", "labels", 1)]) {
      renameSync(at(name), at("file"));
      mkdirSync(at(name));
      renameSync(at("file"), at(name, name));
    }
    expect(readIdxFolder(folder).train.images.path).toBe(
      at("train-images-idx3-ubyte", "train-images-idx3-ubyte"),
    );
    expect(whole(loadFolder(folder)).test.labels.length).toBe(2);
  });

  test("with a file outside preferred to the one in the folder, and plain to compressed", () => {
    writeFiles(MNIST);
    mkdirSync(at("train-images.idx3-ubyte"));
    writeFileSync(at("train-images.idx3-ubyte", "train-images.idx3-ubyte"), "not this");
    writeFileSync(at("t10k-images.idx3-ubyte.gz"), "nor this");
    expect(whole(loadFolder(folder)).train.count).toBe(3);
    renameSync(at("t10k-images-idx3-ubyte"), at("t10k-images.idx3-ubyte"));
    writeFileSync(at("t10k-images-idx3-ubyte.gz"), "nor this, though its name comes first");
    expect(whole(loadFolder(folder)).test.count).toBe(2);
  });

  test("with several data sets, by the path of one", () => {
    for (const [prefix, count] of [
      ["emnist-digits-", 3],
      ["emnist-letters-", 5],
    ] as const) {
      writeFileSync(at(`${prefix}train-images-idx3-ubyte`), idx([count, 2, 4]));
    }
    const { name, train } = loadImages(at("emnist-letters-train-images-idx3-ubyte"));
    expect([name, train.count]).toEqual(["emnist-letters", 5]);
    expectRefusal(
      'holds 2 data sets, whose names start with "emnist-digits-", "emnist-letters-"; give the path',
    );
  });

  test("with gzip under a plain name, and a plain file under .gz", () => {
    writeFiles(MNIST);
    writeFileSync(at("train-images-idx3-ubyte"), gzipSync(idx([3, 2, 4])));
    renameSync(at("t10k-labels-idx1-ubyte"), at("t10k-labels-idx1-ubyte.gz"));
    const { train, test: held } = whole(loadFolder(folder));
    expect([train.pixels.length, held.labels.length]).toEqual([24, 2]);
  });

  test("without labels, without images to test with, and with neither", () => {
    writeFiles(MNIST);
    rmSync(at("train-labels-idx1-ubyte"));
    const { train, test: held } = loadImages(folder);
    expect([train.count, train.labels, held?.labels?.length]).toEqual([3, null, 2]);
    rmSync(at("t10k-labels-idx1-ubyte"));
    expect(loadImages(folder).test?.labels).toBeNull();
    rmSync(at("t10k-images-idx3-ubyte"));
    expect(loadImages(folder)).toMatchObject({ train: { labels: null }, test: null });
  });

  test("with any type and up to four dimensions, as they are", () => {
    writeFileSync(at("train-images.idx"), idx([2, 4, 4, 3], "f4", 4));
    const { train, test: held } = readIdxFolder(folder);
    expect(train.images.idx).toMatchObject({ type: "f4", shape: [2, 4, 4, 3] });
    expect([train.labels, held]).toEqual([null, null]);
  });
});

function expectRefusal(message: string, path = folder) {
  const load = () => loadImages(path);
  expect(load).toThrow(InputError);
  expect(load).toThrow(message);
  expect(load).toThrow(/^[^\n]*\.$/);
}

describe("a folder is refused", () => {
  const NEITHER = "has neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz, ";

  test("with the name of what is there instead", () => {
    expectRefusal(`${NEITHER}and is empty; name a folder`);
    writeFileSync(at("notes.txt"), "");
    writeFileSync(at("train_pictures.bin"), "");
    expectRefusal(`${NEITHER}the nearest in it being "train_pictures.bin"; name a folder`);
    mkdirSync(at("gzip"));
    expectRefusal("train_pictures.bin");
    writeFileSync(at("gzip", "t10k-images.idx"), idx([2, 2, 4]));
    expectRefusal(`${NEITHER}but its folder "gzip" has IDX files; name a folder`);
  });

  test("with what it has of the four files, if that is all it has", () => {
    writeFiles(MNIST);
    rmSync(at("train-images-idx3-ubyte"));
    expectRefusal(
      `${NEITHER}only "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte"; name`,
    );
  });

  test("with no images but labels beside a path that names none", () => {
    expectRefusal("there is no such file or folder", at("train-labels-idx1-ubyte"));
    expectRefusal(NEITHER, at("train-images-idx3-ubyte"));
  });

  test("with the cause, if a download went wrong", () => {
    writeFiles(MNIST);
    writeFileSync(at("train-images-idx3-ubyte"), "<!DOCTYPE html><html>404 Not Found</html>");
    expectRefusal('train-images-idx3-ubyte" is a web page, but an IDX file is needed');
    rmSync(at("train-images-idx3-ubyte"));
    writeFileSync(at("train-images-idx3-ubyte.gz"), "<html>404 Not Found</html>");
    expectRefusal('train-images-idx3-ubyte.gz" is a web page, but an IDX file is needed');
    writeFileSync(at("train-images-idx3-ubyte.gz"), gzipSync(gzipSync(idx([3, 2, 4]))));
    expectRefusal('train-images-idx3-ubyte.gz" is compressed with gzip, but an IDX file');
    writeFileSync(at("train-images-idx3-ubyte.gz"), "");
    expectRefusal("ends after 0 bytes");
  });

  test("in words, if its files hold other numbers or other dimensions", () => {
    writeFiles(MNIST);
    const images = (...given: Parameters<typeof idx>) =>
      writeFileSync(at("train-images-idx3-ubyte"), idx(...given));
    images([3, 2, 4], "f4", 4);
    expectRefusal("each is a 32-bit float, but unsigned bytes, 0 to 255, are needed; convert it.");
    images([3, 2, 4], "i4", 4);
    expectRefusal("each is a 32-bit integer, but unsigned bytes");
    images([3, 2, 4, 3]);
    expectRefusal(
      "holds [3, 2, 4, 3], but [count, rows, columns] is needed; convert it from 4 dimensions to 3.",
    );
    images([3, 8]);
    expectRefusal("holds [3, 8], but [count, rows, columns] is needed; convert it from 2");
    images([3, 2, 4]);
    writeFileSync(at("train-labels-idx1-ubyte"), idx([3, 8]));
    expectRefusal("holds [3, 8], but [count] is needed; convert it from 2 dimensions to 1.");
  });

  test("if the sizes are the wrong way round, packed or not", () => {
    writeFiles(MNIST);
    const swapped = Uint8Array.of(0, 0, 8, 3, ...[3, 2, 4].flatMap((n) => [n, 0, 0, 0]));
    const file = Buffer.concat([swapped, new Uint8Array(24)]);
    const sentence = "has its sizes with the lowest byte first, which fit as [3, 2, 4], but IDX";
    writeFileSync(at("train-images-idx3-ubyte"), file);
    expectRefusal(sentence);
    writeFileSync(at("train-images-idx3-ubyte"), gzipSync(file));
    expectRefusal(sentence);
  });
});
