/** Every kernel set that the benchmark measures; a new set is one more line here. */
import { loadKernels } from "../src/kernels.ts";
import { type Kernels, naiveKernels } from "../src/tensor/kernels.ts";

export const kernelSets = {
  naive: () => naiveKernels,
  ts: () => loadKernels("ts").kernels,
  simd: () => loadKernels("simd").kernels,
} satisfies Record<string, () => Kernels>;

export type KernelSet = keyof typeof kernelSets;
