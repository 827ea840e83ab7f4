/**
 * Cluster heads: a place in the code's space for each cluster, and a style around it.
 *
 *     forward    Y  = C·W + Z              X = [C | Z] [B, K + n], W [K, n], Y [B, n]
 *     backward   dW = Cᵀ·dY                each head: the gradients of the rows that chose it
 *                dX = [dY·Wᵀ | dY]
 *
 * A row of C is a choice among K clusters: where it is a one-hot, its head is picked; where it is a
 * softmax, heads are mixed. Source: the paper's section 7, where C is y and W is W_C.
 */
import { type Kernels, zeros } from "../tensor/kernels.ts";
import type { Random } from "../tensor/random.ts";
import { expectSameShape, shapeOf, type Tensor, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { copyColumns } from "./columns.ts";
import { type Initializer, normal } from "./initializers.ts";
import { expectForward, type Layer, type Parameter, type Wanted } from "./layer.ts";

/** Y = C·W + Z, of X = [C | Z]. */
export class ClusterHeads implements Layer {
  readonly heads: Parameter;
  readonly parameters: readonly Parameter[];
  readonly #kernels: Kernels;
  readonly #C: Workspace;
  readonly #Y: Workspace;
  readonly #dC: Workspace;
  readonly #dX: Workspace;
  #latestY: Tensor | null = null;

  /**
   * @param clusters K
   * @param dimensions n, the width of Z and of Y
   * @param random draws the heads
   * @param initializer by default, heads are drawn from N(0, 1), as far apart as codes are
   */
  constructor(
    kernels: Kernels,
    clusters: number,
    dimensions: number,
    random: Random,
    initializer: Initializer = normal(1),
  ) {
    this.heads = {
      name: "heads",
      value: zeros(kernels, clusters, dimensions),
      grad: zeros(kernels, clusters, dimensions),
    };
    this.parameters = [this.heads];
    initializer(this.heads.value, random);
    this.#kernels = kernels;
    this.#C = new Workspace(kernels);
    this.#Y = new Workspace(kernels);
    this.#dC = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
  }

  /** Y = C·W + Z. Throws a RangeError unless X has K + n columns. */
  forward(X: Tensor): Tensor {
    const W = this.heads.value;
    const [rows, columns] = X.shape;
    const [K, n] = W.shape;
    if (columns !== K + n) {
      throw new RangeError(
        `ClusterHeads: X is ${shapeOf(X)} but the heads are ${shapeOf(W)}; X needs ${K} + ${n} columns.`,
      );
    }
    const C = this.#C.shaped(rows, K);
    const Y = this.#Y.shaped(rows, n);
    copyColumns(X, 0, C, 0, K);
    this.#kernels.matmul(C, W, Y);
    const x = valuesOf(X);
    const y = valuesOf(Y);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < n; j++) y[row * n + j] += x[row * columns + K + j];
    }
    this.#latestY = Y;
    return Y;
  }

  /** dW += Cᵀ·dY, and dX = [dY·Wᵀ | dY]. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor, wanted?: "both" | "input"): Tensor;
  backward(dY: Tensor, wanted?: Wanted): Tensor | null;
  backward(dY: Tensor, wanted: Wanted = "both"): Tensor | null {
    const Y = expectForward("ClusterHeads", this.#latestY);
    expectSameShape("ClusterHeads", Y, dY, "Y", "dY");
    this.#latestY = null;
    const W = this.heads.value;
    const [rows] = Y.shape;
    const [K, n] = W.shape;
    if (wanted !== "input") {
      this.#kernels.matmulTransposeA(this.#C.shaped(rows, K), dY, this.heads.grad);
    }
    if (wanted === "parameters") return null;
    const dC = this.#dC.shaped(rows, K);
    const dX = this.#dX.shaped(rows, K + n);
    this.#kernels.matmulTransposeB(dY, W, dC);
    copyColumns(dC, 0, dX, 0, K);
    copyColumns(dY, 0, dX, K, n);
    return dX;
  }
}
