/** The README's example runs, and prints what the README says it prints. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./small-data.ts";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** The fenced blocks of a section, in their order. */
function blocks(title: string, language: string): string[] {
  const section = README.split(/^## /m).find((part) => part.startsWith(title)) ?? "";
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(
    ([, code]) => code,
  );
}

test("the example of the library runs, and prints what is shown", () => {
  const [example] = blocks("As a library", "ts");
  const [output] = blocks("As a library", "text");
  const folder = temporaryFolder();
  const file = join(folder, "example.ts");
  writeFileSync(file, example.replaceAll('"./src/', `"${ROOT}/src/`));
  const printed = execFileSync(
    process.execPath,
    [join(ROOT, "node_modules/tsx/dist/cli.mjs"), file],
    { cwd: folder, encoding: "utf8" },
  );
  expect(printed).toBe(output);
  expect(existsSync(join(folder, "new-digits.png"))).toBe(true);
});

test("every file that is linked exists", () => {
  const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
});
