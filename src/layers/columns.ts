/** Tensors side by side: how columns get from one into another. */
import { type Tensor, valuesOf } from "../tensor/tensor.ts";

/**
 * Copies `count` columns of A, from column `from` on, to B, from column `to` on; what else stands in
 * B stays. A and B have as many rows.
 *
 * @throws RangeError if they have not, or if A or B has no such columns.
 */
export function copyColumns(A: Tensor, from: number, B: Tensor, to: number, count: number): void {
  const [rows, columnsA] = A.shape;
  const [rowsB, columnsB] = B.shape;
  if (rows !== rowsB) {
    throw new RangeError(`copyColumns: A has ${rows} rows but B has ${rowsB}; they need as many.`);
  }
  if (from + count > columnsA || to + count > columnsB) {
    throw new RangeError(
      `copyColumns: ${count} columns, from column ${from} of ${columnsA} to column ${to} of ${columnsB}, do not fit; copy fewer.`,
    );
  }
  const a = valuesOf(A);
  const b = valuesOf(B);
  for (let row = 0; row < rows; row++) {
    const start = row * columnsA + from;
    const target = row * columnsB + to;
    for (let j = 0; j < count; j++) b[target + j] = a[start + j];
  }
}
