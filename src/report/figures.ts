/**
 * The figures of an evaluation, each with how to read it and a verdict: good, look here, or bad.
 *
 * A verdict holds a number against what chance, or a model that has learned nothing, would have.
 * Few images leave more to chance: so each bound that is one of statistics moves by four standard
 * errors, which chance alone passes once in 15,000 times.
 */
import { overallDeviation } from "../aae/parts/priors.ts";
import type { Examples } from "../data/examples.ts";
import { ACCURACY } from "../training/collapse.ts";
import { type Evaluation, pixelRange } from "../training/evaluation.ts";
import type { Run } from "../training/run.ts";

/** How a figure is to be taken. */
export type Verdict = "good" | "look here" | "bad";

/** A number worth knowing. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  /** How to read it. */
  readonly explanation: string;
  /** null where there is nothing to hold it against. */
  readonly verdict: Verdict | null;
  /** Why this verdict, and what may help where it is not good. */
  readonly reason: string;
}

/** Up to where a number is good, and from where on it is bad. Between them, it is worth a look. */
interface Bounds {
  readonly good: number;
  readonly bad: number;
}

/**
 * The error of the reconstructions, as a share of the error that the mean of all images has as an answer to each.
 * That needs no code at all, so at 0.95 the decoder has learned next to nothing. On MNIST, a code of
 * two numbers left 0.63, one of ten 0.28.
 */
const ERROR: Bounds = { good: 0.75, bad: 0.95 };

/**
 * A discriminator that tells the share a apart proves that at least 2·a − 1 of the codes lie where
 * the prior has none of its own (the total variation distance): up to 0.75 that is less than half.
 * From 0.98 on, the encoder has no hold, as the watch for collapses has it.
 */
const TOLD_APART: Bounds = { good: 0.75, bad: ACCURACY };
/** Below this, a discriminator would do better to say the opposite. A little below ½ is how the game goes. */
const FOOLED = 0.4;

/**
 * The deviation of a dimension over the prior's, or its inverse. A Gaussian that is 1.25 times too
 * wide, or too narrow, has less than 0.06 nats of Kullback-Leibler divergence from the right one,
 * ½·(s² − 1 − ln s²); at twice the width it is 0.81 nats.
 */
const SPREAD: Bounds = { good: 1.25, bad: 2 };

/**
 * How far a mean is from the prior's, in the prior's deviations δ. Two Gaussians that far apart share all
 * but 2·Φ(δ/2) − 1 of their mass: all but 0.1 at 0.25, all but 0.38 at 1.
 */
const SHIFT: Bounds = { good: 0.25, bad: 1 };

/**
 * The distance from the prior beyond chance, √(W² − W²chance), in the prior's deviations: 0.1 is
 * that of codes which are right but for being a tenth too wide, 0.3 a third, and 1 that of codes which
 * are all the same. With 10,000 images and ten dimensions, 0.3 is eleven times chance.
 */
const DISTANCE: Bounds = { good: 0.1, bad: 0.3 };

/** How often a class is wrong, as a share of how often it would be if all got the most frequent one. */
const WRONG: Bounds = { good: 0.25, bad: 0.75 };

/** The share of a layer's units that are never active. Above a half, a layer of half the width would do. */
const DEAD: Bounds = { good: 0.1, bad: 0.5 };

/** Adam's mean of squared gradients reaches back 1/(1 − β₂) steps; before that, it has only begun. */
const FEW_STEPS = 1000;

function verdictOf(value: number, { good, bad }: Bounds, chance = 0): Verdict {
  if (value <= good + chance) return "good";
  return value < bad + chance ? "look here" : "bad"; // NaN is bad
}

