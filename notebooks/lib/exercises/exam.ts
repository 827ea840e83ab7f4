/** The exam of chapter 13: what is asked for, and how each part of it is judged. */
import { AdversarialTraining } from "../../../src/aae/basic.ts";
import { Autoencoder } from "../../../src/aae/parts/autoencoder.ts";
import { createPrior } from "../../../src/aae/parts/priors.ts";
import { checkLayer } from "../../../src/gradcheck/check-layer.ts";
import { checkLoss } from "../../../src/gradcheck/check-loss.ts";
import { compare } from "../../../src/gradcheck/comparison.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { normal } from "../../../src/layers/initializers.ts";
import type { Layer, Parameter } from "../../../src/layers/layer.ts";
import { network } from "../../../src/layers/network.ts";
import type { Loss } from "../../../src/losses/loss.ts";
import { mse } from "../../../src/losses/mse.ts";
import { slicedWasserstein } from "../../../src/measures/prior-match.ts";
import { Adam, update } from "../../../src/optim/adam.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor, valuesOf } from "../../../src/tensor/tensor.ts";

/** Every matrix is a row of numbers; its shape follows from the others. */
export type Row = Float64Array;

/** How wide the networks are: inputs → hidden → latent, back, and latent → hidden → 1. */
export interface Sizes {
  readonly inputs: number;
  readonly hidden: number;
  readonly latent: number;
}

/** What the exam's page declares. */
export interface Page {
  /** Y [B, O] = X·W + b, for X [B, I], W [I, O] and b [O]. */
  dense(X: Row, W: Row, b: Row): Row;
  /** Adds to dW and db; gives dX. */
  denseBack(dY: Row, X: Row, W: Row, dW: Row, db: Row): Row;
  relu(X: Row): Row;
  /** dX, given dY and the input of the ReLU. */
  reluBack(dY: Row, X: Row): Row;
  /** The mean of (R − X)². Fills dR. */
  mse(R: Row, X: Row, dR: Row): number;
  /** Mean binary cross-entropy of logits A that all have the target t. Fills dA. */
  bce(A: Row, t: number, dA: Row): number;
  /** Step number t (from 1) of Adam with β₁ = 0.5, β₂ = 0.999, ε = 1e-8. Changes w, m and v. */
  adam(w: Row, g: Row, m: Row, v: Row, t: number, rate: number): void;
  /** An AAE with networks of two dense layers; `random` draws from N(0, 1), `prior` numbers of the prior. */
  aae(sizes: Sizes, random: () => number, prior: () => number): Aae;
}

/** A model that learns. */
export interface Aae {
  /** W₁, b₁, W₂ and b₂ of each network. */
  readonly weights: Readonly<Record<"encoder" | "decoder" | "discriminator", readonly Row[]>>;
  /** All three phases once, for images X, each with an Adam of its own: 0.002, 0.001 and 0.002. Returns their losses. */
  step(X: Row): { reconstruction: number; discriminator: number; generator: number };
  encode(X: Row): Row;
  decode(Z: Row): Row;
}

/** The parts of the exam, in their order, each with what is said of it, as far as the first that is not right. */
export function examine(page: Partial<Page>): [part: string, result: CheckResult][] {
  const parts: Record<string, () => CheckResult> = {
    "dense layer": () => checkDense(need(page, "dense"), need(page, "denseBack")),
    ReLU: () => checkRelu(need(page, "relu"), need(page, "reluBack")),
    "mean squared error": () => checkMse(need(page, "mse")),
    "binary cross-entropy": () => checkBce(need(page, "bce")),
    Adam: () => checkAdam(need(page, "adam")),
    "the whole": () => checkAae(need(page, "aae")),
  };
  let passed = true;
  return Object.entries(parts).map(([part, check]) => {
    const result = passed
      ? judged(part, check)
      : conclude(part, [], ["what comes before it is not right yet."]);
    passed = result.passed;
    return [part, result];
  });
}

