/** Where each file of the project stands on the site, and whether every link leads somewhere. */
import { dirname, join, normalize, relative } from "node:path/posix";
import { InputError } from "../../src/input-error.ts";
import { spotOf } from "./api.ts";
import { COURSE, slugOf } from "./contents.ts";
import { exists, isFolder } from "./project.ts";

/** A page that is being made: of which file, and where it will be. */
export interface Place {
  readonly source: string;
  readonly out: string;
}

const PICTURE = /\.(png|svg|jpe?g|gif|webp)$/;

/** Where a file of the project, or a folder, stands on the site. */
export function outOf(source: string): string {
  if (source === "README.md") return "index.html";
  if (source === COURSE) return "course/index.html";
  if (source.endsWith(".ipynb")) return `course/${slugOf(source)}.html`;
  if (PICTURE.test(source)) return `pictures/${source}`;
  if (source.endsWith(".md")) {
    const path = source.replace(/\.md$/, ".html").replace(/^docs\//, "");
    return path.startsWith("api/") ? path : `docs/${path.toLowerCase().replace("/readme.", ".")}`;
  }
  return isFolder(source) ? `source/${source}/index.html` : `source/${source}.html`;
}

/** The address of one page from another. */
export function hrefBetween(from: string, to: string): string {
  return relative(dirname(from), to);
}

interface Reference {
  readonly from: Place;
  readonly href: string;
  readonly out: string;
  readonly anchor: string;
}

/** The links of all pages: written for the site, noted, and checked when all pages are there. */
export class Links {
  /** Files and folders of the project that were linked to, in the order of the first link. */
  readonly targets = new Set<string>();
  readonly #references: Reference[] = [];
  readonly #places: ReadonlyMap<string, string>;

  /** @param places of the API reference, which is cut into many pages: `placesOf` */
  constructor(places: ReadonlyMap<string, string>) {
    this.#places = places;
  }

  /**
   * A link of a file, as the page that is made of it must have it.
   *
   * @throws InputError if it leads to a file that is not there.
   */
  to(from: Place, href: string): string {
    if (/^[a-z][a-z\d+.-]*:/i.test(href)) return href;
    const [path, wanted = ""] = decodeURI(href).split("#");
    const target =
      path === ""
        ? from.source
        : normalize(join(dirname(from.source), path)).replace(/\/$/, "") || ".";
    if (target.startsWith("..") || !exists(target)) {
      throw new InputError(`${from.source} has a link to ${href}, and there is no such file.`);
    }
    const spot = spotOf(this.#places, target, wanted) ?? { out: outOf(target), anchor: wanted };
    const { out, anchor } = spot;
    this.targets.add(target);
    this.#references.push({ from, href, out, anchor });
    const written = out === from.out && anchor !== "" ? "" : hrefBetween(from.out, out);
    return anchor === "" ? written : `${written}#${anchor}`;
  }

  /** What is asked for of a page: `L42`, `L60-L73`. */
  anchorsIn(out: string): string[] {
    const anchors = this.#references.filter((link) => link.out === out).map((link) => link.anchor);
    return [...new Set(anchors)].filter((anchor) => anchor !== "");
  }

  /** The pages that link to a page, without those of the code itself. */
  pagesTo(out: string): Place[] {
    const from = this.#references.filter((link) => link.out === out).map((link) => link.from);
    return [...new Map(from.map((place) => [place.out, place])).values()].filter(
      (place) => !place.out.startsWith("source/"),
    );
  }

  /** The links that lead nowhere, a sentence each. */
  faults(files: ReadonlyMap<string, string | Uint8Array>): string[] {
    const idsOf = new Map<string, Set<string>>();
    for (const [out, text] of files) {
      if (typeof text === "string") idsOf.set(out, new Set(anchorsOf(text)));
    }
    return this.#references.flatMap(({ from, href, out, anchor }) => {
      if (!files.has(out)) return [`${from.source} has a link to ${href}, which has no page.`];
      if (anchor === "" || idsOf.get(out)?.has(anchor)) return [];
      return [`${from.source} has a link to ${href}, and that page has no “${anchor}”.`];
    });
  }
}

/** The names of all places of a page that a link can lead to. */
export function anchorsOf(html: string): string[] {
  return Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id]) => id);
}
