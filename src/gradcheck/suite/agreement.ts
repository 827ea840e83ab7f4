/**
 * Agreement, which the models with a code of classes may ask for. Its target is held constant, so it
 * is checked with codes that stay what they were, and not as a part of a whole step.
 */
import { ClusteringTraining } from "../../aae/clustering.ts";
import { DimensionalityReductionTraining } from "../../aae/dimensionality-reduction.ts";
import { recipes } from "../../aae/index.ts";
import { Agreement } from "../../aae/parts/agreement.ts";
import { CategoricalAutoencoder } from "../../aae/parts/categorical.ts";
import { ClassCost } from "../../aae/parts/class-cost.ts";
import { SemiSupervisedTraining } from "../../aae/semi-supervised.ts";
import { SeededRandom } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { expectConfiguration } from "../../training/configuration.ts";
import { checkObjective } from "../check-objective.ts";
import { agree, type Check, derivatives, values } from "./check.ts";
import { uniformTensor } from "./data.ts";
import { parametersOf, type Setting, settingOf, step } from "./phases.ts";

const WEIGHT = 0.7;
const MODELS = [Agreement, ClassCost, ClusteringTraining, SemiSupervisedTraining];
const RECIPES = [
  { recipe: "clustering", own: { clusters: 4 } },
  { recipe: "semi-supervised", own: { classes: 4, labels: "all" } },
  { recipe: "dimensionality-reduction", own: { classes: 4, labels: "all" } },
];

/** A small model of 3 × 3 pixels, warped and disturbed, whose classes are to agree. */
function setting(recipe: string, own: object, weight = WEIGHT): Setting {
  const { model, configuration } = recipes[recipe];
  const settings = expectConfiguration({
    ...{ recipe, data: "mnist", seed: 1, ...configuration },
    ...{ latent: 3, hidden: [9], discriminatorHidden: [7], inputWarp: 0.1, agreement: weight },
    ...own,
  });
  return settingOf(model, settings, 9, 6);
}

const pass = () => ({ training: true, random: new SeededRandom("agreement") });

/** Codes [y | z] of the batch, each y a choice among four classes, as somebody else might have made it. */
function someCodes({ batch: { X } }: Setting): Tensor {
  const codes = uniformTensor(X.shape[0], 7, "codes", 0.1, 1);
  for (let row = 0; row < codes.data.length; row += 7) {
    const sum = sumOf(codes.data.subarray(row, row + 4));
    for (let j = row; j < row + 4; j++) codes.data[j] /= sum;
  }
  return codes;
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

type Agreeing = ClusteringTraining | SemiSupervisedTraining | DimensionalityReductionTraining;

function trainingOf({ training }: Setting): Agreeing {
  if ("agreement" in training) return training as Agreeing;
  throw new Error("These models have an agreement.");
}

export const agreement: readonly Check[] = [
  derivatives("agreement: d/d(encoder)", [...MODELS, DimensionalityReductionTraining], () =>
    RECIPES.map(({ recipe, own }) => {
      const it = setting(recipe, own);
      const codes = someCodes(it);
      it.probes.generator.step = () => {};
      const loss = () => trainingOf(it).agreement(it.batch.X, codes, pass());
      return [recipe, checkObjective(loss, parametersOf(it, "generator"))] as const;
    }),
  ),
  values("agreement, by formula", MODELS, () => {
    const it = setting("clustering", { clusters: 4 });
    if (!(it.model instanceof CategoricalAutoencoder)) throw new Error("It has classes.");
    const { coder } = it.model;
    const codes = someCodes(it);
    const found = trainingOf(it).agreement(it.batch.X, codes, pass());
    const Y = coder.forward(it.batch.X, pass()).data;
    const surprise = sumOf(codes.data.map((t, i) => (i % 7 < 4 ? -t * Math.log(Y[i]) : 0))) / 6;
    return [agree("λ · cross-entropy", [found], [WEIGHT * surprise])];
  }),
  values("agreement starts at zero", MODELS, () =>
    RECIPES.flatMap(({ recipe, own }) => {
      const it = setting(recipe, own);
      const { generator } = it.probes;
      const codes = someCodes(it);
      for (const junk of [0, 7]) {
        for (const { grad } of generator.parameters) grad.data.fill(junk);
        trainingOf(it).agreement(it.batch.X, codes, pass());
      }
      const [first, second] = generator.gradients;
      return parametersOf(it, "generator").map(({ name }, k) =>
        agree(`${recipe}: ${name}`, second[k], first[k], { tolerance: 0 }),
      );
    }),
  ),
  values("agreement follows the generator", MODELS, () =>
    [0, WEIGHT].flatMap((weight) =>
      RECIPES.flatMap(({ recipe, own }) => {
        const it = setting(recipe, own, weight);
        const figures = step(it);
        const steps = it.probes.generator.gradients.length;
        return [
          agree(`${recipe}: steps of the generator, λ = ${weight}`, [steps], [weight > 0 ? 2 : 1]),
          agree(`${recipe}: a figure`, [Number("agreement" in figures)], [Number(weight > 0)]),
        ];
      }),
    ),
  ),
];
