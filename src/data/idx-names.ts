/**
 * The names that IDX files bear, as people have them.
 *
 *     train-images-idx3-ubyte                    as MNIST came
 *     train-images.idx3-ubyte                    as many archives unpack it
 *     emnist-letters-test-labels-idx1-ubyte      with the name of the data set in front
 *     train-images.idx, t10k-labels.idx1         shortened
 *
 * each with or without `.gz`.
 */

/** What the name of an IDX file says. */
export interface IdxName {
  /** What stands in front, such as "emnist-letters-"; mostly nothing. */
  readonly prefix: string;
  readonly part: "train" | "test";
  readonly what: "images" | "labels";
}

const NAME =
  /^(|.*[-_. ])(train|t10k|test)[-_. ](images|labels)[-_. ]idx\d?([-_. ](ubyte|byte|short|int|float|double))?(\.idx)?(\.gz)?$/i;

/** Reads a file's name; null if it is not the name of an IDX file. */
export function parseIdxName(name: string): IdxName | null {
  const match = NAME.exec(name);
  if (match === null) return null;
  const [, prefix, part, what] = match;
  return {
    prefix,
    part: part.toLowerCase() === "train" ? "train" : "test",
    what: what.toLowerCase() === "images" ? "images" : "labels",
  };
}
