/** The example of the library runs and prints what its page says; README and docs link to what is there. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./small-data.ts";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const LIBRARY = readFileSync(join(ROOT, "docs/library.md"), "utf8");

/** The fenced blocks in a language, in their order. */
function blocks(language: string): string[] {
  return [...LIBRARY.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(
    ([, code]) => code,
  );
}

test("the example of the library runs, and prints what is shown", () => {
  const [example] = blocks("ts");
  const [output] = blocks("text");
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

const PAGES = [
  "README.md",
  ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
].filter((page) => page.endsWith(".md"));

test.each(PAGES)("every file that is linked in %s exists", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link);
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});

test("the front door has at most 900 words", () => {
  expect(README.split(/\s+/).length).toBeLessThanOrEqual(900);
});
