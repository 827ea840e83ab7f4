/** The exercises of chapters 7, 8 and 9: phases of a step, and the step. */
import { Adversary } from "../../../src/aae/parts/adversary.ts";
import { Reconstruction } from "../../../src/aae/parts/reconstruction.ts";
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import { type CheckResult, conclude } from "../../../src/gradcheck/result.ts";
import type { Parameter, Pass } from "../../../src/layers/layer.ts";
import { network } from "../../../src/layers/network.ts";
import type { Sequential } from "../../../src/layers/sequential.ts";
import { tanh } from "../../../src/layers/tanh.ts";
import { mse } from "../../../src/losses/mse.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { fillNormal } from "../toy.ts";
import { attempt, changed, otherValue } from "./numbers.ts";

/** A learner's reconstruction phase: gradients in encoder and decoder, and the loss. */
export type ReconstructionPhase = (
  encoder: Sequential,
  decoder: Sequential,
  X: Tensor,
  pass: Pass,
) => number;

/** A learner's discriminator phase: gradients in the discriminator, and the loss. */
export type DiscriminatorPhase = (
  discriminator: Sequential,
  P: Tensor,
  Z: Tensor,
  pass: Pass,
) => number;

/** A learner's generator phase: gradients in the encoder, through the discriminator, and the loss. */
export type GeneratorPhase = (
  encoder: Sequential,
  discriminator: Sequential,
  X: Tensor,
  pass: Pass,
) => number;

const pass: Pass = { training: true, random: new SeededRandom("pass") };

/** Small networks in double precision, with a batch of images, of points and of codes. */
function players() {
  const random = new SeededRandom("players");
  const networks = {
    encoder: network(doubleKernels, { widths: [6, 5, 2] }, random),
    decoder: network(doubleKernels, { widths: [2, 5, 6], output: tanh }, random),
    discriminator: network(doubleKernels, { widths: [2, 4, 1] }, random),
  };
  const drawn = (columns: number) => fillNormal(zeros(doubleKernels, 4, columns), random);
  return { ...networks, X: drawn(6), P: drawn(2), Z: drawn(2) };
}

/** The parameters of networks, each with its network's name before its own. */
function named(networks: Readonly<Record<string, Sequential>>): Parameter[] {
  return Object.entries(networks).flatMap(([name, { parameters }]) =>
    parameters.map((parameter) => ({ ...parameter, name: `${name}.${parameter.name}` })),
  );
}

/** What is said of a phase whose loss is not the one that is meant. */
function otherLoss(
  yours: number,
  right: number,
  known: readonly (readonly [made: number, said: string])[] = [],
): string[] {
  if (typeof yours !== "number") return [`The phase returns ${yours}; it should return its loss.`];
  const said = otherValue("loss", yours, right, known);
  return said === null ? [] : [said];
}

/** Does a phase start its gradients at zero, however often it is called? */
function notFromZero(
  phase: () => number,
  networks: Readonly<Record<string, Sequential>>,
): string[] {
  phase();
  const once = named(networks).map(({ grad }) => Float64Array.from(valuesOf(grad)));
  phase();
  const grows = named(networks).some(({ grad }, k) =>
    valuesOf(grad).some((g, i) => Math.abs(g - once[k][i]) > 1e-9 * Math.abs(g)),
  );
  return grows
    ? [
        "Called twice, the phase leaves more than called once: gradients add up, so set them to zero first.",
      ]
    : [];
}

const counts = [{ value: 4, meaning: "the batch size" }];

/** The exercise of chapter 7. */
export function checkReconstruction(answer: ReconstructionPhase): CheckResult {
  return attempt("reconstruction", () => {
    const { encoder, decoder, X } = players();
    const phase = () => answer(encoder, decoder, X, pass);
    const right = new Reconstruction(doubleKernels, encoder, decoder, mse).reconstruct(X, pass);
    const losses = otherLoss(phase(), right);
    if (losses.length > 0) return conclude("reconstruction", [], losses);
    const result = checkObjective(phase, named({ encoder, decoder }), { counts });
    const more = notFromZero(phase, { encoder, decoder });
    return withMore(result, more);
  });
}

/** One exercise of chapter 8. */
export function checkDiscriminator(answer: DiscriminatorPhase): CheckResult {
  return attempt("discriminator", () => {
    const { discriminator, P, Z } = players();
    const before = [P, Z].map(({ data }) => Float64Array.from(data));
    const phase = () => answer(discriminator, P, Z, pass);
    const right = new Adversary(doubleKernels, discriminator).discriminate(P, Z, pass);
    const yours = phase();
    const exchanged = new Adversary(doubleKernels, discriminator).discriminate(Z, P, pass);
    if (Math.abs(yours - exchanged) < 1e-9 && Math.abs(right - exchanged) > 1e-9) {
      const said =
        "This is the loss with both labels exchanged: points of the prior are real, 1, and codes are fake, 0.";
      return conclude("discriminator", [], [said]);
    }
    const losses = otherLoss(yours, right);
    if (losses.length > 0) return conclude("discriminator", [], losses);
    const result = checkObjective(phase, named({ discriminator }), { counts });
    const kept = [P, Z].every(({ data }, k) => before[k].every((value, i) => value === data[i]));
    return withMore(result, [
      ...notFromZero(phase, { discriminator }),
      ...(kept ? [] : ["P or Z has changed: they belong to the caller."]),
    ]);
  });
}

/** The other exercise of chapter 8. */
export function checkGenerator(answer: GeneratorPhase): CheckResult {
  return attempt("generator", () => {
    const { encoder, discriminator, X } = players();
    const phase = () => answer(encoder, discriminator, X, pass);
    const touched = changed(phase, { X: valuesOf(X) });
    if (touched !== null) return conclude("generator", [], [touched]);
    const result = checkObjective(phase, named({ encoder }), { counts });

    for (const { grad } of discriminator.parameters) valuesOf(grad).fill(0.5);
    const yours = phase();
    const untouched = discriminator.parameters.every(({ grad }) =>
      valuesOf(grad).every((g) => g === 0.5),
    );
    const logits = Array.from(discriminator.forward(encoder.forward(X, pass), pass).data);
    const mean = (of: (a: number) => number) =>
      logits.reduce((sum, a) => sum + of(a), 0) / logits.length;
    const right = mean((a) => Math.log1p(Math.exp(-a)));
    const exchanged = mean((a) => Math.log1p(Math.exp(a)));
    return withMore(result, [
      ...otherLoss(yours, right, [
        [
          exchanged,
          "This is the loss for codes that are called fake, 0: which label does the encoder wish for?",
        ],
      ]),
      ...notFromZero(phase, { encoder }),
      ...(untouched
        ? []
        : ["The discriminator's gradients changed: what is wanted of its backward?"]),
    ]);
  });
}

function withMore(result: CheckResult, more: readonly string[]): CheckResult {
  const problems = [...result.problems, ...more];
  return { ...result, passed: problems.length === 0, problems };
}
