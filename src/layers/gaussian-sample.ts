/**
 * A sample of a Gaussian whose mean and variance a network has computed, drawn so that gradients
 * pass through it: the noise is an input like any other, and the sample a plain function of all three.
 *
 *     training   z   = μ + e^(½·s)·ε      X = [μ | s] [B, 2n], s = ln σ², ε from N(0, 1), Z [B, n]
 *     use        z   = μ                  the mean, which is the likeliest code
 *     backward   dμ  = dz
 *                ds  = dz·½·e^(½·s)·ε     0 in use
 *
 * A network may give any number as ln σ², and σ is positive all the same.
 *
 * Source: Kingma and Welling, "Auto-encoding variational Bayes" (2013), section 2.4; the gaussian
 * posterior of the paper's section 2.
 */
import type { Kernels } from "../tensor/kernels.ts";
import { expectSameShape, shapeOf, type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { expectForward, type Layer, type Pass } from "./layer.ts";

/** Z = μ + σ·ε while it learns, of X = [μ | ln σ²]; Z = μ in use. */
export class GaussianSample implements Layer {
  readonly parameters = [];
  /** e^(½·s)·ε, by which a sample is off its mean. */
  readonly #offset: Workspace;
  readonly #Z: Workspace;
  readonly #dX: Workspace;
  #latestZ: Tensor | null = null;

  constructor(kernels: Kernels) {
    this.#offset = new Workspace(kernels);
    this.#Z = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /**
   * Z = μ + e^(½·s)·ε, the noise drawn row by row; in use Z = μ, and nothing is drawn.
   *
   * @throws RangeError if X has an odd number of columns.
   */
  forward(X: Tensor, { training, random }: Pass): Tensor {
    const [rows, columns] = X.shape;
    if (columns % 2 !== 0) {
      throw new RangeError(
        `GaussianSample: X is ${shapeOf(X)}; it needs an even number of columns, [μ | ln σ²].`,
      );
    }
    const n = columns / 2;
    const Z = this.#Z.shaped(rows, n);
    const x = valuesOf(X);
    const z = valuesOf(Z);
    const offset = valuesOf(this.#offset.shaped(rows, n));
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < n; j++) {
        const mean = x[row * columns + j];
        const logVariance = x[row * columns + n + j];
        const i = row * n + j;
        offset[i] = training ? Math.exp(0.5 * logVariance) * random.normal() : 0;
        z[i] = mean + offset[i];
      }
    }
    this.#latestZ = Z;
    return Z;
  }

  /** dX = [dμ | ds]. Throws an Error without a `forward` of its own. */
  backward(dZ: Tensor): Tensor {
    const Z = expectForward("GaussianSample", this.#latestZ);
    expectSameShape("GaussianSample", Z, dZ, "Z", "dZ");
    this.#latestZ = null;
    const [rows, n] = Z.shape;
    const columns = 2 * n;
    const dX = this.#dX.shaped(rows, columns);
    const dz = valuesOf(dZ);
    const dx = valuesOf(dX);
    const offset = valuesOf(this.#offset.shaped(rows, n));
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < n; j++) {
        const i = row * n + j;
        dx[row * columns + j] = dz[i];
        dx[row * columns + n + j] = dz[i] * 0.5 * offset[i];
      }
    }
    return dX;
  }
}
