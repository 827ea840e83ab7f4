/** Grey images of bytes, as MNIST has them. */
import type { ExampleSet, Examples } from "./examples.ts";

/** Examples that are grey images of one size. */
export interface Images extends Examples {
  readonly rows: number;
  readonly columns: number;
  /** Image after image, row after row: pixel (r, c) of image i is at (i·rows + r)·columns + c. */
  readonly pixels: Uint8Array;
}

/** Images to learn from, and images of the same size that are kept aside to test with. */
export interface DataSet extends ExampleSet {
  readonly train: Images;
  readonly test: Images | null;
}

/** Examples from the bytes of grey images, which are not copied. */
export function greyImages<Labels extends Examples["labels"]>(images: {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly pixels: Uint8Array;
  readonly labels: Labels;
}): Images & { readonly labels: Labels } {
  const { rows, columns, pixels } = images;
  return {
    ...images,
    inputs: rows * columns,
    image: { rows, columns, channels: 1 },
    values: pixels,
    classNames: null,
    columnNames: null,
  };
}
