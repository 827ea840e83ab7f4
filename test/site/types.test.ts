/** The site has types of its own, a browser's too, so it is compiled by itself. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { packagesMissing, ROOT } from "./site.ts";

test.skipIf(packagesMissing !== null)("the site’s types hold", () => {
  const compile = () =>
    execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "site"], {
      cwd: ROOT,
    });
  expect(compile).not.toThrow();
});
