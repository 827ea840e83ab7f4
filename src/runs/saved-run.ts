/** A run that was trained, and the examples that it was trained on or is to be used on. */
import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Configuration } from "../aae/parts/configuration.ts";
import { pixelAs } from "../data/batches.ts";
import type { ExampleSet, Examples } from "../data/examples.ts";
import { type ExampleFormat, labelOf, scaledExamples } from "../data/format.ts";
import { quoted } from "../data/quoted.ts";
import { closingOnError, type RowStream, streamOf } from "../data/row-stream.ts";
import { InputError } from "../input-error.ts";
import { kindOf, openExamples, type ReadOptions, readExamples } from "../node/examples.ts";
import { isFolder } from "../node/files.ts";
import { loadMnist } from "../node/mnist.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { pixelRange } from "../training/evaluation.ts";
import { isTold } from "../training/run.ts";
import type { SavedModel } from "../training/saved-model.ts";
import { isEqual } from "../training/settings.ts";
import { loadModel } from "./model-file.ts";

/** A model with the folder that it lies in. */
export interface SavedRun extends SavedModel {
  readonly folder: string;
}

/**
 * Opens the model of a run.
 *
 * @param path a run folder, or the file of a model
 * @throws InputError as `loadModel`, or if the folder is none of a run.
 */
export function openRun(kernels: Kernels, path: string): SavedRun {
  const isFile = existsSync(path) && statSync(path).isFile();
  const file = isFile ? path : join(path, "model.safetensors");
  if (isFolder(path) && !existsSync(file)) {
    throw new InputError(
      `The folder ${quoted(path)} has no model.safetensors, so it is not that of a run; name the folder of a run, such as runs/aae-1, or the file of a model.`,
    );
  }
  return { ...loadModel(kernels, file), folder: isFile ? join(path, "..") : path };
}

/** `mnist` is MNIST; everything else is a file or a folder. */
export function loadData({ data, reading }: Pick<Configuration, "data" | "reading">): ExampleSet {
  return data === "mnist" ? loadMnist() : readExamples(data, reading);
}

/** Where examples come from, by a name that holds in every folder. */
export function dataFrom(asked: string): string {
  return asked === "mnist" ? asked : resolve(asked);
}

/**
 * The examples that a run was trained on, unless others are asked for, as its model reads them.
 *
 * @throws InputError if they are not of the size of the model's, or too far from what it learned from.
 */
export function dataOf(saved: SavedModel, asked?: string): ExampleSet {
  const { configuration, format, model } = saved;
  const data = asked === undefined ? configuration.data : dataFrom(asked);
  const { name, train, test } = loadData({ data, reading: readingOf(saved, asked) });
  expectFormat(format, test ?? train, name);
  const read = (examples: Examples, rows: string) =>
    asRead(
      format,
      isTold(saved) ? withOwnLabels(format, examples, name) : examples,
      pixelRange(model),
      `${rows} of ${quoted(name)}`,
    );
  if (test === null) return { name, train: read(train, "the rows"), test };
  return { name, train: read(train, "the training rows"), test: read(test, "the test rows") };
}

/** The same examples with the numbers that the model has for their labels: another table has its own. */
function withOwnLabels(format: ExampleFormat, examples: Examples, name: string): Examples {
  const { labels, classNames: theirs } = examples;
  const { classNames: own } = format;
  if (labels === null || isEqual(own, theirs)) return examples;
  const textOf = (label: number) => theirs?.[label] ?? String(label);
  const numbers = Array.from(labels, (label) => labelOf(format, textOf(label)));
  const unknown = numbers.indexOf(-1);
  if (unknown >= 0) {
    const known = own === null ? "plain numbers" : own.slice(0, 6).map(quoted).join(", ");
    throw new InputError(
      `${name} has the label ${quoted(textOf(labels[unknown]))}, but the model knows ${known}; give data with its labels.`,
    );
  }
  return { ...examples, labels: Uint16Array.from(numbers), classNames: own };
}

/** Examples as a model reads them: a table's pixels, which are no bytes, become what bytes would. */
function asRead(
  format: ExampleFormat,
  examples: Examples,
  range: readonly [number, number],
  source: string,
): Examples {
  const { values } = examples;
  if (format.scaling !== null || values instanceof Uint8Array)
    return scaledExamples(format, examples, source);
  return { ...examples, values: values.map(pixelAs(range)) };
}

/**
 * The same rows a chunk at a time, in the user's units: of a CSV or NPY file, no more than a chunk
 * is in memory.
 *
 * @param part which of them, where there are both; "test" takes those to learn from where there are
 * no others
 * @throws InputError if they are not of the size of the model's, or at the first fault in them.
 */
export function streamFor(
  saved: SavedModel,
  asked: string | undefined,
  part: "train" | "test" = "test",
): RowStream {
  const { configuration, format } = saved;
  const data = asked === undefined ? configuration.data : dataFrom(asked);
  // Who names a file means that file, and not what lies beside it.
  const isFile = asked !== undefined && data !== "mnist" && !isFolder(data);
  const rows =
    data === "mnist"
      ? mnistRows(part)
      : openExamples(data, readingOf(saved, asked), isFile ? "train" : part);
  closingOnError(rows, () => expectFormat(format, rows, data === "mnist" ? "MNIST" : quoted(data)));
  return rows;
}

function mnistRows(part: "train" | "test"): RowStream {
  const { train, test } = loadMnist();
  return streamOf(part === "test" ? (test ?? train) : train);
}

/** What the examples are called that a command works on. */
export function nameFor({ configuration }: SavedModel, asked: string | undefined): string {
  const data = asked ?? configuration.data;
  return data === "mnist" ? "MNIST" : basename(resolve(data));
}

/**
 * How data is to be read for a model: as the run's own was, but that the columns of another table are
 * found by their names, wherever they stand, and that labels need not be there (if columns have names).
 */
function readingOf(
  { configuration, format }: SavedModel,
  asked: string | undefined,
): Configuration["reading"] & ReadOptions {
  const { labels: _, ...reading } = configuration.reading;
  if (asked === undefined) return { ...configuration.reading, settled: true };
  if (asked === "mnist") return {};
  const kind = kindOf(dataFrom(asked));
  const image = kind === "csv" || kind === "npy" ? reading.image : undefined;
  const size = image === undefined ? {} : { image };
  if (kind !== "csv") return size;
  const { header, label, omit, delimiter } = reading;
  const table = {
    ...size,
    rounded: true,
    settled: true,
    ...(header !== undefined && { header }),
    ...(label !== undefined && { label }),
    ...(delimiter !== undefined && { delimiter }),
  };
  if (format.columnNames !== null) return { ...table, columns: format.columnNames };
  return { ...table, ...(omit !== undefined && { omit }) };
}

function expectFormat(
  format: ExampleFormat,
  rows: Pick<ExampleFormat, "inputs" | "image">,
  name: string,
): void {
  const [own, other] = [sizeOf(format), sizeOf(rows)];
  // A table of pixels is as good as images of as many.
  if (rows.image === null ? rows.inputs === format.inputs : own === other) return;
  throw new InputError(
    `The model was trained on ${own}, but those of ${name} have ${other.replace(/^(images|rows) of /, "")}; choose another --data.`,
  );
}

function sizeOf({ inputs, image }: Pick<ExampleFormat, "inputs" | "image">): string {
  if (image === null) return `rows of ${inputs} numbers`;
  const { rows, columns, channels } = image;
  return `images of ${rows}×${columns} pixels${channels === 1 ? "" : " in colour"}`;
}
