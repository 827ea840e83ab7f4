/** Walks between images: a straight line joins their codes, and what lies on it is decoded. */
import { type Kernels, zeros } from "../../tensor/kernels.ts";
import { type Tensor, valuesOf } from "../../tensor/tensor.ts";
import type { Model } from "./model.ts";
import type { Picture, PictureMaterial } from "./picture.ts";

/** How many walks are shown, and how many codes of each, its two ends among them. */
const WALKS = 10;
const CODES = 9;

/** Each line begins with one image and ends with another. Null where there are not two. */
export function walksBetween(
  model: Model,
  { kernels, X, labels }: Pick<PictureMaterial, "kernels" | "X" | "labels">,
): Picture | null {
  const walks = Math.min(WALKS, Math.floor(X.shape[0] / 2));
  if (walks === 0) return null;
  const codes = model.encode(X, { labels: labels ?? [] });
  const steps = zeros(kernels, walks * CODES, codes.shape[1]);
  for (let walk = 0; walk < walks; walk++) {
    for (let k = 0; k < CODES; k++) {
      const share = k / (CODES - 1);
      for (let j = 0; j < codes.shape[1]; j++) {
        const [from, to] = [codes.get(walk, j), codes.get(walks + walk, j)];
        steps.set(walk * CODES + k, j, from + share * (to - from));
      }
    }
  }
  const decoded = model.decode(steps);
  return {
    kind: "images",
    name: "walks",
    title: "Walks between images",
    caption:
      "Each line begins and ends with an image; between them, the codes on the straight line from one’s code to the other’s, decoded.",
    images: betweenImages(kernels, X, decoded, walks),
    across: CODES + 2,
  };
}

/** Line by line: an image, what lies on the way, the other image. */
function betweenImages(kernels: Kernels, X: Tensor, decoded: Tensor, walks: number): Tensor {
  const inputs = X.shape[1];
  const across = CODES + 2;
  const images = zeros(kernels, walks * across, inputs);
  const put = (place: number, from: Tensor, first: number, count: number) =>
    valuesOf(images).set(
      valuesOf(from).subarray(first * inputs, (first + count) * inputs),
      place * inputs,
    );
  for (let walk = 0; walk < walks; walk++) {
    put(walk * across, X, walk, 1);
    put(walk * across + 1, decoded, walk * CODES, CODES);
    put(walk * across + 1 + CODES, X, walks + walk, 1);
  }
  return images;
}
