/** More wrong backward passes, written after the hints were, to see whether these mislead. */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { Activation } from "../../../src/layers/activation.ts";
import { Dense } from "../../../src/layers/dense.ts";
import type { Layer } from "../../../src/layers/layer.ts";
import { Sequential } from "../../../src/layers/sequential.ts";
import { logistic } from "../../../src/layers/sigmoid.ts";
import { softmax } from "../../../src/layers/softmax.ts";
import { tanh } from "../../../src/layers/tanh.ts";
import { mse } from "../../../src/losses/mse.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";
import {
  batchNorm,
  dense,
  elementwise,
  LearnersDense,
  normals,
  parameter,
  plainLayer,
  rightBatchNorm,
  withBackward,
} from "./learners.ts";
import type { WrongCase } from "./score.ts";

const map = (X: Tensor, f: (x: number, i: number) => number) =>
  tensor(Float64Array.from(X.data, f), ...X.shape);

/** Y = X·gain, column by column. */
function gain(dgain: (loops: { x: number; y: number; dy: number }) => number) {
  const g = parameter("gain", normals(4, "gain"), 4);
  let X = tensor(new Float64Array(0), 0, 4);
  const layer: Layer = {
    parameters: [g],
    forward(given) {
      X = given;
      return map(X, (x, i) => x * g.value.data[i % 4]);
    },
    backward(dY) {
      dY.data.forEach((dy, i) => {
        const x = X.data[i];
        g.grad.data[i % 4] += dgain({ x, y: x * g.value.data[i % 4], dy });
      });
      return map(dY, (dy, i) => dy * g.value.data[i % 4]);
    },
  };
  return () => checkLayer(layer, [5, 4]);
}

const elu = (x: number) => (x > 0 ? x : Math.exp(x) - 1);
const gelu = (x: number) => x * logistic(1.702 * x);

