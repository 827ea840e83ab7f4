/** A run that was trained, and the images that it was trained on. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Configuration } from "../aae/parts/configuration.ts";
import type { DataSet } from "../data/images.ts";
import { InputError } from "../input-error.ts";
import { loadImages, loadMnist } from "../node/mnist.ts";
import type { Kernels } from "../tensor/kernels.ts";
import type { SavedModel } from "../training/saved-model.ts";
import { loadModel } from "./model-file.ts";

/** A model with the folder that it lies in. */
export interface SavedRun extends SavedModel {
  readonly folder: string;
}

/**
 * Opens the model of a run.
 *
 * @param path a run folder, or the file of a model
 * @throws InputError as `loadModel`.
 */
export function openRun(kernels: Kernels, path: string): SavedRun {
  const isFile = existsSync(path) && statSync(path).isFile();
  const file = isFile ? path : join(path, "model.safetensors");
  return { ...loadModel(kernels, file), folder: isFile ? join(path, "..") : path };
}

/** `mnist` is MNIST; everything else is a folder, or a file in it. */
export function loadData({ data }: Pick<Configuration, "data">): DataSet {
  return data === "mnist" ? loadMnist() : loadImages(data);
}

/** Where images come from, by a name that holds in every folder. */
export function dataFrom(asked: string): string {
  return asked === "mnist" ? asked : resolve(asked);
}

/**
 * The images that a run was trained on, unless others are asked for.
 *
 * @throws InputError if their size is not that of the model's images.
 */
export function dataOf({ configuration, rows, columns }: SavedModel, asked?: string): DataSet {
  const data = loadData({ data: asked === undefined ? configuration.data : dataFrom(asked) });
  const images = data.test ?? data.train;
  if (images.rows !== rows || images.columns !== columns) {
    throw new InputError(
      `The model was trained on images of ${rows}×${columns} pixels, but those of ${data.name} have ${images.rows}×${images.columns}; choose another --data.`,
    );
  }
  return data;
}
