/**
 * The experiments once more, with what the paper does not have: images are warped on their way into
 * the encoder, and their classes are asked to stay the same when they are warped anew.
 *
 * Source of the second: Hu et al., arXiv:1702.08720; see src/aae/parts/agreement.ts.
 */
import { clustering16, clustering30 } from "./clustering.ts";
import {
  dimensionalityReduction100,
  dimensionalityReduction1000,
  dimensionalityReductionNone,
} from "./dimensionality-reduction.ts";
import type { Experiment } from "./experiment.ts";
import { semiSupervised100, semiSupervised1000, semiSupervisedAll } from "./semi-supervised.ts";

const AGREEMENT = ["inputWarp=0.1", "agreement=0.3"];

/** Where an image is warped, noise on its pixels is of no more use. */
const IN_PLACE_OF_NOISE = [...AGREEMENT, "inputNoise=0"];

export const withAgreement: Readonly<Record<string, Experiment>> = {
  "semi-supervised-100-agreement": agreeing(semiSupervised100, IN_PLACE_OF_NOISE),
  "semi-supervised-1000-agreement": agreeing(semiSupervised1000, IN_PLACE_OF_NOISE),
  "semi-supervised-all-agreement": agreeing(semiSupervisedAll, IN_PLACE_OF_NOISE),
  "clustering-16-agreement": agreeing({ ...clustering16, seeds: [1, 2] }, AGREEMENT),
  "clustering-30-agreement": agreeing({ ...clustering30, seeds: [1, 2] }, AGREEMENT),
  "dimensionality-reduction-1000-agreement": agreeing(
    dimensionalityReduction1000,
    IN_PLACE_OF_NOISE,
  ),
  "dimensionality-reduction-100-agreement": agreeing(dimensionalityReduction100, IN_PLACE_OF_NOISE),
  "dimensionality-reduction-none-agreement": agreeing(
    dimensionalityReductionNone,
    IN_PLACE_OF_NOISE,
  ),
};

/** Three times as long: with labels, most errors still fell when the learning rate did. */
export const semiSupervised100Long: Experiment = {
  ...withAgreement["semi-supervised-100-agreement"],
  settings: { ...withAgreement["semi-supervised-100-agreement"].settings, epochs: 90 },
  seeds: [1],
  remark: "with warps and agreement, 90 epochs",
};

function agreeing(experiment: Experiment, more: readonly string[]): Experiment {
  const { settings } = experiment;
  return {
    ...experiment,
    settings: { ...settings, set: [...(settings.set ?? []), ...more] },
    remark: "with warps and agreement",
  };
}
