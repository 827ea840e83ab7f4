/** Forty ways to get the exercises wrong, and a piece of what must be said about each. */
import type { Exercise } from "../../lab/src/exercises/exercises.ts";

type Wrong = readonly [exercise: Exercise["id"], what: string, code: string, hint: RegExp];

const relu = (body: string) =>
  `function backward({ x, y, dy, dx }) { for (let i = 0; i < x.length; i++) { ${body} } }`;
const dense = (body: string, before = "dX.fill(0);") =>
  `function backward({ X, W, dY, dW, db, dX, B, I, O }) { ${before}
  for (let b = 0; b < B; b++) for (let o = 0; o < O; o++) { const dy = dY[b * O + o]; ${body} } }`;
const BIAS = "db[o] += dy;";
const WEIGHTS = "for (let i = 0; i < I; i++) dW[i * O + o] += X[b * I + i] * dy;";
const INPUT = "for (let i = 0; i < I; i++) dX[b * I + i] += W[i * O + o] * dy;";
const bce = (
  gradient: string,
  loss = "Math.max(x[i], 0) - x[i] * t[i] + Math.log1p(Math.exp(-Math.abs(x[i])))",
  result = "sum / x.length",
) =>
  `function bce({ x, t, dx }) { const n = x.length; let sum = 0;
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  for (let i = 0; i < n; i++) { sum += ${loss}; ${gradient} } return ${result}; }`;
const BCE = "dx[i] = (sigmoid(x[i]) - t[i]) / n;";
const discriminator = (body: string) =>
  `function phase({ discriminator, P, Z, bce, zeroGradients }) { ${body} }`;
const generator = (body: string) =>
  `function phase({ encoder, discriminator, X, bce, zeroGradients }) { ${body} }`;
const adam = (m: string, v: string, w: string) =>
  `function update({ w, g, m, v, alpha, beta1, beta2, epsilon, t }) { for (let i = 0; i < w.length; i++) {
  m[i] = ${m}; v[i] = ${v}; const mHat = m[i] / (1 - beta1 ** t), vHat = v[i] / (1 - beta2 ** t); ${w} } }`;
const M = "beta1 * m[i] + (1 - beta1) * g[i]";
const V = "beta2 * v[i] + (1 - beta2) * g[i] ** 2";
const STEP = "w[i] -= alpha * mHat / (Math.sqrt(vHat) + epsilon);";

