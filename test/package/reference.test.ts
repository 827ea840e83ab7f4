/** The reference in docs/api is what the comments of today say, and no public symbol is without one. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../small-data.ts";
import { HERE, path, ROOT, ready } from "./ready.ts";

test.skipIf(!ready)("the reference is up to date, and every public symbol has a comment", () => {
  const out = join(temporaryFolder(), "api");
  const words = [path("typedoc/bin/typedoc"), "--out", out, "--treatWarningsAsErrors"];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: HERE,
    encoding: "utf8",
  });
  expect({ status, warnings: `${stdout}${stderr}`.match(/warning.*/g) }).toEqual({
    status: 0,
    warnings: null,
  });
  const kept = join(ROOT, "docs/api");
  expect(readdirSync(out)).toEqual(readdirSync(kept));
  for (const name of readdirSync(out)) {
    const [made, there] = [out, kept].map((folder) => readFileSync(join(folder, name), "utf8"));
    // npm run reference writes it anew
    expect([name, made === there]).toEqual([name, true]);
  }
});
