/** An exercise of chapter 2: backward through a bias, which is added to each row. */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import type { CheckResult } from "../../../src/gradcheck/result.ts";
import { normal } from "../../../src/layers/initializers.ts";
import type { Layer, Parameter } from "../../../src/layers/layer.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor, type Values, valuesOf } from "../../../src/tensor/tensor.ts";

/** Given dY [B, O], adds to db [O] and fills dX [B, O]. */
export type BiasBackward = (dY: Values, db: Values, dX: Values) => void;

/** Y = X + b, whose backward is a learner's. */
class Bias implements Layer {
  readonly parameters: Parameter[];
  readonly #backward: BiasBackward;

  constructor(O: number, backward: BiasBackward) {
    const value = zeros(doubleKernels, O);
    normal(1)(value, new SeededRandom("bias"));
    this.parameters = [{ name: "b", value, grad: zeros(doubleKernels, O) }];
    this.#backward = backward;
  }

  forward(X: Tensor): Tensor {
    const b = valuesOf(this.parameters[0].value);
    return tensor(
      valuesOf(X).map((x, k) => x + b[k % b.length]),
      ...X.shape,
    );
  }

  backward(dY: Tensor): Tensor {
    const dX = zeros(doubleKernels, ...dY.shape);
    this.#backward(valuesOf(dY), valuesOf(this.parameters[0].grad), valuesOf(dX));
    return dX;
  }
}

/** What the gradient check says of a backward through a bias. */
export function checkBias(backward: BiasBackward): CheckResult {
  return { ...checkLayer(new Bias(3, backward), [5, 3]), name: "bias" };
}
