/** The parts that the site is made with, one by one. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readChapters, readGroups, slugOf } from "../../site/src/contents.ts";
import { besideOf, checkScenes } from "../../site/src/scenes.ts";
import { temporaryFolder } from "../small-data.ts";
import { packagesMissing, ROOT } from "./site.ts";

/** Parts that need the site's packages. The tests are not even collected without these: it would load them. */
function describeParts(name: string, tests: () => Promise<void>): void {
  const missing = packagesMissing;
  describe(name, missing === null ? tests : () => test.skip(missing, () => {}));
}

describe("the contents", () => {
  test("a chapter that the table leaves out is named", () => {
    const [first] = readChapters();
    expect(first.source).toMatch(/^notebooks\/0+-/);
    expect(() => readChapters("| chapter | about |")).toThrow(/has no row for notebooks\/0/);
  });

  test("a chapter keeps its address when it is counted anew", () => {
    expect(slugOf("notebooks/05-adam.ipynb")).toBe("adam");
    expect(slugOf("notebooks/12-adam.ipynb")).toBe("adam");
    expect(slugOf("notebooks/04-is-the-gradient-right.ipynb")).toBe("is-the-gradient-right");
  });

  test("every page of docs is in one group", () => {
    const sources = readGroups().flatMap(({ sources }) => sources);
    expect(sources).toContain("docs/models/basic.md");
    expect(sources).toContain("CONTRIBUTING.md");
    expect(new Set(sources).size).toBe(sources.length);
    expect(sources).not.toContain("README.md");
  });

  test("the lab understands every scene, and every chapter has one", () => {
    expect(checkScenes).not.toThrow();
    for (const { source } of readChapters()) {
      expect(besideOf(source).address).toMatch(/^scene=/);
    }
    expect(besideOf("notebooks/99-adversary.ipynb").address).toBe("scene=landscape");
  });
});

describeParts("links", async () => {
  const { Links, outOf } = await import("../../site/src/links.ts");
  const runs = { source: "docs/runs.md", out: "docs/runs.html" };

  test("lead from page to page as files of the project lead to each other", () => {
    const links = new Links(new Map());
    expect(links.to(runs, "survival.md#resume")).toBe("survival.html#resume");
    expect(links.to(runs, "../README.md")).toBe("../index.html");
    expect(links.to(runs, "../src/aae/basic.ts#L60-L73")).toBe(
      "../source/src/aae/basic.ts.html#L60-L73",
    );
    expect(links.to(runs, "../src/tensor")).toBe("../source/src/tensor/index.html");
    expect(links.to(runs, "#pictures")).toBe("#pictures");
    expect(links.to(runs, "https://nodejs.org")).toBe("https://nodejs.org");
    expect(links.anchorsIn("source/src/aae/basic.ts.html")).toEqual(["L60-L73"]);
    expect(outOf("docs/notebooks.md")).toBe("course/index.html");
  });

  test("one to a file that is not there ends the build with a sentence", () => {
    const links = new Links(new Map());
    expect(() => links.to(runs, "nothing.md")).toThrow(
      "docs/runs.md has a link to nothing.md, and there is no such file.",
    );
    expect(() => links.to(runs, "../../elsewhere.md")).toThrow(/no such file/);
  });

  test("one to a place that is not there is told of", () => {
    const links = new Links(new Map());
    links.to(runs, "survival.md#resume");
    links.to(runs, "speed.md");
    const files = new Map([["docs/survival.html", '<h2 id="resumed">']]);
    expect(links.faults(files)).toEqual([
      "docs/runs.md has a link to survival.md#resume, and that page has no “resume”.",
      "docs/runs.md has a link to speed.md, which has no page.",
    ]);
    files.set("docs/survival.html", '<h2 id="resume">').set("docs/speed.html", "");
    expect(links.faults(files)).toEqual([]);
  });
});

describeParts("code", async () => {
  const { highlight, linesOf, linkImports } = await import("../../site/src/highlight.ts");

  test("a comment over three lines is closed and opened at each", () => {
    const lines = linesOf(highlight("/* a\n * b */\nconst c = 1;", "ts"));
    expect(lines[0]).toBe('<span class="hljs-comment">/* a</span>');
    expect(lines[1]).toBe('<span class="hljs-comment"> * b */</span>');
    expect(lines).toHaveLength(3);
  });

  test("what is imported becomes a link, if it is there", () => {
    const html = highlight('import { a } from "./a.ts";\nimport b from "./b.ts";', "ts");
    const linked = linkImports(html, (path) => (path === "./a.ts" ? "a.html" : null));
    expect(linked).toContain('<a href="a.html">&quot;./a.ts&quot;</a>');
    expect(linked).not.toContain('">&quot;./b.ts&quot;</a>');
  });

  test("a language that nobody knows stays as it is", () => {
    expect(highlight("a < b", "text")).toBe("a &lt; b");
  });
});

