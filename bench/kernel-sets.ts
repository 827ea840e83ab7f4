/** Every kernel set that the benchmark measures; a new set is one more line here. */
import { loadKernels } from "../src/node/load-kernels.ts";
import { type Kernels, naiveKernels } from "../src/tensor/kernels.ts";

/** Each throws an InputError where it cannot be had. */
export const kernelSets: Readonly<Record<string, () => Kernels>> = {
  naive: () => naiveKernels,
  ts: () => loadKernels("ts").kernels,
  "simd, one thread": () => loadKernels("simd", undefined, 1).kernels,
  simd: () => loadKernels("simd").kernels,
  "fma, one thread": () => loadKernels("fma", undefined, 1).kernels,
  fma: () => loadKernels("fma").kernels,
};
