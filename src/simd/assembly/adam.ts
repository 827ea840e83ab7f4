/**
 * Adam's update of one parameter; the formula stands in `src/optim/adam.ts`.
 *
 * A float32 has only seven digits: β₂ = 0.999 and 1 − β₂ = 0.001, once rounded, do not sum to 1.
 * So β·v + (1 − β)·g² is computed as v + (1 − β)·(g² − v), where only 1 − β is needed.
 */

/** A moment nearer to 0 than this becomes 0; 2⁻¹⁰⁰. */
const NEGLIGIBLE: f32 = 7.888609052210118e-31;

/** Bytes of one float32, and of four. */
const ONE: usize = 4;
const FOUR: usize = 16;

/**
 * Changes w, m and v, four numbers at a time; what is left over, one at a time.
 *
 * @param rate1 1 − β₁
 * @param rate2 1 − β₂
 * @param stepSize α / (1 − β₁ᵗ), so that stepSize·m is α·m̂
 * @param scale2 1 / (1 − β₂ᵗ), so that scale2·v is v̂
 * @param epsilon ε
 */
export function updateWeights(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  length: usize,
  rate1: f32,
  rate2: f32,
  stepSize: f32,
  scale2: f32,
  epsilon: f32,
): void {
  const end = w + length * ONE;

  for (; w + FOUR <= end; w += FOUR, g += FOUR, m += FOUR, v += FOUR) {
    const gs = v128.load(g);
    let ms = v128.load(m);
    let vs = v128.load(v);
    ms = f32x4.add(ms, f32x4.mul(f32x4.splat(rate1), f32x4.sub(gs, ms)));
    vs = f32x4.add(vs, f32x4.mul(f32x4.splat(rate2), f32x4.sub(f32x4.mul(gs, gs), vs)));
    ms = unlessNegligible(ms);
    vs = unlessNegligible(vs);
    const step = f32x4.mul(f32x4.splat(stepSize), ms);
    const root = f32x4.sqrt(f32x4.mul(f32x4.splat(scale2), vs));
    const change = f32x4.div(step, f32x4.add(root, f32x4.splat(epsilon)));
    v128.store(m, ms);
    v128.store(v, vs);
    // vs − vs is 0, or NaN where vs has become infinite.
    v128.store(w, f32x4.sub(v128.load(w), f32x4.add(change, f32x4.sub(vs, vs))));
  }

  for (; w < end; w += ONE, g += ONE, m += ONE, v += ONE) {
    const g1 = load<f32>(g);
    let m1 = load<f32>(m);
    let v1 = load<f32>(v);
    m1 += rate1 * (g1 - m1);
    v1 += rate2 * (g1 * g1 - v1);
    if (abs(m1) < NEGLIGIBLE) m1 = 0;
    if (v1 < NEGLIGIBLE) v1 = 0;
    store<f32>(m, m1);
    store<f32>(v, v1);
    const change = (stepSize * m1) / (sqrt<f32>(scale2 * v1) + epsilon);
    store<f32>(w, load<f32>(w) - (change + (v1 - v1)));
  }
}

/** A comparison answers with 32 ones for true: what is `andnot` those becomes 0. NaN stays NaN. */
function unlessNegligible(moments: v128): v128 {
  return v128.andnot(moments, f32x4.lt(f32x4.abs(moments), f32x4.splat(NEGLIGIBLE)));
}
