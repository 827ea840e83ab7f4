/** Clusters without labels (the paper's table 3): the recipe, for longer. */
import type { Experiment } from "./experiment.ts";

const common = {
  section: "6, table 3",
  rerun: null,
  measure: "clustering error",
  seeds: [1],
  quick: { epochs: 2 },
} as const;

export const clustering16: Experiment = {
  ...common,
  title: "Clustering, 16 clusters",
  paper: "9.55 ± 2.05 %",
  settings: { recipe: "clustering", epochs: 60 },
};

export const clustering30: Experiment = {
  ...common,
  title: "Clustering, 30 clusters",
  paper: "4.10 ± 1.13 %",
  settings: { recipe: "clustering", epochs: 60, set: ["clusters=30"] },
};