/** A line for each part, and what is wrong with the first that is not right. */
export function reportOf(results: readonly (readonly [string, CheckResult])[]): string[] {
  const first = results.find(([, { passed }]) => !passed);
  return [
    ...results.map(([part, { passed }]) => `${passed ? "pass" : "not yet"}`.padEnd(9) + part),
    ...(first ? ["", `${first[0]}: ${first[1].problems.join(" ")}`] : []),
  ];
}

/** @throws Error if the page has nothing of this name. */
function need<Name extends keyof Page>(page: Partial<Page>, name: Name): Page[Name] {
  const found = page[name];
  if (found === undefined) throw new Error(`the page has no ${name} yet.`);
  return found;
}

/** What a check finds, or what was thrown on the way. */
function judged(part: string, check: () => CheckResult): CheckResult {
  try {
    return check();
  } catch (error) {
    return conclude(part, [], [error instanceof Error ? error.message : String(error)]);
  }
}

/** Adds a problem in front of all others, if there is one. */
function after(fault: string | null, result: () => CheckResult): CheckResult {
  return fault === null ? result() : conclude("forward", [], [fault]);
}

function checkDense(dense: Page["dense"], denseBack: Page["denseBack"]): CheckResult {
  const X = Float64Array.of(1, 2, 0, -1);
  const Y = dense(X, Float64Array.of(1, 0, -1, 2, 1, 0), Float64Array.of(0.5, 0, 1));
  const right = [5.5, 2, 0, -1.5, -1, 1];
  const fault = right.every((y, k) => Math.abs(y - Y[k]) < 1e-9)
    ? null
    : `dense gives ${Array.from(Y).join(", ")} for X = (1, 2; 0, −1), W = (1, 0, −1; 2, 1, 0), b = (0.5, 0, 1); right is ${right.join(", ")}.`;
  const random = new SeededRandom("dense");
  const parameter = (name: string, ...shape: number[]): Parameter => {
    const value = zeros(doubleKernels, ...shape);
    normal(1)(value, random);
    return { name, value, grad: zeros(doubleKernels, ...shape) };
  };
  const [W, b] = [parameter("W", 4, 3), parameter("b", 3)];
  const numbers = (X: Tensor) => valuesOf(X) as Row;
  let latest = zeros(doubleKernels, 0, 0);
  const layer: Layer = {
    parameters: [W, b],
    forward(X) {
      latest = X;
      return tensor(dense(numbers(X), numbers(W.value), numbers(b.value)), X.shape[0], 3);
    },
    backward(dY: Tensor) {
      const dX = denseBack(
        numbers(dY),
        numbers(latest),
        numbers(W.value),
        numbers(W.grad),
        numbers(b.grad),
      );
      return tensor(dX, latest.shape[0], 4);
    },
  };
  return after(fault, () => checkLayer(layer, [5, 4]));
}

function checkRelu(relu: Page["relu"], reluBack: Page["reluBack"]): CheckResult {
  const Y = relu(Float64Array.of(2, -3, 0.5));
  const fault =
    Y[0] === 2 && Y[1] === 0 && Y[2] === 0.5
      ? null
      : `relu gives ${Array.from(Y).join(", ")} for 2, −3, 0.5; right is 2, 0, 0.5.`;
  let latest = zeros(doubleKernels, 0, 0);
  const layer: Layer = {
    parameters: [],
    forward(X) {
      latest = X;
      return tensor(relu(valuesOf(X) as Row), ...X.shape);
    },
    backward: (dY: Tensor) =>
      tensor(reluBack(valuesOf(dY) as Row, valuesOf(latest) as Row), ...latest.shape),
  };
  return after(fault, () => checkLayer(layer, [5, 4]));
}

/** Is a loss what it should be? */
function otherValue(name: string, yours: number, right: number): string | null {
  return Math.abs(yours - right) < 1e-9
    ? null
    : `${name} gives ${yours}, and should give ${right}.`;
}

