/** Pictures of a code of two parts: styles down, classes across. */
import { type Kernels, zeros } from "../../tensor/kernels.ts";
import { SeededRandom } from "../../tensor/random.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import type { Model } from "./model.ts";
import type { Picture, PictureMaterial } from "./picture.ts";

/** How many styles a grid shows. */
const STYLES = 10;

/** Styles of the prior in every class, and the styles of images in every class. */
export function* stylesByClass(
  model: Model,
  { kernels, X, labels }: PictureMaterial,
): Generator<Picture> {
  const { classes, prior } = model;
  const Z = zeros(kernels, STYLES, prior.latent);
  prior.sample(Z, new SeededRandom("styles"));
  yield {
    kind: "images",
    name: "styles",
    title: "Styles and classes",
    caption: "One style of the prior in each line, one class in each column.",
    images: inEveryClass(kernels, model, Z),
    across: classes,
  };

  const count = Math.min(STYLES, X.shape[0]);
  const some = firstRows(kernels, X, count);
  const styles = model.style(some, {
    labels: labels === null ? [] : Array.from(labels).slice(0, count),
  });
  const own = firstRows(kernels, styles, count);
  const images = inEveryClass(kernels, model, own);
  const joined = zeros(kernels, count * (classes + 1), X.shape[1]);
  for (let row = 0; row < count; row++) {
    const line = row * (classes + 1) * X.shape[1];
    valuesOf(joined).set(valuesOf(some).subarray(row * X.shape[1], (row + 1) * X.shape[1]), line);
    valuesOf(joined).set(
      valuesOf(images).subarray(row * classes * X.shape[1], (row + 1) * classes * X.shape[1]),
      line + X.shape[1],
    );
  }
  yield {
    kind: "images",
    name: "analogies",
    title: "The style of an image in every class",
    caption: "Each line begins with an image; then follow its style in every class.",
    images: joined,
    across: classes + 1,
  };
}

/** Each style in every class: [styles · classes, inputs], line after line. Belongs to the decoder. */
function inEveryClass(kernels: Kernels, model: Model, Z: Tensor): Tensor {
  const { classes } = model;
  const [styles, latent] = Z.shape;
  const all = zeros(kernels, styles * classes, latent);
  const z = valuesOf(Z);
  for (let row = 0; row < styles * classes; row++) {
    const style = Math.floor(row / classes) * latent;
    valuesOf(all).set(z.subarray(style, style + latent), row * latent);
  }
  const labels = Int16Array.from({ length: styles * classes }, (_, row) => row % classes);
  return model.decode(model.codesOf(all, labels));
}

/** A copy of the first rows. */
function firstRows(kernels: Kernels, X: Tensor, count: number): Tensor {
  const copy = zeros(kernels, count, X.shape[1]);
  valuesOf(copy).set(valuesOf(X).subarray(0, copy.size));
  return copy;
}
