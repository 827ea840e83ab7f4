/** The family: one file for each model. */
import { article } from "./article.ts";
import { basic } from "./basic.ts";
import { clustering } from "./clustering.ts";
import { dimensionalityReduction } from "./dimensionality-reduction.ts";
import { labelsInPrior } from "./labels-in-prior.ts";
import type { Configuration } from "./parts/configuration.ts";
import type { ModelDefinition, Recipe } from "./parts/model.ts";
import { semiSupervised } from "./semi-supervised.ts";
import { supervised } from "./supervised.ts";

/** Every model, by the name under which it is saved. */
export const models: Readonly<Record<string, ModelDefinition>> = {
  basic,
  article,
  "labels-in-prior": labelsInPrior,
  "semi-supervised": semiSupervised,
  clustering,
  "dimensionality-reduction": dimensionalityReduction,
  supervised,
};

/** Every recipe, by its name, with the model that it is for. */
export const recipes: Readonly<
  Record<string, Recipe<Configuration> & { readonly model: ModelDefinition }>
> = Object.fromEntries(
  Object.values(models).flatMap((model) =>
    Object.entries(model.recipes).map(([name, recipe]) => [name, { ...recipe, model }]),
  ),
);
