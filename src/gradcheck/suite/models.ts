/** Small models to check: the basic one in many forms, and one of every other kind. */
import { recipes } from "../../aae/index.ts";
import type { Configuration } from "../../aae/parts/configuration.ts";
import type { ModelDefinition } from "../../aae/parts/model.ts";
import { expectConfiguration } from "../../training/configuration.ts";
import { type Setting, settingOf } from "./phases.ts";

/** A small model: its definition, its configuration, and how many inputs and rows it is checked with. */
export interface Small {
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
export const BASIC: readonly Small[] = [
  plain("tanh", {}, { rows: 5 }),
  plain("sigmoid", { output: "sigmoid" }),
  plain("linear", { output: "linear", activation: "leakyRelu" }),
  plain("batch 1", {}, { rows: 1 }),
  plain("width 1", { latent: 1, hidden: [1], discriminatorHidden: [1] }, { inputs: 1, rows: 3 }),
  plain("shallow", { hidden: [], discriminatorHidden: [] }, { rows: 3 }),
  plain("deep", { hidden: [7, 5], discriminatorHidden: [6, 5, 3] }, { rows: 3 }),
  plain("wide", { latent: 5, hidden: [33], discriminatorHidden: [29] }, { inputs: 64, rows: 3 }),
  plain("mixture", { latent: 2, prior: { ...MIXTURE, components: 10 } }, { rows: 6 }),
  small("aae", "batch normalisation", { batchNormalisation: "hidden" }, { rows: 6 }),
];

export const ARTICLE = small("article", "article");

/** The other models, each with what it adds, on few inputs and more rows than classes. */
export const FAMILY: readonly Small[] = [
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

export function setting({ definition, configuration, inputs, rows }: Small): Setting {
  return settingOf(definition, configuration, inputs, rows);
}

/** The phases of a model that have something to learn from. */
export function phasesOf({ definition, configuration }: Small): readonly string[] {
  const unlabelled = definition.labels === "beside" && definition.asked(configuration) === null;
  return definition.phases.filter((phase) => phase !== "classification" || !unlabelled);
}
