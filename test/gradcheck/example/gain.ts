// gain.ts: a layer of one's own, Y[b, j] = X[b, j]·gain[j]
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import { formatCheck } from "../../../src/gradcheck/format.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";

class Gain {
  gain = {
    name: "gain",
    value: tensor(Float64Array.of(1, -2, 0.5, 3), 4),
    grad: tensor(new Float64Array(4), 4),
  };
  parameters = [this.gain];
  X = tensor(new Float64Array(0), 0, 4);

  forward(X: Tensor) {
    this.X = X;
    const Y = tensor(new Float64Array(X.size), ...X.shape);
    for (let b = 0; b < X.shape[0]; b++) {
      for (let j = 0; j < 4; j++) {
        Y.set(b, j, X.get(b, j) * this.gain.value.get(j));
      }
    }
    return Y;
  }

  backward(dY: Tensor) {
    const dX = tensor(new Float64Array(dY.size), ...dY.shape);
    for (let b = 0; b < dY.shape[0]; b++) {
      for (let j = 0; j < 4; j++) {
        dX.set(b, j, dY.get(b, j) * this.gain.value.get(j));
        this.gain.grad.data[j] += dY.get(b, j) * this.X.get(b, j);
      }
    }
    return dX;
  }
}

console.log(formatCheck(checkLayer(new Gain(), [3, 4])));
