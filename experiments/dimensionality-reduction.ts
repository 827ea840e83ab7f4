/** Codes in a plane with a cluster for each class (the paper's table 4): the recipe, for longer. */
import type { Experiment } from "./experiment.ts";

const common = {
  section: "7, table 4",
  rerun: null,
  seeds: [1],
  quick: { epochs: 2 },
} as const;

export const dimensionalityReduction1000: Experiment = {
  ...common,
  title: "Dimensionality reduction, 2-D, 1,000 labels",
  paper: "4.20 %",
  measure: "classification error",
  settings: { recipe: "dimensionality-reduction", labels: 1000, epochs: 60 },
};

export const dimensionalityReduction100: Experiment = {
  ...common,
  title: "Dimensionality reduction, 2-D, 100 labels",
  paper: "6.08 %",
  measure: "classification error",
  settings: { recipe: "dimensionality-reduction", labels: 100, epochs: 60 },
};

export const dimensionalityReductionNone: Experiment = {
  ...common,
  title: "Dimensionality reduction, 2-D, no labels, 20 clusters",
  paper: "13.95 %",
  measure: "clustering error",
  settings: {
    recipe: "dimensionality-reduction",
    epochs: 60,
    set: ["labels=none", "classes=20"],
  },
};
