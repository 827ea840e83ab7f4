/** How well images are reconstructed. */
import type { Batch } from "../data/batches.ts";
import type { Loss } from "../losses/loss.ts";
import { mse } from "../losses/mse.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";
import { expectRows } from "./rows.ts";

/** Some rows [B, inputs], and the label of each. */
type Rows = Pick<Batch, "X" | "labels">;

/**
 * What the reconstructions of all rows cost, as a mean over the rows.
 *
 * @param reconstruct gives each row of X back as well as it can
 * @param batches all rows, some at a time
 * @param loss of one batch, as a mean over its rows; the mean squared error unless told otherwise
 * @throws RangeError if there are no rows.
 */
export function reconstructionError(
  kernels: Kernels,
  reconstruct: (batch: Rows) => Tensor,
  batches: Iterable<Rows>,
  loss: Loss = mse,
): number {
  const unused = new Workspace(kernels);
  let total = 0;
  let rows = 0;
  for (const batch of batches) {
    const { X } = batch;
    const [count, inputs] = X.shape;
    total += count * loss(reconstruct(batch), X, unused.shaped(count, inputs));
    rows += count;
  }
  expectRows("reconstructionError", "rows", rows);
  return total / rows;
}
