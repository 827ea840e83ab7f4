import { simdKernels, tsKernels } from "adversarial-autoencoder";
import url from "adversarial-autoencoder/simd-single.wasm?url";
import { fiveSteps } from "./train.mjs";

const wasm = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) =>
  letter.charCodeAt(0),
);
const lines = [fiveSteps(tsKernels), fiveSteps(simdKernels("simd", wasm))];
document.querySelector("pre").textContent = lines.join("\n");
