/** How well images are reconstructed. */
import type { Batch } from "../data/batches.ts";
import { mse } from "../losses/mse.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Workspace } from "../tensor/workspace.ts";

/**
 * The mean squared error of reconstructions, over all numbers of all rows.
 *
 * @param reconstruct gives each row of X back as well as it can
 * @param batches all rows, some at a time
 */
export function reconstructionError(
  kernels: Kernels,
  reconstruct: (X: Tensor) => Tensor,
  batches: Iterable<Pick<Batch, "X">>,
): number {
  const unused = new Workspace(kernels);
  let total = 0;
  let rows = 0;
  for (const { X } of batches) {
    const [count, inputs] = X.shape;
    total += count * mse(reconstruct(X), X, unused.shaped(count, inputs));
    rows += count;
  }
  return total / rows;
}
