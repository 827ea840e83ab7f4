/**
 * The step of a running average of weights; the formula stands in `src/optim/weight-average.ts`.
 *
 * The way is computed in double precision, as it is there: each result is the same to the last bit.
 */

/** Bytes of one float32, and of four. */
const ONE: usize = 4;
const FOUR: usize = 16;

/** a ← a + share·(w − a) */
export function moveTowards(a: usize, w: usize, length: usize, share: f64): void {
  const end = a + length * ONE;
  for (; a + FOUR <= end; a += FOUR, w += FOUR) {
    const lowHalf = moved(v128.load64_zero(a), v128.load64_zero(w), share);
    const highHalf = moved(v128.load64_zero(a + FOUR / 2), v128.load64_zero(w + FOUR / 2), share);
    v128.store(a, v128.shuffle<f32>(lowHalf, highHalf, 0, 1, 4, 5));
  }
  for (; a < end; a += ONE, w += ONE) {
    const one = moved(v128.load32_zero(a), v128.load32_zero(w), share);
    v128.store_lane<f32>(a, one, 0);
  }
}

/** Two float32, some of the way from `from` to `to`; the upper half is 0. */
function moved(from: v128, to: v128, share: f64): v128 {
  const start = f64x2.promote_low_f32x4(from);
  const way = f64x2.sub(f64x2.promote_low_f32x4(to), start);
  return f32x4.demote_f64x2_zero(f64x2.add(start, f64x2.mul(f64x2.splat(share), way)));
}
