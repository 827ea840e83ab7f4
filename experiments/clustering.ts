/**
 * Clusters without labels (the paper's table 3). Not in the paper are noise on what the
 * discriminators see and averaged weights.
 */
import type { Experiment } from "./experiment.ts";

const common = {
  group: "clusters",
  section: "6, table 3",
  rerun: null,
  measure: "clustering error",
  seeds: [1],
  quick: { epochs: 2 },
} as const;

/** Normalised heads were the best trial without agreement; averaged weights come from the trials with 100 labels. */
const CHOSEN = ["batchNormalisation=all", "averaging=0.999"];

export const clustering16: Experiment = {
  ...common,
  title: "Clustering, 16 clusters",
  paper: "9.55 ± 2.05 %",
  settings: { recipe: "clustering", epochs: 30, set: CHOSEN },
};

export const clustering30: Experiment = {
  ...common,
  title: "Clustering, 30 clusters",
  paper: "4.10 ± 1.13 %",
  settings: { recipe: "clustering", epochs: 30, set: [...CHOSEN, "clusters=30"] },
};
