/** MNIST as the chapters need it: data sets may come without test images or labels; this one has both. */
import type { Images } from "../../src/data/images.ts";
import { loadMnist as loadDataSet } from "../../src/node/mnist.ts";

/** Images that all have a label. */
export interface LabelledImages extends Images {
  readonly labels: Uint8Array;
}

/** The MNIST digits: 60 000 images to learn from and 10 000 to test with. */
export function loadMnist(): { readonly train: LabelledImages; readonly test: LabelledImages } {
  return loadDataSet() as ReturnType<typeof loadMnist>;
}
