/** The example in docs/own-data.md runs, and prints what the page says it prints. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fromSource, ROOT } from "../docs/pages.ts";

const PAGE = readFileSync(join(ROOT, "docs/own-data.md"), "utf8");

/** The page from the heading of its example on. */
const EXAMPLE = PAGE.slice(PAGE.indexOf("## In your own code"));

/** The first fenced block in a language, of the example. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(EXAMPLE)?.[1] ?? "";
}

test("the example of docs/own-data.md runs, and prints what is shown", () => {
  const folder = mkdtempSync(join(tmpdir(), "own-data-"));
  try {
    mkdirSync(join(folder, "sensors"));
    const table = block("csv");
    writeFileSync(join(folder, "sensors/train.csv"), table);
    writeFileSync(join(folder, "sensors/test.csv"), table.split("\n").slice(0, 3).join("\n"));
    const file = join(folder, "example.ts");
    writeFileSync(file, fromSource(block("ts")));
    const printed = execFileSync(
      process.execPath,
      [join(ROOT, "node_modules/tsx/dist/cli.mjs"), file],
      { cwd: folder, encoding: "utf8" },
    );
    expect(printed).toBe(block("text"));
    expect(printed.length).toBeGreaterThan(100);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
