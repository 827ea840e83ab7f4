/**
 * What every loss is: one number that says how far a prediction is from its target, and the
 * gradient that says how to come nearer.
 */
import { shapeOf, type Tensor, type Values, valuesOf } from "../tensor/tensor.ts";

/**
 * Returns the loss of P against T and fills dP with the gradient of the loss with respect to P.
 *
 * P, T and dP have one shape, [batch, outputs]. dP is the caller's memory; it is overwritten.
 *
 * @throws RangeError if the shapes differ or are empty (a mean over nothing is no number).
 */
export type Loss = (P: Tensor, T: Tensor, dP: Tensor) => number;

/** The three rows of numbers that a loss loops over, once their shapes are known to fit. */
export function lossValues(
  loss: string,
  P: Tensor,
  T: Tensor,
  dP: Tensor,
): [Values, Values, Values] {
  expectShapeOf(P, loss, "the target", T);
  expectShapeOf(P, loss, "the gradient", dP);
  if (P.size === 0) {
    throw new RangeError(`${loss}: the prediction is ${shapeOf(P)}; it needs at least one number.`);
  }
  return [valuesOf(P), valuesOf(T), valuesOf(dP)];
}

function expectShapeOf(P: Tensor, loss: string, name: string, X: Tensor): void {
  if (X.shape[0] !== P.shape[0] || X.shape[1] !== P.shape[1]) {
    throw new RangeError(
      `${loss}: the prediction is ${shapeOf(P)} but ${name} is ${shapeOf(X)}; they need the same shape.`,
    );
  }
}
