import { readFileSync } from "node:fs";
import { simdKernels, tsKernels } from "adversarial-autoencoder";
import { fiveSteps } from "./train.mjs";

console.log(fiveSteps(tsKernels));
const wasm = new URL(import.meta.resolve("adversarial-autoencoder/simd-single.wasm"));
console.log(fiveSteps(simdKernels("simd", readFileSync(wasm))));
