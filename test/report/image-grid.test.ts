import { Buffer } from "node:buffer";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { imageGrid, imagePairs } from "../../src/report/image-grid.ts";
import { tensor } from "../../src/tensor/tensor.ts";

/** The grey of every pixel, row after row, as lists that a reader can compare by eye. */
function greys(png: Uint8Array): number[][] {
  const { width, height, data } = PNG.sync.read(Buffer.from(png));
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[4 * (y * width + x)]),
  );
}

const GAP = 96;

/** Images of 2 rows and 3 columns, shown from 0 (black) to 10 (white). */
const SMALL = { rows: 2, columns: 3, range: [0, 10], scale: 1, gap: 1 } as const;

describe("imageGrid", () => {
  test("puts every pixel of every image where it belongs", () => {
    const images = tensor(
      Float32Array.of(0, 2, 4, 6, 8, 10, 10, 8, 6, 4, 2, 0, 2, 2, 2, 4, 4, 4),
      3,
      6,
    );
    expect(greys(imageGrid(images, { ...SMALL, across: 2 }))).toEqual([
      [0, 51, 102, GAP, 255, 204, 153],
      [153, 204, 255, GAP, 102, 51, 0],
      [GAP, GAP, GAP, GAP, GAP, GAP, GAP],
      [51, 51, 51, GAP, GAP, GAP, GAP],
      [102, 102, 102, GAP, GAP, GAP, GAP],
    ]);
  });

  test("makes a block of each pixel when scaled", () => {
    const image = tensor(Float32Array.of(0, 2, 4, 6, 8, 10), 1, 6);
    expect(greys(imageGrid(image, { ...SMALL, across: 1, scale: 2 }))).toEqual([
      [0, 0, 51, 51, 102, 102],
      [0, 0, 51, 51, 102, 102],
      [153, 153, 204, 204, 255, 255],
      [153, 153, 204, 204, 255, 255],
    ]);
  });

  test("leaves no gap if none is wanted", () => {
    const images = tensor(Float32Array.of(1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3), 2, 6);
    expect(greys(imageGrid(images, { ...SMALL, across: 2, range: [1, 3], gap: 0 }))).toEqual([
      [0, 0, 0, 255, 255, 255],
      [0, 0, 0, 255, 255, 255],
    ]);
  });

  test("clips what is out of range, and draws NaN as the low end", () => {
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: nan } = Number;
    const image = tensor(
      Float64Array.of(-1, 11, 1e30, POSITIVE_INFINITY, NEGATIVE_INFINITY, nan),
      1,
      6,
    );
    expect(greys(imageGrid(image, { ...SMALL, across: 1 }))).toEqual([
      [0, 255, 255],
      [255, 0, 0],
    ]);
  });

  test("reads a view as it reads a tensor", () => {
    const both = tensor(Float32Array.of(9, 0, 9, 2, 9, 4, 9, 6, 9, 8, 9, 10), 6, 2);
    const second = both.transpose(1, 0).lo(1, 0);
    expect(greys(imageGrid(second, { ...SMALL, across: 1 }))).toEqual([
      [0, 51, 102],
      [153, 204, 255],
    ]);
  });

  test("is a grey PNG of 8 bits: MNIST at twice its size, 10 by 10", () => {
    const images = tensor(new Float32Array(100 * 784), 100, 784);
    const png = imageGrid(images, { rows: 28, columns: 28, across: 10, range: [-1, 1] });
    const { width, height, depth, color } = PNG.sync.read(Buffer.from(png)) as PNG & {
      depth: number;
      color: boolean;
    };
    expect({ width, height, depth, color }).toEqual({
      width: 10 * 58 - 2,
      height: 10 * 58 - 2,
      depth: 8,
      color: false,
    });
  });

  test("says which images it was given and what it expected", () => {
    expect(() => imageGrid(tensor(new Float32Array(8), 1, 8), { ...SMALL, across: 1 })).toThrow(
      "imageGrid: the images are [1, 8]; expected at least one, each of 2·3 = 6 numbers.",
    );
    expect(() => imageGrid(tensor(new Float32Array(0), 0, 6), { ...SMALL, across: 1 })).toThrow(
      "the images are [0, 6]; expected at least one",
    );
  });
});

describe("imagePairs", () => {
  const line = { ...SMALL, rows: 1, columns: 1, gap: 0 };

  test("puts each image over its partner, also in an unfinished line", () => {
    const above = tensor(Float32Array.of(0, 2, 4), 3, 1);
    const below = tensor(Float32Array.of(6, 8, 10), 3, 1);
    expect(greys(imagePairs(above, below, { ...line, across: 2 }))).toEqual([
      [0, 51],
      [153, 204],
      [102, GAP],
      [255, GAP],
    ]);
  });

  test("asks for as many images below as above", () => {
    const above = tensor(new Float32Array(3), 3, 1);
    const below = tensor(new Float32Array(2), 2, 1);
    expect(() => imagePairs(above, below, { ...line, across: 2 })).toThrow(
      "imagePairs: above is [3, 1] but below is [2, 1]; they need the same shape.",
    );
  });
});
