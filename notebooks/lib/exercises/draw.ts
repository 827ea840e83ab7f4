/** The exercise of chapter 14: backward through a draw. */
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { GaussianSample } from "../../../src/layers/gaussian-sample.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Values, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";
import { alsoFills, attempt, changed, dot, type Known, recognise } from "./numbers.ts";

/** Rows of numbers: X = [μ | s] and dX are [B, 2n], the noise E and dZ are [B, n]. */
export interface DrawNumbers {
  readonly X: Values;
  /** ε, as it was drawn on the way forward. */
  readonly E: Values;
  readonly dZ: Values;
  /** To be filled. */
  readonly dX: Values;
  readonly B: number;
  readonly n: number;
}

/** Fills dX = [dμ | ds]. */
export type DrawBackward = (numbers: DrawNumbers) => void;

const [B, n] = [4, 3];
const counts = [
  { value: B, meaning: "the batch size" },
  { value: n, meaning: "the number of dimensions" },
];
const noise = "noise";

/** One number of [dμ | ds] by a formula, of dz, s and ε. */
type Formula = (dz: number, s: number, e: number) => number;
const MU: Formula = (dz) => dz;
const S: Formula = (dz, s, e) => dz * 0.5 * Math.exp(s / 2) * e;

const MISTAKES: readonly (readonly [mu: Formula, s: Formula, said: string])[] = [
  [MU, (dz, s, e) => 2 * S(dz, s, e), "dμ is right, and ds twice too large: is the ½ there?"],
  [MU, (dz, _, e) => dz * 0.5 * e, "dμ is right; ds lacks σ = e^(½·s)."],
  [MU, (dz, _, e) => dz * e, "dμ is right; ds lacks ½·e^(½·s): the encoder gives s, not σ."],
  [MU, (dz, s) => dz * 0.5 * Math.exp(s / 2), "dμ is right; ds lacks the noise ε."],
  [MU, (_, s, e) => 0.5 * Math.exp(s / 2) * e, "dμ is right; ds lacks dz."],
  [
    MU,
    (dz, s, e) => dz * 0.5 * Math.exp(s) * e,
    "dμ is right; ds has σ² = e^s, where σ = e^(½·s) is meant.",
  ],
  [MU, (dz, s, e) => dz * 0.5 * s * e, "dμ is right; ds has s itself, where σ = e^(½·s) is meant."],
  [MU, (dz, s, e) => S(dz, s, e) * e, "dμ is right; ds has ε twice."],
  [MU, (dz, s, e) => -S(dz, s, e), "dμ is right; ds has the other sign."],
  [MU, MU, "dμ is right; ds is dz as well, as if s were added to z."],
  [MU, () => 0, "dμ is right; ds is 0: is it written, into the columns from n on?"],
  [() => 0, S, "ds is right; dμ is 0: is it written, into the first n columns?"],
  [(dz) => -dz, S, "ds is right; dμ has the other sign."],
  [(_dz, _s, e) => e, S, "ds is right; dμ is ε, and should be dz."],
  [
    (dz, s) => dz * Math.exp(s / 2),
    S,
    "ds is right; dμ has the factor σ, but μ is added to z as it is: dμ = dz.",
  ],
  [
    (dz) => dz / B,
    S,
    "ds is right; dμ is divided by B: where the loss is a mean, dz is divided already.",
  ],
  [S, MU, "The halves are exchanged: dμ belongs into the first n columns, ds behind it."],
];

/** What is to be said of a learner's backward. */
export function checkDraw(backward: DrawBackward): CheckResult {
  return attempt("draw", () => {
    const random = new SeededRandom("draw");
    const [E, dZ] = [
      fillNormal(zeros(doubleKernels, B, n), new SeededRandom(noise)),
      zeros(doubleKernels, B, n),
    ];
    fillNormal(dZ, random);
    const X: Parameter = {
      name: "dX",
      value: fillNormal(zeros(doubleKernels, B, 2 * n), random),
      grad: zeros(doubleKernels, B, 2 * n),
    };
    const layer = new GaussianSample(doubleKernels);
    const [x, e, dz, dx] = [X.value, E, dZ, X.grad].map(valuesOf);
    const objective = () => {
      const pass = { training: true, random: new SeededRandom(noise) };
      const z = valuesOf(layer.forward(X.value, pass));
      backward({ X: x, E: e, dZ: dz, dX: dx, B, n });
      return dot(z, dz);
    };
    /** A number of dμ or ds: for row and dimension k = b·n + j, by a formula. */
    const by = (formula: Formula, k: number) =>
      formula(dz[k], x[Math.floor(k / n) * 2 * n + n + (k % n)], e[k]);
    const filled = (at: (i: number) => number) =>
      Float64Array.from({ length: 2 * B * n }, (_, i) => at(i));
    const made = ([mu, s]: (typeof MISTAKES)[number]) =>
      filled((i) => {
        const [b, j] = [Math.floor(i / (2 * n)), i % (2 * n)];
        return by(j < n ? mu : s, b * n + (j % n));
      });
    const known: Known[] = [
      ...MISTAKES.map((mistake): Known => [made(mistake), mistake[2]]),
      [
        filled((i) => by(i % 2 === 0 ? MU : S, Math.floor(i / 2))),
        "dμ and ds stand there by turns: each row has first its n numbers of dμ, then its n of ds.",
      ],
      [
        filled((i) => (i < B * n ? by(MU, i) : by(S, i - B * n))),
        "All of ds stands below all of dμ: each row has first its n numbers of dμ, then its n of ds.",
      ],
    ];
    const touched = changed(objective, { X: x, E: e, dZ: dz });
    if (touched !== null) return conclude("", [], [touched]);
    const result = recognise(checkObjective(objective, [X], { counts }), { dX: known });
    return alsoFills(result, objective, [X]);
  });
}
