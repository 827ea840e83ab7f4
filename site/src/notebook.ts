/** A chapter as a page: its texts, its code, and what its cells showed when they were executed. */
import { AnsiUp } from "ansi_up";
import { escape as escaped } from "html-escaper";
import { type Cell, type Output, readNotebook, textOf } from "../../notebooks/tools/notebook.ts";
import { highlight, linkImports } from "./highlight.ts";
import { codeBlock, type Text } from "./markdown.ts";
import { imageTag, sizeOf } from "./pictures.ts";

export interface Surroundings {
  readonly text: Text;
  /** A link's address on the site; null if it leads to no file. */
  link(href: string): string | null;
  /** Puts a picture beside the page; gives its address. */
  file(name: string, bytes: Uint8Array): string;
}

/** The body of a chapter's page. */
export function chapterHtml(path: string, around: Surroundings): string {
  let pictures = 0;
  return readNotebook(path)
    .cells.map((cell) => cellHtml(cell, around, () => pictures++ > 0))
    .join("\n");
}

function cellHtml(cell: Cell, around: Surroundings, lazy: () => boolean): string {
  const source = textOf(cell.source);
  if (cell.cell_type === "markdown") return around.text.html(source);
  const code = linkImports(highlight(source, "ts"), around.link);
  const outputs = (cell.outputs ?? []).map((output, at) =>
    outputHtml(output, (bytes, ending) => {
      const name = `${cell.id}-${at + 1}.${ending}`;
      return { src: around.file(name, bytes), size: sizeOf(name, bytes), lazy: lazy() };
    }),
  );
  const count = cell.execution_count ?? "";
  return `<section class="cell" id="${escaped(cell.id)}" aria-label="Cell ${count}">
<a class="count" href="#${escaped(cell.id)}" aria-hidden="true" tabindex="-1">${count}</a>
${codeBlock(code, "ts")}${outputs.join("\n")}
</section>`;
}

interface Picture {
  readonly src: string;
  readonly size: readonly [number, number] | null;
  readonly lazy: boolean;
}
type Put = (bytes: Uint8Array, ending: "png" | "svg") => Picture;

function outputHtml({ data = {} }: Output, put: Put): string {
  const { "text/html": html, "image/png": png, "text/plain": plain = "" } = data;
  const words = textOf(plain);
  if (html !== undefined) return htmlOutput(textOf(html), put);
  if (png !== undefined) {
    return figure(put(Buffer.from(textOf(png), "base64"), "png"), words);
  }
  return `<pre class="output">${ansi.ansi_to_html(words)}</pre>`;
}

const ansi = new AnsiUp();
ansi.use_classes = true;

/** Pictures that stand in the HTML itself become files; all else stays. */
function htmlOutput(html: string, put: Put): string {
  const image = /<img alt="([^"]*)" src="data:image\/(svg\+xml|png);base64,([^"]*)">/g;
  const made = html.replaceAll(image, (_, alt: string, type: string, base64: string) =>
    figure(
      put(Buffer.from(base64, "base64"), type === "png" ? "png" : "svg"),
      alt.replaceAll("&quot;", '"').replaceAll("&amp;", "&"),
    ),
  );
  return made.startsWith("<figure") ? made : `<div class="output html">${made}</div>`;
}

/** A stored picture on white paper of its own, with its words below it. */
function figure({ src, size, lazy }: Picture, words: string): string {
  const image = imageTag(src, words, size, { lazy });
  return `<figure class="output">${image}<figcaption aria-hidden="true">${escaped(words)}</figcaption></figure>`;
}
