/** The page has types of its own, a browser's, so it is compiled by itself. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

test.skipIf(!existsSync(join(ROOT, "lab/node_modules")))("the page’s types hold", () => {
  const compile = () =>
    execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "lab"], { cwd: ROOT });
  expect(compile).not.toThrow();
});
