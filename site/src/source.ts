/** A file of code as a page in which each line has an address, and a folder as a list. */
import { readdirSync } from "node:fs";
import { extname, join } from "node:path/posix";
import { escape as escaped } from "html-escaper";
import { highlight, linesOf, linkImports } from "./highlight.ts";
import { isFolder, isLeftOut, isReadable, ROOT, readText } from "./project.ts";

/**
 * The lines of a file.
 *
 * @param ranges the places that other pages point to, such as `L60-L73`: each becomes a mark behind
 *   its lines, which is seen when the address names it
 */
export function sourceHtml(
  path: string,
  ranges: readonly string[],
  link: (href: string) => string | null,
): string {
  const text = readText(path).trimEnd();
  const html = linkImports(highlight(text, extname(path).slice(1)), link);
  const lines = linesOf(html).map((line, k) => {
    const id = `L${k + 1}`;
    return `<span class="line" id="${id}"><a href="#${id}" tabindex="-1">${k + 1}</a>${line}\n</span>`;
  });
  const marks = ranges.flatMap((id) => {
    const [, first, last] = /^L(\d+)-L(\d+)$/.exec(id) ?? [];
    if (first === undefined || Number(last) > lines.length) return [];
    return [`<span class="mark" id="${id}" style="--first:${first};--last:${last}"></span>`];
  });
  const width = String(lines.length).length;
  return `<pre class="source" style="--digits:${width}"><code>${marks.join("")}${lines.join("")}</code></pre>`;
}

/** The first sentence of the comment that a file begins with; empty if it has none. */
export function firstSentence(path: string): string {
  const [, comment = ""] = /^(?:#!.*\n)?\/\*\*?([\s\S]*?)\*\//.exec(readText(path)) ?? [];
  const text = comment.replaceAll(/^\s*\* ?/gm, "").trim();
  const [sentence] = text.split(/\n\s*\n/);
  return sentence.replaceAll(/\s+/g, " ");
}

/** What a folder holds: files to be shown as pages, folders, and other files. */
export function contentsOf(folder: string): { path: string; kind: "file" | "folder" | "other" }[] {
  return readdirSync(join(ROOT, folder))
    .map((name) => join(folder, name))
    .filter((path) => !isLeftOut(path))
    .sort()
    .map((path) => ({
      path,
      kind: isFolder(path) ? "folder" : isReadable(path) ? "file" : "other",
    }));
}

/** A folder as a list; `link` leads to each file and folder. */
export function folderHtml(folder: string, link: (path: string) => string): string {
  const items = contentsOf(folder).map(({ path, kind }) => {
    const name = `${path.slice(folder.length + 1)}${kind === "folder" ? "/" : ""}`;
    if (kind === "other") return `<li><code>${escaped(name)}</code></li>`;
    const about = kind === "file" ? firstSentence(path) : "";
    return `<li><a href="${escaped(link(path))}"><code>${escaped(name)}</code></a> ${escaped(about)}</li>`;
  });
  return `<ul class="files">${items.join("\n")}</ul>`;
}
