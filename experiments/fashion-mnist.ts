/**
 * The same recipes, unchanged, on pictures of clothes: 60,000 and 10,000 of the size of MNIST's, ten
 * kinds. The paper has no such table.
 *
 * Source of the images: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for
 * benchmarking machine learning algorithms" (2017). Debian's package `dataset-fashion-mnist` puts
 * them where they are looked for.
 */
import { withAgreement } from "./agreement.ts";
import type { Experiment } from "./experiment.ts";

/** Where Debian's package puts the data set. */
const FOLDER = "/usr/share/datasets/fashion-mnist";

export const fashionMnist: Readonly<Record<string, Experiment>> = Object.fromEntries(
  Object.entries(withAgreement).map(([name, experiment]) => [
    `fashion-${name}`,
    onFashion(experiment),
  ]),
);

function onFashion(experiment: Experiment): Experiment {
  return {
    ...experiment,
    group: "fashion-mnist",
    section: "–",
    paper: null,
    rerun: null,
    settings: { ...experiment.settings, data: FOLDER },
    seeds: [1],
  };
}
