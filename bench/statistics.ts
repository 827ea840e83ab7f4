/** What is told of many samples: the one in the middle, and how far they spread. */
export interface Spread {
  /** A quarter of the samples is not larger. */
  readonly low: number;
  readonly median: number;
  /** A quarter of the samples is not smaller. */
  readonly high: number;
}

/** @throws RangeError if there is no sample. */
export function spread(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new RangeError("spread: needs at least one sample, got none.");
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    low: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.75),
  };
}

/** The number that the given share of sorted samples does not exceed, between two of them if need be. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const before = Math.floor(position);
  const after = Math.ceil(position);
  return sorted[before] + (position - before) * (sorted[after] - sorted[before]);
}
