/**
 * Examples from a path: which kind of data it is, is seen from what is there.
 *
 *     a folder of IDX files                  train-images-idx3-ubyte, …
 *     a folder of NPY files                  x_train.npy, y_train.npy, x_test.npy, y_test.npy
 *     a folder of CSV files                  train.csv, test.csv
 *     a folder of PNG and JPEG images        see image-folder.ts
 *     one IDX, NPY or CSV file               examples to learn from, none to test with
 */
import { basename, dirname, extname, join, resolve } from "node:path";
import { contentOf, isGzip } from "../data/content.ts";
import { examplesOfTables, openCsv, readCsv } from "../data/csv.ts";
import type { CsvOptions } from "../data/csv-layout.ts";
import { numbersOf } from "../data/elements.ts";
import { labelsOf } from "../data/example-labels.ts";
import {
  asImages,
  type ExampleSet,
  type Examples,
  examplesOf,
  expectAlike,
  expectPixels,
  type ImageSize,
} from "../data/examples.ts";
import { parseIdxName } from "../data/idx-names.ts";
import { openNpy, readNpy } from "../data/npy.ts";
import { quoted } from "../data/quoted.ts";
import { closingOnError, type RowStream, streamOf, withLabels } from "../data/row-stream.ts";
import { InputError } from "../input-error.ts";
import { isFolder, listFolder, readFilePieces, readFileStart, readFileWhole } from "./files.ts";
import { type IdxFile, type IdxPart, readIdxFile, readIdxFolder } from "./idx-folder.ts";
import { hasImages, readImageFolder } from "./image-folder.ts";

/** The kinds of data that are told apart. */
export type DataKind = "idx" | "npy" | "csv" | "images";

/** How data is to be read, where its files do not say it themselves. */
export interface ReadOptions extends CsvOptions {
  /** An NPY file with the label of each row of an NPY file. */
  readonly labels?: string | undefined;
  /** The size of the images that the rows of a CSV or NPY file are. */
  readonly image?: ImageSize | undefined;
}

/**
 * Reads all examples of a path at once.
 *
 * @throws InputError if there is no data of a known kind, or it is not as it should be, or an option
 * is given that this kind of data has no use for.
 */
export function readExamples(
  path: string,
  options: ReadOptions = {},
): ExampleSet & { readonly kind: DataKind } {
  const kind = kindOf(path);
  expectUseful(path, kind, options);
  const set = READERS[kind](path, options);
  const { image } = options;
  if (image === undefined) return { kind, ...set };
  const test = set.test && asImages(set.test, image, path);
  return { kind, name: set.name, train: asImages(set.train, image, path), test };
}

/**
 * Opens a path whose examples are read a chunk at a time: of a CSV or NPY file, the rows that are
 * asked for and no more are in memory. Of other data, all examples are read first.
 *
 * @param part which examples of data that has both; "test" takes those to learn from where there are
 * no others
 * @throws InputError like `readExamples`, some of it only when the rows are reached.
 */
export function openExamples(
  path: string,
  options: ReadOptions = {},
  part: "train" | "test" = "train",
): RowStream {
  const kind = kindOf(path);
  if (isFolder(path) || (kind !== "csv" && kind !== "npy")) {
    const { train, test } = readExamples(path, options);
    return streamOf(part === "test" ? (test ?? train) : train);
  }
  expectUseful(path, kind, options);
  const { image, labels } = options;
  const pieces = readFilePieces(path);
  const rows = kind === "csv" ? openCsv(pieces, path, options) : openNpy(pieces, path);
  return closingOnError(rows, () => {
    if (image !== undefined) expectPixels(rows.inputs, image, path);
    const stream = { ...rows, image: image ?? rows.image };
    if (labels === undefined) return stream;
    const numbers = readNpy(readFileWhole(labels), labels);
    return withLabels(stream, labelsOf(numbers, numbers.values.length, labels), labels);
  });
}

