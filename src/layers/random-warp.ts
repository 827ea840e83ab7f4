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
import { expectSameShape, type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { expectForward, type Layer, type Pass } from "./layer.ts";

/** How many rows and columns of pixels an image has. */
export interface PixelGrid {
  readonly rows: number;
  readonly columns: number;
}

/** Warps each image a little while it learns. */
export class RandomWarp implements Layer {
  readonly parameters = [];
  readonly size: PixelGrid;
  readonly standardDeviation: number;
  /** Where each pixel of Y comes from: the upper left one of four in X, and how far right and down of it. */
  #place = new Int32Array(0);
  #right = new Float64Array(0);
  #down = new Float64Array(0);
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
    const [x, y] = [valuesOf(X), valuesOf(Y)];
    const [place, right, down] = [this.#place, this.#right, this.#down];
    for (let i = 0; i < y.length; i++) {
      const k = place[i];
      const above = x[k] + right[i] * (x[k + 1] - x[k]);
      const below = x[k + columns] + right[i] * (x[k + columns + 1] - x[k + columns]);
      y[i] = above + down[i] * (below - above);
    }
    return Y;
  }

  /** dX: each pixel of dY goes back to the four that it was the mean of; in use, dY itself. */
  backward(dY: Tensor): Tensor {
    const X = expectForward("RandomWarp", this.#X);
    expectSameShape("RandomWarp", X, dY, "X", "dY");
    this.#X = null;
    if (!this.#training) return dY;
    const { columns } = this.size;
    const dX = this.#dX.shaped(X.shape[0], X.shape[1]);
    const [dy, dx] = [valuesOf(dY), valuesOf(dX)];
    const [place, right, down] = [this.#place, this.#right, this.#down];
    dx.fill(0);
    for (let i = 0; i < dy.length; i++) {
      const k = place[i];
      const above = (1 - down[i]) * dy[i];
      const below = down[i] * dy[i];
      dx[k] += (1 - right[i]) * above;
      dx[k + 1] += right[i] * above;
      dx[k + columns] += (1 - right[i]) * below;
      dx[k + columns + 1] += right[i] * below;
    }
    return dX;
  }

  /** Draws a map for each image, and finds where its pixels come from. */
  #draw(images: number, random: Random): void {
    const { rows, columns } = this.size;
    const count = images * rows * columns;
    if (this.#place.length < count) {
      this.#place = new Int32Array(count);
      this.#right = new Float64Array(count);
      this.#down = new Float64Array(count);
    }
    const σ = this.standardDeviation;
    const [halfWidth, halfHeight] = [(columns - 1) / 2, (rows - 1) / 2];
    let i = 0;
    for (let image = 0; image < images; image++) {
      const a = 1 + σ * random.normal(); // A = [[a, b], [c, d]], t = [s, t]
      const b = σ * random.normal();
      const c = σ * random.normal();
      const d = 1 + σ * random.normal();
      const s = σ * random.normal();
      const t = σ * random.normal();
      for (let row = 0; row < rows; row++) {
        const v = row / halfHeight - 1;
        for (let column = 0; column < columns; column++, i++) {
          const u = column / halfWidth - 1;
          const across = within((a * u + b * v + s + 1) * halfWidth, columns - 1);
          const along = within((c * u + d * v + t + 1) * halfHeight, rows - 1);
          const left = Math.min(Math.floor(across), columns - 2);
          const top = Math.min(Math.floor(along), rows - 2);
          this.#place[i] = (image * rows + top) * columns + left;
          this.#right[i] = across - left;
          this.#down[i] = along - top;
        }
      }
    }
  }
}

/** The value itself, or the end of [0, last] that is nearer to it. */
function within(value: number, last: number): number {
  return Math.max(0, Math.min(value, last));
}
