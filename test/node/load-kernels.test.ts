import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { loadKernels, startHelper } from "../../src/node/load-kernels.ts";
import { compile, createMemory } from "../../src/simd/webassembly.ts";
import { FUSES, wasmOf } from "../simd/modules.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kernels-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder for compiled loops with these files. */
function buildOf(files: Readonly<Record<string, string | Uint8Array>>): URL {
  const build = mkdtempSync(join(folder, "build-"));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(build, name), bytes);
  return pathToFileURL(`${build}/`);
}

test("auto takes what is fastest here, and says nothing", () => {
  const { kernels, notice } = loadKernels("auto");
  expect(kernels.name).toBe(FUSES ? "fma" : "simd");
  expect(kernels).toBe(loadKernels(FUSES ? "fma" : "simd").kernels);
  expect(notice).toBeNull();
});

test("fused multiply-adds are taken only where they are fused", () => {
  const build = buildOf({ "fma.wasm": wasmOf("simd"), "simd.wasm": wasmOf("simd") });
  const { kernels, notice } = loadKernels("auto", build);
  expect(kernels.name).toBe("simd");
  expect(notice).toBeNull();
  expect(() => loadKernels("fma", build)).toThrow("does not fuse");
});

test("auto without the built modules computes in plain TypeScript, and says why in one line", () => {
  const { kernels, notice } = loadKernels("auto", buildOf({}));
  expect(kernels.name).toBe("ts");
  expect(notice).toBe(
    "The simd loops are not built; `npm run prepare` builds them. Computing in plain TypeScript, which is slower.",
  );
  expect(() => loadKernels("fma", buildOf({}))).toThrow("The fma loops are not built");
});

test("a damaged module is no reason to fail, unless it was asked for", () => {
  const build = buildOf({ "fma.wasm": "no WebAssembly", "simd.wasm": "neither" });
  const { kernels, notice } = loadKernels("auto", build);
  expect(kernels.name).toBe("ts");
  expect(notice).toMatch(/^The simd loops cannot run here \(.+\)\. Computing in plain TypeScript/);
  expect(() => loadKernels("simd", build)).toThrow(InputError);
  expect(() => loadKernels("fma", build)).toThrow(InputError);
});

test("ts is plain TypeScript without a word", () => {
  expect(loadKernels("ts")).toMatchObject({ kernels: { name: "ts" }, notice: null });
});

describe("the second thread", () => {
  /** Starts a helper in a process of its own, which has nothing to do and lives for a second. */
  function processWithHelper(module: string) {
    const script = `
      import { readFileSync } from "node:fs";
      import { BUILD, startHelper } from "./src/node/load-kernels.ts";
      import { compile, createMemory } from "./src/simd/webassembly.ts";
      const simd = compile(readFileSync(new URL("simd.wasm", BUILD)));
      startHelper(${module}, createMemory(simd));
      setTimeout(() => console.log("done"), 1000);
    `;
    const args = ["--import", "tsx", "--input-type=module", "--eval", script];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      timeout: 20_000,
    });
    return { status, stdout, stderr };
  }

  test("does not keep a process from ending", () => {
    expect(processWithHelper("simd")).toEqual({
      status: 0,
      stdout: "done\n",
      stderr: "",
    });
  });

  test("is not missed when it fails at its start", () => {
    expect(processWithHelper("'no module'")).toEqual({ status: 0, stdout: "done\n", stderr: "" });
  });

  test("is not missed where none is to be had", () => {
    const module = () => {}; // a function cannot go to a thread
    expect(() => startHelper(module, createMemory(compile(wasmOf("simd"))))).not.toThrow();
  });
});

test("kernels that there are not are refused", () => {
  expect(() => loadKernels("gpu" as "auto")).toThrow(
    'There are no kernels "gpu"; choose one of ts,',
  );
});
