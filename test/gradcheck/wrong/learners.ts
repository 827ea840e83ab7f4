/**
 * Layers as a learner writes them: plain loops over plain arrays, with a backward that can be
 * exchanged for a wrong one, in whole or in part.
 */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import type { CheckOptions, CheckResult } from "../../../src/gradcheck/result.ts";
import { Activation, type ActivationFunction } from "../../../src/layers/activation.ts";
import type { Layer, Parameter } from "../../../src/layers/layer.ts";
import { doubleKernels } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";

/** Numbers drawn from N(0, 1). */
export function normals(count: number, seed: string): Float64Array {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: count }, () => random.normal());
}

export function parameter(name: string, values: Float64Array, ...shape: number[]): Parameter {
  return {
    name,
    value: tensor(values, ...shape),
    grad: tensor(new Float64Array(values.length), ...shape),
  };
}

/** What the loops of a dense layer see: X [B, I], W [I, O], Y and dY [B, O], and the gradients. */
export interface DenseLoops {
  readonly B: number;
  readonly I: number;
  readonly O: number;
  readonly x: Float64Array;
  readonly w: Float64Array;
  readonly dy: Float64Array;
  readonly dw: Float64Array;
  readonly db: Float64Array;
  readonly dx: Float64Array;
}

/** The three gradients of a dense layer, each a loop of its own. */
export interface DenseBackward {
  dW(loops: DenseLoops): void;
  db(loops: DenseLoops): void;
  dX(loops: DenseLoops): void;
}

export const rightDense: DenseBackward = {
  dW({ B, I, O, x, dy, dw }) {
    for (let b = 0; b < B; b++) {
      for (let i = 0; i < I; i++) {
        for (let o = 0; o < O; o++) dw[i * O + o] += x[b * I + i] * dy[b * O + o];
      }
    }
  },
  db({ B, O, dy, db }) {
    for (let b = 0; b < B; b++) {
      for (let o = 0; o < O; o++) db[o] += dy[b * O + o];
    }
  },
  dX({ B, I, O, w, dy, dx }) {
    for (let b = 0; b < B; b++) {
      for (let i = 0; i < I; i++) {
        dx[b * I + i] = 0;
        for (let o = 0; o < O; o++) dx[b * I + i] += dy[b * O + o] * w[i * O + o];
      }
    }
  },
};

/** Y = X·W + b, whose backward is right but for what is given; dX is one array for ever. */
export class LearnersDense implements Layer {
  readonly parameters: readonly Parameter[];
  readonly #I: number;
  readonly #O: number;
  readonly #backward: DenseBackward;
  #X = tensor(new Float64Array(0), 0, 0);
  #dx = new Float64Array(0);

  constructor(I: number, O: number, wrong: Partial<DenseBackward> = {}) {
    this.#I = I;
    this.#O = O;
    this.#backward = { ...rightDense, ...wrong };
    this.parameters = [
      parameter("weight", normals(I * O, "weight"), I, O),
      parameter("bias", normals(O, "bias"), O),
    ];
  }

