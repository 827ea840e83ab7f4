/**
 * Many small images side by side in one picture: what a reader of a run looks at first.
 *
 * An image arrives as a row of a tensor. Nothing is sorted by hand: the row is read as a rectangle
 * by its strides, the picture is cut into views with `lo`, `hi` and `step`, and one is written into the
 * other.
 */
import { Buffer } from "node:buffer";
import ndarray, { type NdArray } from "ndarray";
import ops from "ndarray-ops";
import { PNG } from "pngjs";
import { expectSameShape, shapeOf, type Tensor } from "../tensor/tensor.ts";

/** How images are laid out, and what size they have. */
export interface ImageGridOptions {
  /** The height of one image in pixels; 28 for MNIST. */
  rows: number;
  /** The width of one image in pixels; 28 for MNIST. */
  columns: number;
  /** 3 for red, green and blue, which stand together for each pixel; 1, for grey, if not given. */
  channels?: 1 | 3;
  /** How many images stand side by side. */
  across: number;
  /** The numbers that are shown as black and as white. */
  range: readonly [low: number, high: number];
  /** How many pixels of the picture show one pixel of an image, down and across; 2 if not given. */
  scale?: number;
  /** How many grey pixels of the picture keep two images apart; 2 if not given. */
  gap?: number;
}

/** The picture before it is a PNG; an array of this type rounds what it is given and clips it to 0…255. */
type Canvas = NdArray<Uint8ClampedArray>;

/**
 * How a PNG foretells a number from its neighbours: by the nearest of left, above and above left to
 * where the three would have it go (Paeth). The one way for every line, since looking for the best of
 * five in each takes longer than all else, for files 1 or 2 % smaller.
 */
const PAETH = 4;

/** What shows where there is no image: neither the ink of a digit nor its paper. */
const GAP_GREY = 96;

/**
 * Draws images [count, rows·columns·channels] line after line, `across` to a line.
 *
 * A number outside of `range` is drawn as the nearer end of it, and NaN as the low end: images of
 * a network that broke down are black all over.
 *
 * @returns the bytes of a PNG file
 * @throws RangeError if there is no image, or if an image has another count of numbers.
 */
export function imageGrid(images: Tensor, options: ImageGridOptions): Uint8Array {
  expectImages("imageGrid", images, options);
  const { across } = options;
  const [count] = images.shape;
  const canvas = emptyCanvas(Math.ceil(count / across), options);
  for (let i = 0; i < count; i++) {
    drawImage(canvas, Math.floor(i / across), i % across, images.pick(i), options);
  }
  return png(canvas);
}

/**
 * Draws lines of images in pairs: a line of `above`, and under it the same line of `below`. So each
 * image stands over its reconstruction.
 *
 * @returns the bytes of a PNG file
 * @throws RangeError as `imageGrid` does, and if the two shapes differ.
 */
export function imagePairs(above: Tensor, below: Tensor, options: ImageGridOptions): Uint8Array {
  expectImages("imagePairs", above, options);
  expectSameShape("imagePairs", above, below, "above", "below");
  const { across } = options;
  const [count] = above.shape;
  const canvas = emptyCanvas(2 * Math.ceil(count / across), options);
  for (let i = 0; i < count; i++) {
    const line = 2 * Math.floor(i / across);
    drawImage(canvas, line, i % across, above.pick(i), options);
    drawImage(canvas, line + 1, i % across, below.pick(i), options);
  }
  return png(canvas);
}

function expectImages(caller: string, images: Tensor, options: ImageGridOptions): void {
  const { rows, columns, channels = 1 } = options;
  const [count, numbers] = images.shape;
  const expected = rows * columns * channels;
  if (count === 0 || numbers !== expected) {
    const product = `${rows}·${columns}${channels === 1 ? "" : `·${channels}`}`;
    throw new RangeError(
      `${caller}: the images are ${shapeOf(images)}; expected at least one, each of ${product} = ${expected} numbers.`,
    );
  }
}

function emptyCanvas(
  down: number,
  { rows, columns, channels = 1, across, scale = 2, gap = 2 }: ImageGridOptions,
): Canvas {
  const height = down * (rows * scale + gap) - gap;
  const width = across * (columns * scale + gap) - gap;
  const bytes = new Uint8ClampedArray(height * width * channels).fill(GAP_GREY);
  return ndarray(bytes, [height, width, channels]);
}

/** Puts an image [rows·columns·channels] into the cell of the canvas at this line and column. */
function drawImage(
  canvas: Canvas,
  line: number,
  column: number,
  image: Tensor,
  { rows, columns, channels = 1, range, scale = 2, gap = 2 }: ImageGridOptions,
): void {
  const cell = canvas
    .lo(line * (rows * scale + gap), column * (columns * scale + gap), 0)
    .hi(rows * scale, columns * scale, channels);

  const [low, high] = range;
  const [step] = image.stride;
  const shape = [rows, columns, channels];
  const strides = [columns * channels * step, channels * step, step];
  const pixels = ndarray(image.data, shape, strides, image.offset);
  const aboveLow = ndarray(new Float64Array(rows * columns * channels), shape);
  ops.subs(aboveLow, pixels, low);

  // Every scale-th pixel of the cell, down and across, is the image once; shifted, once more.
  for (let down = 0; down < scale; down++) {
    for (let right = 0; right < scale; right++) {
      ops.muls(cell.lo(down, right, 0).step(scale, scale, 1), aboveLow, 255 / (high - low));
    }
  }
}

function png(canvas: Canvas): Uint8Array {
  const [height, width, channels] = canvas.shape;
  const colorType = channels === 1 ? 0 : 2; // PNG's numbers for grey and for red, green, blue
  const picture = new PNG({ width, height });
  picture.data = Buffer.from(canvas.data.buffer);
  const bytes = PNG.sync.write(picture, {
    colorType,
    inputColorType: colorType,
    filterType: PAETH,
  });
  return new Uint8Array(bytes);
}
