/** Wrong backward passes of layers. */
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import { logistic, sigmoid } from "../../../src/layers/sigmoid.ts";
import { softmax } from "../../../src/layers/softmax.ts";
import { tanh } from "../../../src/layers/tanh.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";
import {
  type BatchNormLoops,
  batchNorm,
  columnSum,
  dense,
  elementwise,
  LearnersDense,
  plainLayer,
  rightBatchNorm,
  rightDense,
  type Slope,
  withBackward,
} from "./learners.ts";
import type { WrongCase } from "./score.ts";

/* X [5, 4], W [4, 3] unless something else is said. */
const denseCases: readonly WrongCase[] = [
  {
    of: "Dense",
    mistake: "dX reads W where Wᵀ is meant, W [4, 4]",
    run: dense(
      {
        dX({ B, I, O, w, dy, dx }) {
          dx.fill(0);
          for (let b = 0; b < B; b++) {
            for (let i = 0; i < I; i++) {
              for (let o = 0; o < O; o++) dx[b * I + i] += dy[b * O + o] * w[o * O + i];
            }
          }
        },
      },
      [4, 4],
    ),
    cause: "readTransposed",
  },
  {
    of: "Dense",
    mistake: "dX reads W where Wᵀ is meant, W [4, 3]",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        dx.fill(0);
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dx[b * I + i] += dy[b * O + o] * w[o * I + i];
          }
        }
      },
    }),
    cause: "readTransposed",
  },
  {
    of: "Dense",
    mistake: "= instead of += in dX's inner sum",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dx[b * I + i] = dy[b * O + o] * w[i * O + o];
          }
        }
      },
    }),
    cause: "lastTermAlone",
  },
  {
    of: "Dense",
    mistake: "dX is added to what the call before left in it",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dx[b * I + i] += dy[b * O + o] * w[i * O + o];
          }
        }
      },
    }),
    cause: "addsToDX",
  },
  {
    of: "Dense",
    mistake: "dX leaves dY out",
    run: dense({
      dX({ B, I, O, w, dx }) {
        dx.fill(0);
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dx[b * I + i] += w[i * O + o];
          }
        }
      },
    }),
    cause: "ignoresDY",
  },
  {
    of: "Dense",
    mistake: "dX's sum stops before the last output",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        dx.fill(0);
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O - 1; o++) dx[b * I + i] += dy[b * O + o] * w[i * O + o];
          }
        }
      },
    }),
    cause: "lastTermMissing",
  },
  {
    of: "Dense",
    mistake: "dX reads dY with the stride of X",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        dx.fill(0);
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dx[b * I + i] += (dy[b * I + o] ?? 0) * w[i * O + o];
          }
        }
      },
    }),
    cause: "stride",
  },
  {
    of: "Dense",
    mistake: "dX is written with the stride of dY",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        dx.fill(0);
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            let sum = 0;
            for (let o = 0; o < O; o++) sum += dy[b * O + o] * w[i * O + o];
            dx[b * O + i] = sum;
          }
        }
      },
    }),
    cause: "stride",
  },
  {
    of: "Dense",
    mistake: "dX has the wrong sign",
    run: dense({
      dX({ B, I, O, w, dy, dx }) {
        dx.fill(0);
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dx[b * I + i] -= dy[b * O + o] * w[i * O + o];
          }
        }
      },
    }),
    cause: "sign",
  },
  {
    of: "Dense",
    mistake: "dX of the first example only",
    run: dense({
      dX({ I, O, w, dy, dx }) {
        dx.fill(0);
        for (let i = 0; i < I; i++) {
          for (let o = 0; o < O; o++) dx[i] += dy[o] * w[i * O + o];
        }
      },
    }),
    cause: "rows",
    also: ["loopEnds"],
  },
  {
    of: "Dense",
    mistake: "dX is the mean over the outputs, not the sum",
    run: dense({
      dX(loops) {
        rightDense.dX(loops);
        for (let k = 0; k < loops.dx.length; k++) loops.dx[k] /= loops.O;
      },
    }),
    cause: "numberOfOutputs",
    also: ["factor"],
  },
  {
    of: "Dense",
    mistake: "dX has X as a factor besides",
    run: dense({
      dX(loops) {
        rightDense.dX(loops);
        for (let k = 0; k < loops.dx.length; k++) loops.dx[k] *= loops.x[k];
      },
    }),
    cause: "extraX",
  },
  {
    of: "Dense",
    mistake: "= instead of += in dW's sum over the batch",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] = x[b * I + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: ["lastTermAlone", "overwritesGrad"],
  },
  {
    of: "Dense",
    mistake: "dW is summed rightly and then overwrites grad",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let i = 0; i < I; i++) {
          for (let o = 0; o < O; o++) {
            let sum = 0;
            for (let b = 0; b < B; b++) sum += x[b * I + i] * dy[b * O + o];
            dw[i * O + o] = sum;
          }
        }
      },
    }),
    cause: "overwritesGrad",
  },
  {
    of: "Dense",
    mistake: "dW is written transposed",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[o * I + i] += x[b * I + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: "transposed",
  },
  {
    of: "Dense",
    mistake: "dW is the mean over the batch, not the sum",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] += (x[b * I + i] * dy[b * O + o]) / B;
          }
        }
      },
    }),
    cause: "batchSize",
    also: ["factor"],
  },
  {
    of: "Dense",
    mistake: "dW of the first example only",
    run: dense({
      dW({ I, O, x, dy, dw }) {
        for (let i = 0; i < I; i++) {
          for (let o = 0; o < O; o++) dw[i * O + o] += x[i] * dy[o];
        }
      },
    }),
    cause: "firstTermAlone",
  },
  {
    of: "Dense",
    mistake: "dW starts at the second example",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 1; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] += x[b * I + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: "firstTermMissing",
  },
  {
    of: "Dense",
    mistake: "dW leaves dY out",
    run: dense({
      dW({ B, I, O, x, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] += x[b * I + i];
          }
        }
      },
    }),
    cause: "ignoresDY",
  },
  {
    of: "Dense",
    mistake: "dW reads X with the stride of Y",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] += x[b * O + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: "stride",
  },
  {
    of: "Dense",
    mistake: "dW starts at the second input",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 1; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] += x[b * I + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: "rows",
    also: ["loopEnds"],
  },
  {
    of: "Dense",
    mistake: "dW stops before the last output",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O - 1; o++) dw[i * O + o] += x[b * I + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: "columns",
    also: ["loopEnds"],
  },
  {
    of: "Dense",
    mistake: "dW multiplies by W where X is meant, W [4, 4]",
    run: dense(
      {
        dW({ B, I, O, w, dy, dw }) {
          for (let b = 0; b < B; b++) {
            for (let i = 0; i < I; i++) {
              for (let o = 0; o < O; o++) dw[i * O + o] += w[i * O + o] * dy[b * O + o];
            }
          }
        },
      },
      [4, 4],
    ),
    cause: "readsWForX",
  },
  {
    of: "Dense",
    mistake: "db is never written",
    run: dense({ db() {} }),
    cause: "zero",
  },
  {
    of: "Dense",
    mistake: "= instead of += in db's sum over the batch",
    run: dense({
      db({ B, O, dy, db }) {
        for (let b = 0; b < B; b++) {
          for (let o = 0; o < O; o++) db[o] = dy[b * O + o];
        }
      },
    }),
    cause: ["lastTermAlone", "overwritesGrad"],
  },
  {
    of: "Dense",
    mistake: "db is added to inside the loop over the inputs",
    run: dense({
      db({ B, I, O, dy, db }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) db[o] += dy[b * O + o];
          }
        }
      },
    }),
    cause: "numberOfInputs",
    also: ["factor"],
  },
  {
    of: "Dense",
    mistake: "db has the wrong sign",
    run: dense({
      db({ B, O, dy, db }) {
        for (let b = 0; b < B; b++) {
          for (let o = 0; o < O; o++) db[o] -= dy[b * O + o];
        }
      },
    }),
    cause: "sign",
  },
  {
    of: "Dense",
    mistake: "dY is scaled in place",
    run: dense({
      dW(loops) {
        for (let k = 0; k < loops.dy.length; k++) loops.dy[k] /= loops.B;
        rightDense.dW(loops);
      },
    }),
    cause: "changesDY",
    also: ["batchSize", "factor"],
  },
  {
    of: "Dense",
    mistake: "dX has the shape of dY",
    run: () => {
      const layer = new LearnersDense(4, 3);
      const right = layer.backward.bind(layer);
      layer.backward = (dY) => {
        right(dY);
        return tensor(dY.data.slice(), ...dY.shape);
      };
      return checkLayer(layer, [5, 4]);
    },
    cause: "shape",
  },
  {
    of: "Dense",
    mistake: "dW is 1.00001 times what it should be",
    run: dense({
      dW({ B, I, O, x, dy, dw }) {
        for (let b = 0; b < B; b++) {
          for (let i = 0; i < I; i++) {
            for (let o = 0; o < O; o++) dw[i * O + o] += 1.00001 * x[b * I + i] * dy[b * O + o];
          }
        }
      },
    }),
    cause: "slightFactor",
  },
];

