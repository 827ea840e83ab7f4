/**
 * Learning from few labels (the paper's table 2): the recipe, for longer. Batch normalisation in the
 * encoder and noise on what the discriminators see are not in the paper.
 */
import type { Experiment } from "./experiment.ts";

const common = {
  section: "5, table 2",
  measure: "classification error",
  quick: { epochs: 2 },
} as const;

export const semiSupervised100: Experiment = {
  ...common,
  title: "Semi-supervised, 100 labels",
  paper: "1.90 ± 0.10 %",
  rerun: "about 5 %",
  settings: { recipe: "semi-supervised", labels: 100, epochs: 60 },
  seeds: [1, 2, 3, 4, 5],
};

export const semiSupervised1000: Experiment = {
  ...common,
  title: "Semi-supervised, 1,000 labels",
  paper: "1.60 ± 0.08 %",
  rerun: "2.9 % (1,280 labels)",
  settings: { recipe: "semi-supervised", labels: 1000, epochs: 60 },
  seeds: [1],
};

export const semiSupervisedAll: Experiment = {
  ...common,
  title: "Semi-supervised, all labels",
  paper: "0.85 ± 0.02 %",
  rerun: null,
  settings: { recipe: "semi-supervised", labels: "all", epochs: 60 },
  seeds: [1],
};
