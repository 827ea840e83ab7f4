import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import jpeg from "jpeg-js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { hasImages, readImageFolder } from "../../src/node/image-folder.ts";
import { pngOf } from "./png.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "images-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a file with all the folders on the way. */
function write(path: string, bytes: Uint8Array | string = grey(0)) {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, bytes);
}

const grey = (value: number, rows = 1, columns = 2) =>
  pngOf({ rows, columns, bytes: new Uint8Array(rows * columns).fill(value) });
const colour = (...bytes: number[]) => pngOf({ rows: 1, columns: 2, colourType: 2, bytes });

describe("a folder of images is read", () => {
  test("without labels, in the order of the names", () => {
    write("b.png", grey(2));
    write("a.PNG", grey(1));
    write("notes.txt", "not an image");
    write(".hidden.png", "nor this");
    write("__MACOSX/a.png", "nor this");
    expect(readImageFolder(folder)).toEqual({
      name: basename(folder),
      train: {
        count: 2,
        inputs: 2,
        image: { rows: 1, columns: 2, channels: 1 },
        values: Uint8Array.of(1, 1, 2, 2),
        labels: null,
        classNames: null,
        columnNames: null,
      },
      test: null,
    });
  });

  test("with a class for each folder, also behind a symbolic link", () => {
    write("cat/1.png", grey(1));
    write("cat/2.png", grey(2));
    write(".elsewhere/x.jpeg", grey(3)); // that it is a PNG, its content says
    symlinkSync(".elsewhere", join(folder, "ant"));
    const { train } = readImageFolder(folder);
    expect([...train.values]).toEqual([3, 3, 1, 1, 2, 2]);
    expect(train.labels).toEqual(Uint8Array.of(0, 1, 1));
    expect(train.classNames).toEqual(["ant", "cat"]);
  });

  test("with a part to test, whose labels mean the same", () => {
    write("train/cat/1.png", grey(1));
    write("train/dog/1.png", grey(2));
    write("test/dog/1.png", grey(3));
    const { train, test: held } = readImageFolder(folder);
    expect(train.labels).toEqual(Uint8Array.of(0, 1));
    expect(held).toMatchObject({ count: 1, labels: Uint8Array.of(1), classNames: ["cat", "dog"] });
  });

  test("in colour if one image has colour", () => {
    write("train/a.png", grey(9));
    write("test/b.png", colour(1, 2, 3, 4, 5, 6));
    const { train, test: held } = readImageFolder(folder);
    expect(train.image).toEqual({ rows: 1, columns: 2, channels: 3 });
    expect([...train.values]).toEqual([9, 9, 9, 9, 9, 9]);
    expect([...(held?.values ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("with JPEG beside PNG", () => {
    const data = new Uint8Array(4 * 16).fill(100);
    write("a.jpg", jpeg.encode({ width: 4, height: 4, data }, 100).data);
    write("b.png", grey(7, 4, 4));
    expect(readImageFolder(folder).train).toMatchObject({ count: 2, inputs: 16 });
  });

  test("with more than 256 classes", () => {
    for (let i = 0; i < 257; i++) write(`c${i + 1000}/a.png`, grey(1));
    const { labels } = readImageFolder(folder).train;
    expect(labels).toBeInstanceOf(Uint16Array);
    expect(labels?.[256]).toBe(256);
  });
});

test("a folder has images if they are in it or up to two folders below", () => {
  write("notes.txt", "");
  expect(hasImages(folder)).toBe(false);
  write("a/b/c/x.png");
  expect(hasImages(folder)).toBe(false);
  write("train/cat/x.jpg");
  expect(hasImages(folder)).toBe(true);
  mkdirSync(join(folder, "hidden/.cache"), { recursive: true });
  writeFileSync(join(folder, "hidden/.cache/a.png"), "");
  writeFileSync(join(folder, "hidden/._b.png"), "");
  expect(hasImages(join(folder, "hidden"))).toBe(false);
  expect(hasImages(join(folder, "train"))).toBe(true);
  expect(hasImages(join(folder, "train/cat"))).toBe(true);
});

describe("a folder of images is refused", () => {
  const expectRefusal = (sentence: string) => {
    const action = () => readImageFolder(folder);
    expect(action).toThrow(InputError);
    expect(action).toThrow(sentence);
    expect(action).toThrow(/^[^\n]*\.$/);
  };

  test("if it has none", () => {
    expectRefusal("has no PNG or JPEG image");
    write("notes.txt", "");
    expectRefusal("has no PNG or JPEG image");
  });

  test("if a class is empty", () => {
    write("cat/a.png");
    mkdirSync(join(folder, "dog"));
    expectRefusal('dog" has no PNG or JPEG image, but each class needs one');
  });

  test("if images are of different sizes", () => {
    write("a.png", grey(1));
    write("b.png", grey(1, 2, 1));
    expectRefusal('b.png" has 2 rows and 1 columns of pixels, but');
    expectRefusal('a.png" has 1 and 2; bring all images to one size.');
  });

  test("if those to test with are of another size", () => {
    write("train/a.png", grey(1));
    write("test/b.png", grey(1, 2, 1));
    expectRefusal('b.png" has 2 rows and 1 columns');
  });

  test("if one is damaged, or of another format", () => {
    write("a.png", grey(1));
    write("b.png", grey(1).subarray(0, 50));
    expectRefusal('b.png" cannot be decoded');
    write("b.png", "GIF89a");
    expectRefusal('b.png" is a GIF image, but a PNG or a JPEG');
    write("b.png", grey(1));
    write("c.gif", "GIF89a");
    expectRefusal('c.gif" is an image, but neither PNG nor JPEG');
  });

  test("if images lie beside folders, or folders in folders", () => {
    write("a.png");
    write("cat/a.png");
    expectRefusal('has both images, such as "a.png", and folders, such as "cat"');
    rmSync(join(folder, "a.png"));
    write("cat/more/a.png");
    expectRefusal('cat" has a folder "more" beside its images');
  });

  test("if the test has another class, or there is a third part", () => {
    write("train/cat/a.png");
    write("test/dog/a.png");
    expectRefusal('the folder "test" has the class "dog", but the folder "train" has not');
    write("validation/cat/a.png");
    expectRefusal('has a folder "validation" beside "train"');
  });

  test("if it is missing, or an image in it is a folder", () => {
    write("a.png/b.txt", "");
    expectRefusal("is a folder, a pipe or a device, but a regular file is needed");
    expect(() => readImageFolder(join(folder, "missing"))).toThrow("there is no such file");
  });
});