const relu = (x: number) => Math.max(0, x);
const leaky = (x: number) => (x > 0 ? x : 0.2 * x);

const activationCases: readonly WrongCase[] = [
  ...(
    [
      ["lets every gradient pass", (dy) => dy, "whereNegative"],
      ["the two sides are exchanged", (dy, x) => (x > 0 ? 0 : dy), "sidesExchanged"],
      ["looks at dY's sign, not at X's", (dy) => (dy > 0 ? dy : 0), "signOfDY"],
      ["leaves dY out", (_dy, x) => (x > 0 ? 1 : 0), "ignoresDY"],
    ] as const satisfies readonly (readonly [string, Slope, string])[]
  ).map(
    ([mistake, slope, cause]): WrongCase => ({
      of: "ReLU",
      mistake,
      run: elementwise("relu", relu, slope),
      cause,
    }),
  ),
  {
    of: "leaky ReLU",
    mistake: "forgets the slope",
    run: elementwise("leakyRelu", leaky, (dy, x) => (x > 0 ? dy : 0)),
    cause: "whereNegative",
    also: ["zero"],
  },
  {
    of: "leaky ReLU",
    mistake: "the slope twice",
    run: elementwise("leakyRelu", leaky, (dy, x) => (x > 0 ? dy : 0.2 * 0.2 * dy)),
    cause: "whereNegative",
    also: ["factor"],
  },
  {
    of: "leaky ReLU",
    mistake: "the slope on the other side",
    run: elementwise("leakyRelu", leaky, (dy, x) => (x > 0 ? 0.2 * dy : dy)),
    cause: "sidesExchanged",
  },
  ...(
    [
      ["the factor Y is missing", (dy, _x, y) => dy * (1 - y), "lacksY"],
      ["the factor 1 − Y is missing", (dy, _x, y) => dy * y, "lacksOneMinusY"],
      ["X where Y is meant", (dy, x) => dy * x * (1 - x), "readsXForY"],
      ["dY is left out", (_dy, _x, y) => y * (1 - y), "ignoresDY"],
      ["the wrong sign", (dy, _x, y) => dy * y * (y - 1), "sign"],
      ["the sigmoid of Y", (dy, _x, y) => dy * logistic(y) * (1 - logistic(y)), "appliedTwice"],
      ["its derivative twice", (dy, _x, y) => dy * (y * (1 - y)) ** 2, "extraDerivative"],
      ["its derivative not at all", (dy) => dy, "lacksDerivative"],
    ] as const satisfies readonly (readonly [string, Slope, string])[]
  ).map(
    ([mistake, slope, cause]): WrongCase => ({
      of: "sigmoid",
      mistake,
      run: elementwise("sigmoid", logistic, slope),
      cause,
    }),
  ),
  ...(
    [
      ["the square is missing: 1 − Y", (dy, _x, y) => dy * (1 - y), "onePlusY"],
      ["the wrong sign: 1 + Y²", (dy, _x, y) => dy * (1 + y * y), "onePlusY"],
      ["X where Y is meant", (dy, x) => dy * (1 - x * x), "readsXForY"],
      ["the tanh of Y", (dy, _x, y) => dy * (1 - Math.tanh(y) ** 2), "appliedTwice"],
      ["dY is squared", (dy, _x, y) => dy * dy * (1 - y * y), "squaresDY"],
    ] as const satisfies readonly (readonly [string, Slope, string])[]
  ).map(
    ([mistake, slope, cause]): WrongCase => ({
      of: "tanh",
      mistake,
      run: elementwise("tanh", Math.tanh, slope),
      cause,
    }),
  ),
  {
    of: "tanh",
    mistake: "dX is added to what stands in it",
    run: withBackward(tanh, (dy, _x, y, dx) => {
      for (let i = 0; i < y.length; i++) dx[i] += dy[i] * (1 - y[i] * y[i]);
    }),
    cause: "addsToDX",
  },
  {
    of: "tanh",
    mistake: "backward stops before the last row",
    run: withBackward(tanh, (dy, _x, y, dx, columns) => {
      for (let i = 0; i < y.length - columns; i++) dx[i] = dy[i] * (1 - y[i] * y[i]);
    }),
    cause: "rows",
    also: ["loopEnds", "unwritten"],
  },
  {
    of: "sigmoid",
    mistake: "forward rounds to single precision (Math.fround)",
    run: () =>
      checkLayer(
        plainLayer(
          "Rounded",
          (X) => map(X, (x) => Math.fround(logistic(x))),
          (dY, X) => {
            const y = map(X, logistic);
            return map(dY, (dy, i) => dy * y.data[i] * (1 - y.data[i]));
          },
        ),
        [5, 4],
      ),
    cause: "singlePrecision",
  },
  {
    of: "sigmoid",
    mistake: "one element of twenty is twice what it should be",
    run: withBackward(sigmoid, (dy, x, y, dx, columns) => {
      sigmoid.backward(dy, x, y, dx, columns);
      dx[7] *= 2;
    }),
    cause: "elements",
  },
];

