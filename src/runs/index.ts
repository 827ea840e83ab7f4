/**
 * What only Node has: files of data, runs and models on the disk, and the fastest kernels.
 *
 * @module
 */
export {
  type DataKind,
  kindOf,
  openExamples,
  type ReadOptions,
  readExamples,
} from "../node/examples.ts";
export {
  KERNEL_NAMES,
  type KernelChoice,
  type KernelName,
  loadKernels,
} from "../node/load-kernels.ts";
export { loadMnist } from "../node/mnist.ts";
export { openRowWriter, type RowWriter } from "../node/row-writer.ts";
export {
  type Destination,
  decodeCodes,
  type Encoded,
  encodeRows,
  type Scored,
  type ScoreName,
  scoreRows,
  type Thresholds,
  thresholdsOf,
} from "./jobs.ts";
export { loadModel, saveModel } from "./model-file.ts";
export { dataOf, loadData, openRun, type SavedRun, streamFor } from "./saved-run.ts";
export { resumeSession, type SessionOptions, startSession } from "./session.ts";
export type { Looks } from "./train-in-folder.ts";
