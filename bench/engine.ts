/**
 * How fast a product is in the engine that runs this file, with each of the modules, on one thread.
 *
 *     npx tsx bench/engine.ts
 *     npx --prefix notebooks deno run -A bench/engine.ts
 *     DENO_V8_FLAGS=--no-wasm-bounds-checks npx --prefix notebooks deno run -A bench/engine.ts
 */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { runCommand } from "../src/command.ts";
import { loadKernels } from "../src/node/load-kernels.ts";
import { simdKernels } from "../src/simd/simd-kernels.ts";
import { type Kernels, zeros } from "../src/tensor/kernels.ts";
import { SeededRandom } from "../src/tensor/random.ts";
import { spread } from "./statistics.ts";

const [BATCH, INPUTS, OUTPUTS] = [128, 784, 512];
const OPERATIONS = 2 * BATCH * INPUTS * OUTPUTS;
const TURNS = 500;

new Command("engine")
  .description("Measures a product in the engine that runs this file, with each of the modules.")
  .allowExcessArguments(false)
  .parse();

await runCommand(() => {
  loadKernels("auto"); // switches on what the engine would otherwise not compile
  console.log(
    `X·W, ${BATCH}×${INPUTS}×${OUTPUTS}, V8 ${process.versions.v8}: GFLOP/s, median and best`,
  );
  for (const file of ["simd", "simd-single", "fma", "fma-single"]) {
    const name = file.startsWith("fma") ? "fma" : "simd";
    const wasm = readFileSync(new URL(`../build/${file}.wasm`, import.meta.url));
    const times = timesOf(simdKernels(name, wasm));
    const gflops = (ms: number) => (OPERATIONS / (ms * 1e6)).toFixed(1).padStart(8);
    console.log(file.padEnd(12) + gflops(spread(times).median) + gflops(Math.min(...times)));
  }
});

/** Milliseconds of every turn. */
function timesOf(kernels: Kernels): number[] {
  const random = new SeededRandom("engine");
  const X = zeros(kernels, BATCH, INPUTS);
  const W = zeros(kernels, INPUTS, OUTPUTS);
  const Y = zeros(kernels, BATCH, OUTPUTS);
  for (const { data } of [X, W]) for (let i = 0; i < data.length; i++) data[i] = random.normal();
  return Array.from({ length: TURNS }, () => {
    const start = performance.now();
    kernels.matmul(X, W, Y);
    return performance.now() - start;
  });
}