/** Softmax row by row: `row` writes dX of the row that starts at k. */
function softmaxRows(
  row: (dy: readonly number[], y: readonly number[], set: (j: number, dx: number) => void) => void,
) {
  return withBackward(softmax, (dy, _x, y, dx, columns) => {
    for (let k = 0; k < y.length; k += columns) {
      row([...dy.subarray(k, k + columns)], [...y.subarray(k, k + columns)], (j, value) => {
        dx[k + j] = value;
      });
    }
  });
}

const softmaxCases: readonly WrongCase[] = [
  {
    of: "softmax",
    mistake: "each output's own input only: Y·(1 − Y)",
    run: softmaxRows((dy, y, set) => {
      for (let j = 0; j < y.length; j++) set(j, dy[j] * y[j] * (1 - y[j]));
    }),
    cause: "ownOutputAlone",
  },
  {
    of: "softmax",
    mistake: "the cross term is added, not subtracted",
    run: softmaxRows((dy, y, set) => {
      let dot = 0;
      for (let j = 0; j < y.length; j++) dot += dy[j] * y[j];
      for (let j = 0; j < y.length; j++) set(j, y[j] * (dy[j] + dot));
    }),
    cause: "crossSign",
  },
  {
    of: "softmax",
    mistake: "the sum runs on from row to row",
    run: withBackward(softmax, (dy, _x, y, dx, columns) => {
      let dot = 0;
      for (let k = 0; k < y.length; k += columns) {
        for (let j = k; j < k + columns; j++) dot += dy[j] * y[j];
        for (let j = k; j < k + columns; j++) dx[j] = y[j] * (dy[j] - dot);
      }
    }),
    cause: "acrossRows",
    also: ["rows"],
  },
  {
    of: "softmax",
    mistake: "the factor Y before the bracket is missing",
    run: softmaxRows((dy, y, set) => {
      let dot = 0;
      for (let j = 0; j < y.length; j++) dot += dy[j] * y[j];
      for (let j = 0; j < y.length; j++) set(j, dy[j] - dot);
    }),
    cause: "lacksY",
  },
  {
    of: "softmax",
    mistake: "= instead of += in the sum over the row",
    run: softmaxRows((dy, y, set) => {
      let dot = 0;
      for (let j = 0; j < y.length; j++) dot = dy[j] * y[j];
      for (let j = 0; j < y.length; j++) set(j, y[j] * (dy[j] - dot));
    }),
    cause: "lastTermAlone",
  },
  {
    of: "softmax",
    mistake: "the sum over the row is missing",
    run: softmaxRows((dy, y, set) => {
      for (let j = 0; j < y.length; j++) set(j, dy[j] * y[j]);
    }),
    cause: "ownOutputAlone",
  },
  {
    of: "softmax",
    mistake: "the sum over the row forgets dY",
    run: softmaxRows((dy, y, set) => {
      let sum = 0;
      for (let j = 0; j < y.length; j++) sum += y[j];
      for (let j = 0; j < y.length; j++) set(j, y[j] * (dy[j] - sum));
    }),
    cause: "ignoresDY",
  },
];

