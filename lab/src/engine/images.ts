/** Images as the project's data room has them, from what was sent. */

import { PixelReader } from "../../../src/data/batches.ts";
import { greyImages, type Images } from "../../../src/data/images.ts";
import { type Kernels, zeros } from "../../../src/tensor/kernels.ts";
import type { Tensor } from "../../../src/tensor/tensor.ts";
import type { ImageData8 } from "./messages.ts";

export function imagesOf(images: ImageData8): Images {
  return greyImages(images);
}

/** All of them as one tensor [count, pixels]. */
export function tensorOf(
  kernels: Kernels,
  { count, rows, columns, pixels }: Pick<ImageData8, "count" | "rows" | "columns" | "pixels">,
  range: readonly [number, number],
): Tensor {
  const X = zeros(kernels, count, rows * columns);
  const reader = new PixelReader(pixels, range);
  for (let image = 0; image < count; image++) reader.read(image, X, image);
  return X;
}