const READERS: Record<DataKind, (path: string, options: ReadOptions) => ExampleSet> = {
  idx: readIdxExamples,
  npy: readNpyExamples,
  csv: readCsvExamples,
  images: readImageFolder,
};

/**
 * Which kind of data a path is of.
 *
 * @throws InputError if it is of none, or a folder is of several.
 */
export function kindOf(path: string): DataKind {
  return isFolder(path) ? kindOfFolder(path) : kindOfFile(path);
}

function kindOfFolder(folder: string): DataKind {
  const names = listFolder(folder);
  const kinds: Record<DataKind, boolean> = {
    idx: names.some((name) => parseIdxName(name) !== null),
    npy: names.some((name) => Object.values(NPY_NAMES).some((pattern) => pattern.test(name))),
    csv: names.some((name) => CSV_NAME.test(name)),
    images: hasImages(folder),
  };
  const found = (Object.keys(kinds) as DataKind[]).filter((kind) => kinds[kind]);
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    throw new InputError(
      `the folder ${quoted(folder)} holds data of several kinds, ${found.join(" and ")}; name one of its files, or keep one kind in it.`,
    );
  }
  const shown = names.sort().slice(0, 6).map(quoted).join(", ");
  throw new InputError(
    `the folder ${quoted(folder)} has no data that is known, ${shown === "" ? "and is empty" : `only ${shown}`}; give it train-images-idx3-ubyte, x_train.npy, train.csv or images, or name a file.`,
  );
}

function kindOfFile(path: string): DataKind {
  const start = readFileStart(path, 512);
  const content = contentOf(start);
  if (content === "an NPY file") return "npy";
  if (content === "a PNG image" || content === "a JPEG image") {
    throw new InputError(`${quoted(path)} is ${content}; name the folder of all images.`);
  }
  const isIdx = start[0] === 0 && start[1] === 0 && start.length >= 4;
  const isIdxName = parseIdxName(basename(path)) !== null || /\.idx(\.gz)?$/i.test(path);
  if (isIdx || isIdxName) return "idx";
  if (isGzip(start)) {
    throw new InputError(`${quoted(path)} is compressed; unpack it first, with gunzip.`);
  }
  if (content === null && extname(path).toLowerCase() !== ".npy") return "csv";
  throw new InputError(
    `${quoted(path)} is ${content ?? "no NPY file"}, but data is IDX, NPY, CSV or a folder; name one of these.`,
  );
}

/** Throws an InputError if an option says something that this kind of data has no use for. */
function expectUseful(path: string, kind: DataKind, options: ReadOptions): void {
  const useful: Record<keyof ReadOptions, readonly DataKind[]> = {
    header: ["csv"],
    label: ["csv"],
    omit: ["csv"],
    columns: ["csv"],
    delimiter: ["csv"],
    rounded: ["csv"],
    settled: ["csv", "npy", "idx", "images"],
    labels: ["npy"],
    image: ["csv", "npy"],
  };
  const unknown = Object.keys(options).find((name) => !(name in useful));
  if (unknown !== undefined) {
    throw new InputError(
      `There is no option ${quoted(unknown)} for reading data; choose one of ${Object.keys(useful).join(", ")}.`,
    );
  }
  for (const name of Object.keys(useful) as (keyof ReadOptions)[]) {
    if (options[name] !== undefined && !useful[name].includes(kind)) {
      throw new InputError(
        `${quoted(path)} is data of the kind ${kind}, but the option ${name} is for ${useful[name].join(" and ")}; leave it out, ${kind === "npy" && name === "label" ? "and give the labels as an NPY file, with --label-file" : "or give such data"}.`,
      );
    }
  }
  if (options.labels !== undefined && isFolder(path)) {
    throw new InputError(
      `${quoted(path)} is a folder, whose labels are in y_train.npy and y_test.npy, but the option labels is for one file; leave it out.`,
    );
  }
}

