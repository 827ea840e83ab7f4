/** The exercise of chapter 9: the whole step, held against the project's own, weight by weight. */
import { Autoencoder } from "../../../src/aae/parts/autoencoder.ts";
import { createPrior } from "../../../src/aae/parts/priors.ts";
import { compare } from "../../../src/gradcheck/comparison.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import { type Pass, zeroGradients } from "../../../src/layers/layer.ts";
import { network } from "../../../src/layers/network.ts";
import { tanh } from "../../../src/layers/tanh.ts";
import { bceWithLogits } from "../../../src/losses/bce-with-logits.ts";
import { mse } from "../../../src/losses/mse.ts";
import type { Optimizer } from "../../../src/optim/optimizer.ts";
import { SGD } from "../../../src/optim/sgd.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";

/** One optimiser for each phase. */
export interface Optimizers {
  readonly reconstruction: Optimizer;
  readonly discriminator: Optimizer;
  readonly generator: Optimizer;
}

/** A step for images X [B, inputs] and as many points P [B, latent] of the prior. */
export type Step = (
  networks: Autoencoder["networks"],
  optimizers: Optimizers,
  X: Tensor,
  P: Tensor,
  pass: Pass,
) => void;

/** The step as it should be, or with mistakes. */
interface Mistakes {
  readonly leaveOut?: keyof Optimizers;
  /** Codes from before the reconstruction's update. */
  readonly staleCodes?: boolean;
  readonly order?: "generator first" | "discriminator first";
  readonly labels?: "exchanged" | "honest";
  /** The discriminator is updated by the generator's lie as well. */
  readonly convinced?: boolean;
}

const KNOWN: readonly (readonly [Mistakes, string])[] = [
  [
    { leaveOut: "reconstruction" },
    "The reconstruction changes nothing: is its optimiser asked for a step?",
  ],
  [
    { leaveOut: "discriminator" },
    "The discriminator does not learn: is its optimiser asked for a step?",
  ],
  [
    { leaveOut: "generator" },
    "The generator's phase changes nothing: is its optimiser asked for a step?",
  ],
  [
    { staleCodes: true },
    "The codes are from before the reconstruction's update: encode anew after it.",
  ],
  [{ order: "generator first" }, "The generator's phase comes before the discriminator's."],
  [{ order: "discriminator first" }, "The discriminator's phase comes before the reconstruction."],
  [
    { labels: "exchanged" },
    "The discriminator's labels are exchanged: points of the prior are real, 1.",
  ],
  [
    { labels: "honest" },
    "The encoder is told the truth: its codes should pass for real, so its labels are 1.",
  ],
  [
    { convinced: true },
    "The discriminator follows the generator's loss, too: it shows the way, and stays as it is.",
  ],
];

/** Two steps of a small model; all its weights afterwards, by network. */
function after(step: Step): Record<keyof Autoencoder["networks"], Float64Array> {
  const random = new SeededRandom("step");
  const networks = {
    encoder: network(doubleKernels, { widths: [6, 5, 2] }, random),
    decoder: network(doubleKernels, { widths: [2, 5, 6], output: tanh }, random),
    discriminator: network(doubleKernels, { widths: [2, 4, 1] }, random),
  };
  const { encoder, decoder, discriminator } = networks;
  const rate = (learningRate: number) => ({ learningRate });
  const optimizers = {
    reconstruction: new SGD(
      doubleKernels,
      [...encoder.parameters, ...decoder.parameters],
      rate(0.5),
    ),
    discriminator: new SGD(doubleKernels, discriminator.parameters, rate(0.4)),
    generator: new SGD(doubleKernels, encoder.parameters, rate(0.3)),
  };
  const prior = createPrior({ kind: "gaussian", deviation: 1 }, 2);
  const { networks: players } = new Autoencoder(networks, prior, { range: [-1, 1], loss: mse });
  for (let n = 0; n < 2; n++) {
    const X = fillNormal(zeros(doubleKernels, 4, 6), random);
    const P = fillNormal(zeros(doubleKernels, 4, 2), random);
    step(players, optimizers, X, P, { training: true, random });
  }
  const weights = (name: keyof typeof networks) =>
    Float64Array.from(
      networks[name].parameters.flatMap(({ value }) => Array.from(valuesOf(value))),
    );
  return {
    encoder: weights("encoder"),
    decoder: weights("decoder"),
    discriminator: weights("discriminator"),
  };
}

