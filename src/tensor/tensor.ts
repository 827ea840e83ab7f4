/**
 * Where the story begins: a tensor is a row of numbers and a shape.
 *
 * The shape tells how to read the row: [rows, columns], row after row. A batch of 128 images of
 * 784 pixels is [128, 784]; the pixel j of image i stands at position i·784 + j.
 */
import ndarray, { type NdArray } from "ndarray";

/** The numbers themselves: float32 for training, float64 for checking gradients. */
export type Values = Float32Array | Float64Array;

/** An ndarray over a row of numbers. Its views (`pick`, `lo`, `hi`, `transpose`) copy nothing. */
export type Tensor = NdArray<Values>;

/**
 * Puts a shape on a row of numbers; the numbers are not copied.
 *
 * @throws RangeError if the shape asks for another count of numbers than there are.
 */
export function tensor(values: Values, ...shape: number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length) {
    throw new RangeError(
      `tensor: the shape [${shape.join(", ")}] needs ${size} numbers, but ${values.length} are given.`,
    );
  }
  return ndarray(values, shape);
}

/**
 * The numbers of a whole tensor, row after row, for a plain loop to run over.
 *
 * @throws RangeError if the tensor is a view of a part of its numbers, or reads them in another
 * order: a loop over them would silently compute something else.
 */
export function valuesOf(X: Tensor): Values {
  const [rows, columns] = X.shape;
  const { stride } = X;
  const ordered =
    X.shape.length === 1
      ? stride[0] === 1 || rows <= 1
      : (stride[1] === 1 || columns <= 1) && (stride[0] === columns || rows <= 1);
  if (!ordered || X.offset !== 0 || X.data.length !== X.size) {
    throw new RangeError(
      `valuesOf: the tensor ${shapeOf(X)} is a view into other numbers; copy it into a tensor of its own first.`,
    );
  }
  return X.data;
}

/** The shape as it stands in messages: `[128, 784]`. */
export function shapeOf(X: Tensor): string {
  return `[${X.shape.join(", ")}]`;
}

/**
 * Asks that two tensors have one and the same shape.
 *
 * @throws RangeError that names both shapes.
 */
export function expectSameShape(operation: string, A: Tensor, B: Tensor, nameA = "X", nameB = "Y") {
  if (A.shape[0] !== B.shape[0] || A.shape[1] !== B.shape[1]) {
    throw new RangeError(
      `${operation}: ${nameA} is ${shapeOf(A)} but ${nameB} is ${shapeOf(B)}; they need the same shape.`,
    );
  }
}
