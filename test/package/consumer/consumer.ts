import { readFileSync } from "node:fs";
import {
  basic,
  type Model,
  openModel,
  type Recipe,
  recipes,
  type Tensor,
  type TrainedModel,
  tsKernels,
  zeros,
} from "adversarial-autoencoder";
import { AdversarialTraining, models, type Training } from "adversarial-autoencoder/aae";
import { checkLayer } from "adversarial-autoencoder/gradcheck";
import { loadKernels, openRun, readExamples, streamFor } from "adversarial-autoencoder/node";
import { columnChart, imageGrid } from "adversarial-autoencoder/report";

const { kernels } = loadKernels("auto");
const model: TrainedModel = openModel(
  readFileSync("model.safetensors"),
  kernels,
  "model.safetensors",
);
const codes: Float32Array = model.encode([[1, 2, 3]]);
const first: number | undefined = codes[0];
const rows: Uint8Array | Float32Array = model.decode(codes);
const X: Tensor = zeros(tsKernels, 1, 3);
const own: Model = model.model;
const picture: Uint8Array = imageGrid(own.decode(X), {
  rows: 1,
  columns: 3,
  across: 1,
  range: [0, 1],
});
const chart: string = columnChart({ inputs: X, reconstructions: X, names: null });
const training: typeof AdversarialTraining = AdversarialTraining;
const recipe: Recipe<never> | undefined = recipes.aae as Recipe<never> | undefined;
const run = openRun(kernels, "run");
for (const chunk of streamFor(run, "rows.csv").chunks) console.log(chunk.count);
export type Own = Training;
console.log(
  first,
  rows,
  picture,
  chart,
  training,
  recipe,
  models,
  basic.name,
  checkLayer,
  readExamples,
);