export const laterCases: readonly WrongCase[] = [
  {
    of: "softmax",
    mistake: "the mean over the row, not the sum",
    run: withBackward(softmax, (dy, _x, y, dx, columns) => {
      for (let k = 0; k < y.length; k += columns) {
        let dot = 0;
        for (let j = k; j < k + columns; j++) dot += dy[j] * y[j];
        for (let j = k; j < k + columns; j++) dx[j] = y[j] * (dy[j] - dot / columns);
      }
    }),
    cause: ["numberOfInputs", "numberOfOutputs"],
    also: ["factor", "numberOfInputs", "numberOfOutputs"],
  },
  {
    of: "softmax",
    mistake: "the sum over the row, without its own Y",
    run: withBackward(softmax, (dy, _x, y, dx, columns) => {
      for (let k = 0; k < y.length; k += columns) {
        let sum = 0;
        for (let j = k; j < k + columns; j++) sum += dy[j];
        for (let j = k; j < k + columns; j++) dx[j] = y[j] * (dy[j] - sum);
      }
    }),
    cause: "lacksY",
  },
  {
    of: "leaky ReLU",
    mistake: "a slope of 0.02 for 0.2",
    run: elementwise(
      "leakyRelu",
      (x) => (x > 0 ? x : 0.2 * x),
      (dy, x) => (x > 0 ? dy : 0.02 * dy),
    ),
    cause: "whereNegative",
    also: ["factor"],
  },
  {
    of: "ELU",
    mistake: "Y where Y + 1 is meant",
    run: elementwise("elu", elu, (dy, x, y) => (x > 0 ? dy : dy * y)),
    cause: "whereNegative",
  },
  {
    of: "GELU",
    mistake: "the product rule's second term is left out",
    run: elementwise("gelu", gelu, (dy, x) => dy * logistic(1.702 * x)),
    cause: "termMissing",
  },
  {
    of: "softplus",
    mistake: "the derivative of tanh, not the sigmoid",
    run: elementwise(
      "softplus",
      (x) => Math.log1p(Math.exp(x)),
      (dy, x) => dy * (1 - Math.tanh(x) ** 2),
    ),
    cause: "termMissing",
  },
  {
    of: "X², number by number",
    mistake: "dX is 2·dY, without the X",
    run: elementwise(
      "square",
      (x) => x * x,
      (dy) => 2 * dy,
    ),
    cause: "lacksX",
  },
  {
    of: "scaled tanh, Y = 2·tanh(X)",
    mistake: "backward forgets the 2",
    run: elementwise(
      "scaled",
      (x) => 2 * Math.tanh(x),
      (dy, x) => dy * (1 - Math.tanh(x) ** 2),
    ),
    cause: "squaresTwo",
    also: ["factor"],
  },
  {
    of: "Dense",
    mistake: "dW pairs each example's dY with the X of the one before",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++)
              dw[i * O + o] += x[((b + B - 1) % B) * I + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: "acrossRows",
  },
  {
    of: "Dense",
    mistake: "db is summed over the columns of another stride",
    run: dense({
      db({ B, I, O, dy, db }) {
        for (let k = 0; k < B * O; k++) db[(k % I) % O] += dy[k];
      },
    }),
    cause: "stride",
  },
  {
    of: "Dense",
    mistake: "dW adds a weight decay that forward does not have",
    run: dense({
      dW({ B, I, O, x, w, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] += x[b * I + i] * dy[b * O + o];
          }
        }
        for (let k = 0; k < I * O; k++) dw[k] += 0.1 * w[k];
      },
    }),
    cause: ["penalty", "ignoresDY"],
  },
  {
    of: "Dense",
    mistake: "dX from W with one column exchanged for another",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        const order = [1, 0, 2];
        dx.fill(0);
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dx[b * I + i] += dy[b * O + o] * w[i * O + order[o]];
          }
        }
      },
    }),
    cause: "stride",
  },
  {
    of: "batch normalisation",
    mistake: "the variance's sum is divided by B − 1",
    run: batchNorm({
      dX(loops) {
        const { B, I, dy, standardised, inverse, gamma, dx } = loops;
        const mean = (j: number, f: (k: number) => number) => {
          let sum = 0;
          for (let k = j; k < B * I; k += I) sum += f(k);
          return sum;
        };
        for (let j = 0; j < I; j++) {
          const m = mean(j, (k) => dy[k]) / B;
          const along = mean(j, (k) => dy[k] * standardised[k]) / (B - 1);
          for (let k = j; k < B * I; k += I) {
            dx[k] = gamma[j] * inverse[j] * (dy[k] - m - standardised[k] * along);
          }
        }
      },
    }),
    cause: "variance",
  },
  {
    of: "batch normalisation",
    mistake: "dgamma and dbeta are exchanged",
    run: batchNorm({
      parameters(loops) {
        rightBatchNorm.parameters({ ...loops, dgamma: loops.dbeta, dbeta: loops.dgamma });
      },
    }),
    cause: "gradientsExchanged",
  },
  {
    of: "gain",
    mistake: "dgain multiplies by Y, not by X",
    run: gain(({ y, dy }) => dy * y),
    cause: "readsXForY",
  },
  {
    of: "shortcut, Y = tanh(X) + X",
    mistake: "X is added, not dY",
    run: () =>
      checkLayer(
        plainLayer(
          "Shortcut",
          (X) => map(X, (x) => Math.tanh(x) + x),
          (dY, X) => map(dY, (dy, i) => dy * (1 - Math.tanh(X.data[i]) ** 2) + X.data[i]),
        ),
        [5, 4],
      ),
    cause: ["shortcut", "ignoresDY"],
  },
  {
    of: "Sequential",
    mistake: "backward goes from the first layer to the last",
    run: () => {
      const random = new SeededRandom(1);
      const net = new Sequential([
        new Dense(doubleKernels, 4, 6, random),
        new Activation(doubleKernels, tanh),
        new Dense(doubleKernels, 6, 3, random),
      ]);
      net.backward = (dY) => net.layers.reduce((d, layer) => layer.backward(d), dY);
      return checkLayer(net, [5, 4]);
    },
    cause: "layerLeftOut",
  },
  {
    of: "dense layer and sigmoid in one",
    mistake: "the sigmoid's derivative is left out",
    run: () => {
      const layer = new LearnersDense(4, 3);
      const forward = layer.forward.bind(layer);
      layer.forward = (X) => map(forward(X), logistic);
      return checkLayer(layer, [5, 4]);
    },
    cause: "lacksDerivative",
  },
  {
    of: "objective",
    mistake: "the gradient has a weight decay, the loss has none",
    run: () => {
      const layer = new Dense(doubleKernels, 4, 3, new SeededRandom(1));
      const [X, T] = [tensor(normals(20, "X"), 5, 4), tensor(normals(15, "T"), 5, 3)];
      const dY = zeros(doubleKernels, 5, 3);
      return checkObjective(() => {
        const loss = mse(layer.forward(X), T, dY);
        layer.backward(dY);
        const { value, grad } = layer.weight;
        for (let i = 0; i < value.size; i++) grad.data[i] += 0.1 * value.data[i];
        return loss;
      }, layer.parameters);
    },
    cause: "penalty",
  },
];
