/**
 * The same recipes, unchanged, on pictures of clothes: 60,000 and 10,000 of the size of MNIST's, ten
 * kinds. The paper has no such table.
 *
 * Source of the images: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for
 * benchmarking machine learning algorithms" (2017). Debian's package `dataset-fashion-mnist` puts
 * them where they are looked for.
 */
import { clustering16, clustering30 } from "./clustering.ts";
import {
  dimensionalityReduction100,
  dimensionalityReduction1000,
  dimensionalityReductionNone,
} from "./dimensionality-reduction.ts";
import type { Experiment } from "./experiment.ts";
import { semiSupervised100, semiSupervised1000, semiSupervisedAll } from "./semi-supervised.ts";

/** Where Debian's package puts the data set. */
const FOLDER = "/usr/share/datasets/fashion-mnist";

export const fashionMnist: Readonly<Record<string, Experiment>> = {
  "fashion-semi-supervised-100": onFashion(semiSupervised100),
  "fashion-semi-supervised-1000": onFashion(semiSupervised1000),
  "fashion-semi-supervised-all": onFashion(semiSupervisedAll),
  "fashion-clustering-16": onFashion(clustering16),
  "fashion-clustering-30": onFashion(clustering30),
  "fashion-dimensionality-reduction-1000": onFashion(dimensionalityReduction1000),
  "fashion-dimensionality-reduction-100": onFashion(dimensionalityReduction100),
  "fashion-dimensionality-reduction-none": onFashion(dimensionalityReductionNone),
};

function onFashion(experiment: Experiment): Experiment {
  const { title, settings } = experiment;
  return {
    ...experiment,
    title: `Fashion-MNIST: ${title.replace(/^./, (letter) => letter.toLowerCase())}`,
    section: "–",
    paper: null,
    rerun: null,
    settings: { ...settings, data: FOLDER },
    seeds: [1],
  };
}
