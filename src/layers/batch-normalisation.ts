/**
 * Batch normalisation: each column of a batch gets mean 0 and variance 1, and then a scale γ and a
 * shift β that are learned. Means and sums run over the batch, for each column by itself.
 *
 *     training   μ  = 1/B · Σ x             σ² = 1/B · Σ (x − μ)²          X [B, I], all others [I]
 *                x̂  = (x − μ) / √(σ² + ε)   y  = γ·x̂ + β
 *     backward   dγ = Σ dy·x̂                dβ = Σ dy
 *                dx = γ/√(σ² + ε) · (dy − 1/B·dβ − 1/B·x̂·dγ)    since x moves μ and σ² as well
 *
 *     use        x̂  = (x − r) / √(s + ε)    with the running mean r and the running variance s
 *     backward   dx = γ/√(s + ε) · dy       r and s stand still; dγ and dβ as above
 *
 * Every training forward moves the running statistics: r ← 0.9·r + 0.1·μ, and s likewise by the
 * unbiased variance, B/(B − 1)·σ².
 *
 * Source: Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing
 * internal covariate shift" (2015), algorithm 1; ε and the 0.1 are PyTorch's.
 */
import { type Kernels, zeros } from "../tensor/kernels.ts";
import { expectSameShape, shapeOf, type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import {
  expectForward,
  type Layer,
  type Parameter,
  type Pass,
  type Statistic,
  type Wanted,
} from "./layer.ts";

/** ε: keeps a column whose numbers are all equal from a division by 0. */
export const EPSILON = 1e-5;

/** How much of the way to a batch's statistics the running ones go. */
const MOMENTUM = 0.1;

/** Each column to mean 0 and variance 1, then a scale γ and a shift β that are learned. */
export class BatchNormalisation implements Layer {
  readonly gamma: Parameter;
  readonly beta: Parameter;
  readonly parameters: readonly Parameter[];
  readonly runningMean: Statistic;
  readonly runningVariance: Statistic;
  readonly statistics: readonly Statistic[];
  /** x̂ */
  readonly #normalised: Workspace;
  /** 1/√(σ² + ε) or 1/√(s + ε), a number for each column. */
  readonly #inverseDeviation: Workspace;
  readonly #Y: Workspace;
  readonly #dX: Workspace;
  readonly #overBatch: typeof overBatch;
  #X: Tensor | null = null;
  #training = false;

  /** @param columns I, the width of X; γ and s start at 1, β and r at 0 */
  constructor(kernels: Kernels, columns: number) {
    const row = () => zeros(kernels, columns);
    this.gamma = { name: "gamma", value: row(), grad: row() };
    this.beta = { name: "beta", value: row(), grad: row() };
    this.parameters = [this.gamma, this.beta];
    this.runningMean = { name: "runningMean", value: row() };
    this.runningVariance = { name: "runningVariance", value: row() };
    this.statistics = [this.runningMean, this.runningVariance];
    this.gamma.value.data.fill(1);
    this.runningVariance.value.data.fill(1);
    this.#normalised = new Workspace(kernels);
    this.#inverseDeviation = new Workspace(kernels);
    this.#Y = new Workspace(kernels);
    this.#dX = new Workspace(kernels);
    this.#overBatch = kernels.fastest(overBatch);
  }

  /**
   * Y = γ·x̂ + β, of the same shape.
   *
   * @throws RangeError if X has another width, or if a single row is to be learned from: it is its
   * own mean, and has no variance.
   */
  forward(X: Tensor, { training }: Pass): Tensor {
    const [batch, columns] = X.shape;
    const [width] = this.gamma.value.shape;
    if (columns !== width) {
      throw new RangeError(
        `BatchNormalisation: X is ${shapeOf(X)} but it normalises ${width} columns; X needs as many.`,
      );
    }
    if (training && batch < 2) {
      throw new RangeError(
        `BatchNormalisation: X is ${shapeOf(X)}, but a variance needs two rows; train on batches of 2 or more.`,
      );
    }
    const Y = this.#Y.shaped(batch, columns);
    const loop = training ? this.#overBatch.forward : forwardInUse;
    loop(
      valuesOf(X),
      valuesOf(this.gamma.value),
      valuesOf(this.beta.value),
      valuesOf(Y),
      valuesOf(this.#normalised.shaped(batch, columns)),
      valuesOf(this.#inverseDeviation.shaped(1, columns)),
      valuesOf(this.runningMean.value),
      valuesOf(this.runningVariance.value),
    );
    this.#X = X;
    this.#training = training;
    return Y;
  }

  /** dγ += Σ dy·x̂, dβ += Σ dy, and dX. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor, wanted?: "both" | "input"): Tensor;
  backward(dY: Tensor, wanted?: Wanted): Tensor | null;
  backward(dY: Tensor, wanted: Wanted = "both"): Tensor | null {
    const X = expectForward("BatchNormalisation", this.#X);
    expectSameShape("BatchNormalisation", X, dY, "X", "dY");
    this.#X = null;
    const [batch, columns] = X.shape;
    const dX = wanted === "parameters" ? null : this.#dX.shaped(batch, columns);
    const loop = this.#training ? this.#overBatch.backward : backwardInUse;
    loop(
      valuesOf(dY),
      valuesOf(this.gamma.value),
      valuesOf(this.#normalised.shaped(batch, columns)),
      valuesOf(this.#inverseDeviation.shaped(1, columns)),
      wanted === "input" ? null : valuesOf(this.gamma.grad),
      wanted === "input" ? null : valuesOf(this.beta.grad),
      dX === null ? null : valuesOf(dX),
    );
    return dX;
  }
}

/**
 * The loops while it learns, column by column. Sums are in double precision.
 *
 * Lengths: x, y, x̂, dy and dx B·I; the others I. What is null is not wanted.
 */
export const overBatch = {
  name: "batch normalisation",

  /** μ and σ² of each column; y, x̂ and 1/√(σ² + ε); and r and s are moved. */
  forward(
    x: Values,
    gamma: Values,
    beta: Values,
    y: Values,
    normalised: Values,
    inverseDeviation: Values,
    runningMean: Values,
    runningVariance: Values,
  ): void {
    const columns = gamma.length;
    const batch = x.length / columns;
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let i = j; i < x.length; i += columns) sum += x[i];
      const mean = sum / batch;
      let squares = 0;
      for (let i = j; i < x.length; i += columns) squares += (x[i] - mean) * (x[i] - mean);
      const inverse = 1 / Math.sqrt(squares / batch + EPSILON);
      for (let i = j; i < x.length; i += columns) {
        normalised[i] = (x[i] - mean) * inverse;
        y[i] = gamma[j] * normalised[i] + beta[j];
      }
      inverseDeviation[j] = inverse;
      runningMean[j] = (1 - MOMENTUM) * runningMean[j] + MOMENTUM * mean;
      runningVariance[j] = (1 - MOMENTUM) * runningVariance[j] + MOMENTUM * (squares / (batch - 1));
    }
  },

  /** dγ += Σ dy·x̂, dβ += Σ dy, and dx, in which x moves μ and σ² as well. */
  backward(
    dy: Values,
    gamma: Values,
    normalised: Values,
    inverseDeviation: Values,
    dGamma: Values | null,
    dBeta: Values | null,
    dx: Values | null,
  ): void {
    const columns = gamma.length;
    const batch = dy.length / columns;
    for (let j = 0; j < columns; j++) {
      let products = 0;
      let sum = 0;
      for (let i = j; i < dy.length; i += columns) {
        products += dy[i] * normalised[i];
        sum += dy[i];
      }
      if (dGamma !== null) dGamma[j] += products;
      if (dBeta !== null) dBeta[j] += sum;
      if (dx === null) continue;
      const scale = gamma[j] * inverseDeviation[j];
      for (let i = j; i < dy.length; i += columns) {
        dx[i] = scale * (dy[i] - (sum + normalised[i] * products) / batch);
      }
    }
  },
};

/** The same in use, where r and s stand in for μ and σ², and nothing is moved. */
const forwardInUse: typeof overBatch.forward = (
  x,
  gamma,
  beta,
  y,
  normalised,
  inverseDeviation,
  runningMean,
  runningVariance,
) => {
  const columns = gamma.length;
  for (let j = 0; j < columns; j++) {
    const inverse = 1 / Math.sqrt(runningVariance[j] + EPSILON);
    for (let i = j; i < x.length; i += columns) {
      normalised[i] = (x[i] - runningMean[j]) * inverse;
      y[i] = gamma[j] * normalised[i] + beta[j];
    }
    inverseDeviation[j] = inverse;
  }
};

/** dγ += Σ dy·x̂, dβ += Σ dy, and dx = γ/√(s + ε)·dy. */
const backwardInUse: typeof overBatch.backward = (
  dy,
  gamma,
  normalised,
  inverseDeviation,
  dGamma,
  dBeta,
  dx,
) => {
  const columns = gamma.length;
  for (let j = 0; j < columns; j++) {
    let products = 0;
    let sum = 0;
    const scale = gamma[j] * inverseDeviation[j];
    for (let i = j; i < dy.length; i += columns) {
      products += dy[i] * normalised[i];
      sum += dy[i];
      if (dx !== null) dx[i] = scale * dy[i];
    }
    if (dGamma !== null) dGamma[j] += products;
    if (dBeta !== null) dBeta[j] += sum;
  }
};
