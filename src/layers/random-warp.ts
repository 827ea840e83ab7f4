/**
 * Random warps: while a network learns, each of its images is turned, stretched, sheared and moved a
 * little, so that what it learns holds for its neighbours of that kind too.
 *
 *     training   y(p) = x(A·p + t)     A = 1 + σ·E, t = σ·e     E [2, 2] and e [2] from N(0, 1) for each image
 *     backward   dx(A·p + t) += dy(p)
 *     use        y = x
 *
 * A place p runs from −1 to 1 over the width and the height of an image. Where A·p + t falls between
 * four pixels, y is their mean, weighted by nearness; beyond the border it is the pixel at the border.
 *
 * Source: Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to
 * visual document analysis" (2003), with the bilinear sampling of Jaderberg et al., arXiv:1506.02025.
 */
import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { expectSameShape, type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { expectForward, type Layer, type Pass } from "./layer.ts";

/** How many rows and columns of pixels an image has. */
export interface PixelGrid {
  readonly rows: number;
  readonly columns: number;
}

/** How many numbers a map has: A = [[a, b], [c, d]] and t = [s, t], kept as a, b, c, d, s, t. */
const MAP_LENGTH = 6;

/** Warps each image a little while it learns. */
export class RandomWarp implements Layer {
  readonly parameters = [];
  readonly size: PixelGrid;
  readonly standardDeviation: number;
  /** The latest maps, one after another. */
  #maps = new Float64Array(0);
  readonly #Y: Workspace;
  readonly #dX: Workspace;
  #X: Tensor | null = null;
  #training = false;

  /**
   * @param size of the images, whose pixels stand row after row in a row of X; at least 2 × 2
   * @param standardDeviation σ; 0.1 moves an image of 28 × 28 by some 1.4 pixels and turns it by some 4 degrees
   * @throws RangeError unless σ is a number of 0 or more, and the images have two rows and columns.
   */
  constructor(kernels: Kernels, size: PixelGrid, standardDeviation: number) {
    if (!(standardDeviation >= 0 && standardDeviation < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `RandomWarp: the standard deviation is ${standardDeviation}; give a number of 0 or more.`,
      );
    }
    if (!(size.rows >= 2 && size.columns >= 2)) {
      throw new RangeError(
        `RandomWarp: the images have ${size.rows} × ${size.columns} pixels; give at least 2 × 2.`,
      );
    }
    this.size = size;
    this.standardDeviation = standardDeviation;
    this.#Y = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /** Y [B, rows·columns], each image with a map of its own, drawn one after another; in use, X itself. */
  forward(X: Tensor, { training, random }: Pass): Tensor {
    const [images, pixels] = X.shape;
    const { rows, columns } = this.size;
    if (pixels !== rows * columns) {
      throw new RangeError(
        `RandomWarp: X has ${pixels} columns; images of ${rows} × ${columns} have ${rows * columns}.`,
      );
    }
    this.#X = X;
    this.#training = training;
    if (!training) return X;
    this.#draw(images, random);
    const Y = this.#Y.shaped(images, pixels);
    warp(valuesOf(X), valuesOf(Y), this.#maps, this.size);
    return Y;
  }

  /** dX: each pixel of dY goes back to the four that it was the mean of; in use, dY itself. */
  backward(dY: Tensor): Tensor {
    const X = expectForward("RandomWarp", this.#X);
    expectSameShape("RandomWarp", X, dY, "X", "dY");
    this.#X = null;
    if (!this.#training) return dY;
    const dX = this.#dX.shaped(X.shape[0], X.shape[1]);
    dX.data.fill(0);
    warpBack(valuesOf(dY), valuesOf(dX), this.#maps, this.size);
    return dX;
  }

  /** Draws a map for each image. */
  #draw(images: number, random: Random): void {
    const numbers = MAP_LENGTH * images;
    if (this.#maps.length < numbers) this.#maps = new Float64Array(numbers);
    const σ = this.standardDeviation;
    for (let m = 0; m < numbers; m += MAP_LENGTH) {
      this.#maps[m] = 1 + σ * random.normal();
      this.#maps[m + 1] = σ * random.normal();
      this.#maps[m + 2] = σ * random.normal();
      this.#maps[m + 3] = 1 + σ * random.normal();
      this.#maps[m + 4] = σ * random.normal();
      this.#maps[m + 5] = σ * random.normal();
    }
  }
}

/** Fills the images y: each pixel is the mean of the four of x around its place. */
function warp(x: Values, y: Values, maps: Float64Array, size: PixelGrid): void {
  const { columns } = size;
  eachPixel(y.length, maps, size, (i, k, right, down) => {
    const above = x[k] + right * (x[k + 1] - x[k]);
    const below = x[k + columns] + right * (x[k + columns + 1] - x[k + columns]);
    y[i] = above + down * (below - above);
  });
}

/** Adds to the images dx: each pixel of dy goes back to the four that it was the mean of. */
function warpBack(dy: Values, dx: Values, maps: Float64Array, size: PixelGrid): void {
  const { columns } = size;
  eachPixel(dy.length, maps, size, (i, k, right, down) => {
    const above = (1 - down) * dy[i];
    const below = down * dy[i];
    dx[k] += (1 - right) * above;
    dx[k + 1] += right * above;
    dx[k + columns] += (1 - right) * below;
    dx[k + columns + 1] += right * below;
  });
}

/**
 * Finds the place A·p + t of each pixel p, in as many images as have so many pixels together.
 *
 * @param visit is given a pixel's position i; that of the upper left pixel k of four around its
 *   place; and how far right and down of k the place is, from 0 to 1
 */
function eachPixel(
  pixels: number,
  maps: Float64Array,
  { rows, columns }: PixelGrid,
  visit: (i: number, k: number, right: number, down: number) => void,
): void {
  const [halfWidth, halfHeight] = [(columns - 1) / 2, (rows - 1) / 2];
  for (let first = 0, m = 0; first < pixels; first += rows * columns, m += MAP_LENGTH) {
    const [a, b, s] = [maps[m], maps[m + 1], maps[m + 4]];
    const [c, d, t] = [maps[m + 2], maps[m + 3], maps[m + 5]];
    let i = first;
    for (let row = 0; row < rows; row++) {
      const v = row / halfHeight - 1;
      for (let column = 0; column < columns; column++, i++) {
        const u = column / halfWidth - 1;
        const across = within((a * u + b * v + s + 1) * halfWidth, columns - 1);
        const along = within((c * u + d * v + t + 1) * halfHeight, rows - 1);
        const left = Math.min(across | 0, columns - 2); // | 0: the whole part
        const top = Math.min(along | 0, rows - 2);
        visit(i, first + top * columns + left, across - left, along - top);
      }
    }
  }
}

/** The value itself, or the end of [0, last] that is nearer to it. */
function within(value: number, last: number): number {
  if (value < 0) return 0;
  return value > last ? last : value; // NaN stays NaN
}