const batchNormCases: readonly WrongCase[] = [
  {
    of: "batch normalisation",
    mistake: "mean and variance are taken for constants",
    run: batchNorm({
      dX({ B, I, inverse, gamma, dy, dx }) {
        for (let k = 0; k < B * I; k++) dx[k] = gamma[k % I] * inverse[k % I] * dy[k];
      },
    }),
    cause: ["mean", "variance"],
    also: ["mean", "variance"],
  },
  {
    of: "batch normalisation",
    mistake: "the mean is taken for a constant",
    run: batchNorm({
      dX(loops) {
        const { B, I, standardised, inverse, gamma, dy, dx } = loops;
        for (let j = 0; j < I; j++) {
          const along = columnSum(loops, j, (k) => dy[k] * standardised[k]) / B;
          for (let k = j; k < B * I; k += I) {
            dx[k] = gamma[j] * inverse[j] * (dy[k] - standardised[k] * along);
          }
        }
      },
    }),
    cause: "mean",
  },
  {
    of: "batch normalisation",
    mistake: "the variance is taken for a constant",
    run: batchNorm({
      dX(loops) {
        const { B, I, inverse, gamma, dy, dx } = loops;
        for (let j = 0; j < I; j++) {
          const mean = columnSum(loops, j, (k) => dy[k]) / B;
          for (let k = j; k < B * I; k += I) dx[k] = gamma[j] * inverse[j] * (dy[k] - mean);
        }
      },
    }),
    cause: "variance",
  },
  {
    of: "batch normalisation",
    mistake: "dX without gamma",
    run: batchNorm({
      dX(loops) {
        rightBatchNorm.dX({ ...loops, gamma: loops.gamma.map(() => 1) });
      },
    }),
    cause: "parameterLeftOut",
  },
  {
    of: "batch normalisation",
    mistake: "dX is divided by the variance, not by its root",
    run: batchNorm({
      dX(loops) {
        rightBatchNorm.dX({ ...loops, inverse: loops.inverse.map((r) => r * r) });
      },
    }),
    cause: "deviation",
  },
  {
    of: "batch normalisation",
    mistake: "dgamma multiplies by X, not by the standardised X",
    run: batchNorm({ parameters: parametersFrom(({ x }) => x) }),
    cause: ["mean", "deviation"],
  },
  {
    of: "batch normalisation",
    mistake: "dgamma and dbeta are the means over the batch",
    run: batchNorm({
      parameters(loops) {
        rightBatchNorm.parameters({ ...loops, dy: loops.dy.map((dy) => dy / loops.B) });
      },
    }),
    cause: "batchSize",
    also: ["factor"],
  },
  {
    of: "batch normalisation",
    mistake: "dX's two sums are not divided by the batch size",
    run: batchNorm({
      dX(loops) {
        const { B, I, standardised, inverse, gamma, dy, dx } = loops;
        for (let j = 0; j < I; j++) {
          const sum = columnSum(loops, j, (k) => dy[k]);
          const along = columnSum(loops, j, (k) => dy[k] * standardised[k]);
          for (let k = j; k < B * I; k += I) {
            dx[k] = gamma[j] * inverse[j] * (dy[k] - sum - standardised[k] * along);
          }
        }
      },
    }),
    cause: "batchSize",
    also: ["mean", "variance", "factor"],
  },
];

