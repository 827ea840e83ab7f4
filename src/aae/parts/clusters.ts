/** Pictures of clusters: what the decoder makes of each, and the images that chose it. */
import { zeros } from "../../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import type { Model } from "./model.ts";
import type { Picture, PictureMaterial } from "./picture.ts";
import { stylesByClass } from "./style.ts";

/** How many images of each cluster are shown. */
const MEMBERS = 10;

/** Every cluster's own image, with the first of the given images that chose it; and its styles. */
export function* clusterPictures(model: Model, material: PictureMaterial): Generator<Picture> {
  const { kernels, X, manyX } = material;
  const inputs = X.shape[1];
  const { classes, prior, classify } = model;
  if (classify === null) return;

  const Z = zeros(kernels, classes, prior.latent);
  const labels = Int16Array.from({ length: classes }, (_, cluster) => cluster);
  const across = MEMBERS + 1;
  const shown = zeros(kernels, classes * across, inputs);
  const put = (row: number, column: number, images: Tensor, image: number) =>
    valuesOf(shown).set(
      valuesOf(images).subarray(image * inputs, (image + 1) * inputs),
      (row * across + column) * inputs,
    );
  const own = model.decode(model.codesOf(Z, labels));
  for (let cluster = 0; cluster < classes; cluster++) put(cluster, 0, own, cluster);

  const Y = valuesOf(classify(manyX)).slice();
  for (let cluster = 0; cluster < classes; cluster++) {
    const members = Array.from({ length: manyX.shape[0] }, (_, image) => image)
      .filter((image) => {
        const row = Y.subarray(image * classes, (image + 1) * classes);
        return row.every((probability) => probability <= row[cluster]);
      })
      .slice(0, MEMBERS);
    members.forEach((image, column) => {
      put(cluster, column + 1, manyX, image);
    });
  }
  yield {
    kind: "images",
    name: "clusters",
    title: "Clusters",
    caption:
      "Each line is a cluster: first what the decoder makes of it with the style 0, then images that chose it.",
    images: shown,
    across,
  };
  yield* stylesByClass(model, material);
}
