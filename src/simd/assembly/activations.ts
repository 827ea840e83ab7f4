/**
 * The activations' loops, forward and backward; the formulas stand in `src/layers`.
 *
 * Each loop takes four numbers at a time, and what is left over at the end one at a time, through
 * the same function: a number's result does not depend on where it stands.
 */

/** Bytes of one float32, and of four. */
const ONE: usize = 4;
const FOUR: usize = 16;

/** ln 2 in two parts; the first has so few digits that small multiples of it are exact. */
const LN2_HIGH: f32 = 355 / 512.0;
const LN2_LOW: f32 = <f32>(Math.LN2 - LN2_HIGH);

/** y = max(0, x) */
export function reluForward(x: usize, y: usize, length: usize): void {
  const end = x + length * ONE;
  for (; x + FOUR <= end; x += FOUR, y += FOUR) v128.store(y, positive(v128.load(x)));
  for (; x < end; x += ONE, y += ONE) storeOne(y, positive(loadOne(x)));
}

/** dx = dy where x > 0, 0 elsewhere; NaN where x is NaN */
export function reluBackward(dy: usize, x: usize, dx: usize, length: usize): void {
  const end = x + length * ONE;
  for (; x + FOUR <= end; x += FOUR, dy += FOUR, dx += FOUR) {
    v128.store(dx, wherePositive(v128.load(x), v128.load(dy)));
  }
  for (; x < end; x += ONE, dy += ONE, dx += ONE) {
    storeOne(dx, wherePositive(loadOne(x), loadOne(dy)));
  }
}

function positive(x: v128): v128 {
  return f32x4.max(f32x4.splat(0), x);
}

/**
 * A comparison answers with 32 ones for true and 32 zeros for false: with a mask. NaN alone is not
 * itself, and 32 ones are a NaN.
 */
function wherePositive(x: v128, dy: v128): v128 {
  return v128.or(v128.and(dy, f32x4.gt(x, f32x4.splat(0))), f32x4.ne(x, x));
}

/** y = tanh(x) */
export function tanhForward(x: usize, y: usize, length: usize): void {
  const end = x + length * ONE;
  for (; x + FOUR <= end; x += FOUR, y += FOUR) v128.store(y, tanh(v128.load(x)));
  for (; x < end; x += ONE, y += ONE) storeOne(y, tanh(loadOne(x)));
}

/** dx = dy · (1 − y²) */
export function tanhBackward(dy: usize, y: usize, dx: usize, length: usize): void {
  const end = y + length * ONE;
  for (; y + FOUR <= end; y += FOUR, dy += FOUR, dx += FOUR) {
    v128.store(dx, tanhGradient(v128.load(dy), v128.load(y)));
  }
  for (; y < end; y += ONE, dy += ONE, dx += ONE) {
    storeOne(dx, tanhGradient(loadOne(dy), loadOne(y)));
  }
}

/** (1 − y)·(1 + y) is 1 − y², with less lost to rounding where y is near ±1. */
function tanhGradient(dy: v128, y: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.mul(dy, f32x4.mul(f32x4.sub(one, y), f32x4.add(one, y)));
}

/** y = σ(x) */
export function sigmoidForward(x: usize, y: usize, length: usize): void {
  const end = x + length * ONE;
  for (; x + FOUR <= end; x += FOUR, y += FOUR) v128.store(y, sigmoid(v128.load(x)));
  for (; x < end; x += ONE, y += ONE) storeOne(y, sigmoid(loadOne(x)));
}

/** dx = dy · y·(1 − y) */
export function sigmoidBackward(dy: usize, y: usize, dx: usize, length: usize): void {
  const end = y + length * ONE;
  for (; y + FOUR <= end; y += FOUR, dy += FOUR, dx += FOUR) {
    v128.store(dx, sigmoidGradient(v128.load(dy), v128.load(y)));
  }
  for (; y < end; y += ONE, dy += ONE, dx += ONE) {
    storeOne(dx, sigmoidGradient(loadOne(dy), loadOne(y)));
  }
}

function sigmoidGradient(dy: v128, y: v128): v128 {
  return f32x4.mul(f32x4.mul(dy, y), f32x4.sub(f32x4.splat(1), y));
}

/**
 * With e = e^(−|x|), σ(x) = 1 / (1 + e) for x ≥ 0, and e / (1 + e) below: so a σ near 0 keeps its
 * digits. One below 2⁻¹²⁶, which float32 has with fewer digits only, is 0.
 */
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  const least = f32x4.splat(-126 * <f32>Math.LN2);
  const u = f32x4.max(f32x4.neg(f32x4.abs(x)), least);
  const n = nearestPower(u);
  const power = powerOfTwo(n);
  const e = f32x4.add(power, f32x4.mul(power, restOfPower(u, n)));
  const above = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
  return v128.andnot(f32x4.div(above, f32x4.add(one, e)), f32x4.lt(x, least));
}

/**
 * tanh |x| = (1 − e^(−2|x|)) / (1 + e^(−2|x|)) = −E / (2 + E)  with  E = e^(−2|x|) − 1,
 * and the sign of x. Near 0, E keeps the digits that 1 − e^(−2|x|) would lose.
 */
function tanh(x: v128): v128 {
  const signBit = i32x4.splat(0x80000000);
  // Beyond 10, tanh is 1 in float32, and e^(−20) is as good as any smaller power.
  const E = expm1(f32x4.max(f32x4.mul(f32x4.splat(-2), f32x4.abs(x)), f32x4.splat(-20)));
  return v128.bitselect(x, f32x4.div(E, f32x4.add(f32x4.splat(2), E)), signBit);
}

/** e^u − 1 = 2ⁿ·(e^r − 1) + (2ⁿ − 1), for −20 ≤ u ≤ 0; see `restOfPower`. */
function expm1(u: v128): v128 {
  const n = nearestPower(u);
  const power = powerOfTwo(n);
  return f32x4.add(f32x4.mul(power, restOfPower(u, n)), f32x4.sub(power, f32x4.splat(1)));
}

/** n, the whole number nearest to u / ln 2. */
function nearestPower(u: v128): v128 {
  return f32x4.nearest(f32x4.mul(u, f32x4.splat(Mathf.LOG2E)));
}

/** 2ⁿ. A float32 keeps its power of two, plus 127, in the bits from the 23rd on. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/**
 * e^r − 1, where u = n·ln 2 + r, so that |r| ≤ ½·ln 2 and e^u = 2ⁿ·e^r:
 *
 *     e^r − 1 = r + r²/2! + r³/3! + … + r⁷/7!      what is left out is below r⁸/8! < 6e-9
 *
 * Source: Cody and Waite, "Software manual for the elementary functions" (1980), chapter 6.
 */
function restOfPower(u: v128, n: v128): v128 {
  let r = f32x4.sub(u, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));

  let series = f32x4.splat(1 / 5040.0);
  series = f32x4.add(f32x4.splat(1 / 720.0), f32x4.mul(r, series));
  series = f32x4.add(f32x4.splat(1 / 120.0), f32x4.mul(r, series));
  series = f32x4.add(f32x4.splat(1 / 24.0), f32x4.mul(r, series));
  series = f32x4.add(f32x4.splat(1 / 6.0), f32x4.mul(r, series));
  series = f32x4.add(f32x4.splat(1 / 2.0), f32x4.mul(r, series));
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, r), series));
}

/** The number at an address, and three zeros. */
function loadOne(address: usize): v128 {
  return v128.load32_zero(address);
}

/** Puts the first of four numbers at an address. */
function storeOne(address: usize, four: v128): void {
  v128.store_lane<f32>(address, four, 0);
}
