/** The site while it is made: its files, its links, and what can be found in it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dirname, join as joinSlash } from "node:path/posix";
import type GithubSlugger from "github-slugger";
import { type Page, pageHtml } from "./layout.ts";
import { hrefBetween, Links, outOf, type Place } from "./links.ts";
import { type Passage, Text } from "./markdown.ts";
import { imageTag, sizeOf } from "./pictures.ts";
import { isReadable, ROOT } from "./project.ts";
import { type Found, foundPage } from "./search-index.ts";

/** The longest description of a page, in characters. */
const DESCRIPTION = 160;

export class Site {
  /** What is written, by path. */
  readonly files = new Map<string, string | Uint8Array>();
  readonly found: Found[] = [];
  readonly links: Links;
  #pages = 0;

  /** @param places where each heading of the API reference stands, by file and anchor */
  constructor(places: ReadonlyMap<string, string>) {
    this.links = new Links(places);
  }

  get pages(): number {
    return this.#pages;
  }

  /** A text of a page, whose links and pictures are seen to. */
  text(place: Place, options: { shift?: number; slugger?: GithubSlugger } = {}): Text {
    let pictures = 0;
    const context = {
      link: (href: string) => this.links.to(place, href),
      image: (src: string, alt: string) => this.#image(place, src, alt, pictures++ > 0),
      shift: options.shift ?? 0,
    };
    return new Text(context, options.slugger);
  }

  /** A link to a file that code names; null where that is no file of the project's code. */
  linkToCode(place: Place, href: string): string | null {
    const path = joinSlash(dirname(place.source), href);
    return isReadable(path) ? this.links.to(place, href) : null;
  }

  /** Puts a file beside a page; gives its address from there. */
  fileBeside(place: Place, name: string, bytes: Uint8Array): string {
    const out = `${place.out.replace(/\.html$/, "")}/${name}`;
    this.files.set(out, bytes);
    return hrefBetween(place.out, out);
  }

  #image(place: Place, src: string, alt: string, lazy: boolean): string {
    const href = this.links.to(place, src);
    if (href === src) return imageTag(src, alt, null, { lazy }); // elsewhere
    const source = joinSlash(dirname(place.source), src);
    const bytes = readFileSync(join(ROOT, source));
    this.files.set(outOf(source), bytes);
    return imageTag(href, alt, sizeOf(source, bytes), { lazy });
  }

  /** @param part what a reader knows the page's part of the site by; null: it is not searched */
  put(page: Page, part: string | null, passages: readonly Passage[]): void {
    this.files.set(page.out, pageHtml(page));
    this.#pages++;
    if (part !== null) this.found.push(foundPage(page, part, passages));
  }
}

/** The beginning of a page's text, as its description: whole sentences where they are short. */
export function descriptionOf(passages: readonly Passage[]): string {
  const text = passages.find(({ text }) => text.trim() !== "")?.text ?? "";
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= DESCRIPTION) return line;
  const start = line.slice(0, DESCRIPTION);
  const [sentences] = /^.*[.?!](?= )/.exec(start) ?? [];
  return sentences ?? `${start.replace(/\s\S*$/, "")} …`;
}
