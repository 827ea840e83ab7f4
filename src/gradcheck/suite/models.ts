/** The phases of every model, each as one objective from data to gradient. */
import { ArticleTraining } from "../../aae/article.ts";
import { AdversarialTraining, basic } from "../../aae/basic.ts";
import { ClusteringTraining } from "../../aae/clustering.ts";
import { DimensionalityReductionTraining } from "../../aae/dimensionality-reduction.ts";
import { recipes } from "../../aae/index.ts";
import { LabelledAutoencoder, LabelsInPriorTraining } from "../../aae/labels-in-prior.ts";
import { Adversary, expectCodes } from "../../aae/parts/adversary.ts";
import { CategoricalAutoencoder, TwoAdversaries } from "../../aae/parts/categorical.ts";
import { Classification } from "../../aae/parts/classification.ts";
import type { Configuration } from "../../aae/parts/configuration.ts";
import { withPosterior } from "../../aae/parts/encoders.ts";
import type { ModelDefinition } from "../../aae/parts/model.ts";
import { Reconstruction } from "../../aae/parts/reconstruction.ts";
import { reconstruct } from "../../aae/parts/use.ts";
import { SemiSupervisedTraining } from "../../aae/semi-supervised.ts";
import { SupervisedAutoencoder, SupervisedTraining } from "../../aae/supervised.ts";
import { UNLABELLED } from "../../data/batches.ts";
import { bceWithLogits } from "../../losses/bce-with-logits.ts";
import { Adam } from "../../optim/adam.ts";
import { doubleKernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import { expectConfiguration } from "../../training/configuration.ts";
import { checkDirections, checkObjective } from "../check-objective.ts";
import type { CheckResult } from "../result.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import {
  leavesTheRestAlone,
  namedParameters,
  objectiveOf,
  parametersOf,
  type Setting,
  settingOf,
  startsAtZero,
  step,
} from "./phases.ts";

/** A small model: its definition, its configuration, and how many inputs and rows it is checked with. */
interface Small {
  readonly label: string;
  readonly definition: ModelDefinition;
  readonly configuration: Configuration;
  readonly inputs: number;
  readonly rows: number;
}

/** A recipe's model with other settings, held against the model's schema. */
function small(
  recipe: string,
  label: string,
  settings: Readonly<Record<string, unknown>> = {},
  { inputs = 11, rows = 4 } = {},
): Small {
  const { model: definition, configuration } = recipes[recipe];
  const sizes = { latent: 3, hidden: [9], discriminatorHidden: [7] };
  return {
    label,
    definition,
    configuration: expectConfiguration({
      ...{ recipe, data: "mnist", seed: 1, ...configuration, ...sizes },
      ...settings,
    }),
    inputs,
    rows,
  };
}

const CLASSES = { classes: 4, labels: "all" };
const MIXTURE = {
  ...{ kind: "mixture", components: 4, radius: 4 },
  ...{ radialDeviation: 1, tangentialDeviation: 0.3 },
};

/** The basic model without batch normalisation, so that each row has a code of its own. */
function plain(
  label: string,
  settings: Readonly<Record<string, unknown>> = {},
  shape: { inputs?: number; rows?: number } = {},
): Small {
  return small("aae", label, { batchNormalisation: "none", ...settings }, shape);
}

/** The basic model in many forms. */
const BASIC: readonly Small[] = [
  plain("tanh", {}, { rows: 5 }),
  plain("sigmoid", { output: "sigmoid" }),
  plain("linear", { output: "linear", activation: "leakyRelu" }),
  plain("batch 1", {}, { rows: 1 }),
  plain("width 1", { latent: 1, hidden: [1], discriminatorHidden: [1] }, { inputs: 1, rows: 3 }),
  plain("shallow", { hidden: [], discriminatorHidden: [] }, { rows: 3 }),
  plain("deep", { hidden: [7, 5], discriminatorHidden: [6, 5, 3] }, { rows: 3 }),
  plain("wide", { latent: 5, hidden: [33], discriminatorHidden: [29] }, { inputs: 64, rows: 3 }),
  plain(
    "mixture",
    {
      latent: 2,
      prior: {
        ...{ kind: "mixture", components: 10, radius: 4 },
        ...{ radialDeviation: 1, tangentialDeviation: 0.3 },
      },
    },
    { rows: 6 },
  ),
  small("aae", "batch normalisation", { batchNormalisation: "hidden" }, { rows: 6 }),
];

const ARTICLE = small("article", "article");