  forward(X: Tensor): Tensor {
    const [B] = X.shape;
    const [I, O] = [this.#I, this.#O];
    const [w, bias] = this.parameters.map(({ value }) => value.data);
    const y = new Float64Array(B * O);
    for (let b = 0; b < B; b++) {
      for (let o = 0; o < O; o++) {
        y[b * O + o] = bias[o];
        for (let i = 0; i < I; i++) y[b * O + o] += X.data[b * I + i] * w[i * O + o];
      }
    }
    this.#X = X;
    return tensor(y, B, O);
  }

  backward(dY: Tensor): Tensor {
    const [B, I] = this.#X.shape;
    if (this.#dx.length !== B * I) this.#dx = new Float64Array(B * I);
    const loops: DenseLoops = {
      B,
      I,
      O: this.#O,
      x: Float64Array.from(this.#X.data),
      w: Float64Array.from(this.parameters[0].value.data),
      dy: dY.data as Float64Array,
      dw: this.parameters[0].grad.data as Float64Array,
      db: this.parameters[1].grad.data as Float64Array,
      dx: this.#dx,
    };
    this.#backward.dW(loops);
    this.#backward.db(loops);
    this.#backward.dX(loops);
    return tensor(this.#dx, B, I);
  }
}

export function dense(wrong: Partial<DenseBackward>, [I, O] = [4, 3]): () => CheckResult {
  return () => checkLayer(new LearnersDense(I, O, wrong), [5, I]);
}

/** One element of an activation's dX, from that of dY, X and Y. */
export type Slope = (dy: number, x: number, y: number) => number;

/** An activation that looks at each number by itself. */
export function elementwise(name: string, f: (x: number) => number, slope: Slope) {
  const activation: ActivationFunction = {
    name,
    forward(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = f(x[i]);
    },
    backward(dy, x, y, dx) {
      for (let i = 0; i < x.length; i++) dx[i] = slope(dy[i], x[i], y[i]);
    },
  };
  return () => checkLayer(new Activation(doubleKernels, activation), [5, 4]);
}

/** An activation with a right forward and another backward. */
export function withBackward(
  right: ActivationFunction,
  backward: ActivationFunction["backward"],
): () => CheckResult {
  const activation: ActivationFunction = { name: right.name, forward: right.forward, backward };
  return () => checkLayer(new Activation(doubleKernels, activation), [5, 4]);
}

/** What the loops of batch normalisation's backward see, besides: the standardised X, and 1/σ. */
export interface BatchNormLoops {
  readonly B: number;
  readonly I: number;
  readonly x: Float64Array;
  readonly standardised: Float64Array;
  readonly inverse: Float64Array;
  readonly gamma: Float64Array;
  readonly dy: Float64Array;
  readonly dgamma: Float64Array;
  readonly dbeta: Float64Array;
  readonly dx: Float64Array;
}

export interface BatchNormBackward {
  parameters(loops: BatchNormLoops): void;
  dX(loops: BatchNormLoops): void;
}

/** The sum over the batch of one column. */
export function columnSum({ B, I }: { B: number; I: number }, j: number, f: (k: number) => number) {
  let sum = 0;
  for (let b = 0; b < B; b++) sum += f(b * I + j);
  return sum;
}

export const rightBatchNorm: BatchNormBackward = {
  parameters(loops) {
    const { I, dy, standardised, dgamma, dbeta } = loops;
    for (let j = 0; j < I; j++) {
      dgamma[j] += columnSum(loops, j, (k) => dy[k] * standardised[k]);
      dbeta[j] += columnSum(loops, j, (k) => dy[k]);
    }
  },
  dX(loops) {
    const { B, I, dy, standardised, inverse, gamma, dx } = loops;
    for (let j = 0; j < I; j++) {
      const mean = columnSum(loops, j, (k) => dy[k]) / B;
      const along = columnSum(loops, j, (k) => dy[k] * standardised[k]) / B;
      for (let k = j; k < B * I; k += I) {
        dx[k] = gamma[j] * inverse[j] * (dy[k] - mean - standardised[k] * along);
      }
    }
  },
};

/** Y = γ·(X − mean)/√(variance + 1e-5) + β, column by column over the batch. */
export class LearnersBatchNorm implements Layer {
  readonly parameters: readonly Parameter[];
  readonly #backward: BatchNormBackward;
  #X = tensor(new Float64Array(0), 0, 0);
  #standardised = new Float64Array(0);
  #inverse = new Float64Array(0);

  constructor(I: number, wrong: Partial<BatchNormBackward> = {}) {
    this.#backward = { ...rightBatchNorm, ...wrong };
    this.parameters = [
      parameter(
        "gamma",
        normals(I, "gamma").map((n) => 1.5 + 0.4 * n),
        I,
      ),
      parameter("beta", normals(I, "beta"), I),
    ];
  }

  forward(X: Tensor): Tensor {
    const [B, I] = X.shape;
    const x = X.data;
    const [gamma, beta] = this.parameters.map(({ value }) => value.data);
    const y = new Float64Array(B * I);
    this.#X = X;
    this.#standardised = new Float64Array(B * I);
    this.#inverse = new Float64Array(I);
    for (let j = 0; j < I; j++) {
      const mean = columnSum({ B, I }, j, (k) => x[k]) / B;
      const variance = columnSum({ B, I }, j, (k) => (x[k] - mean) ** 2) / B;
      this.#inverse[j] = 1 / Math.sqrt(variance + 1e-5);
      for (let k = j; k < B * I; k += I) {
        this.#standardised[k] = (x[k] - mean) * this.#inverse[j];
        y[k] = gamma[j] * this.#standardised[k] + beta[j];
      }
    }
    return tensor(y, B, I);
  }

  backward(dY: Tensor): Tensor {
    const [B, I] = this.#X.shape;
    const [gamma, beta] = this.parameters;
    const loops: BatchNormLoops = {
      B,
      I,
      x: Float64Array.from(this.#X.data),
      standardised: this.#standardised,
      inverse: this.#inverse,
      gamma: Float64Array.from(gamma.value.data),
      dy: Float64Array.from(dY.data),
      dgamma: gamma.grad.data as Float64Array,
      dbeta: beta.grad.data as Float64Array,
      dx: new Float64Array(B * I),
    };
    this.#backward.parameters(loops);
    this.#backward.dX(loops);
    return tensor(loops.dx, B, I);
  }
}

export function batchNorm(wrong: Partial<BatchNormBackward>, options?: CheckOptions) {
  return () => checkLayer(new LearnersBatchNorm(4, wrong), [6, 4], options);
}

/** A layer without parameters: any loops from X to Y, and from dY to dX. */
export function plainLayer(
  name: string,
  f: (X: Tensor) => Tensor,
  backward: (dY: Tensor, X: Tensor) => Tensor,
): Layer {
  let latest = tensor(new Float64Array(0), 0, 0);
  class Plain implements Layer {
    readonly parameters = [];
    forward(X: Tensor): Tensor {
      latest = X;
      return f(X);
    }
    backward(dY: Tensor): Tensor {
      return backward(dY, latest);
    }
  }
  Object.defineProperty(Plain, "name", { value: name });
  return new Plain();
}
