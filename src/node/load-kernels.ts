/**
 * Which loops a command computes with: the fastest that this machine can run.
 */
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { InputError } from "../input-error.ts";
import type { HelperData } from "../simd/helper.ts";
import { simdKernels } from "../simd/simd-kernels.ts";
import { type Kernels, tsKernels } from "../tensor/kernels.ts";

/** "auto" takes SIMD where it is to be had, and plain TypeScript elsewhere. */
export type KernelChoice = "auto" | "ts" | "simd";

/** Written by `npm run prepare`, which `npm install` runs. */
export const SIMD_MODULE = new URL("../../build/simd.wasm", import.meta.url);

/** The kernels of each module and count of threads, made once: they share a memory and a helper. */
const loaded = new Map<string, Kernels>();

/**
 * The kernels of a choice, and a line to print where "auto" had to be content with less than SIMD.
 *
 * On several cores, SIMD takes two threads; the results are those of one, to the last bit. However
 * often it is asked for, a process has one memory and one second thread for it.
 *
 * @throws InputError if "simd" is asked for and cannot be had.
 */
export function loadKernels(
  choice: KernelChoice,
  module: URL = SIMD_MODULE,
  cores: number = availableParallelism(),
): { kernels: Kernels; notice: string | null } {
  if (choice === "ts") return { kernels: tsKernels, notice: null };
  const simd = loadSimd(module, cores);
  if (typeof simd !== "string") return { kernels: simd, notice: null };
  if (choice === "simd") throw new InputError(simd);
  return { kernels: tsKernels, notice: `${simd} Computing in plain TypeScript, which is slower.` };
}

/** SIMD kernels, or the sentence that says why there are none. */
function loadSimd(module: URL, cores: number): Kernels | string {
  if (!existsSync(module)) {
    return "The SIMD loops are not built; `npm run prepare` builds them.";
  }
  const key = `${module} ${cores > 1}`;
  const known = loaded.get(key);
  if (known !== undefined) return known;
  try {
    const kernels = simdKernels(readFileSync(module), cores > 1 ? startHelper : undefined);
    loaded.set(key, kernels);
    return kernels;
  } catch (error) {
    // A CompileError: no SIMD here, or a damaged file. A RangeError: no address space for its memory.
    if (error instanceof Error && (error.name === "CompileError" || error instanceof RangeError)) {
      return `The SIMD loops cannot run here (${error.message}).`;
    }
    throw error;
  }
}

/** Starts the second thread, which never keeps a process from ending. Without it, one does it all. */
export function startHelper(data: HelperData): void {
  const options = { workerData: data, execArgv: [] };
  try {
    new Worker(new URL("helper-thread.mjs", import.meta.url), options)
      .on("error", () => {})
      .unref();
  } catch {
    // No thread is to be had here.
  }
}
