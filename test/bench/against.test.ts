/** What the comparison with another checkout says of a folder that is none. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { start } from "../commands/program.ts";
import { temporaryFolder } from "../small-data.ts";

const program = fileURLToPath(new URL("../../bench/against.ts", import.meta.url));

/** A folder in which these files stand. */
function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), "");
  }
  return folder;
}

test.for([
  { what: "another folder", files: [], misses: "bench/ours.ts" },
  { what: "no packages", files: ["bench/ours.ts"], misses: "node_modules" },
  { what: "no loops", files: ["bench/ours.ts", "node_modules"], misses: "build" },
])("a checkout is needed with its packages: $what", async ({ files, misses }) => {
  const folder = folderWith(...files);
  const { code, stdout, stderr } = await start(["--import", "tsx", program, folder]).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    `error: "${folder}" has no ${misses}; name another checkout of this project in which \`npm ci\` was run.\n`,
  );
});

test("a recipe has a name", async () => {
  const args = ["--import", "tsx", program, join(program, "../.."), "--recipe", "nobody"];
  const { code, stdout, stderr } = await start(args).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error: There is no recipe "nobody"; choose one of aae, .*\n$/);
});
