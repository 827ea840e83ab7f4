/** Marks of a layer's gradients that show beside X, Y and dY. */
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import type { Pattern } from "./hints.ts";
import {
  besideFactors,
  comesFrom,
  exchanged,
  type Factor,
  offBy,
  sidesExchanged,
  wrongWhere,
} from "./marks.ts";
import type { Subject } from "./subject.ts";

/**
 * What may be seen of the k-th gradient, where the last is that of the input.
 *
 * @param y the numbers of Y for the subject's X
 */
export function layerMarks(
  { layer, X }: Subject,
  k: number,
  y: Float64Array,
  dY: Tensor,
): readonly Pattern[] {
  const width = X.shape[1];
  const x = valuesOf(X);
  const column = columnsOf(x, width);
  if (k < layer.parameters.length) {
    return layer.parameters[k].value.size === width && dY.shape[1] === width
      ? [ofXItself(column, dY)]
      : [];
  }
  const sameShape = dY.shape[1] === width;
  return [
    besideFactors([{ written: "X", value: (i) => x[i] }]),
    besideFactors([
      ...layer.parameters
        .filter(({ value }) => value.shape.length === 1 && value.size === width)
        .map(
          ({ name, value }): Factor => ({
            written: `${name} of its column`,
            value: (i) => value.data[i % width],
          }),
        ),
      {
        written: "1/deviation of its column of X (the root of the variance)",
        value: (i) => 1 / column(i % width).deviation,
      },
    ]),
    ...(sameShape ? activationMarks(x, y, dY.data) : []),
  ];
}

/** What may be seen where X and Y have one shape, and each x its own y. */
function activationMarks(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  dy: ArrayLike<number>,
): readonly Pattern[] {
  const factor = (written: string, value: (v: number) => number): Factor => ({
    written,
    value: (i) => value(y[i]),
  });
  const ofX = (value: (v: number) => number): Factor => ({
    written: "",
    value: (i) => value(x[i]),
  });
  const logistic = (v: number) => v * (1 - v);
  const hyperbolic = (v: number) => 1 - v * v;
  const XForY = "X is read where Y is meant.";
  return [
    sidesExchanged(x),
    wrongWhere([
      { written: "X is negative", holds: (i) => x[i] < 0 },
      { written: "X is positive", holds: (i) => x[i] > 0 },
    ]),
    comesFrom((i) => dy[i], "dX is dY itself: is the derivative left out?"),
    exchanged(ofX(logistic), factor("", logistic), XForY),
    exchanged(ofX(hyperbolic), factor("", hyperbolic), XForY),
    exchanged(
      factor("", (v) => 1 + v * v),
      factor("", hyperbolic),
      "These are the values that come of 1 + Y² where 1 − Y² is meant.",
    ),
    besideFactors([
      factor("Y", (v) => v),
      factor("1 − Y", (v) => 1 - v),
      factor("1 + Y", (v) => 1 + v),
      factor("Y·(1 − Y)", logistic),
      factor("1 − Y²", hyperbolic),
    ]),
    offBy("dY", (i) => dy[i], "is the gradient of a shortcut, Y = f(X) + X, left out?"),
  ];
}

/** Is a sum over the batch taken with X itself, where X is to be standardised first? */
function ofXItself(column: ReturnType<typeof columnsOf>, dY: Tensor): Pattern {
  return (it) => {
    const value = (j: number) => {
      const { mean, deviation } = column(j);
      const sum = columnsOf(dY.data, dY.shape[1])(j).sum;
      return deviation * it.numerical[j] + mean * sum;
    };
    return comesFrom(
      value,
      "These are the values that come of X itself, not of (X − mean)/deviation.",
    )(it);
  };
}

/** The sum, the mean and the standard deviation of each column. */
function columnsOf(x: ArrayLike<number>, width: number) {
  return (j: number) => {
    const numbers = Array.from(x).filter((_, i) => i % width === j);
    const sum = numbers.reduce((a, b) => a + b, 0);
    const mean = sum / numbers.length;
    const squares = numbers.reduce((a, b) => a + (b - mean) ** 2, 0);
    return { sum, mean, deviation: Math.sqrt(squares / numbers.length) };
  };
}
