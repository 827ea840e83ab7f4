/** Codes in a plane with a cluster for each class (the paper's section 7). */
import type { Experiment } from "./experiment.ts";

const common = {
  group: "plane",
  section: "7",
  rerun: null,
  seeds: [1],
  quick: { epochs: 2 },
} as const;

/** Narrow discriminators and averaged weights, as for few labels without a plane. */
const CHOSEN = ["discriminatorHidden=[100,100]", "averaging=0.999"];

export const dimensionalityReduction1000: Experiment = {
  ...common,
  title: "Dimensionality reduction, 2-D, 1,000 labels",
  paper: "4.20 %",
  measure: "classification error",
  settings: { recipe: "dimensionality-reduction", labels: 1000, epochs: 30, set: CHOSEN },
};

export const dimensionalityReduction100: Experiment = {
  ...common,
  title: "Dimensionality reduction, 2-D, 100 labels",
  paper: "6.08 %",
  measure: "classification error",
  settings: { recipe: "dimensionality-reduction", labels: 100, epochs: 30, set: CHOSEN },
};

export const dimensionalityReductionNone: Experiment = {
  ...common,
  title: "Dimensionality reduction, 2-D, no labels, 20 clusters",
  paper: "13.95 %",
  measure: "clustering error",
  settings: {
    recipe: "dimensionality-reduction",
    epochs: 30,
    set: [...CHOSEN, "labels=none", "classes=20"],
  },
};