function checkMse(mse: Page["mse"]): CheckResult {
  const loss: Loss = (P, T, dP) => mse(valuesOf(P) as Row, valuesOf(T) as Row, valuesOf(dP) as Row);
  const numbers = [1, 2, -1, 0.5, 3, -2, 0, 2.5, 1, 0.1, 1.5, -1, -0.5, 0.7, -3];
  const P = tensorFrom(doubleKernels, numbers, 3, 5);
  const T = tensorFrom(doubleKernels, numbers.toReversed(), 3, 5);
  const right = meanSquare(valuesOf(P) as Row, valuesOf(T) as Row);
  const fault = otherValue("mse", loss(P, T, zeros(doubleKernels, 3, 5)), right);
  return after(fault, () => checkLoss(loss, P, T));
}

function checkBce(bce: Page["bce"]): CheckResult {
  const A = [2, -1, 0.5, -3];
  const P = tensorFrom(doubleKernels, A, 4, 1);
  const results = [0, 1].map((t) => {
    const loss: Loss = (P, _, dP) => bce(valuesOf(P) as Row, t, valuesOf(dP) as Row);
    const right = A.reduce((sum, a) => sum + Math.log(1 + Math.exp(t === 1 ? -a : a)), 0) / 4;
    const yours = loss(P, P, zeros(doubleKernels, 4, 1));
    const fault = otherValue(`bce with the target ${t}`, yours, right);
    return after(fault, () =>
      checkLoss(loss, P, tensorFrom(doubleKernels, Array(4).fill(t), 4, 1)),
    );
  });
  const failed = results.find(({ passed }) => !passed);
  const far = bce(Float64Array.of(800), 0, new Float64Array(1));
  const fault = otherValue("bce with the target 0, for a logit of 800,", far, 800);
  return failed ?? after(fault, () => results[0]);
}