describeParts("Markdown", async () => {
  const { Text } = await import("../../site/src/markdown.ts");
  const context = {
    link: (href: string) => `to/${href}`,
    image: (src: string, alt: string) => `<img src="${src}" alt="${alt}">`,
  };

  test("has anchors, passages, formulas and figures", () => {
    const text = new Text(context);
    const html = text.html("# A\n\nOf $x^2$.\n\n## B b\n\n[c](d.md)\n\n## B b\n\n![e](f.png)");
    expect(text.headings.map(({ level, id }) => [level, id])).toEqual([
      ...[[1, "a"] as const, [2, "b-b"] as const, [2, "b-b-1"] as const],
    ]);
    expect(text.passages.map(({ id, text }) => [id, text])).toEqual([
      ...[["", ""] as const, ["a", "Of x^2. "] as const],
      ...[["b-b", "c "] as const, ["b-b-1", "e "] as const],
    ]);
    expect(html).toContain('class="katex"');
    expect(html).toContain('<a href="to/d.md">c</a>');
    expect(html).toContain('<figure><img src="f.png" alt="e"></figure>');
  });

  test("shows a tag as the text that it is", () => {
    expect(new Text(context).html("<script>x</script>")).toContain("&lt;script&gt;");
  });
});

describeParts("what a cell showed", async () => {
  const { chapterHtml } = await import("../../site/src/notebook.ts");
  const { Text } = await import("../../site/src/markdown.ts");

  function shown(data: Record<string, string>): { html: string; files: Record<string, string> } {
    const path = join(temporaryFolder(), "chapter.ipynb");
    const output = { output_type: "display_data", data };
    const cell = { cell_type: "code", id: "code-01", source: "a < b", execution_count: 1 };
    writeFileSync(path, JSON.stringify({ cells: [{ ...cell, outputs: [output] }], metadata: {} }));
    const files: Record<string, string> = {};
    const html = chapterHtml(path, {
      text: new Text({ link: (href) => href, image: () => "" }),
      link: () => null,
      file: (name, bytes) => {
        files[name] = new TextDecoder().decode(bytes);
        return `beside/${name}`;
      },
    });
    return { html, files };
  }

  test("text keeps its spaces and its colours, and is no HTML", () => {
    const { html } = shown({ "text/plain": "a  <b>\n\u001b[31mred\u001b[0m" });
    expect(html).toContain(
      '<pre class="output">a  &lt;b&gt;\n<span class="ansi-red-fg">red</span></pre>',
    );
  });

  test("a picture in HTML becomes a file of its size, with its words", () => {
    const svg = '<svg viewBox="0 0 40 30"></svg>';
    const base64 = Buffer.from(svg).toString("base64");
    const { html, files } = shown({
      "text/html": `<img alt="It&quot;s" src="data:image/svg+xml;base64,${base64}">`,
      "text/plain": "not this",
    });
    expect(files).toEqual({ "code-01-1.svg": svg });
    expect(html).toContain(
      '<figure class="output"><img src="beside/code-01-1.svg" alt="It&quot;s" width="40" height="30">',
    );
    expect(html).not.toContain("not this");
  });

  test("other HTML stays as it is", () => {
    const { html, files } = shown({ "text/html": "<table><tr><td>1</td></tr></table>" });
    expect(html).toContain('<div class="output html"><table><tr><td>1</td></tr></table></div>');
    expect(files).toEqual({});
  });
});

test("without its packages the command says what to run", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "tools"));
  copyFileSync(join(ROOT, "tools/site.ts"), join(folder, "tools/site.ts"));
  copyFileSync(join(ROOT, "package.json"), join(folder, "package.json"));
  for (const name of ["src", "node_modules"]) symlinkSync(join(ROOT, name), join(folder, name));
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/tsx/dist/cli.mjs"), join(folder, "tools/site.ts")],
    { encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr:
      "error: what only the site needs is not installed; run npm ci --prefix site && npm ci --prefix lab first.\n",
  });
});
