/**
 * Builds what the npm package holds into `dist/`: plain JavaScript, declarations and source maps that
 * mirror `src`. `npm run build` does it, and so does `npm pack`.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
rmSync("dist", { recursive: true, force: true });
const compiler = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);
execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { stdio: "inherit" });

// The compiler leaves `.ts` in declarations, which not every reader of them allows.
for (const name of readdirSync("dist", { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const file = join("dist", name);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll(/((?:from|import\() ?"\.{1,2}\/[^"]+)\.ts"/g, '$1.js"'));
}
// A thread of Node 20 starts with JavaScript alone, so this is none of the compiler's files.
copyFileSync("src/node/helper-thread.mjs", "dist/node/helper-thread.mjs");
