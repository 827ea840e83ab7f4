/**
 * Which loops a command computes with: the fastest that this machine can run.
 */
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { fuses, type StartHelper, simdKernels } from "../simd/simd-kernels.ts";
import { type Kernels, tsKernels } from "../tensor/kernels.ts";

/**
 * The kernels' names, as a run records them: plain TypeScript; SIMD; SIMD with fused multiply-adds,
 * which round once where the others round twice.
 */
export const KERNEL_NAMES = ["ts", "simd", "fma"] as const;
/** The name of a set of kernels. */
export type KernelName = (typeof KERNEL_NAMES)[number];

/** "auto" takes the fastest that is to be had. */
export type KernelChoice = "auto" | KernelName;

/** @throws InputError unless there are kernels of that name. */
export function expectKernels(name: string): KernelName {
  const known = KERNEL_NAMES.find((kernels) => kernels === name);
  if (known !== undefined) return known;
  throw new InputError(
    `There are no kernels ${quoted(name)}; choose one of ${KERNEL_NAMES.join(", ")}.`,
  );
}

/** Where `npm run prepare`, which `npm install` runs, puts the compiled loops. */
export const BUILD = new URL("../../build/", import.meta.url);

/** The kernels of each module and count of threads, made once: they share a memory and a helper. */
const loaded = new Map<string, Kernels>();

/**
 * The kernels of a choice, and a line to print where "auto" had to be content with plain TypeScript.
 *
 * On several cores, SIMD takes two threads; the results are those of one, to the last bit. However
 * often it is asked for, a process has one memory and one second thread for it.
 *
 * @param build the folder with the compiled loops
 * @throws InputError if what is asked for cannot be had.
 */
export function loadKernels(
  choice: KernelChoice,
  build: URL = BUILD,
  cores: number = availableParallelism(),
): { kernels: Kernels; notice: string | null } {
  if (choice !== "auto") expectKernels(choice);
  if (choice === "ts") return { kernels: tsKernels, notice: null };
  if (choice === "auto" || choice === "fma") {
    const fma = loadSimd("fma", build, cores);
    if (typeof fma !== "string") return { kernels: fma, notice: null };
    if (choice === "fma") throw new InputError(fma);
  }
  const simd = loadSimd("simd", build, cores);
  if (typeof simd !== "string") return { kernels: simd, notice: null };
  if (choice === "simd") throw new InputError(simd);
  return { kernels: tsKernels, notice: `${simd} Computing in plain TypeScript, which is slower.` };
}

/** SIMD kernels, or the sentence that says why there are none. */
function loadSimd(name: "simd" | "fma", build: URL, cores: number): Kernels | string {
  const file = new URL(`${name}.wasm`, build);
  if (!existsSync(file)) {
    return `The ${name} loops are not built; \`npm run prepare\` builds them.`;
  }
  const key = `${file} ${cores > 1}`;
  const known = loaded.get(key);
  if (known !== undefined) return known;
  try {
    // Node 20 knows the fused instruction, but wants to be asked for it.
    if (name === "fma" && process.version.startsWith("v20.")) {
      setFlagsFromString("--experimental-wasm-relaxed-simd");
    }
    const kernels = simdKernels(name, readFileSync(file), cores > 1 ? startHelper : undefined);
    if (name === "fma" && !fuses(kernels)) {
      return "The fma loops are of no use here: this machine does not fuse multiplication and addition; `--kernels simd` is as fast.";
    }
    loaded.set(key, kernels);
    return kernels;
  } catch (error) {
    // A CompileError: no such instructions here, or a damaged file. A RangeError: no address space.
    if (error instanceof Error && (error.name === "CompileError" || error instanceof RangeError)) {
      return `The ${name} loops cannot run here (${error.message}).`;
    }
    throw error;
  }
}

/** Starts the second thread, which never keeps a process from ending. Without it, one does it all. */
export const startHelper: StartHelper = (module, memory) => {
  const options = { workerData: { module, memory }, execArgv: [] };
  try {
    new Worker(new URL("helper-thread.mjs", import.meta.url), options)
      .on("error", () => {})
      .unref();
  } catch {
    // No thread is to be had here.
  }
};