function readIdxExamples(path: string): ExampleSet {
  const fromPart = ({ images, labels }: IdxPart): Examples => {
    const examples = fromIdx(images);
    if (labels === null) return examples;
    const { shape } = labels.idx;
    return {
      ...examples,
      labels: labelsOf({ shape, values: valuesOf(labels) }, examples.count, labels.path),
    };
  };
  if (!isFolder(path) && parseIdxName(basename(path)) === null) {
    return { name: nameOf(path), train: fromIdx(readIdxFile(path)), test: null };
  }
  const { name, train: trainPart, test: testPart } = readIdxFolder(path);
  return alike(name, fromPart(trainPart), testPart && fromPart(testPart), path);
}

function fromIdx(file: IdxFile): Examples {
  return examplesOf({ shape: file.idx.shape, values: valuesOf(file) }, file.path);
}

function valuesOf({ idx }: IdxFile) {
  return numbersOf(idx.bytes, idx.type, false);
}

/** Inputs and labels by the names that they mostly have. */
const NPY_NAMES = {
  trainInputs: /^(x_?train|train([_-](x|inputs|images|data))?)\.npy$/i,
  trainLabels: /^(y_?train|train[_-](y|labels))\.npy$/i,
  testInputs: /^(x_?test|test([_-](x|inputs|images|data))?)\.npy$/i,
  testLabels: /^(y_?test|test[_-](y|labels))\.npy$/i,
};

function readNpyExamples(path: string, { labels }: ReadOptions): ExampleSet {
  if (!isFolder(path)) {
    return { name: nameOf(path), train: fromNpy(path, labels), test: null };
  }
  const names = listFolder(path).sort();
  const find = (which: keyof typeof NPY_NAMES) => {
    const name = names.find((candidate) => NPY_NAMES[which].test(candidate));
    return name && join(path, name);
  };
  const trainInputs = find("trainInputs");
  if (trainInputs === undefined) {
    throw new InputError(
      `the folder ${quoted(path)} has NPY files, but none of x_train.npy or train.npy; name the one with the examples so.`,
    );
  }
  const testInputs = find("testInputs");
  const test = testInputs === undefined ? null : fromNpy(testInputs, find("testLabels"));
  return alike(nameOf(path), fromNpy(trainInputs, find("trainLabels")), test, path);
}

function fromNpy(path: string, labels: string | undefined): Examples {
  const examples = examplesOf(readNpy(readFileWhole(path), path), path);
  if (labels === undefined) return examples;
  const numbers = readNpy(readFileWhole(labels), labels);
  return { ...examples, labels: labelsOf(numbers, examples.count, labels) };
}

const CSV_NAME = /^(train|test)\.(csv|tsv|txt)$/i;

function readCsvExamples(path: string, options: ReadOptions): ExampleSet {
  const readTable = (file: string, how: ReadOptions) => readCsv(readFilePieces(file), file, how);
  if (!isFolder(path)) {
    const [train] = examplesOfTables([readTable(path, options)], path);
    return { name: nameOf(path), train, test: null };
  }
  const names = listFolder(path)
    .filter((name) => CSV_NAME.test(name))
    .sort();
  const find = (part: string) => names.find((name) => name.toLowerCase().startsWith(part));
  const trainName = find("train");
  if (trainName === undefined) {
    throw new InputError(
      `the folder ${quoted(path)} has ${quoted(names[0])} but no train.csv; name the table with the examples so.`,
    );
  }
  const testName = find("test");
  const tables = [readTable(join(path, trainName), options)];
  // What a model learns from are the training rows: theirs is the range that rounding is held against.
  if (testName !== undefined) {
    tables.push(readTable(join(path, testName), { ...options, rounded: true }));
  }
  const [train, test = null] = examplesOfTables(tables, path);
  return alike(nameOf(path), train, test, path);
}

function alike(name: string, train: Examples, test: Examples | null, path: string): ExampleSet {
  if (test !== null) expectAlike(train, test, path);
  return { name, train, test };
}

/** What data is called: its folder's name, or its file's without endings. */
function nameOf(path: string): string {
  const name = basename(resolve(path));
  return isFolder(path) ? name : name.replace(/(\.\w+)+$/, "") || basename(dirname(resolve(path)));
}
