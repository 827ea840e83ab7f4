/** The phases of every model, each as one objective from data to gradient. */
import { ArticleTraining } from "../../aae/article.ts";
import { AdversarialTraining, basic } from "../../aae/basic.ts";
import { ClusteringTraining } from "../../aae/clustering.ts";
import { DimensionalityReductionTraining } from "../../aae/dimensionality-reduction.ts";
import { LabelledAutoencoder, LabelsInPriorTraining } from "../../aae/labels-in-prior.ts";
import { Adversary, expectCodes } from "../../aae/parts/adversary.ts";
import { CategoricalAutoencoder, TwoAdversaries } from "../../aae/parts/categorical.ts";
import { Classification } from "../../aae/parts/classification.ts";
import { withPosterior } from "../../aae/parts/encoders.ts";
import { Reconstruction } from "../../aae/parts/reconstruction.ts";
import { SemiSupervisedTraining } from "../../aae/semi-supervised.ts";
import { SupervisedAutoencoder, SupervisedTraining } from "../../aae/supervised.ts";
import { bceWithLogits } from "../../losses/bce-with-logits.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { tensor } from "../../tensor/tensor.ts";
import { checkObjective } from "../check-objective.ts";
import type { CheckResult } from "../result.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { labelsByFormula, lossesByFormula, stepIsThreePhases } from "./model-formulas.ts";
import { ARTICLE, BASIC, FAMILY, phasesOf, type Small, setting } from "./models.ts";
import {
  leavesTheRestAlone,
  namedParameters,
  objectiveOf,
  parametersOf,
  type Setting,
  startsAtZero,
  step,
} from "./phases.ts";

/** What the family is made of. */
const MODELS = [
  ...[LabelsInPriorTraining, LabelledAutoencoder, SemiSupervisedTraining, ClusteringTraining],
  ...[DimensionalityReductionTraining, SupervisedTraining, SupervisedAutoencoder],
  ...[CategoricalAutoencoder, TwoAdversaries, Classification, withPosterior],
];
/** What the basic model's phases are made of. */
export const PARTS = [Reconstruction, Adversary, AdversarialTraining, expectCodes];

export const phases: readonly Check[] = [
  inEveryForm("reconstruction: d/d(encoder, decoder)", PARTS, BASIC, "reconstruction"),
  inEveryForm("discriminator: d/d(discriminator)", PARTS, BASIC, "discriminator"),
  inEveryForm("generator: d/d(encoder), through D", PARTS, BASIC, "generator"),
  derivatives("article: d/d(encoder, decoder)", [ArticleTraining], () => [
    ["reconstruction", checkPhase(ARTICLE, "reconstruction")],
  ]),
  derivatives("article: d/d(discriminator)", [ArticleTraining], () => [
    ["codes 1, prior 0", checkArticlesDiscriminator()],
  ]),
  values("each phase's loss, by its formula", [...PARTS, ArticleTraining], lossesByFormula),
  values("each phase starts at zero", PARTS, () =>
    [...basic.phases].flatMap((phase) => startsAtZero(setting(BASIC[0]), phase)),
  ),
  values("each phase leaves the rest alone", [...PARTS, ArticleTraining], () =>
    [BASIC[0], ARTICLE].flatMap(({ definition, configuration, inputs }) =>
      leavesTheRestAlone(definition, configuration, inputs),
    ),
  ),
  values("each phase changes its own networks", [AdversarialTraining, ArticleTraining], () => [
    ...changes(BASIC[0], "reconstruction", ["encoder", "decoder"]),
    ...changes(BASIC[0], "discriminator", ["discriminator"]),
    ...changes(BASIC[0], "generator", ["encoder"]),
    ...changes(ARTICLE, "reconstruction", ["encoder", "decoder"]),
    ...changes(ARTICLE, "discriminator", ["discriminator"]),
  ]),
  ...FAMILY.map((model) =>
    derivatives(model.label, MODELS, () =>
      phasesOf(model).map((phase) => [phase, checkPhase(model, phase)] as const),
    ),
  ),
  values("labels in the prior, by formula", [LabelsInPriorTraining], labelsByFormula),
  values("the family starts at zero", MODELS, () =>
    FAMILY.flatMap((model) =>
      phasesOf(model).flatMap((phase) => startsAtZero(setting(model), phase)),
    ),
  ),
  values("the family leaves the rest alone", MODELS, () =>
    FAMILY.flatMap(({ definition, configuration, inputs }) =>
      leavesTheRestAlone(definition, configuration, inputs),
    ),
  ),
  values("the family changes its own networks", MODELS, () =>
    FAMILY.flatMap((model) => phasesOf(model).flatMap((phase) => changesOf(model, phase))),
  ),
  values("a step is the three phases in order", [AdversarialTraining], stepIsThreePhases),
];

