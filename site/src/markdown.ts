/** Markdown as the code hosts write it, with formulas, highlighted code, and anchors like theirs. */
import { createRequire } from "node:module";
import type katex from "@vscode/markdown-it-katex";
import GithubSlugger from "github-slugger";
import { escape as escaped } from "html-escaper";
import MarkdownIt, { type Token } from "markdown-it";
import { highlight } from "./highlight.ts";

/** How long a piece of code in a sentence may be to stay in one line, on a phone too. */
const SHORT = 24;

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** Its words, formulas rendered. */
  readonly html: string;
}

/** A piece of text to be found: what stands under a heading. */
export interface Passage {
  /** The heading's anchor; empty for what stands above the first. */
  readonly id: string;
  readonly heading: string;
  text: string;
}

/** What a text knows of the page that it becomes a part of. */
export interface Context {
  /** A link's address on the site. */
  link(href: string): string;
  /** The tag of a picture. */
  image(src: string, alt: string): string;
  /** How many levels headings move down; negative: up. */
  readonly shift?: number;
}

/** One page's texts, rendered one after the other, with anchors that differ. */
export class Text {
  readonly headings: Heading[] = [];
  readonly passages: Passage[] = [{ id: "", heading: "", text: "" }];
  readonly #slugger: GithubSlugger;
  readonly #context: Context;

  /** @param slugger counts anchors that come more than once; given, it goes on counting */
  constructor(context: Context, slugger: GithubSlugger = new GithubSlugger()) {
    this.#context = context;
    this.#slugger = slugger;
  }

  /** Renders Markdown, and notes its headings and passages. */
  html(markdown: string): string {
    const tokens = md.parse(markdown, {});
    tokens.forEach((token, at) => {
      if (token.type === "heading_open") this.#startPassage(token, tokens[at + 1]);
      else if (token.type === "inline" && tokens[at - 1].type !== "heading_open") {
        this.passages[this.passages.length - 1].text += `${wordsOf(token)} `;
      }
      for (const child of [token, ...(token.children ?? [])]) this.#rewrite(child);
    });
    return md.renderer.render(tokens, md.options, {});
  }

  #startPassage(open: Token, inline: Token): void {
    const id = this.#slugger.slug(wordsOf(inline));
    const level = Math.min(6, Math.max(1, Number(open.tag[1]) + (this.#context.shift ?? 0)));
    const html = md.renderer.renderInline(inline.children ?? [], md.options, {});
    open.tag = `h${level}`;
    open.attrSet("id", id);
    this.headings.push({ level, id, html: html.replaceAll(/<\/?a\b[^>]*>/g, "") });
    this.passages.push({ id, heading: wordsOf(inline), text: "" });
  }

  #rewrite(token: Token): void {
    if (token.type === "heading_close") token.tag = `h${this.headings.at(-1)?.level}`;
    const href = token.type === "link_open" ? token.attrGet("href") : null;
    if (href !== null) token.attrSet("href", this.#context.link(String(href)));
    if (token.type !== "image") return;
    const alt = wordsOf(token);
    token.type = "html_inline"; // rendered as it stands
    token.content = this.#context.image(String(token.attrGet("src")), alt);
  }
}

/** The words of a line without its marks. */
export function wordsOf(token: Token): string {
  if (token.type.startsWith("math_")) return token.content.replaceAll(/\\(text|top)?|[{}]/g, "");
  if (token.children === null) return token.content;
  return token.children
    .map((child) =>
      child.type === "softbreak" || child.type === "hardbreak" ? " " : wordsOf(child),
    )
    .join("");
}

/** CommonJS, about whose default export loaders do not agree. */
const formulas: typeof katex = createRequire(import.meta.url)("@vscode/markdown-it-katex");

const md = new MarkdownIt({ html: false, linkify: true });
md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
md.use(formulas.default, { throwOnError: true });

md.renderer.rules.heading_open = (tokens, at) => {
  const { tag } = tokens[at];
  const id = escaped(String(tokens[at].attrGet("id")));
  const mark = `<a class="anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a>`;
  return `<${tag} id="${id}">${tag === "h1" ? "" : mark}`;
};
md.renderer.rules.fence = (tokens, at) => {
  const { content, info } = tokens[at];
  return codeBlock(highlight(content, info.trim()), info.trim());
};
md.renderer.rules.code_block = (tokens, at) => codeBlock(escaped(tokens[at].content), "");
md.renderer.rules.table_open = () => '<div class="table"><table>\n';
md.renderer.rules.table_close = () => "</table></div>\n";
// A short piece of code, such as `--help`, is not broken.
md.renderer.rules.code_inline = (tokens, at) => {
  const { content } = tokens[at];
  return `<code${content.length <= SHORT ? ' class="short"' : ""}>${escaped(content)}</code>`;
};
// The heading of a column that has none is an empty cell like any other.
md.renderer.rules.th_open = (tokens, at) => (isEmpty(tokens[at + 1]) ? "<td>" : "<th>");
md.renderer.rules.th_close = (tokens, at) => (isEmpty(tokens[at - 1]) ? "</td>" : "</th>");
md.renderer.rules.paragraph_open = (tokens, at) =>
  isPicture(tokens[at + 1]) ? "<figure>" : tokens[at].hidden ? "" : "<p>";
md.renderer.rules.paragraph_close = (tokens, at) =>
  isPicture(tokens[at - 1]) ? "</figure>\n" : tokens[at].hidden ? "" : "</p>\n";

const isEmpty = ({ content }: Token) => content === "";

/** Whether a paragraph is one picture and nothing else. */
function isPicture({ children }: Token): boolean {
  return children?.length === 1 && children[0].content.startsWith("<img ");
}

export function codeBlock(html: string, language: string): string {
  return `<pre class="code"><code${language === "" ? "" : ` data-language="${escaped(language)}"`}>${html}</code></pre>\n`;
}

/** One line of Markdown without links: for lists of pages. */
export function inlineHtml(markdown: string): string {
  return md.renderInline(markdown).replaceAll(/<\/?a\b[^>]*>/g, "");
}

/** The words of one line of Markdown. */
export function inlineWords(markdown: string): string {
  return md.parseInline(markdown, {}).map(wordsOf).join("");
}
