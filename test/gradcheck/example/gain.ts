/** A student's own layer: one gain for each column. Y[b, j] = X[b, j] · gain[j] */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import { formatCheck } from "../../../src/gradcheck/format.ts";
import type { Layer } from "../../../src/layers/layer.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";

export class Gain implements Layer {
  readonly gain = {
    name: "gain",
    value: tensor(Float64Array.of(1, -2, 0.5, 3), 4),
    grad: tensor(new Float64Array(4), 4),
  };
  readonly parameters = [this.gain];
  X = tensor(new Float64Array(0), 0, 4);

  forward(X: Tensor): Tensor {
    this.X = X;
    const Y = tensor(X.data.slice(), ...X.shape);
    for (let b = 0; b < X.shape[0]; b++) {
      for (let j = 0; j < 4; j++) Y.set(b, j, X.get(b, j) * this.gain.value.get(j));
    }
    return Y;
  }

  backward(dY: Tensor): Tensor {
    const dX = tensor(dY.data.slice(), ...dY.shape);
    for (let b = 0; b < dY.shape[0]; b++) {
      for (let j = 0; j < 4; j++) {
        dX.set(b, j, dY.get(b, j) * this.gain.value.get(j));
        this.gain.grad.data[j] += dY.get(b, j) * this.X.get(b, j);
      }
    }
    return dX;
  }
}

export const result = checkLayer(new Gain(), [3, 4]);
console.log(formatCheck(result));
