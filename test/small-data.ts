/** A data set small enough to train on in a moment: a few hundred of MNIST's own images. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeIdx } from "../src/data/idx.ts";
import { type DataSet, greyImages, type Images } from "../src/data/images.ts";
import { loadMnist } from "../src/node/mnist.ts";

/** Images that all bear a label. */
export interface LabelledImages extends Images {
  readonly labels: Uint8Array;
}

/** A data set that lacks nothing. */
export interface WholeDataSet extends DataSet {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

function labelled({ labels, ...images }: Images): LabelledImages {
  if (!(labels instanceof Uint8Array)) throw new Error("Nobody knows the labels of these images.");
  return { ...images, labels };
}

/** The same data set. Throws if it has no labels or no test images. */
export function whole({ name, train, test }: DataSet): WholeDataSet {
  if (test === null) throw new Error(`${name} has no test images.`);
  return { name, train: labelled(train), test: labelled(test) };
}

function first({ rows, columns, pixels, labels }: LabelledImages, count: number): LabelledImages {
  return greyImages({
    count,
    rows,
    columns,
    pixels: pixels.slice(0, count * rows * columns),
    labels: labels.slice(0, count),
  });
}

/** The first images of MNIST. */
export function smallDataSet(train = 320, test = 100): WholeDataSet {
  const mnist = whole(loadMnist());
  return { name: "small", train: first(mnist.train, train), test: first(mnist.test, test) };
}

/** Every second pixel of every second row of the images. */
function halved({ count, rows, columns, pixels, labels }: LabelledImages): LabelledImages {
  const [height, width] = [rows / 2, columns / 2];
  const smaller = new Uint8Array(count * height * width);
  for (let row = 0; row < count * height; row++) {
    for (let column = 0; column < width; column++) {
      smaller[row * width + column] = pixels[2 * row * columns + 2 * column];
    }
  }
  return greyImages({ count, rows: height, columns: width, pixels: smaller, labels });
}

/** The first images of MNIST at half their height and width: learned and drawn in a quarter of the time. */
export function smallerDataSet(train = 320, test = 100): WholeDataSet {
  const small = smallDataSet(train, test);
  return { name: small.name, train: halved(small.train), test: halved(small.test) };
}

/** A new empty folder. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "aae-test-"));
}

/** The four files of a data set in a new folder. */
export function writeDataSet({ train, test }: WholeDataSet): string {
  const folder = temporaryFolder();
  for (const [name, images] of [
    ["train", train],
    ["t10k", test],
  ] as const) {
    const { count, rows, columns, pixels, labels } = images;
    const write = (file: string, shape: number[], bytes: Uint8Array) =>
      writeFileSync(join(folder, file), writeIdx({ shape, bytes }));
    write(`${name}-images-idx3-ubyte`, [count, rows, columns], pixels);
    write(`${name}-labels-idx1-ubyte`, [count], labels);
  }
  return folder;
}
