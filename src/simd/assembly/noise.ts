/**
 * Gaussian noise from uniform numbers, as `SeededRandom.normal` makes it (Box and Muller, 1958), four numbers
 * at a time:
 *
 *     r = √(−2 ln(1 − u)),  y₀ = x₀ + σ·r·cos(2πv),  y₁ = x₁ + σ·r·sin(2πv)
 *
 * Logarithm, sine and cosine are sums of a few powers, which come near to them in a small interval; the
 * coefficients are those of the library fdlibm (Sun Microsystems, 1993; e_log.c, k_sin.c and k_cos.c). What
 * they differ by from `Math.log`, `Math.sin` and `Math.cos` is some 10⁻¹⁶, too little for a float32 to show.
 */

/** Bytes of a float32, and of four. */
const ONE: usize = 4;
const FOUR: usize = 16;

/** What makes a fraction of 32 bits: 2⁻³². */
const FRACTION: f64 = 2.3283064365386963e-10;

/** The first half of the bits of √½, and zeros. */
const ROOT_HALF: i64 = (<i64>0x3fe6a09e) << 32;

/** 1.5·2⁵²: a small whole number that is added to it stands in its last bits. */
const LAST_BITS: f64 = 6755399441055744;

/**
 * Draws `count` words from the generator of `SeededRandom`, Alea (Baagøe, 2010), which multiplies and carries:
 *
 *     t = 2091639·s₀ + c;  s₀, s₁, s₂ ← s₁, s₂, the last 32 bits of t;  c ← the bits before them
 *
 * The library seedrandom has s₀, s₁, s₂ as fractions, which are multiples of 2⁻³². A word is the newest s₂·2³².
 * Behind the words comes what to go on with: s₀·2³², s₁·2³², s₂·2³² and c.
 */
export function drawWords(words: usize, count: i32, s0: f64, s1: f64, s2: f64, c: f64): void {
  let first = <u64>(s0 / FRACTION),
    second = <u64>(s1 / FRACTION),
    third = <u64>(s2 / FRACTION);
  let carry = <u64>c;
  const end = words + <usize>count * ONE;
  for (; words < end; words += ONE) {
    const t = 2091639 * first + carry;
    first = second;
    second = third;
    third = t & 0xffffffff;
    carry = t >> 32;
    store<u32>(words, <u32>t);
  }
  store<u32>(end, <u32>first);
  store<u32>(end, <u32>second, 4);
  store<u32>(end, <u32>third, 8);
  store<u32>(end, <u32>carry, 12);
}

/** y = x + deviation·ε. The words are u·2³² and v·2³² of each pair; the length is a multiple of four. */
export function addNoise(words: usize, x: usize, y: usize, length: usize, deviation: f64): void {
  const end = words + length * ONE;
  for (; words < end; words += FOUR, x += FOUR, y += FOUR) {
    const four = v128.load(words); // u₀ v₀ u₁ v₁
    const u = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(four, four, 0, 2, 0, 2));
    const v = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(four, four, 1, 3, 1, 3));

    const rest = f64x2.sub(f64x2.splat(1), times(FRACTION, u)); // never 0
    const radius = times(deviation, f64x2.sqrt(times(-2, logarithm(rest))));

    // The angle is some quarter turns, and a rest between −π/4 and π/4.
    const turns = times(4 * FRACTION, v);
    const quarters = f64x2.floor(plus(0.5, turns));
    const angle = times(Math.PI / 2, f64x2.sub(turns, quarters));
    const sine = sineOf(angle);
    const cosine = cosineOf(angle);

    // A quarter turn makes cosines of sines, and a half turn changes signs: (c, s), (−s, c), (−c, −s), (s, −c).
    const bits = plus(LAST_BITS, quarters);
    const odd = i64x2.neg(v128.and(bits, i64x2.splat(1)));
    const c = v128.xor(v128.bitselect(sine, cosine, odd), signOf(i64x2.add(bits, i64x2.splat(1))));
    const s = v128.xor(v128.bitselect(cosine, sine, odd), signOf(bits));

    const first = f64x2.mul(radius, c); // of both pairs, as `second` is
    const second = f64x2.mul(radius, s);
    const xs = v128.load(x);
    const y0 = f64x2.add(f64x2.promote_low_f32x4(xs), v128.shuffle<i64>(first, second, 0, 2));
    const x1 = f64x2.promote_low_f32x4(v128.shuffle<i64>(xs, xs, 1, 1));
    const y1 = f64x2.add(x1, v128.shuffle<i64>(first, second, 1, 3));
    v128.store(
      y,
      v128.shuffle<i64>(f32x4.demote_f64x2_zero(y0), f32x4.demote_f64x2_zero(y1), 0, 2),
    );
  }
}

