/**
 * A learning rate that falls in steps, as in the AAE paper's appendix A: large while there is far
 * to go, small for the last details.
 */

/** Once this share of the run is done, the learning rate is multiplied by `factor`. */
export interface Drop {
  /** From 0, the start, to 1, the end. */
  readonly after: number;
  readonly factor: number;
}

/** The learning rate at a point of the run: the initial one times the factors of all drops so far. */
export function steppedRate(initial: number, drops: readonly Drop[], done: number): number {
  let rate = initial;
  for (const { after, factor } of drops) {
    if (done >= after) rate *= factor;
  }
  return rate;
}