/** The step, with the mistakes that are asked for. */
function stepWith({ leaveOut, staleCodes, order, labels, convinced }: Mistakes = {}): Step {
  return ({ encoder, decoder, discriminator }, optimizers, X, P, pass) => {
    const update = (phase: keyof Optimizers) => {
      if (phase !== leaveOut) optimizers[phase].step();
    };
    let stale = P; // codes from before the reconstruction's update, if they are wanted

    const reconstruct = () => {
      zeroGradients(encoder, decoder);
      const R = decoder.forward(encoder.forward(X, pass), pass);
      const dR = zeros(doubleKernels, ...R.shape);
      mse(R, X, dR);
      encoder.backward(decoder.backward(dR), "parameters");
      if (staleCodes) stale = tensorFrom(doubleKernels, encoder.forward(X, pass).data, 4, 2);
      update("reconstruction");
    };
    const discriminate = () => {
      const Z = staleCodes ? stale : encoder.forward(X, pass);
      const both = tensorFrom(doubleKernels, [...P.data, ...Z.data], 8, 2);
      const real = labels === "exchanged" ? 0 : 1;
      const targets = tensorFrom(
        doubleKernels,
        [...Array(4).fill(real), ...Array(4).fill(1 - real)],
        8,
        1,
      );
      const dLogits = zeros(doubleKernels, 8, 1);
      zeroGradients(discriminator);
      bceWithLogits(discriminator.forward(both, pass), targets, dLogits);
      discriminator.backward(dLogits, "parameters");
      update("discriminator");
    };
    const generate = () => {
      zeroGradients(encoder, discriminator);
      const Z = staleCodes ? stale : encoder.forward(X, pass);
      const wish = labels === "honest" ? 0 : 1;
      const targets = tensorFrom(doubleKernels, Array(4).fill(wish), 4, 1);
      const dLogits = zeros(doubleKernels, 4, 1);
      bceWithLogits(discriminator.forward(Z, pass), targets, dLogits);
      const dZ = discriminator.backward(dLogits);
      encoder.backward(dZ, "parameters");
      update("generator");
      if (convinced) update("discriminator");
    };

    if (order === "discriminator first") discriminate();
    reconstruct();
    if (order === "generator first") generate();
    if (order !== "discriminator first") discriminate();
    if (order !== "generator first") generate();
  };
}

/** What is to be said of a learner's step. */
export function checkStep(step: Step): CheckResult {
  const right = after(stepWith());
  let yours: typeof right;
  try {
    yours = after(step);
  } catch (error) {
    const said = `The step threw "${error instanceof Error ? error.message : error}"`;
    return conclude("step", [], [said]);
  }
  const names = ["encoder", "decoder", "discriminator"] as const;
  const comparisons = names.map((name) =>
    compare(`${name}'s weights`, [right[name].length], yours[name], right[name]),
  );
  const wrong = comparisons.filter((it) => it.wrong.length > 0);
  if (wrong.length === 0) return conclude("step", comparisons);
  const where = wrong.map(
    ({ name, wrong, compared }) =>
      `After two steps, ${wrong.length} of ${compared} of the ${name} are not the project's.`,
  );
  const known = KNOWN.find(([mistakes]) => {
    const made = after(stepWith(mistakes));
    return names.every((name) => yours[name].every((w, i) => Math.abs(w - made[name][i]) <= 1e-9));
  });
  const problems = known ? [...where, known[1]] : where;
  return conclude("step", comparisons, problems, { explained: true });
}
