import type { Values } from "./tensor.ts";

/**
 * Whether all numbers are finite, and none is NaN, in one pass: a sum is finite only if all its
 * numbers are.
 *
 * Four sums, so that an addition need not wait for the one before. Numbers of float32 are far too
 * small to make a sum of float64 overflow.
 */
export function allFinite(x: Values): boolean {
  const end = x.length - (x.length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < end; i += 4) {
    a += x[i];
    b += x[i + 1];
    c += x[i + 2];
    d += x[i + 3];
  }
  for (let i = end; i < x.length; i++) a += x[i];
  return Number.isFinite(a + b + c + d);
}
