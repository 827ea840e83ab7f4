/** What a model learns from: images, and the labels that some of them bear. */

/** Grey images of one size. */
export interface Images {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** Image after image, row after row: pixel (r, c) of image i is at (i·rows + r)·columns + c. */
  readonly pixels: Uint8Array;
  /** The label of image i is at i: a digit in MNIST, up to 255 elsewhere. null: nobody knows. */
  readonly labels: Uint8Array | null;
}

/** Images to learn from, and images of the same size that are kept aside to test with. */
export interface DataSet {
  readonly name: string;
  readonly train: Images;
  readonly test: Images | null;
}

/** Some of the images, in the order of their numbers. */
export function chosenImages(images: Images, numbers: ArrayLike<number>): Images {
  const size = images.rows * images.columns;
  const pixels = new Uint8Array(numbers.length * size);
  const labels = images.labels && new Uint8Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const from = numbers[i] * size;
    pixels.set(images.pixels.subarray(from, from + size), i * size);
    if (labels && images.labels) labels[i] = images.labels[numbers[i]];
  }
  return { ...images, count: numbers.length, pixels, labels };
}
