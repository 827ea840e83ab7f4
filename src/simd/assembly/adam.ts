/**
 * Adam's update of one parameter; the formula stands in `src/optim/adam.ts`.
 *
 * A float32 has only seven digits: β₂ = 0.999 and 1 − β₂ = 0.001, once rounded, do not sum to 1.
 * So β·v + (1 − β)·g² is computed as v + (1 − β)·(g² − v), where only 1 − β is needed.
 */

/** A moment nearer to 0 than this becomes 0; 2⁻¹⁰⁰. */
export const NEGLIGIBLE: f32 = 7.888609052210118e-31;

/** Bytes of one float32, and of four. */
const ONE: usize = 4;
const FOUR: usize = 16;

/** Where the constants stand, from the address of the first on; bytes. */
const RATE_1: usize = 0; // 1 − β₁
const RATE_2: usize = 4; // 1 − β₂
const STEP_SIZE: usize = 8; // α / (1 − β₁ᵗ), so that stepSize·m is α·m̂
const SCALE_2: usize = 12; // 1 / (1 − β₂ᵗ), so that scale2·v is v̂
const EPSILON: usize = 16;
const LEAST: usize = 20; // NEGLIGIBLE

/**
 * Changes w, m and v, four numbers at a time; what is left over, one at a time.
 *
 * The constants lie in the memory, because V8 keeps in a register what it has loaded. A number that was
 * handed over, or stands in the code, it would spread to four anew for every four weights.
 */
export function updateWeights(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  length: usize,
  constants: usize,
): void {
  const end = w + length * ONE;
  const rate1 = v128.load32_splat(constants + RATE_1);
  const rate2 = v128.load32_splat(constants + RATE_2);
  const stepSize = v128.load32_splat(constants + STEP_SIZE);
  const scale2 = v128.load32_splat(constants + SCALE_2);
  const epsilon = v128.load32_splat(constants + EPSILON);
  const least = v128.load32_splat(constants + LEAST);

  for (; w + FOUR <= end; w += FOUR, g += FOUR, m += FOUR, v += FOUR) {
    const gs = v128.load(g);
    let ms = v128.load(m);
    let vs = v128.load(v);
    ms = f32x4.add(ms, f32x4.mul(rate1, f32x4.sub(gs, ms)));
    vs = f32x4.add(vs, f32x4.mul(rate2, f32x4.sub(f32x4.mul(gs, gs), vs)));
    // A comparison answers with 32 ones for true: what is `andnot` those becomes 0. NaN stays NaN.
    ms = v128.andnot(ms, f32x4.lt(f32x4.abs(ms), least));
    vs = v128.andnot(vs, f32x4.lt(vs, least));
    const root = f32x4.sqrt(f32x4.mul(scale2, vs));
    const change = f32x4.div(f32x4.mul(stepSize, ms), f32x4.add(root, epsilon));
    v128.store(m, ms);
    v128.store(v, vs);
    // vs − vs is 0, or NaN where vs has become infinite.
    v128.store(w, f32x4.sub(v128.load(w), f32x4.add(change, f32x4.sub(vs, vs))));
  }

  for (; w < end; w += ONE, g += ONE, m += ONE, v += ONE) {
    const g1 = load<f32>(g);
    let m1 = load<f32>(m);
    let v1 = load<f32>(v);
    m1 += load<f32>(constants + RATE_1) * (g1 - m1);
    v1 += load<f32>(constants + RATE_2) * (g1 * g1 - v1);
    if (abs(m1) < NEGLIGIBLE) m1 = 0;
    if (v1 < NEGLIGIBLE) v1 = 0;
    store<f32>(m, m1);
    store<f32>(v, v1);
    const root = sqrt<f32>(load<f32>(constants + SCALE_2) * v1);
    const change =
      (load<f32>(constants + STEP_SIZE) * m1) / (root + load<f32>(constants + EPSILON));
    store<f32>(w, load<f32>(w) - (change + (v1 - v1)));
  }
}
