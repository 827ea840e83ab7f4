/**
 * Gaussian noise: while a network learns, its input trembles, so that what it learns holds for
 * neighbours too.
 *
 *     training   y  = x + σ·ε      ε from N(0, 1) for each number; X, Y [B, I]
 *     use        y  = x
 *     backward   dx = dy
 */
import type { Kernels } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { expectSameShape, type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { expectForward, type Layer, type Pass } from "./layer.ts";

/** y = x + σ·ε, with ε from N(0, 1) for each number. */
export function addNoise(x: Values, y: Values, standardDeviation: number, random: Random): void {
  for (let i = 0; i < x.length; i++) y[i] = x[i] + standardDeviation * random.normal();
}

/** Y = X + σ·ε while it learns, with ε from N(0, 1); Y = X in use. */
export class GaussianNoise implements Layer {
  readonly parameters = [];
  readonly standardDeviation: number;
  readonly #Y: Workspace;
  readonly #addNoise: typeof addNoise;
  #X: Tensor | null = null;

  /**
   * @param standardDeviation σ, in the units of X; the paper's semi-supervised model has 0.3
   * @throws RangeError unless σ is a number of 0 or more.
   */
  constructor(kernels: Kernels, standardDeviation: number) {
    if (!(standardDeviation >= 0 && standardDeviation < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `GaussianNoise: the standard deviation is ${standardDeviation}; give a number of 0 or more.`,
      );
    }
    this.standardDeviation = standardDeviation;
    this.#Y = new Workspace(kernels);
    this.#addNoise = kernels.fastest(addNoise);
  }

  /** Y = X + σ·ε, the noise drawn row by row; in use, Y is X itself. */
  forward(X: Tensor, { training, random }: Pass): Tensor {
    this.#X = X;
    if (!training) return X;
    const [rows, columns] = X.shape;
    const Y = this.#Y.shaped(rows, columns);
    this.#addNoise(valuesOf(X), valuesOf(Y), this.standardDeviation, random);
    return Y;
  }

  /** dX is dY itself. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor): Tensor {
    const X = expectForward("GaussianNoise", this.#X);
    expectSameShape("GaussianNoise", X, dY, "X", "dY");
    this.#X = null;
    return dY;
  }
}