/** The other models, each with what it adds, on few inputs and more rows than classes. */
const FAMILY: readonly Small[] = [
  small("aae", "gaussian posterior", { posterior: "gaussian" }),
  small("aae", "universal posterior", {
    posterior: "universal",
    reconstructionLoss: "halfSquaredError",
  }),
  ...[
    small("labels-in-prior", "labels in the prior", {
      ...{ ...CLASSES, latent: 2, prior: MIXTURE, batchNormalisation: "none" },
    }),
    small("semi-supervised", "semi-supervised", CLASSES),
    small("semi-supervised", "batch normalisation everywhere", {
      ...{ ...CLASSES, batchNormalisation: "all", inputNoise: 0, discriminatorNoise: 0 },
    }),
    small("clustering", "clustering", { clusters: 4 }),
    small("dimensionality-reduction", "dimensionality reduction", { ...CLASSES, headDistance: 9 }),
    small("dimensionality-reduction", "without labels", { ...CLASSES, labels: "none" }),
    small("supervised", "supervised", { classes: 4 }),
  ].map((model) => ({ ...model, rows: 6 })),
];
/** What the family is made of. */
const MODELS = [
  ...[LabelsInPriorTraining, LabelledAutoencoder, SemiSupervisedTraining, ClusteringTraining],
  ...[DimensionalityReductionTraining, SupervisedTraining, SupervisedAutoencoder],
  ...[CategoricalAutoencoder, TwoAdversaries, Classification, withPosterior],
];
const PARTS = [Reconstruction, Adversary, AdversarialTraining, expectCodes];

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

/** Networks 784-512-10, along random directions. */
export const fullSize: readonly Check[] = basic.phases.map((phase) =>
  derivatives(`full size: ${phase}`, PARTS, () => [["along", checkFullSize(phase)]]),
);

function setting({ definition, configuration, inputs, rows }: Small): Setting {
  return settingOf(definition, configuration, inputs, rows);
}

function checkPhase(model: Small, phase: string): CheckResult {
  const it = setting(model);
  return checkObjective(objectiveOf(it, phase), parametersOf(it, phase), cheaper(it, phase));
}

