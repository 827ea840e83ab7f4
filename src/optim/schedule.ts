/**
 * A learning rate that falls in steps, as in the AAE paper's appendix A: large while there is far
 * to go, small for the last details.
 */

/** From this epoch on (the first is 1), the learning rate is multiplied by `factor`. */
export interface Drop {
  readonly epoch: number;
  readonly factor: number;
}

/** The learning rate of an epoch: the initial one times the factors of all drops so far. */
export function steppedRate(initial: number, drops: readonly Drop[], epoch: number): number {
  let rate = initial;
  for (const drop of drops) {
    if (epoch >= drop.epoch) rate *= drop.factor;
  }
  return rate;
}