const capital = (word: string) => word[0].toUpperCase() + word.slice(1);
const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)} %`;

/** The figures of a run, in the order in which a reader wants them. */
export function figuresOf(run: Run, evaluation: Evaluation): Figure[] {
  const { classification, clustering, deadUnits } = evaluation;
  return [
    stepsFigure(run),
    reconstructionFigure(run, evaluation),
    accuracyFigure(run, evaluation),
    spreadFigure(run, evaluation),
    meanFigure(run, evaluation),
    distanceFigure(run, evaluation),
    ...(classification
      ? [
          errorFigure(run, "Classification error", classification.error, {
            explanation: `Of the ${run.judged.name} images, how many were called another class than their own.`,
            remedy: "A longer run, or more labels, may help.",
          }),
        ]
      : []),
    ...(clustering
      ? [
          errorFigure(run, "Clustering error", clustering.error, {
            explanation: `Each cluster is named after the image that is surest of it; ${clustering.used} clusters are used. Named by majority, the error is ${percent(clustering.majorityError, 2)}.`,
            remedy: "A longer run, or more clusters, may help.",
          }),
        ]
      : []),
    ...deadUnits.map(({ layer, dead, total }): Figure => {
      const verdict = verdictOf(dead / total, DEAD);
      const isLeaky =
        "activation" in run.configuration && run.configuration.activation === "leakyRelu";
      const remedy = isLeaky ? "" : ", and --set activation=leakyRelu none";
      return {
        label: `Dead units, hidden layer ${layer + 1}`,
        value: `${dead} of ${total}`,
        explanation: `Units of the encoder that are not active on any ${run.judged.name} image: ${isLeaky ? "there they are linear, and bend nothing" : "they compute nothing and learn nothing"}.`,
        verdict,
        reason: `Of the layer, ${percent(dead / total)} ${isLeaky ? "bends" : "does"} nothing.${verdict === "good" ? "" : ` A smaller --learning-rate kills fewer${remedy}.`}`,
      };
    }),
  ];
}

function reconstructionFigure({ model, judged }: Run, { mse }: Evaluation): Figure {
  const [low, high] = pixelRange(model);
  const isBytes = judged.images.values instanceof Uint8Array;
  const ofMean = variance(judged.images) * (isBytes ? ((high - low) / 255) ** 2 : 1);
  const share = mse / ofMean;
  const verdict = areSame(judged.images) ? null : verdictOf(share, ERROR);
  return {
    label: `${capital(judged.name)} error`,
    value: mse.toFixed(4),
    explanation: isBytes
      ? `Mean squared error per pixel of reconstructed ${judged.name} images; pixels reach from ${low} to ${high}.`
      : `Mean squared error per number of reconstructed ${judged.name} rows, as they are scaled.`,
    verdict,
    reason:
      verdict === null
        ? "All images are the same, so a code has nothing to tell."
        : `That is ${percent(share)} of ${ofMean.toFixed(4)}, which is what the mean image alone would have.${verdict === "good" ? "" : " A longer run, wider --hidden layers or a larger --latent may help."}`,
  };
}

function accuracyFigure({ judged, definition }: Run, { accuracy }: Evaluation): Figure {
  const chance = 2 / Math.sqrt(2 * judged.images.count); // 4 standard errors of ½
  const apart = Math.max(0, 2 * accuracy - 1);
  const fooled = accuracy < FOOLED - chance;
  const verdict = fooled
    ? "look here"
    : verdictOf(accuracy, {
        good: TOLD_APART.good + Math.min(chance, 0.2), // and 0.98 is no chance
        bad: TOLD_APART.bad,
      });
  const { remedy = "" } = definition.figures.accuracy ?? {};
  return {
    label: "Discriminator accuracy",
    value: percent(accuracy, 1),
    explanation: `How many ${judged.name} codes and prior samples it tells apart; at 50 % it can only guess.`,
    verdict,
    reason: fooled
      ? "It is wrong more often than a guess, so it has not kept up with the encoder; a longer run may help."
      : verdict === "good"
        ? `It finds ${percent(apart)} of the codes where the prior is not.`
        : `At least ${percent(apart)} of the codes lie where the prior does not. ${remedy}`,
  };
}

function spreadFigure({ judged }: Run, { match }: Evaluation): Figure {
  const shares = match.deviations.map((deviation, j) => deviation / match.priorDeviations[j]);
  const factors = shares.map((share) => Math.max(share, 1 / share));
  const worst = factors.reduce((worst, factor, j) => (factor > factors[worst] ? j : worst), 0);
  const chance = 4 / Math.sqrt(2 * judged.images.count);
  const verdict = verdictOf(factors[worst], SPREAD, chance);
  const here = `Dimension ${worst + 1} has ${percent(shares[worst])} of the prior’s.`;
  const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return {
    label: "Deviation of the codes",
    value: least === most ? least : `${least} to ${most}`,
    explanation: "Of the prior’s deviation, over all dimensions; 100 % is a perfect match.",
    verdict,
    reason:
      verdict === "good"
        ? here
        : areSame(judged.images)
          ? "All images are the same, so their codes are too."
          : shares[worst] > 1
            ? `${here} The codes have left the prior, so its samples do not decode to good images; a smaller --learning-rate may help.`
            : `${here} Its codes lie closer together than the prior’s samples, which reach beyond them; a longer run, a smaller --learning-rate or a smaller --latent may help.`,
  };
}

function meanFigure({ judged }: Run, { match }: Evaluation): Figure {
  const largest = Math.max(
    ...match.means.map((mean, j) => Math.abs(mean) / match.priorDeviations[j]),
  );
  const verdict = verdictOf(largest, SHIFT, 4 / Math.sqrt(judged.images.count));
  return {
    label: "Largest mean of the codes",
    value: percent(largest),
    explanation:
      "How far it lies from the prior’s own, in shares of the prior’s deviation; the largest of all dimensions.",
    verdict,
    reason:
      verdict === "good"
        ? "The codes lie around the middle of the prior."
        : "The codes lie beside the prior; a longer run or a smaller --learning-rate may help.",
  };
}

function distanceFigure({ judged }: Run, { match }: Evaluation): Figure {
  const { distance, distanceByChance } = match;
  const priorDeviation = overallDeviation(match.priorDeviations);
  const beyond = Math.sqrt(Math.max(0, distance ** 2 - distanceByChance ** 2)) / priorDeviation;
  // Half of what chance gives is no more than chance where images are few.
  const verdict = verdictOf(beyond, DISTANCE, distanceByChance / priorDeviation / 2);
  return {
    label: "Distance from the prior",
    value: distance.toFixed(3),
    explanation: `Sliced Wasserstein distance of the ${judged.name} codes from as many prior samples; two sets of prior samples are ${distanceByChance.toFixed(3)} apart by chance.`,
    verdict,
    reason: `It is ${(distance / distanceByChance).toFixed(1)} times chance, and beyond chance ${percent(beyond)} of the prior’s deviation.${verdict === "good" ? "" : " Samples of the prior are not codes; a longer run or a smaller --learning-rate may help."}`,
  };
}

/** How often a class is wrong, beside how often the most frequent class would be. */
function errorFigure(
  { judged }: Run,
  label: string,
  error: number,
  { explanation, remedy }: Pick<Figure, "explanation"> & { readonly remedy: string },
): Figure {
  const guess = errorOfGuess(judged.images.labels ?? []);
  const verdict = guess > 0 ? verdictOf(error / guess, WRONG) : null;
  return {
    label,
    value: percent(error, 2),
    explanation,
    verdict,
    reason:
      verdict === null
        ? "All images are of one class."
        : `To call every image the most frequent class would be wrong of ${percent(guess, 2)}.${verdict === "good" ? "" : ` ${remedy}`}`,
  };
}

function stepsFigure({ step, steps, stepsPerEpoch, configuration }: Run): Figure {
  const few = step < FEW_STEPS;
  const least = `--epochs ${Math.ceil(FEW_STEPS / stepsPerEpoch)}`;
  return {
    label: "Steps",
    value: `${step}`,
    explanation: `Of ${steps}; ${stepsPerEpoch} make an epoch, ${configuration.batchSize} images each.`,
    verdict: few ? "look here" : "good",
    reason: !few
      ? `There were ${FEW_STEPS} steps or more: so far back reach Adam’s averages.`
      : step < steps
        ? `The run was stopped early: after fewer than ${FEW_STEPS} steps, networks have hardly begun to learn.`
        : `After fewer than ${FEW_STEPS} steps, networks have hardly begun to learn; ${least} or a smaller --batch-size gives them more.`,
  };
}

/** The mean over all pixels, or columns, of their variance over the examples; of bytes, in squares of their steps. */
function variance({ values: pixels, count, inputs: size }: Examples): number {
  let total = 0;
  for (let pixel = 0; pixel < size; pixel++) {
    let [sum, squares] = [0, 0];
    for (let i = pixel; i < count * size; i += size) {
      sum += pixels[i];
      squares += pixels[i] ** 2;
    }
    total += squares / count - (sum / count) ** 2;
  }
  return total / size;
}

function areSame({ values, inputs }: Examples): boolean {
  return values.every((value, i) => value === values[i % inputs]);
}

/** How often it is wrong to give every image the most frequent label. */
function errorOfGuess(labels: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (const label of Array.from(labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return 1 - Math.max(...counts.values()) / labels.length;
}
