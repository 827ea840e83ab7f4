/**
 * Checks the page's types where its packages are installed; where they are not, it says so, and that is
 * no failure: most of the project needs none of them.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
if (!existsSync(join(root, "lab/node_modules"))) {
  console.log("The types of lab/ are not checked: npm ci --prefix lab brings what that needs.");
} else {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "bin/tsc",
  );
  const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "lab")], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
