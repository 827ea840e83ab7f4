/**
 * The loop of the losses that are squared errors; the formulas stand in `src/losses`.
 *
 * All of it is computed in double precision and in the order in which it is done there: the sum and
 * each gradient are the same to the last bit.
 */

/** Bytes of one float32, and of two. */
const ONE: usize = 4;
const TWO: usize = 8;

/** dp = scale·(p − t); returns Σ (p − t)² */
export function squaredErrors(p: usize, t: usize, dp: usize, length: usize, scale: f64): f64 {
  const end = p + length * ONE;
  let sum: f64 = 0;
  for (; p + TWO <= end; p += TWO, t += TWO, dp += TWO) {
    const differences = f64x2.sub(twoDoubles(p), twoDoubles(t));
    const squares = f64x2.mul(differences, differences);
    sum += f64x2.extract_lane(squares, 0);
    sum += f64x2.extract_lane(squares, 1);
    const gradients = f64x2.mul(f64x2.splat(scale), differences);
    v128.store64_lane(dp, f32x4.demote_f64x2_zero(gradients), 0);
  }
  if (p < end) {
    const difference = <f64>load<f32>(p) - <f64>load<f32>(t);
    sum += difference * difference;
    store<f32>(dp, <f32>(scale * difference));
  }
  return sum;
}

/** The two float32 at an address, as doubles. */
function twoDoubles(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}
