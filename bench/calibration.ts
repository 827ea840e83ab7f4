/**
 * How fast the machine itself is, from second to second: additions of which each waits for the one
 * before. Nothing but the clock of the processor makes them faster, and whoever else is on it slower.
 */

/** Additions in a look. */
const ADDITIONS = 10_000_000;

/** Millions of dependent additions in a second, measured for some hundredths of a second. */
export function calibrate(): number {
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < ADDITIONS; i++) sum = (sum + i) | 0;
  const ms = performance.now() - start;
  return ADDITIONS / ms / (sum === 1 ? 999 : 1000); // the sum is used, so the loop has to run
}

/** By how much the slower looks stay behind the faster ones: 0.1 means a tenth. */
export function unsteadiness(looks: readonly number[]): number {
  const sorted = looks.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return 1 - at(0.1) / at(0.9);
}