/** The figures of two of the basic model's phases without the gradients, which took most of the time. */
function cheaper({ model, training, batch: { X } }: Setting, phase: string) {
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
 * One phase alone, because a whole step of large networks takes its time; and without batch
 * normalisation, before which a bias has no gradient: its directions would be nothing but rounding.
 */
function checkFullSize(phase: string): CheckResult {
  const { configuration } = recipes.aae;
  const it = settingOf(
    basic,
    expectConfiguration({
      ...{ ...configuration, batchNormalisation: "none" },
      ...{ hidden: [512], discriminatorHidden: [512] },
      ...{ recipe: "aae", data: "mnist", seed: 1 },
    }),
    784,
    3,
  );
  const { training, model, batch } = it;
  if (!(training instanceof AdversarialTraining)) throw new Error("The basic model trains so.");
  const pass = () => ({ training: true, random: new SeededRandom("step") });
  const codes = () => model.networks.encoder.forward(batch.X, pass());
  const alone: Readonly<Record<string, () => number>> = {
    reconstruction: () => training.reconstruction(batch.X, pass()),
    discriminator: () => training.discriminator(codes(), pass()),
    generator: () => training.generator(codes(), pass()),
  };
  it.probes[phase].step = () => {}; // no copies: one phase alone leaves its gradients in every `grad`
  return checkDirections(alone[phase], parametersOf(it, phase), {
    directions: 10,
    ...cheaper(it, phase),
  });
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

/** The losses as the phases' first comments have them, term by term. */
function lossesByFormula() {
  const mean = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0) / terms.length;
  const surprise = (D: readonly number[], label: 0 | 1) =>
    mean(D.map((p) => -Math.log(label === 1 ? p : 1 - p)));
  const judge = ({ model, batch }: Setting, output: (value: number) => number) => {
    const pass = { training: false, random: new SeededRandom("unused") };
    const { discriminator } = model.networks;
    const P = zeros(doubleKernels, batch.X.shape[0], model.prior.latent);
    model.prior.sample(P, new SeededRandom("step"));
    const Z = copy(model.style(batch.X));
    const on = (codes: Tensor) => [...discriminator.forward(codes, pass).data].map(output);
    return { real: on(P), fake: on(Z), accuracy: model.accuracy(P, Z) };
  };

  const it = setting(BASIC[0]);
  const { X } = it.batch;
  const { real, fake, accuracy } = judge(it, (logit) => 1 / (1 + Math.exp(-logit)));
  const R = reconstruct(it.model, X);
  const error = mean([...X.data].map((x, i) => (R.data[i] - x) ** 2));
  const correct = [...real.map((p) => p > 0.5), ...fake.map((p) => p <= 0.5)].map(Number);
  const found = step(it);

  const asked = setting(ARTICLE);
  const judged = judge(asked, (probability) => probability);
  const [first, second] = [surprise(judged.fake, 1), surprise(judged.real, 0)];
  const [onCodes, onPrior] = [
    mean(judged.fake.map((p) => Number(p > 0.5))),
    mean(judged.real.map((p) => Number(p <= 0.5))),
  ];
  const article = step(asked); // ½·(first + the mean of both)

  return [
    agree("reconstruction", [found.reconstruction], [error]),
    agree("discriminator", [found.discriminator], [(surprise(real, 1) + surprise(fake, 0)) / 2]),
    agree("accuracy", [found.accuracy], [mean(correct)]),
    agree("accuracy on other codes", [accuracy], [mean(correct)]),
    agree("generator", [found.generator], [surprise(fake, 1)]),
    agree("article", [article.discriminator], [(first + (first + second) / 2) / 2]),
    agree("article's accuracy", [judged.accuracy], [(onCodes + onPrior) / 2]),
    agree("article's mean", [article.accuracy], [(onCodes + (onCodes + onPrior) / 2) / 2]),
  ];
}

/** The losses on [code | one-hot of the label], put together by hand. */
function labelsByFormula() {
  const model = FAMILY.find(({ label }) => label === "labels in the prior");
  if (model === undefined) throw new Error("There is no such model.");
  const it = setting(model);
  const { X } = it.batch;
  const labels = it.batch.labels.fill(UNLABELLED, 4); // two of six bear no label
  const { discriminator } = it.model.networks;
  const P = zeros(doubleKernels, X.shape[0], 2);
  it.model.prior.sample(P, new SeededRandom("step"), labels);
  const Z = copy(it.model.style(X));
  const logits = (codes: Tensor) => {
    const rows = Array.from(labels, (label, row) => {
      const oneHot = [0, 0, 0, 0, 0];
      oneHot[label === UNLABELLED ? 4 : label] = 1;
      return [codes.get(row, 0), codes.get(row, 1), ...oneHot];
    });
    const both = tensor(Float64Array.from(rows.flat()), rows.length, 7);
    const pass = { training: false, random: new SeededRandom("unused") };
    return [...discriminator.forward(both, pass).data];
  };
  const mean = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0) / terms.length;
  const surprise = (values: readonly number[], sign: number) =>
    mean(values.map((logit) => Math.log(1 + Math.exp(-sign * logit))));
  const [real, fake] = [logits(P), logits(Z)];
  const found = step(it);
  return [
    agree("discriminator", [found.discriminator], [(surprise(real, 1) + surprise(fake, -1)) / 2]),
    agree("generator", [found.generator], [surprise(fake, 1)]),
  ];
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

/** The phases of a model that have something to learn from. */
function phasesOf({ definition, configuration }: Small): readonly string[] {
  const unlabelled = definition.labels === "beside" && definition.asked(configuration) === null;
  return definition.phases.filter((phase) => phase !== "classification" || !unlabelled);
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

/** Two whole steps, against the phases run by hand, each on what the one before has left. */
function stepIsThreePhases() {
  const start = () => {
    const { configuration, inputs, rows } = BASIC[0];
    const { model, batch } = settingOf(basic, configuration, inputs, rows);
    const training = basic.train(
      doubleKernels,
      model as Parameters<typeof basic.train>[1],
      configuration as Parameters<typeof basic.train>[2],
      (_, parameters) => new Adam(doubleKernels, parameters, { learningRate: 0.01, beta1: 0.5 }),
    );
    if (!(training instanceof AdversarialTraining)) throw new Error("The basic model trains so.");
    return { model, batch, training, pass: { training: true, random: new SeededRandom("prior") } };
  };
  const one = start();
  const results = [1, 2].map(() => one.training.step(one.batch, one.pass));

  const other = start();
  const expected = [1, 2].map(() => {
    const { training, model, batch, pass } = other;
    const { encoder } = model.networks;
    const reconstruction = training.reconstruction(batch.X, pass);
    const discriminator = training.discriminator(copy(encoder.forward(batch.X, pass)), pass);
    const generator = training.generator(encoder.forward(batch.X, pass), pass);
    return [reconstruction, discriminator, generator];
  });

  const all = namedParameters(one.model);
  const others = namedParameters(other.model);
  return [
    ...results.map(({ reconstruction, discriminator, generator }, k) =>
      agree(`step ${k + 1}`, [reconstruction, discriminator, generator], expected[k]),
    ),
    ...all.map(({ name, value }, k) => agree(name, value.data, others[k].value.data)),
  ];
}

function copy(X: Tensor): Tensor {
  return tensor(X.data.slice(), ...X.shape);
}
