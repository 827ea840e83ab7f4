/**
 * Learning from few labels (the paper's table 2). Not in the paper are batch normalisation in the
 * encoder, noise on what the discriminators see, narrow discriminators and averaged weights.
 */
import type { Experiment } from "./experiment.ts";

const common = {
  group: "few-labels",
  section: "5, table 2",
  measure: "classification error",
  quick: { epochs: 2 },
} as const;

/** What the trials chose, for so many labels. */
const chosen = (labels: number | "all") => ({
  recipe: "semi-supervised",
  labels,
  epochs: 30,
  set: ["discriminatorHidden=[100,100]", "averaging=0.999"],
});

export const semiSupervised100: Experiment = {
  ...common,
  title: "Semi-supervised, 100 labels",
  paper: "1.90 ± 0.10 %",
  rerun: "about 5 %",
  settings: chosen(100),
  seeds: [1, 2, 3, 4, 5],
};

export const semiSupervised1000: Experiment = {
  ...common,
  title: "Semi-supervised, 1,000 labels",
  paper: "1.60 ± 0.08 %",
  rerun: "2.9 % (1,280 labels)",
  settings: chosen(1000),
  seeds: [1],
};

export const semiSupervisedAll: Experiment = {
  ...common,
  title: "Semi-supervised, all labels",
  paper: "0.85 ± 0.02 %",
  rerun: null,
  settings: chosen("all"),
  seeds: [1],
};
