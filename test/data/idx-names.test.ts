import { describe, expect, test } from "vitest";
import { parseIdxName } from "../../src/data/idx-names.ts";

describe("the name of an IDX file", () => {
  test.each([
    "train-images-idx3-ubyte",
    "train-images.idx3-ubyte",
    "train-images.idx3.ubyte",
    "train_images_idx3_ubyte",
    "train-images-idx3-ubyte.idx",
    "train-images.idx",
    "train-images.idx3",
    "Train-Images-IDX3-UBYTE",
    "train-images-idx4-float",
  ])("%s, also with .gz", (name) => {
    const expected = { prefix: "", part: "train", what: "images" };
    expect(parseIdxName(name)).toEqual(expected);
    expect(parseIdxName(`${name}.gz`)).toEqual(expected);
  });

  test.each([
    ["t10k-labels-idx1-ubyte", "", "test", "labels"],
    ["test-labels.idx1-ubyte", "", "test", "labels"],
    ["emnist-letters-train-images-idx3-ubyte", "emnist-letters-", "train", "images"],
    ["emnist-letters-test-labels-idx1-ubyte.gz", "emnist-letters-", "test", "labels"],
    ["my.train-labels.idx", "my.", "train", "labels"],
    ["train-test-images.idx", "train-", "test", "images"],
  ])("%s says what it is", (name, prefix, part, what) => {
    expect(parseIdxName(name)).toEqual({ prefix, part, what });
  });

  test.each([
    "train-images",
    "train-images.gz",
    "train-images.npy",
    "train-images-idx3-ubyte.png",
    "train-images-idx3-ubyte.gz.part",
    "strain-images-idx3-ubyte",
    "train-pictures-idx3-ubyte",
    "images-idx3-ubyte",
    "",
  ])("is not %j", (name) => {
    expect(parseIdxName(name)).toBeNull();
  });
});