function checkAdam(adam: Page["adam"]): CheckResult {
  const random = new SeededRandom("adam");
  const row = () => Float64Array.from({ length: 5 }, () => random.normal());
  const [start, gradients] = [row(), [row(), row(), row()]];
  const walk = (step: (w: Row, g: Row, m: Row, v: Row, t: number) => void) => {
    const [w, m, v] = [start.slice(), new Float64Array(5), new Float64Array(5)];
    for (const [k, g] of gradients.entries()) step(w, g.slice(), m, v, k + 1);
    return w;
  };
  const constants = { learningRate: 0.1, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
  const yours = walk((w, g, m, v, t) => adam(w, g, m, v, t, 0.1));
  const right = walk((w, g, m, v, steps) => update(w, g, m, v, { ...constants, steps }));
  const comparison = compare("w after three steps", [5], yours, right);
  const where = `After three steps, ${comparison.wrong.length} of 5 weights are not where the project's Adam puts them.`;
  return conclude("Adam", [comparison], comparison.wrong.length > 0 ? [where] : [], {
    explained: true,
  });
}

const SIZES = { inputs: 4, hidden: 24, latent: 2 };

function checkAae(aae: Page["aae"]): CheckResult {
  const random = new SeededRandom("exam");
  const normal = () => random.normal();
  const prior = () => 3 * random.normal();
  const model = aae(SIZES, normal, prior);
  const images = (count: number) => {
    const X = new Float64Array(4 * count);
    // Two numbers that each image has twice, bent a little: so that two are enough for a code.
    for (let n = 0; n < count; n++) {
      const [u, v] = [3 * random.uniform() - 1.5, 3 * random.uniform() - 1.5];
      X.set([u, v, Math.sin(u), u * v], 4 * n);
    }
    return X;
  };
  const faults: string[] = [];
  const X = images(64);
  const expected = meanSquare(model.decode(model.encode(X)), X);
  const first = aae(SIZES, normal, () => 0.7);
  const reference = referenceFor(first);
  const said = model.step(X).reconstruction;
  if (!(Math.abs(said - expected) < 1e-9)) {
    faults.push(
      `The first step says reconstruction ${said}; decode(encode(X)) was ${expected} away from X.`,
    );
  }
  for (let n = 0; n < 2; n++) {
    first.step(X);
    reference.step(X);
  }
  const comparisons = NETWORKS.map((name) => {
    const [yours, right] = [first, reference].map(({ weights }) =>
      Float64Array.from(weights[name].flatMap((row) => Array.from(row))),
    );
    return compare(`${name}'s weights`, [right.length], yours, right);
  });
  for (const { name, wrong, compared } of comparisons) {
    if (wrong.length === 0) continue;
    faults.push(
      `After two steps, ${wrong.length} of ${compared} of the ${name} are not where the project's step puts them.`,
    );
  }
  if (faults.length > 0) return conclude("the whole", comparisons, faults, { explained: true });

  for (let n = 0; n < STEPS; n++) model.step(images(64));
  const test = images(500);
  const error = meanSquare(model.decode(model.encode(test)), test);
  const codes = tensorFrom(doubleKernels, model.encode(test), 500, 2);
  const points = tensorFrom(doubleKernels, Float64Array.from({ length: 1000 }, prior), 500, 2);
  const distance = slicedWasserstein(codes, points, new SeededRandom("directions"));
  if (!(error < ERROR))
    faults.push(
      `After ${STEPS} steps the reconstruction error is ${short(error)}; below ${ERROR} is asked for.`,
    );
  if (!(distance < DISTANCE)) {
    faults.push(
      `After ${STEPS} steps the codes are ${short(distance)} from the prior; below ${DISTANCE} is asked for.`,
    );
  }
  return conclude("the whole", comparisons, faults);
}

/** What the whole has to reach: the prior is N(0, 3²), and the project's own solution comes to 0.08 and 0.6. */
const STEPS = 600;
const ERROR = 0.15;
const DISTANCE = 1.2;

const NETWORKS = ["encoder", "decoder", "discriminator"] as const;

/** The project's own step, from the same weights, with a prior that always gives 0.7. */
function referenceFor(aae: Aae): Pick<Aae, "weights" | "step"> {
  const { inputs, hidden, latent } = SIZES;
  const random = new SeededRandom("reference");
  const to = (...widths: number[]) => network(doubleKernels, { widths }, random);
  const networks = {
    encoder: to(inputs, hidden, latent),
    decoder: to(latent, hidden, inputs),
    discriminator: to(latent, hidden, 1),
  };
  const rowsOf = (name: (typeof NETWORKS)[number]) =>
    networks[name].parameters.map(({ value }) => valuesOf(value) as Row);
  for (const name of NETWORKS) {
    for (const [k, row] of rowsOf(name).entries()) row.set(aae.weights[name][k]);
  }
  const prior = {
    ...createPrior({ kind: "gaussian", deviation: 1 }, latent),
    sample: (P: Tensor) => valuesOf(P).fill(0.7),
  };
  const model = new Autoencoder(networks, prior, { range: null, loss: mse });
  const training = new AdversarialTraining(doubleKernels, model, (phase, parameters) => {
    const learningRate = phase === "discriminator" ? 0.001 : 0.002;
    return new Adam(doubleKernels, parameters, { learningRate, beta1: 0.5 });
  });
  const pass = { training: true, random };
  return {
    weights: {
      encoder: rowsOf("encoder"),
      decoder: rowsOf("decoder"),
      discriminator: rowsOf("discriminator"),
    },
    step(X) {
      const batch = tensorFrom(doubleKernels, X, X.length / inputs, inputs);
      return training.step({ X: batch, labels: new Int16Array(0), labelled: null }, pass);
    },
  };
}

const meanSquare = (R: Row, X: Row) => R.reduce((sum, r, k) => sum + (r - X[k]) ** 2, 0) / R.length;
const short = (value: number) => `${Number(value.toPrecision(3))}`;
