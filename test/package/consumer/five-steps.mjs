import { InputError } from "adversarial-autoencoder";
import { loadKernels } from "adversarial-autoencoder/node";
import { fiveSteps } from "./train.mjs";

console.log(process.version);
for (const name of ["ts", "simd", "fma", "auto"]) {
  try {
    console.log(fiveSteps(loadKernels(name).kernels));
  } catch (error) {
    // A machine without fused multiply-adds has no use for fma.
    if (!(error instanceof InputError && name === "fma")) throw error;
  }
}
