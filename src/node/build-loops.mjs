/**
 * Compiles the loops of `src/simd/assembly` to WebAssembly: the same sources, once for each way of
 * running them. `npm run prepare` does it, which `npm install` runs.
 */
import asc from "assemblyscript/asc";

/** The files in `build/` that are made, and what each may use of WebAssembly. */
const builds = {
  simd: ["simd", "threads"],
  fma: ["simd", "threads", "relaxed-simd"],
  "simd-single": ["simd"],
  "fma-single": ["simd", "relaxed-simd"],
};

for (const [name, features] of Object.entries(builds)) {
  const threads = features.includes("threads");
  const { error, stderr } = await asc.main([
    `src/simd/assembly/${threads ? "threaded" : "index"}.ts`,
    ...["--outFile", `build/${name}.wasm`, "--optimizeLevel", "3", "--noAssert"],
    ...features.flatMap((feature) => ["--enable", feature]),
    ...["--runtime", "stub", "--importMemory", "--initialMemory", "1"],
    ...(threads ? ["--sharedMemory", "--maximumMemory", "65536"] : []),
  ]);
  if (error !== null) {
    console.error(`build/${name}.wasm: ${stderr}`);
    process.exit(1);
  }
}
