/** Every experiment by name, in the order of the paper's sections. */
import { semiSupervised100Long, withAgreement } from "./agreement.ts";
import { clustering16, clustering30 } from "./clustering.ts";
import {
  dimensionalityReduction100,
  dimensionalityReduction1000,
  dimensionalityReductionNone,
} from "./dimensionality-reduction.ts";
import type { Experiment } from "./experiment.ts";
import { fashionMnist } from "./fashion-mnist.ts";
import { likelihood, likelihoodCodeOf6 } from "./likelihood.ts";
import { semiSupervised100, semiSupervised1000, semiSupervisedAll } from "./semi-supervised.ts";

export const experiments: Readonly<Record<string, Experiment>> = {
  likelihood,
  "likelihood-code-of-6": likelihoodCodeOf6,
  "semi-supervised-100": semiSupervised100,
  "semi-supervised-1000": semiSupervised1000,
  "semi-supervised-all": semiSupervisedAll,
  "clustering-16": clustering16,
  "clustering-30": clustering30,
  "dimensionality-reduction-1000": dimensionalityReduction1000,
  "dimensionality-reduction-100": dimensionalityReduction100,
  "dimensionality-reduction-none": dimensionalityReductionNone,
  ...withAgreement,
  "semi-supervised-100-long": semiSupervised100Long,
  ...fashionMnist,
};
