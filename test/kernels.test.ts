import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InputError } from "../src/input-error.ts";
import { loadKernels } from "../src/kernels.ts";

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