/** ln x of normal numbers above 0. With x = m·2ᵉ, m near 1, and s = (m − 1)/(m + 1), it is e·ln 2 + 2·artanh s. */
function logarithm(x: v128): v128 {
  const e = i64x2.shr_s(i64x2.sub(x, i64x2.splat(ROOT_HALF)), 52);
  const m = i64x2.sub(x, i64x2.shl(e, 52));
  const s = f64x2.div(plus(-1, m), plus(1, m));
  const z = f64x2.mul(s, s);
  let sum = f64x2.splat(0.14798198605116586);
  sum = plus(0.15313837699209373, f64x2.mul(z, sum));
  sum = plus(0.1818357216161805, f64x2.mul(z, sum));
  sum = plus(0.22222198432149784, f64x2.mul(z, sum));
  sum = plus(0.2857142874366239, f64x2.mul(z, sum));
  sum = plus(0.3999999999940942, f64x2.mul(z, sum));
  sum = plus(0.6666666666666735, f64x2.mul(z, sum));
  sum = f64x2.mul(s, plus(2, f64x2.mul(z, sum)));
  const exponent = plus(-LAST_BITS, i64x2.add(e, f64x2.splat(LAST_BITS)));
  return f64x2.add(times(Math.LN2, exponent), sum);
}

/** sin t, with t from −π/4 to π/4. */
function sineOf(t: v128): v128 {
  const z = f64x2.mul(t, t);
  let sum = f64x2.splat(1.58969099521155e-10);
  sum = plus(-2.5050760253406863e-8, f64x2.mul(z, sum));
  sum = plus(2.7557313707070068e-6, f64x2.mul(z, sum));
  sum = plus(-0.0001984126982985795, f64x2.mul(z, sum));
  sum = plus(0.00833333333332249, f64x2.mul(z, sum));
  sum = plus(-0.16666666666666632, f64x2.mul(z, sum));
  return f64x2.add(t, f64x2.mul(f64x2.mul(t, z), sum));
}

/** cos t, with t from −π/4 to π/4. */
function cosineOf(t: v128): v128 {
  const z = f64x2.mul(t, t);
  let sum = f64x2.splat(-1.1359647557788195e-11);
  sum = plus(2.087572321298175e-9, f64x2.mul(z, sum));
  sum = plus(-2.7557314351390663e-7, f64x2.mul(z, sum));
  sum = plus(2.480158728947673e-5, f64x2.mul(z, sum));
  sum = plus(-0.001388888888887411, f64x2.mul(z, sum));
  sum = plus(0.0416666666666666, f64x2.mul(z, sum));
  sum = plus(-0.5, f64x2.mul(z, sum));
  return plus(1, f64x2.mul(z, sum));
}

/** The sign that the second-last bit of a whole number stands for: minus if it is 1. */
function signOf(bits: v128): v128 {
  return i64x2.shl(v128.and(bits, i64x2.splat(2)), 62);
}

function plus(a: f64, b: v128): v128 {
  return f64x2.add(f64x2.splat(a), b);
}

function times(a: f64, b: v128): v128 {
  return f64x2.mul(f64x2.splat(a), b);
}
