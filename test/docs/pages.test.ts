/** README and docs link to what is there, and the example of the library prints what its page says. */
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../small-data.ts";
import { blocks, fromSource, PAGES, ROOT, textOf } from "./pages.ts";

test("the example of the library runs, and prints what is shown", { timeout: 300_000 }, () => {
  const page = textOf("docs/library.md");
  const [example] = blocks(page, "ts");
  const [output] = blocks(page, "text");
  const folder = temporaryFolder();
  const file = join(folder, "example.ts");
  writeFileSync(file, fromSource(example));
  const printed = execFileSync(
    process.execPath,
    [join(ROOT, "node_modules/tsx/dist/cli.mjs"), file],
    { cwd: folder, encoding: "utf8" },
  );
  expect(printed).toBe(output);
  expect(existsSync(join(folder, "new-digits.png"))).toBe(true);
});

/** The anchors of a page's headings, as code hosts make them. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** The links of a page that lead to nothing. */
function deadLinks(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link);
  return links.filter((link) => {
    const [path, anchor] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
  });
}

describe("every link leads somewhere", () => {
  test.each(PAGES)("in %s", (page) => {
    expect(deadLinks(page, textOf(page))).toEqual([]);
  });

  test("one that leads nowhere is found", () => {
    const text = "[a](README.md) [b](src/nothing.ts) [c](docs/runs.md#nothing) ![d](docs/no.png)";
    expect(deadLinks("README.md", text)).toEqual([
      "src/nothing.ts",
      "docs/runs.md#nothing",
      "docs/no.png",
    ]);
  });

  test("there are links to follow", () => {
    expect(textOf("README.md").match(/\]\((?!https?:)/g)?.length).toBeGreaterThan(10);
    expect(PAGES).toContain("docs/models/basic.md");
  });
});

test("the front door has at most 900 words", () => {
  expect(textOf("README.md").split(/\s+/).length).toBeLessThanOrEqual(900);
});
