/** Rows that are so far from those that a model has learned from that its numbers leave their range. */
import { InputError } from "../input-error.ts";
import type { Values } from "../tensor/tensor.ts";

/**
 * Asks that a model computed finite numbers for each row.
 *
 * @param computed codes, probabilities or reconstructions, `width` numbers for each row
 * @param first which row the first is, counted from 0
 * @throws InputError that names the first row for which they became too large on the way.
 */
export function expectComputed(
  computed: Values | Uint8Array,
  width: number,
  source: string,
  first = 0,
): void {
  if (computed instanceof Uint8Array) return;
  const at = computed.findIndex((number) => !Number.isFinite(number));
  if (at < 0) return;
  throw new InputError(
    `Row ${first + Math.floor(at / width) + 1} of ${source} is so far from what the model has learned from that it computes no number for it; mend or remove the row.`,
  );
}
