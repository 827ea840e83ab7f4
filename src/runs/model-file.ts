/** A model's file, on the disk. */
import { readFileWhole, writeFileWhole } from "../node/files.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { readModel, type SavedModel, writeModel } from "../training/saved-model.ts";

/** Writes a model; the file is whole at every instant. Throws an InputError if it cannot be written. */
export function saveModel(path: string, saved: SavedModel): void {
  writeFileWhole(path, writeModel(saved));
}

/**
 * Reads a model that `saveModel` wrote.
 *
 * @throws InputError if the file is missing, or as `readModel`.
 */
export function loadModel(kernels: Kernels, path: string): SavedModel {
  return readModel(kernels, readFileWhole(path), path);
}
