/** An exercise of chapter 9: backward through batch normalisation, while it learns. */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import type { CheckResult } from "../../../src/gradcheck/result.ts";
import { normal } from "../../../src/layers/initializers.ts";
import type { Layer, Parameter } from "../../../src/layers/layer.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor, type Values, valuesOf } from "../../../src/tensor/tensor.ts";

/** Rows of numbers: N, dY and dX are [B, I], the others [I]. */
export interface NormalisationNumbers {
  /** (x − mean)/deviation, the columns of X with mean 0 and variance 1 */
  readonly N: Values;
  /** √(σ² + ε) of each column */
  readonly deviation: Values;
  readonly gamma: Values;
  readonly dY: Values;
  /** To be added to. */
  readonly dGamma: Values;
  readonly dBeta: Values;
  /** To be filled. */
  readonly dX: Values;
  readonly B: number;
  readonly I: number;
}

/** Y = γ·N + β, whose backward is a learner's. */
class Normalisation implements Layer {
  readonly parameters: Parameter[];
  readonly #backward: (numbers: NormalisationNumbers) => void;
  #N = new Float64Array(0);
  #deviation = new Float64Array(0);

  constructor(I: number, backward: (numbers: NormalisationNumbers) => void) {
    const random = new SeededRandom("normalisation");
    this.parameters = ["gamma", "beta"].map((name) => {
      const value = zeros(doubleKernels, I);
      normal(1)(value, random);
      return { name, value, grad: zeros(doubleKernels, I) };
    });
    this.#backward = backward;
  }

  forward(X: Tensor): Tensor {
    const [B, I] = X.shape;
    const x = valuesOf(X);
    const [gamma, beta] = this.parameters.map(({ value }) => valuesOf(value));
    const column = (j: number) => Array.from({ length: B }, (_, b) => x[b * I + j]);
    const means = Float64Array.from({ length: I }, (_, j) => sum(column(j)) / B);
    this.#deviation = Float64Array.from({ length: I }, (_, j) =>
      Math.sqrt(sum(column(j).map((value) => (value - means[j]) ** 2)) / B + 1e-5),
    );
    this.#N = Float64Array.from(x, (value, k) => (value - means[k % I]) / this.#deviation[k % I]);
    return tensor(
      this.#N.map((n, k) => gamma[k % I] * n + beta[k % I]),
      B,
      I,
    );
  }

  backward(dY: Tensor): Tensor {
    const [B, I] = dY.shape;
    const [gamma, beta] = this.parameters;
    const dX = zeros(doubleKernels, B, I);
    this.#backward({
      ...{ N: this.#N, deviation: this.#deviation, gamma: valuesOf(gamma.value) },
      ...{ dY: valuesOf(dY), dGamma: valuesOf(gamma.grad), dBeta: valuesOf(beta.grad) },
      ...{ dX: valuesOf(dX), B, I },
    });
    return dX;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);

/** What the gradient check says of a backward through batch normalisation. */
export function checkNormalisation(backward: (numbers: NormalisationNumbers) => void): CheckResult {
  return { ...checkLayer(new Normalisation(3, backward), [6, 3]), name: "batch normalisation" };
}
