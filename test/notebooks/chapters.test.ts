/**
 * The chapters as they are stored: executed, with links that lead somewhere, and cells that compile.
 * No Jupyter is needed; `npm run notebooks` executes them for real.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linkFaults } from "../../notebooks/tools/links.ts";
import {
  type Cell,
  CHAPTERS,
  chapterNames,
  fingerprint,
  readNotebook,
  textOf,
} from "../../notebooks/tools/notebook.ts";

const PROJECT = join(CHAPTERS, "..");
const chapters = chapterNames().map((name) => ({
  name,
  notebook: readNotebook(join(CHAPTERS, name)),
}));

function codeCells(cells: readonly Cell[]): Cell[] {
  return cells.filter(({ cell_type }) => cell_type === "code");
}

describe.each(chapters)("$name", ({ notebook }) => {
  const code = codeCells(notebook.cells);
  const outputs = code.flatMap((cell) => cell.outputs ?? []);

  it("was executed from top to bottom, as its cells stand", () => {
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, i) => i + 1));
    expect(notebook.metadata.executed, "changed since: npm run notebooks").toBe(
      fingerprint(notebook),
    );
  });

  it("stores what each cell shows, and nothing else: no error, nothing printed", () => {
    const types = code.map(({ outputs = [] }) => outputs.map(({ output_type }) => output_type));
    const shows = code.map(({ source }) => textOf(source).match(/^await show/gm) ?? []);
    expect(types).toEqual(shows.map((calls) => calls.map(() => "display_data")));
  });

  it("shows a picture", () => {
    const pictures = outputs.filter(
      ({ data = {} }) => "image/png" in data || textOf(data["text/html"] ?? "").includes("<img "),
    );
    expect(pictures.length).toBeGreaterThan(0);
  });

  it("stores nothing of the machine that executed it", () => {
    expect(JSON.stringify(outputs)).not.toMatch(/file:\/\/|\/home\/|\/tmp\/|\/Users\//);
  });

  it("links to what exists, at the lines where it stands", () => {
    expect(linkFaults(notebook)).toEqual([]);
  });
});

const moduleOf = (name: string) => name.replace(".ipynb", ".ts");

it("every cell of every chapter compiles, and all that it imports is there", () => {
  // A chapter's cells, one after the other, are a module.
  const folder = join(PROJECT, ".notebook-cells");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { name, notebook } of chapters) {
    const module = codeCells(notebook.cells)
      .map((cell) => `// cell ${cell.execution_count}\n${textOf(cell.source)}\n`)
      .join("\n");
    writeFileSync(join(folder, moduleOf(name)), `${module}\nexport {};\n`);
  }
  const configuration = {
    extends: "../tsconfig.json",
    // So that a module here finds ./lib/show.ts as its chapter does.
    compilerOptions: { rootDirs: [".", "../notebooks"] },
    files: chapters.map(({ name }) => moduleOf(name)),
    include: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration));

  const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  rmSync(folder, { recursive: true });
});
