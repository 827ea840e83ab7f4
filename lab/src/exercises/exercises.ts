/** The exercises: what is asked, what the editor begins with, and one right answer to each. */

export interface Exercise {
  readonly id: "dense" | "relu" | "bce" | "discriminator" | "generator" | "adam";
  readonly title: string;
  /** What is to be written, in plain words; `…` is code. */
  readonly task: string;
  readonly formula: string;
  /** The name of the function that must be there. */
  readonly name: string;
  readonly start: string;
  readonly solution: string;
  /** Where the project's own version stands: a file in src, and a text on its line. */
  readonly source: readonly [file: string, text: string];
}

export const EXERCISES: readonly Exercise[] = [
  {
    id: "relu",
    title: "ReLU",
    task: "ReLU lets what is positive pass and makes 0 of the rest. Its gradient passes where the input was positive. Fill every element of `dx`.",
    formula: "dx = dy  where x > 0,  0 elsewhere",
    name: "backward",
    start: `/** x, y, dy and dx are rows of numbers, all of one length. Fill dx. */
function backward({ x, y, dy, dx }: Numbers): void {

}
`,
    solution: `function backward({ x, dy, dx }: Numbers): void {
  for (let i = 0; i < x.length; i++) dx[i] = x[i] > 0 ? dy[i] : 0;
}
`,
    source: ["layers/relu.ts", "dx[i] = x[i] > 0"],
  },
  {
    id: "dense",
    title: "Dense layer",
    task: "The forward pass is `Y = X·W + b`. Add to `dW` and `db` (gradients add up), and fill `dX`. Element (r, c) of a matrix with C columns stands at `r * C + c`.",
    formula: "dW += Xᵀ·dY      db += Σ dY over the batch      dX = dY·Wᵀ",
    name: "backward",
    start: `/** X [B, I], W [I, O], dY [B, O]. Add to dW [I, O] and db [O]; fill dX [B, I]. */
function backward({ X, W, dY, dW, db, dX, B, I, O }: Numbers): void {

}
`,
    solution: `function backward({ X, W, dY, dW, db, dX, B, I, O }: Numbers): void {
  dX.fill(0);
  for (let b = 0; b < B; b++) {
    for (let o = 0; o < O; o++) {
      const dy = dY[b * O + o];
      db[o] += dy;
      for (let i = 0; i < I; i++) {
        dW[i * O + o] += X[b * I + i] * dy;
        dX[b * I + i] += W[i * O + o] * dy;
      }
    }
  }
}
`,
    source: ["layers/dense.ts", "this.#kernels.matmulTransposeA(X, dY"],
  },
  {
    id: "bce",
    title: "Cross-entropy",
    task: "The discriminator’s loss: binary cross-entropy on logits `x` with targets `t`, as a mean over all n. Return it, and fill `dx` with its gradient. It must hold for a logit of 800 too, so let no exponential overflow.",
    formula: "L = 1/n · Σ [max(x, 0) − x·t + ln(1 + e^−|x|)]      dx = 1/n · (σ(x) − t)",
    name: "bce",
    start: `/** x and t have n numbers. Fill dx, and return the loss. */
function bce({ x, t, dx }: Numbers): number {

  return 0;
}
`,
    solution: `function bce({ x, t, dx }: Numbers): number {
  const n = x.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += Math.max(x[i], 0) - x[i] * t[i] + Math.log1p(Math.exp(-Math.abs(x[i])));
    dx[i] = (1 / (1 + Math.exp(-x[i])) - t[i]) / n;
  }
  return sum / n;
}
`,
    source: ["losses/bce-with-logits.ts", "sum += Math.max"],
  },
  {
    id: "discriminator",
    title: "Discriminator’s phase",
    task: 'Samples of the prior `P` are real, label 1; codes `Z` are fake, label 0. Show both to the discriminator in one batch, real above fake, and leave the gradient in it. `bce(logits, targets)` gives `{ loss, gradient }`; `discriminator.backward(gradient, "parameters")` goes no further than its weights. Begin with `zeroGradients(discriminator)`.',
    formula: "minimise  L = ½·[bce(D(P), 1) + bce(D(Z), 0)]  over the weights of D",
    name: "phase",
    start: `/** P and Z are rows of numbers, two for each code. Return the loss. */
function phase({ discriminator, P, Z, bce, zeroGradients }: Game): number {

  return 0;
}
`,
    solution: `function phase({ discriminator, P, Z, bce, zeroGradients }: Game): number {
  zeroGradients(discriminator);
  const logits = discriminator.forward([...P, ...Z]); // real above fake
  const targets = logits.map((_, i) => (i < logits.length / 2 ? 1 : 0));
  const { loss, gradient } = bce(logits, targets);
  discriminator.backward(gradient, "parameters"); // Z is held constant
  return loss;
}
`,
    source: ["aae/parts/adversary.ts", "discriminate(P: Tensor"],
  },
  {
    id: "generator",
    title: "Generator’s phase",
    task: 'The encoder learns to make codes that the discriminator takes for samples of the prior. So lie: the targets are 1. The gradient goes *through* the discriminator, which stays frozen: `discriminator.backward(gradient, "input")` returns the gradient of its input and touches no weight’s gradient. Hand that to the encoder.',
    formula: "minimise  L = bce(D(E(X)), 1)  over the weights of the encoder E alone",
    name: "phase",
    start: `/** X are images. Leave the gradient in the encoder, and return the loss. */
function phase({ encoder, discriminator, X, bce, zeroGradients }: Game): number {

  return 0;
}
`,
    solution: `function phase({ encoder, discriminator, X, bce, zeroGradients }: Game): number {
  zeroGradients(encoder);
  const Z = encoder.forward(X);
  const logits = discriminator.forward(Z);
  const { loss, gradient } = bce(logits, logits.map(() => 1)); // the lie
  const dZ = discriminator.backward(gradient, "input"); // frozen
  encoder.backward(dZ, "parameters");
  return loss;
}
`,
    source: ["aae/parts/adversary.ts", "generate(Z: Tensor"],
  },
  {
    id: "adam",
    title: "Adam",
    task: "One step for every weight. `m` and `v` are the moments that Adam remembers; `t` counts the steps from 1. Change `m`, `v` and `w`.",
    formula:
      "m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²\nm̂ = m / (1 − β₁ᵗ)      v̂ = v / (1 − β₂ᵗ)      w ← w − α·m̂ / (√v̂ + ε)",
    name: "update",
    start: `/** w, g, m and v are rows of numbers of one length. Change w, m and v. */
function update({ w, g, m, v, alpha, beta1, beta2, epsilon, t }: Numbers): void {

}
`,
    solution: `function update({ w, g, m, v, alpha, beta1, beta2, epsilon, t }: Numbers): void {
  for (let i = 0; i < w.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2;
    const mHat = m[i] / (1 - beta1 ** t);
    const vHat = v[i] / (1 - beta2 ** t);
    w[i] -= (alpha * mHat) / (Math.sqrt(vHat) + epsilon);
  }
}
`,
    source: ["optim/adam.ts", "m[i] = beta1 * m[i]"],
  },
];

/** What the project's gradient check says of a solution. */
export interface Verdict {
  readonly passed: boolean;
  /** What is wrong, a paragraph each. */
  readonly problems: readonly string[];
  readonly compared: number;
  readonly largestError: number;
  /** Each gradient beside the differences: small matrices. */
  readonly tables: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly analytic: readonly number[];
    readonly numerical: readonly number[];
    readonly wrong: readonly number[];
    readonly worst: number;
  }[];
}