/** dgamma and dbeta with another factor in gamma's sum. */
function parametersFrom(factor: (loops: BatchNormLoops) => Float64Array) {
  return (loops: BatchNormLoops) =>
    rightBatchNorm.parameters({ ...loops, standardised: factor(loops) });
}

const otherCases: readonly WrongCase[] = [
  {
    of: "shortcut, Y = tanh(X) + X",
    mistake: "the shortcut's gradient is left out",
    run: () =>
      checkLayer(
        plainLayer(
          "Shortcut",
          (X) => map(X, (x) => Math.tanh(x) + x),
          (dY, X) => map(dY, (dy, i) => dy * (1 - Math.tanh(X.data[i]) ** 2)),
        ),
        [5, 4],
      ),
    cause: "shortcut",
  },
  {
    of: "exponential",
    mistake: "two elements are 0/0",
    run: () =>
      checkLayer(
        plainLayer(
          "Exponential",
          (X) => map(X, (x) => Math.exp(x)),
          (dY, X) => map(dY, (dy, i) => (i < 2 ? Number.NaN : dy * Math.exp(X.data[i]))),
        ),
        [5, 4],
      ),
    cause: "notANumber",
  },
  {
    of: "fifteen outputs, a small one beside large ones",
    mistake: "a small gradient is ten times too large",
    run: () => {
      const scale = (i: number) => (i === 4 ? 1e-6 : 1);
      return checkLayer(
        plainLayer(
          "Beside",
          (X) => map(X, (x, i) => scale(i) * x * x),
          (dY, X) => map(dY, (dy, i) => dy * scale(i) * X.data[i] * (i === 4 ? 20 : 2)),
        ),
        [5, 3],
      );
    },
    cause: "elements",
  },
];

/** Each number through a function of itself and its position. */
function map(X: Tensor, f: (x: number, i: number) => number): Tensor {
  return tensor(Float64Array.from(X.data, f), ...X.shape);
}

export const layerCases: readonly WrongCase[] = [
  ...denseCases,
  ...activationCases,
  ...softmaxCases,
  ...batchNormCases,
  ...otherCases,
];
