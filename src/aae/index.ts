/**
 * The family: one file for each model.
 *
 * @module
 */
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

export { ArticleAutoencoder, ArticleTraining, article } from "./article.ts";
export { AdversarialTraining, basic } from "./basic.ts";
export { ClusteringTraining, clustering } from "./clustering.ts";
export {
  DimensionalityReductionTraining,
  dimensionalityReduction,
} from "./dimensionality-reduction.ts";
export { LabelledAutoencoder, LabelsInPriorTraining, labelsInPrior } from "./labels-in-prior.ts";
export { Adversary } from "./parts/adversary.ts";
export { Autoencoder, accuracyOf, inUse } from "./parts/autoencoder.ts";
export {
  CategoricalAutoencoder,
  type CategoricalNetworks,
  TwoAdversaries,
} from "./parts/categorical.ts";
export { Classification } from "./parts/classification.ts";
export { type Configuration, RUN_DEFAULTS } from "./parts/configuration.ts";
export type {
  FigureDescription,
  Figures,
  Given,
  Model,
  ModelDefinition,
  OptimizerFor,
  Recipe,
  Training,
} from "./parts/model.ts";
export type { Picture, PictureMaterial } from "./parts/picture.ts";
export {
  createPrior,
  type Line,
  PRIORS,
  type Prior,
  type PriorDescription,
} from "./parts/priors.ts";
export { Reconstruction } from "./parts/reconstruction.ts";
export { reconstruct, sample } from "./parts/use.ts";
export { SemiSupervisedTraining, semiSupervised } from "./semi-supervised.ts";
export { SupervisedAutoencoder, SupervisedTraining, supervised } from "./supervised.ts";
