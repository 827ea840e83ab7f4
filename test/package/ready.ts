/** What the tests of the package need beside the project's own packages: `npm ci --prefix test/package`. */
import { existsSync } from "node:fs";
import { join } from "node:path";

export const HERE = import.meta.dirname;
export const ROOT = join(HERE, "../..");

/** A file of a package that only these tests need. */
export function path(file: string): string {
  return join(HERE, "node_modules", file);
}

/** The kernel of the chapters, in which the package is tried too. */
export const DENO = join(ROOT, "notebooks/node_modules/deno/bin.cjs");

/** Whether it is all there. Where it is not, that is said once for each file of tests; in CI it is a failure. */
export const ready = existsSync(path("typedoc/package.json")) && existsSync(DENO);

if (!ready) {
  const missing =
    "What the tests of the package need is not installed; run npm ci --prefix test/package && npm ci --prefix notebooks.";
  if (process.env.CI) throw new Error(missing);
  console.error(`Not tested: ${missing}`);
}
