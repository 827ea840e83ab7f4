/**
 * Softmax on some columns of a row; the others pass as they are. So two heads stay one tensor:
 * [logits of y | z] goes in, [y | z] comes out.
 *
 *     forward    y = softmax(x) in the columns [from, to),  x  elsewhere
 *     backward   dx as softmax's there,                     dy elsewhere
 */
import type { ActivationFunction } from "./activation.ts";
import { softmax } from "./softmax.ts";

/**
 * @param from the first of the columns, counted from 0
 * @param to the first column after them
 * @throws RangeError unless 0 ≤ from < to, both whole; and in `forward`, if rows are shorter than `to`.
 */
export function softmaxColumns(from: number, to: number): ActivationFunction {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from) {
    throw new RangeError(
      `softmaxColumns: the columns are [${from}, ${to}); give whole numbers with 0 ≤ from < to.`,
    );
  }
  return {
    name: "softmaxColumns",

    forward(x, y, columns) {
      if (columns < to) {
        throw new RangeError(
          `softmaxColumns: X has ${columns} columns, but softmax is to take [${from}, ${to}); X needs at least ${to}.`,
        );
      }
      y.set(x);
      softmax.forward(x, y, columns, from, to);
    },

    backward(dy, x, y, dx, columns) {
      dx.set(dy);
      softmax.backward(dy, x, y, dx, columns, from, to);
    },
  };
}
