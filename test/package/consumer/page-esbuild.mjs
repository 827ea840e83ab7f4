import { simdKernels, tsKernels } from "adversarial-autoencoder";
import wasm from "adversarial-autoencoder/simd-single.wasm";
import { fiveSteps } from "./train.mjs";

const lines = [fiveSteps(tsKernels), fiveSteps(simdKernels("simd", wasm))];
document.querySelector("pre").textContent = lines.join("\n");
