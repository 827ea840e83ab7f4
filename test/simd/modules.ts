/** The compiled loops, by name. */
import { readFileSync } from "node:fs";
import { BUILD, loadKernels } from "../../src/node/load-kernels.ts";

/** What `npm run prepare` has built; `-single` is for one thread and memory that is not shared. */
export type Build = "simd" | "fma" | "simd-single" | "fma-single";

export function wasmOf(build: Build): Uint8Array {
  return readFileSync(new URL(`${build}.wasm`, BUILD));
}

/** Whether this machine multiplies and adds with one instruction, as most do. */
export const FUSES = loadKernels("auto").kernels.name === "fma";