export const WRONG: readonly Wrong[] = [
  [
    "relu",
    "the gate is on dy",
    relu("dx[i] = dy[i] > 0 ? dy[i] : 0;"),
    /does it look at the sign of dY where that of X is meant/,
  ],
  [
    "relu",
    "the gate is upside down",
    relu("dx[i] = x[i] < 0 ? dy[i] : 0;"),
    /are the two sides exchanged/,
  ],
  ["relu", "no gate", relu("dx[i] = dy[i];"), /Only where X is negative are the values wrong/],
  ["relu", "1 in place of dy", relu("dx[i] = x[i] > 0 ? 1 : 0;"), /is dY left out/],
  ["relu", "times y", relu("dx[i] = y[i] * dy[i];"), /factor X once too often/],
  ["relu", "it adds", relu("dx[i] += x[i] > 0 ? dy[i] : 0;"), /adds to what stood in dX before/],
  [
    "relu",
    "the last one is left out",
    "function backward({ x, dy, dx }) { for (let i = 0; i < x.length - 1; i++) dx[i] = x[i] > 0 ? dy[i] : 0; }",
    /does not write all of dX/,
  ],
  [
    "relu",
    "x is changed",
    relu("x[i] = Math.max(0, x[i]); dx[i] = x[i] > 0 ? dy[i] : 0;"),
    /changes X, which belongs to the caller/,
  ],
  ["dense", "nothing", dense(""), /Every analytic value is 0/],
  [
    "dense",
    "dW overwritten",
    dense(`${BIAS}${INPUT} for (let i = 0; i < I; i++) dW[i * O + o] = X[b * I + i] * dy;`),
    /weight: .*is there = where \+= is meant/s,
  ],
  [
    "dense",
    "db overwritten",
    dense(`db[o] = dy;${WEIGHTS}${INPUT}`),
    /bias: .*is there = where \+= is meant/s,
  ],
  [
    "dense",
    "dW filled with 0 first",
    dense(`${BIAS}${WEIGHTS}${INPUT}`, "dX.fill(0); dW.fill(0); db.fill(0);"),
    /overwrites grad instead of adding to it/,
  ],
  ["dense", "dX adds", dense(`${BIAS}${WEIGHTS}${INPUT}`, ""), /adds to what stood in dX before/],
  [
    "dense",
    "a mean over the batch",
    dense(
      `db[o] += dy / B; for (let i = 0; i < I; i++) dW[i * O + o] += X[b * I + i] * dy / B; ${INPUT}`,
    ),
    /4 is the batch size: is it divided by once too often/,
  ],
  ["dense", "no db", dense(`${WEIGHTS}${INPUT}`), /bias: .*Every analytic value is 0/s],
  ["dense", "no dX", dense(`${BIAS}${WEIGHTS}`), /X: .*Every analytic value is 0/s],
  [
    "dense",
    "a sign",
    dense(`${BIAS}${WEIGHTS} for (let i = 0; i < I; i++) dX[b * I + i] -= W[i * O + o] * dy;`),
    /opposite sign/,
  ],
  [
    "dense",
    "W read transposed",
    dense(`${BIAS}${WEIGHTS} for (let i = 0; i < I; i++) dX[b * I + i] += W[o * I + i] * dy;`),
    /is W read where Wᵀ is meant/,
  ],
  [
    "dense",
    "W is changed",
    dense(`${BIAS}${WEIGHTS}${INPUT} W[0] += 1;`),
    /weight: forward or backward changes its value/,
  ],
  ["dense", "dY is changed", dense(`${BIAS}${WEIGHTS}${INPUT} dY[b * O + o] = 0;`), /changes dY/],
  [
    "bce",
    "no division by n",
    bce("dx[i] = sigmoid(x[i]) - t[i];"),
    /6 is .*is a division by it missing/,
  ],
  ["bce", "the other way round", bce("dx[i] = (t[i] - sigmoid(x[i])) / n;"), /opposite sign/],
  ["bce", "no gradient", bce(""), /Every analytic value is 0/],
  [
    "bce",
    "the gradient of the probability",
    bce("const p = sigmoid(x[i]); dx[i] = (p - t[i]) / (p * (1 - p)) / n;"),
    /lacks the factor p·\(1 − p\)/,
  ],
  ["bce", "a sum for a loss", bce(BCE, undefined, "sum"), /6 times as large: is a mean a sum/],
  [
    "bce",
    "an overflow",
    bce(BCE, "-(t[i] * Math.log(sigmoid(x[i])) + (1 - t[i]) * Math.log(1 - sigmoid(x[i])))"),
    /logits of 800 .* overflow/,
  ],
  ["bce", "it adds", bce("dx[i] += (sigmoid(x[i]) - t[i]) / n;"), /a loss must write dP\[i\]/],
  [
    "bce",
    "no return",
    "function bce({ x, t, dx }) { }",
    /bce returns nothing, but the loss is wanted/,
  ],
  [
    "discriminator",
    "labels exchanged",
    discriminator(
      "zeroGradients(discriminator); const l = discriminator.forward([...P, ...Z]); const r = bce(l, l.map((_, i) => i < l.length / 2 ? 0 : 1)); discriminator.backward(r.gradient, 'parameters'); return r.loss;",
    ),
    /Are the targets those/,
  ],
  [
    "discriminator",
    "all real",
    discriminator(
      "zeroGradients(discriminator); const l = discriminator.forward([...P, ...Z]); const r = bce(l, l.map(() => 1)); discriminator.backward(r.gradient, 'parameters'); return r.loss;",
    ),
    /Are the targets those/,
  ],
  [
    "discriminator",
    "codes alone",
    discriminator(
      "zeroGradients(discriminator); const l = discriminator.forward(Z); const r = bce(l, l.map(() => 0)); discriminator.backward(r.gradient, 'parameters'); return r.loss;",
    ),
    /The loss is .* but it should be/,
  ],
  [
    "discriminator",
    "no zeroGradients",
    discriminator(
      "const l = discriminator.forward([...P, ...Z]); const r = bce(l, l.map((_, i) => i < l.length / 2 ? 1 : 0)); discriminator.backward(r.gradient, 'parameters'); return r.loss;",
    ),
    /begin with zeroGradients\(discriminator\)/,
  ],
  [
    "discriminator",
    "nothing goes back",
    discriminator(
      "zeroGradients(discriminator); const l = discriminator.forward([...P, ...Z]); return bce(l, l.map((_, i) => i < l.length / 2 ? 1 : 0)).loss;",
    ),
    /Every analytic value is 0/,
  ],
  [
    "discriminator",
    "too few targets",
    discriminator("const l = discriminator.forward([...P, ...Z]); return bce(l, [1, 0]).loss;"),
    /8 logits and 2 targets/,
  ],
  [
    "generator",
    "the truth in place of the lie",
    generator(
      "zeroGradients(encoder); const l = discriminator.forward(encoder.forward(X)); const r = bce(l, l.map(() => 0)); encoder.backward(discriminator.backward(r.gradient, 'input'), 'parameters'); return r.loss;",
    ),
    /Are the targets those/,
  ],
  [
    "generator",
    "the discriminator is not frozen",
    generator(
      "zeroGradients(encoder); const l = discriminator.forward(encoder.forward(X)); const r = bce(l, l.map(() => 1)); encoder.backward(discriminator.backward(r.gradient), 'parameters'); return r.loss;",
    ),
    /not frozen/,
  ],
  [
    "generator",
    "nothing reaches the encoder",
    generator(
      "zeroGradients(encoder); const l = discriminator.forward(encoder.forward(X)); const r = bce(l, l.map(() => 1)); discriminator.backward(r.gradient, 'input'); return r.loss;",
    ),
    /Every analytic value is 0/,
  ],
  [
    "generator",
    "around the discriminator",
    generator(
      "zeroGradients(encoder); const l = discriminator.forward(encoder.forward(X)); const r = bce(l, l.map(() => 1)); encoder.backward(r.gradient, 'parameters'); return r.loss;",
    ),
    /encoder.backward is given 2 rows, but its forward was given 4/,
  ],
  [
    "generator",
    "no zeroGradients",
    generator(
      "const l = discriminator.forward(encoder.forward(X)); const r = bce(l, l.map(() => 1)); encoder.backward(discriminator.backward(r.gradient, 'input'), 'parameters'); return r.loss;",
    ),
    /begin with zeroGradients\(encoder\)/,
  ],
  [
    "adam",
    "no correction",
    adam(M, V, "w[i] -= alpha * m[i] / (Math.sqrt(v[i]) + epsilon);"),
    /not corrected/,
  ],
  [
    "adam",
    "ε under the root",
    adam(M, V, "w[i] -= alpha * mHat / Math.sqrt(vHat + epsilon);"),
    /ε stands under the root/,
  ],
  ["adam", "uphill", adam(M, V, "w[i] += alpha * mHat / (Math.sqrt(vHat) + epsilon);"), /uphill/],
  [
    "adam",
    "no root",
    adam(M, V, "w[i] -= alpha * mHat / (vHat + epsilon);"),
    /root over v̂ missing/,
  ],
  [
    "adam",
    "g in place of m̂",
    adam(M, V, "w[i] -= alpha * g[i] / (Math.sqrt(vHat) + epsilon);"),
    /follows g itself/,
  ],
  [
    "adam",
    "the gradient whole",
    adam("beta1 * m[i] + g[i]", "beta2 * v[i] + g[i] ** 2", STEP),
    /Every value is 2 times what it should be/,
  ],
  [
    "adam",
    "β exchanged",
    adam("(1 - beta1) * m[i] + beta1 * g[i]", "(1 - beta2) * v[i] + beta2 * g[i] ** 2", STEP),
    /β and 1 − β are exchanged/,
  ],
  [
    "adam",
    "g in v",
    adam(M, "beta2 * v[i] + (1 - beta2) * g[i]", STEP),
    /v holds g where it should hold g²/,
  ],
  ["adam", "β₁ in v", adam(M, "beta1 * v[i] + (1 - beta1) * g[i] ** 2", STEP), /forgets with β₁/],
];
