/**
 * Batch normalisation while it learns; the formulas stand in `src/layers/batch-normalisation.ts`.
 *
 * Four columns at a time, and what is left over one at a time. Sums are in double precision, as they
 * are there: four float32 become a low and a high pair of float64, and each result is the same to
 * the last bit.
 */

/** ε, and how much of the way to a batch's statistics the running ones go. */
const EPSILON: f64 = 1e-5;
const MOMENTUM: f64 = 0.1;

/** Bytes of one float32, and of four. */
const ONE: usize = 4;
const FOUR: usize = 16;

/**
 * The mean and the variance of each column from `first` to just before `last`; x̂, y and 1/√(σ² + ε);
 * and the running statistics move.
 */
export function normaliseForward(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  normalised: usize,
  inverseDeviation: usize,
  runningMean: usize,
  runningVariance: usize,
  rows: i32,
  columns: i32,
  first: i32,
  last: i32,
): void {
  const row = <usize>columns * ONE;
  const end = <usize>rows * row;
  const stop = <usize>last * ONE;
  const batch = f64x2.splat(<f64>rows);
  for (let column = <usize>first * ONE; column < stop; ) {
    const wide = column + FOUR <= stop;

    let meanLow = f64x2.splat(0);
    let meanHigh = f64x2.splat(0);
    for (let i = column; i < end; i += row) {
      const four = take(x + i, wide);
      meanLow = f64x2.add(meanLow, low(four));
      meanHigh = f64x2.add(meanHigh, high(four));
    }
    meanLow = f64x2.div(meanLow, batch);
    meanHigh = f64x2.div(meanHigh, batch);

    let squaresLow = f64x2.splat(0);
    let squaresHigh = f64x2.splat(0);
    for (let i = column; i < end; i += row) {
      const four = take(x + i, wide);
      const fromLow = f64x2.sub(low(four), meanLow);
      const fromHigh = f64x2.sub(high(four), meanHigh);
      squaresLow = f64x2.add(squaresLow, f64x2.mul(fromLow, fromLow));
      squaresHigh = f64x2.add(squaresHigh, f64x2.mul(fromHigh, fromHigh));
    }

    const inverseLow = inverseOf(f64x2.div(squaresLow, batch));
    const inverseHigh = inverseOf(f64x2.div(squaresHigh, batch));
    const scale = take(gamma + column, wide);
    const shift = take(beta + column, wide);
    for (let i = column; i < end; i += row) {
      const four = take(x + i, wide);
      const xHat = both(
        f64x2.mul(f64x2.sub(low(four), meanLow), inverseLow),
        f64x2.mul(f64x2.sub(high(four), meanHigh), inverseHigh),
      );
      const out = both(
        f64x2.add(f64x2.mul(low(scale), low(xHat)), low(shift)),
        f64x2.add(f64x2.mul(high(scale), high(xHat)), high(shift)),
      );
      put(normalised + i, xHat, wide);
      put(y + i, out, wide);
    }

    put(inverseDeviation + column, both(inverseLow, inverseHigh), wide);
    move(runningMean + column, meanLow, meanHigh, wide);
    const unbiased = f64x2.splat(<f64>rows - 1);
    const varianceLow = f64x2.div(squaresLow, unbiased);
    const varianceHigh = f64x2.div(squaresHigh, unbiased);
    move(runningVariance + column, varianceLow, varianceHigh, wide);
    column += wide ? FOUR : ONE;
  }
}

/** dγ += Σ dy·x̂, dβ += Σ dy, and dx, in the same columns. What has the address 0 is not wanted. */
export function normaliseBackward(
  dy: usize,
  gamma: usize,
  normalised: usize,
  inverseDeviation: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  first: i32,
  last: i32,
): void {
  const row = <usize>columns * ONE;
  const end = <usize>rows * row;
  const stop = <usize>last * ONE;
  const batch = f64x2.splat(<f64>rows);
  for (let column = <usize>first * ONE; column < stop; ) {
    const wide = column + FOUR <= stop;

    let productsLow = f64x2.splat(0);
    let productsHigh = f64x2.splat(0);
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    for (let i = column; i < end; i += row) {
      const slope = take(dy + i, wide);
      const xHat = take(normalised + i, wide);
      productsLow = f64x2.add(productsLow, f64x2.mul(low(slope), low(xHat)));
      productsHigh = f64x2.add(productsHigh, f64x2.mul(high(slope), high(xHat)));
      sumLow = f64x2.add(sumLow, low(slope));
      sumHigh = f64x2.add(sumHigh, high(slope));
    }
    if (dGamma) add(dGamma + column, productsLow, productsHigh, wide);
    if (dBeta) add(dBeta + column, sumLow, sumHigh, wide);

    if (dx) {
      const g = take(gamma + column, wide);
      const inverse = take(inverseDeviation + column, wide);
      const scaleLow = f64x2.mul(low(g), low(inverse));
      const scaleHigh = f64x2.mul(high(g), high(inverse));
      for (let i = column; i < end; i += row) {
        const slope = take(dy + i, wide);
        const xHat = take(normalised + i, wide);
        const viaLow = f64x2.add(sumLow, f64x2.mul(low(xHat), productsLow));
        const viaHigh = f64x2.add(sumHigh, f64x2.mul(high(xHat), productsHigh));
        const fromLow = f64x2.sub(low(slope), f64x2.div(viaLow, batch));
        const fromHigh = f64x2.sub(high(slope), f64x2.div(viaHigh, batch));
        put(dx + i, both(f64x2.mul(scaleLow, fromLow), f64x2.mul(scaleHigh, fromHigh)), wide);
      }
    }
    column += wide ? FOUR : ONE;
  }
}

/** 1/√(σ² + ε) */
function inverseOf(variance: v128): v128 {
  const root = f64x2.sqrt(f64x2.add(variance, f64x2.splat(EPSILON)));
  return f64x2.div(f64x2.splat(1), root);
}

/** Moves running statistics some of the way to a batch's. */
function move(running: usize, toLow: v128, toHigh: v128, wide: bool): void {
  const from = take(running, wide);
  const keep = f64x2.splat(1 - MOMENTUM);
  const go = f64x2.splat(MOMENTUM);
  const movedLow = f64x2.add(f64x2.mul(keep, low(from)), f64x2.mul(go, toLow));
  const movedHigh = f64x2.add(f64x2.mul(keep, high(from)), f64x2.mul(go, toHigh));
  put(running, both(movedLow, movedHigh), wide);
}

/** Adds to what stands at an address. */
function add(sum: usize, moreLow: v128, moreHigh: v128, wide: bool): void {
  const before = take(sum, wide);
  put(sum, both(f64x2.add(low(before), moreLow), f64x2.add(high(before), moreHigh)), wide);
}

/** Four float32 from an address; or one, and three zeros. */
function take(address: usize, wide: bool): v128 {
  return wide ? v128.load(address) : v128.load32_zero(address);
}

/** Puts four float32 at an address, or the first of them alone. */
function put(address: usize, four: v128, wide: bool): void {
  if (wide) v128.store(address, four);
  else v128.store_lane<f32>(address, four, 0);
}

/** The first two of four float32, as float64. */
function low(four: v128): v128 {
  return f64x2.promote_low_f32x4(four);
}

/** The last two of four float32, as float64. */
function high(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
}

/** Two pairs of float64 as four float32. */
function both(lowPair: v128, highPair: v128): v128 {
  const lowHalf = f32x4.demote_f64x2_zero(lowPair);
  const highHalf = f32x4.demote_f64x2_zero(highPair);
  return v128.shuffle<f32>(lowHalf, highHalf, 0, 1, 4, 5);
}
