/** The exercise of chapter 5: backward through two dense layers with a ReLU between them. */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import type { CheckResult } from "../../../src/gradcheck/result.ts";
import { normal } from "../../../src/layers/initializers.ts";
import type { Layer, Parameter } from "../../../src/layers/layer.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor, type Values, valuesOf } from "../../../src/tensor/tensor.ts";

/** All that a backward needs, every matrix a row of numbers: X [B, I], W1 [I, J], A and H [B, J], W2 [J, O], dY [B, O]. */
export interface NetNumbers {
  readonly X: Values;
  readonly W1: Values;
  /** X·W1 + b1 */
  readonly A: Values;
  /** relu(A) */
  readonly H: Values;
  readonly W2: Values;
  readonly dY: Values;
  /** To be added to. */
  readonly dW1: Values;
  readonly db1: Values;
  readonly dW2: Values;
  readonly db2: Values;
  /** Holds zeros, to be filled. */
  readonly dX: Values;
  readonly B: number;
  readonly I: number;
  readonly J: number;
  readonly O: number;
}

/** A net of two layers whose backward is a learner's. */
class Net implements Layer {
  readonly parameters: Parameter[];
  readonly #backward: (numbers: NetNumbers) => void;
  #X: Tensor = zeros(doubleKernels, 0, 0);
  #A = new Float64Array(0);
  #H = new Float64Array(0);

  constructor(I: number, J: number, O: number, backward: (numbers: NetNumbers) => void) {
    const random = new SeededRandom("two layers");
    const parameter = (name: string, ...shape: number[]): Parameter => {
      const value = zeros(doubleKernels, ...shape);
      normal(1)(value, random);
      return { name, value, grad: zeros(doubleKernels, ...shape) };
    };
    this.parameters = [
      parameter("W1", I, J),
      parameter("b1", J),
      parameter("W2", J, O),
      parameter("b2", O),
    ];
    this.#backward = backward;
  }

  forward(X: Tensor): Tensor {
    const [W1, b1, W2, b2] = this.parameters.map(({ value }) => value);
    const [B] = X.shape;
    const [, O] = W2.shape;
    this.#X = X;
    this.#A = dense(valuesOf(X), W1, valuesOf(b1), B);
    this.#H = this.#A.map((a) => Math.max(0, a));
    return tensor(dense(this.#H, W2, valuesOf(b2), B), B, O);
  }

  backward(dY: Tensor): Tensor {
    const [W1, b1, W2, b2] = this.parameters;
    const [B, I] = this.#X.shape;
    const [J, O] = W2.value.shape;
    const dX = new Float64Array(B * I);
    this.#backward({
      ...{ X: valuesOf(this.#X), A: this.#A, H: this.#H, dY: valuesOf(dY), dX },
      ...{ W1: valuesOf(W1.value), W2: valuesOf(W2.value) },
      ...{ dW1: valuesOf(W1.grad), db1: valuesOf(b1.grad) },
      ...{ dW2: valuesOf(W2.grad), db2: valuesOf(b2.grad) },
      ...{ B, I, J, O },
    });
    return tensor(dX, B, I);
  }
}

/** X·W + b, for B rows. */
function dense(x: Values, W: Tensor, b: Values, B: number): Float64Array<ArrayBuffer> {
  const [inputs, outputs] = W.shape;
  const y = new Float64Array(B * outputs);
  for (let n = 0; n < B; n++) {
    for (let o = 0; o < outputs; o++) {
      y[n * outputs + o] = b[o];
      for (let i = 0; i < inputs; i++) y[n * outputs + o] += x[n * inputs + i] * W.get(i, o);
    }
  }
  return y;
}

/** What the gradient check says of a backward through two layers. */
export function checkTwoLayers(backward: (numbers: NetNumbers) => void): CheckResult {
  const result = checkLayer(new Net(3, 5, 2, backward), [6, 3]);
  return { ...result, name: "two layers" };
}