function checkPhase(model: Small, phase: string): CheckResult {
  const it = setting(model);
  return checkObjective(objectiveOf(it, phase), parametersOf(it, phase), cheaper(it, phase));
}

/**
 * The figures of two of the basic model's phases without their gradients, which differences do not need.
 * The check asks first whether they are the same numbers.
 */
export function cheaper({ model, training, batch: { X } }: Setting, phase: string) {
  if (!(training instanceof AdversarialTraining)) return {};
  const { encoder, decoder, discriminator } = model.networks;
  const [rows, inputs] = X.shape;
  const pass = () => ({ training: true, random: new SeededRandom("step") });
  const codes = () => encoder.forward(X, pass());
  const [dR, dLogits] = [zeros(doubleKernels, rows, inputs), zeros(doubleKernels, rows, 1)];
  const real = tensor(new Float64Array(rows).fill(1), rows, 1);
  const values: Readonly<Record<string, () => number>> = {
    reconstruction: () => model.loss(decoder.forward(codes(), pass()), X, dR),
    generator: () => bceWithLogits(discriminator.forward(codes(), pass()), real, dLogits),
  };
  return phase in values ? { value: values[phase] } : {};
}

function inEveryForm(
  name: string,
  covers: readonly unknown[],
  models: readonly Small[],
  phase: string,
): Check {
  return derivatives(name, covers, () =>
    models.map((model): [string, CheckResult] => [model.label, checkPhase(model, phase)]),
  );
}

/**
 * The article's step updates the discriminator twice, first on codes, then on the prior. The figure
 * is ½·(first + the mean of both), so its gradient is ¾ of the first one and ¼ of the second.
 */
function checkArticlesDiscriminator(): CheckResult {
  const it = setting(ARTICLE);
  const { gradients } = it.probes.discriminator;
  const parameters = parametersOf(it, "discriminator");
  const objective = () => {
    gradients.length = 0;
    const figures = step(it);
    const [first, second] = gradients;
    parameters.forEach(({ grad }, k) => {
      for (let i = 0; i < grad.size; i++) grad.data[i] = 0.75 * first[k][i] + 0.25 * second[k][i];
    });
    return figures.discriminator;
  };
  return checkObjective(objective, parameters);
}

/** Whether a phase's optimiser is given the parameters of these networks and no others. */
function changes(model: Small, phase: string, networks: readonly string[]) {
  const it = setting(model);
  const own = new Set(parametersOf(it, phase).map(({ name }) => name));
  return namedParameters(it.model).map(({ name }) =>
    agree(
      `${phase} changes ${name}`,
      [Number(own.has(name))],
      [Number(networks.includes(name.split(".")[0]))],
    ),
  );
}

/** The networks that each phase changes, in every model of the family. */
const CHANGED: Readonly<Record<string, readonly string[]>> = {
  reconstruction: ["encoder", "decoder", "clusterHeads"],
  discriminator: ["discriminator", "categoryDiscriminator"],
  generator: ["encoder"],
  classification: ["encoder"],
};

function changesOf(model: Small, phase: string) {
  return changes(model, phase, CHANGED[phase]);
}
