import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { loadKernels, startHelper } from "../../src/node/load-kernels.ts";
import type { HelperData } from "../../src/simd/helper.ts";
import { compile, createMemory } from "../../src/simd/webassembly.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kernels-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("auto takes SIMD where it is built", () => {
  const { kernels, notice } = loadKernels("auto");
  expect(kernels.name).toBe("simd");
  expect(notice).toBeNull();
});

test("auto without the built module computes in plain TypeScript, and says why in one line", () => {
  const { kernels, notice } = loadKernels("auto", pathToFileURL(join(folder, "missing.wasm")));
  expect(kernels.name).toBe("ts");
  expect(notice).toBe(
    "The SIMD loops are not built; `npm run prepare` builds them. Computing in plain TypeScript, which is slower.",
  );
});

test("a damaged module is no reason to fail, unless SIMD was asked for", () => {
  const damaged = join(folder, "damaged.wasm");
  writeFileSync(damaged, "no WebAssembly");
  const { kernels, notice } = loadKernels("auto", pathToFileURL(damaged));
  expect(kernels.name).toBe("ts");
  expect(notice).toMatch(/^The SIMD loops cannot run here \(.+\)\. Computing in plain TypeScript/);
  expect(() => loadKernels("simd", pathToFileURL(damaged))).toThrow(InputError);
});

test("ts is plain TypeScript without a word", () => {
  expect(loadKernels("ts")).toMatchObject({ kernels: { name: "ts" }, notice: null });
});

describe("the second thread", () => {
  /** Starts a helper in a process of its own, which has nothing to do and lives for a second. */
  function processWithHelper(module: string) {
    const script = `
      import { readFileSync } from "node:fs";
      import { SIMD_MODULE, startHelper } from "./src/node/load-kernels.ts";
      import { compile, createMemory } from "./src/simd/webassembly.ts";
      const task = new Float64Array(new SharedArrayBuffer(128));
      startHelper({ module: ${module}, memory: createMemory(), task });
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
    expect(processWithHelper("compile(readFileSync(SIMD_MODULE))")).toEqual({
      status: 0,
      stdout: "done\n",
      stderr: "",
    });
  });

  test("is not missed when it fails at its start", () => {
    expect(processWithHelper("'no module'")).toEqual({ status: 0, stdout: "done\n", stderr: "" });
  });

  test("is not missed where none is to be had", () => {
    const emptyModule = compile(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const task = (() => {}) as unknown as HelperData["task"]; // a function cannot go to a thread
    expect(() => startHelper({ module: emptyModule, memory: createMemory(), task })).not.toThrow();
  });
});
