/** The frame of every page: head, navigation, contents, and what stands beside and below the text. */
import { createHash } from "node:crypto";
import { escape as escaped } from "html-escaper";
import { hrefBetween } from "./links.ts";
import type { Heading } from "./markdown.ts";

export type Section = "home" | "course" | "docs" | "api" | "source";

export interface Neighbour {
  readonly title: string;
  readonly out: string;
}

export interface Page {
  readonly out: string;
  readonly section: Section;
  readonly title: string;
  /** One sentence for search engines. */
  readonly description: string;
  readonly body: string;
  readonly headings: readonly Heading[];
  /** Lists of pages at the side. */
  readonly lists: readonly { readonly name: string; readonly pages: readonly Neighbour[] }[];
  readonly previous?: Neighbour | undefined;
  readonly next?: Neighbour | undefined;
  /** The way down to the page. */
  readonly path?: readonly Neighbour[];
  /** The part of the lab's address behind its #, and what is seen there. */
  readonly beside?: { readonly address: string; readonly words: string };
}

/** Chooses light or dark before anything is drawn. */
const BOOT =
  'document.documentElement.classList.add("js");try{const t=localStorage.getItem("theme");if(t)document.documentElement.dataset.theme=t}catch{}';

/** Where things may come from: from here, and nowhere else. Formulas need styles of their own. */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash("sha256").update(BOOT).digest("base64")}'`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const NAME = "Adversarial autoencoders";
const MENU: readonly (readonly [Section | "lab", title: string, out: string])[] = [
  ["course", "Course", "course/index.html"],
  ["docs", "Docs", "docs/index.html"],
  ["api", "API", "api/index.html"],
  ["lab", "Lab", "lab/index.html"],
];

/** From so many headings on, a page has a table of contents. */
const LONG = 3;

export function pageHtml(page: Page): string {
  const to = (out: string) => escaped(hrefBetween(page.out, out));
  const link = ({ title, out }: Neighbour) =>
    `<a href="${to(out)}"${out === page.out ? ' aria-current="page"' : ""}>${escaped(title)}</a>`;
  const title = page.section === "home" ? page.title : `${page.title} · ${NAME}`;
  const menu = MENU.map(
    ([section, title, out]) =>
      `<li><a href="${to(out)}"${section === page.section ? ' aria-current="true"' : ""}>${title}</a></li>`,
  );
  const [head, rest] = page.body.split(/(?<=<\/h1>)([\s\S]*)/);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(title)}</title>
<meta name="description" content="${escaped(page.description)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${to("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${to("style.css")}">
<script>${BOOT}</script>
<script type="module" src="${to("site.js")}"></script>
</head>
<body class="${page.section}" data-root="${to("index.html").replace(/index\.html$/, "")}">
<a class="skip" href="#content">Skip to the content</a>
<header class="masthead">
<a class="brand" href="${to("index.html")}">${NAME} <span>from scratch</span></a>
<nav aria-label="Site"><ul>${menu.join("")}</ul></nav>
<search class="needs-js"><input id="search" type="search" placeholder="Search ( / )" aria-label="Search all pages" autocomplete="off" spellcheck="false"><div id="results" hidden></div><p id="found" role="status" class="unseen"></p></search>
<button id="theme" class="needs-js" type="button">Dark</button>
</header>
<div class="columns">
<main id="content" tabindex="-1">
${pathHtml(page, link)}<header>${head}</header>
${besideHtml(page, to)}${contentsHtml(page)}<article>
${rest}
</article>
${neighboursHtml(page, to)}</main>
${listsHtml(page, link)}</div>
<footer><p>MIT licence. <a href="${to("licences.txt")}">Licences of what is bundled</a>. This page asks nothing of any other host.</p></footer>
</body>
</html>
`;
}

function pathHtml({ path = [] }: Page, link: (page: Neighbour) => string): string {
  if (path.length === 0) return "";
  return `<nav class="path" aria-label="Where this is"><ol>${path.map((page) => `<li>${link(page)}</li>`).join("")}</ol></nav>\n`;
}

function besideHtml({ beside }: Page, to: (out: string) => string): string {
  if (beside === undefined) return "";
  return `<aside class="beside" aria-labelledby="see"><p id="see">See it move</p><p>${escaped(beside.words)}</p><p><a class="button" href="${to("lab/index.html")}#${escaped(beside.address)}">Open it in the lab</a></p></aside>\n`;
}

function contentsHtml({ headings }: Page): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < LONG) return "";
  const items = shown.map(
    ({ level, id, html }) => `<li class="level-${level}"><a href="#${id}">${html}</a></li>`,
  );
  return `<nav class="contents" aria-label="On this page"><details><summary>On this page</summary><ol>${items.join("")}</ol></details></nav>\n`;
}

function neighboursHtml({ previous, next }: Page, to: (out: string) => string): string {
  const card = (page: Neighbour | undefined, rel: "prev" | "next", words: string) =>
    page === undefined
      ? ""
      : `<a rel="${rel}" href="${to(page.out)}"><small>${words}</small> ${escaped(page.title)}</a>`;
  const cards = card(previous, "prev", "Previous") + card(next, "next", "Next");
  return cards === ""
    ? ""
    : `<nav class="neighbours" aria-label="Previous and next">${cards}</nav>\n`;
}

function listsHtml({ lists, section }: Page, link: (page: Neighbour) => string): string {
  if (lists.length === 0) return "";
  const groups = lists.map(
    ({ name, pages }) =>
      `<h2>${escaped(name)}</h2><ul>${pages.map((page) => `<li>${link(page)}</li>`).join("")}</ul>`,
  );
  return `<nav class="lists" aria-label="Pages of this part: ${section}">${groups.join("")}</nav>\n`;
}
