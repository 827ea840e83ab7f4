/**
 * The three matrix products of backpropagation, as plainly as they can be written.
 *
 * A dense layer computes Y = X·W. To send a gradient back through it takes two more products:
 *
 *     matmul            Y  = X·W        [B, I]·[I, O] → [B, O]
 *     matmulTransposeA  dW = Xᵀ·dY      [I, B]·[B, O] → [I, O]
 *     matmulTransposeB  dX = dY·Wᵀ      [B, O]·[O, I] → [B, I]
 *
 * Each element of a product is a row times a column: multiply pair by pair, and sum. These loops
 * say so and no more. They are the reference that every faster set of loops is held against.
 */
import { shapeOf, type Tensor, valuesOf } from "./tensor.ts";

/**
 * Y = X·W, with X [B, I], W [I, O] and Y [B, O].
 *
 * @throws RangeError if the shapes do not fit together.
 */
export function matmul(X: Tensor, W: Tensor, Y: Tensor): void {
  expectMatmul(X, W, Y);
  const [batch, inputs] = X.shape;
  const outputs = W.shape[1];
  const x = valuesOf(X);
  const w = valuesOf(W);
  const y = valuesOf(Y);
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += x[b * inputs + i] * w[i * outputs + o];
      y[b * outputs + o] = sum;
    }
  }
}

/**
 * dW += Xᵀ·dY, with X [B, I], dY [B, O] and dW [I, O]. It adds, because gradients add up.
 *
 * @throws RangeError if the shapes do not fit together.
 */
export function matmulTransposeA(X: Tensor, dY: Tensor, dW: Tensor): void {
  expectMatmulTransposeA(X, dY, dW);
  const [batch, inputs] = X.shape;
  const outputs = dY.shape[1];
  const x = valuesOf(X);
  const dy = valuesOf(dY);
  const dw = valuesOf(dW);
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let b = 0; b < batch; b++) sum += x[b * inputs + i] * dy[b * outputs + o];
      dw[i * outputs + o] += sum;
    }
  }
}

/**
 * dX = dY·Wᵀ, with dY [B, O], W [I, O] and dX [B, I].
 *
 * @throws RangeError if the shapes do not fit together.
 */
export function matmulTransposeB(dY: Tensor, W: Tensor, dX: Tensor): void {
  expectMatmulTransposeB(dY, W, dX);
  const [batch, outputs] = dY.shape;
  const inputs = W.shape[0];
  const dy = valuesOf(dY);
  const w = valuesOf(W);
  const dx = valuesOf(dX);
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let o = 0; o < outputs; o++) sum += dy[b * outputs + o] * w[i * outputs + o];
      dx[b * inputs + i] = sum;
    }
  }
}

/** @throws RangeError unless X·W = Y is possible with these shapes. */
export function expectMatmul(X: Tensor, W: Tensor, Y: Tensor): void {
  if (X.shape[1] !== W.shape[0]) {
    throw new RangeError(
      `matmul: X is ${shapeOf(X)} but W is ${shapeOf(W)}; X needs as many columns as W has rows.`,
    );
  }
  expectResult("matmul", "Y", Y, X.shape[0], W.shape[1]);
}

/** @throws RangeError unless Xᵀ·dY = dW is possible with these shapes. */
export function expectMatmulTransposeA(X: Tensor, dY: Tensor, dW: Tensor): void {
  if (X.shape[0] !== dY.shape[0]) {
    throw new RangeError(
      `matmulTransposeA: X is ${shapeOf(X)} but dY is ${shapeOf(dY)}; they need the same number of rows.`,
    );
  }
  expectResult("matmulTransposeA", "dW", dW, X.shape[1], dY.shape[1]);
}

/** @throws RangeError unless dY·Wᵀ = dX is possible with these shapes. */
export function expectMatmulTransposeB(dY: Tensor, W: Tensor, dX: Tensor): void {
  if (dY.shape[1] !== W.shape[1]) {
    throw new RangeError(
      `matmulTransposeB: dY is ${shapeOf(dY)} but W is ${shapeOf(W)}; they need the same number of columns.`,
    );
  }
  expectResult("matmulTransposeB", "dX", dX, dY.shape[0], W.shape[0]);
}

function expectResult(operation: string, name: string, C: Tensor, rows: number, columns: number) {
  if (C.shape[0] !== rows || C.shape[1] !== columns) {
    throw new RangeError(
      `${operation}: the result is [${rows}, ${columns}] but ${name} is ${shapeOf(C)}.`,
    );
  }
}
