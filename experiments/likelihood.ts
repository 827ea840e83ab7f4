/**
 * The likelihood of test images under windows around 10,000 samples (the paper's table 1): a code of
 * eight numbers with the prior N(0, 5²), networks of two layers of 1000 units, of 512 in the
 * discriminator. Averaged weights and noise on the input were the best of the trials, by little.
 */
import type { Experiment } from "./experiment.ts";

export const likelihood: Experiment = {
  group: "likelihood",
  title: "Log-likelihood, Parzen windows around 10,000 samples",
  section: "table 1",
  paper: "340 ± 2",
  rerun: "377",
  measure: "log-likelihood",
  settings: {
    recipe: "likelihood",
    hidden: [1000, 1000],
    epochs: 50,
    set: ["discriminatorHidden=[512,512]", "averaging=0.999", "inputNoise=0.3"],
  },
  seeds: [1],
  quick: { hidden: [400, 400], epochs: 3 },
};
