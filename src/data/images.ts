/** What a model learns from: images, and the labels that some of them bear. */

/** Grey images of one size, each with its label. */
export interface Images {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** Image after image, row after row: pixel (r, c) of image i is at (i·rows + r)·columns + c. */
  readonly pixels: Uint8Array;
  /** The label of image i is at i: a digit in MNIST, up to 255 elsewhere. */
  readonly labels: Uint8Array;
}

/** Images to learn from, and images of the same size that are kept aside to test with. */
export interface DataSet {
  readonly name: string;
  readonly train: Images;
  readonly test: Images;
}
