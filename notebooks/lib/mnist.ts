/** MNIST as the chapters need it: data sets may come without test images or labels; this one has both. */
import { Loader, PixelReader, ShuffledOrder, UNLABELLED } from "../../src/data/batches.ts";
import type { Images } from "../../src/data/images.ts";
import { loadMnist as loadDataSet } from "../../src/node/mnist.ts";
import type { Kernels } from "../../src/tensor/kernels.ts";
import type { Random } from "../../src/tensor/random.ts";

/** Images that all have a label. */
export interface LabelledImages extends Images {
  readonly labels: Uint8Array;
}

/** The MNIST digits: 60 000 images to learn from and 10 000 to test with. */
export function loadMnist(): { readonly train: LabelledImages; readonly test: LabelledImages } {
  return loadDataSet() as ReturnType<typeof loadMnist>;
}

/** The first so many of some images. */
export function firstOf(images: LabelledImages, count: number): LabelledImages {
  const bytes = count * images.rows * images.columns;
  const [pixels, labels] = [images.pixels.subarray(0, bytes), images.labels.subarray(0, count)];
  return { ...images, count, pixels, labels };
}

/** Batches of 128 shuffled training images, pixels from −1 to 1, one after the other without end. */
export function mnistBatches(kernels: Kernels, images: Images, random: Random): Loader {
  return new Loader(
    kernels,
    new PixelReader(images.pixels, [-1, 1]),
    new ShuffledOrder(images.count, random),
    { labels: new Int16Array(images.count).fill(UNLABELLED), labelled: null }, // none is used
    { batch: 128, inputs: images.rows * images.columns },
  );
}
