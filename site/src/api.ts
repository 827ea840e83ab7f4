/** The API reference, which TypeDoc writes as one long text for each module, cut into a page for each symbol. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import GithubSlugger from "github-slugger";
import { ROOT, readText } from "./project.ts";

const API = "docs/api";

/** The section of symbols that another module has too: they have their pages there. */
export const REFERENCES = "References";

export interface ApiSymbol {
  readonly name: string;
  readonly out: string;
  readonly markdown: string;
  /** The first sentence of its comment, in Markdown. */
  readonly about: string;
}

export interface ApiModule {
  readonly source: string;
  readonly out: string;
  /** By what name it is imported: `adversarial-autoencoder/aae`. */
  readonly name: string;
  /** Classes, interfaces, functions and so on, each with its symbols. */
  readonly sections: readonly { readonly name: string; readonly symbols: readonly ApiSymbol[] }[];
}

/** By what name a module is imported, from its room: `runs` is `adversarial-autoencoder/node`. */
function importNames(): Map<string, string> {
  const { name, exports } = JSON.parse(readText("package.json")) as {
    name: string;
    exports: Record<string, string | { types: string }>;
  };
  return new Map(
    Object.entries(exports).flatMap(([path, target]): [string, string][] => {
      const [, room] = typeof target === "string" ? [] : (/dist\/(\w+)/.exec(target.types) ?? []);
      return room === undefined ? [] : [[room, `${name}${path.slice(1)}`]];
    }),
  );
}

/** All modules, the main one first. */
export function readApi(): ApiModule[] {
  const names = importNames();
  return readdirSync(join(ROOT, API))
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => {
      const room = file.replace(/\.md$/, "");
      return moduleOf(`${API}/${file}`, room, names.get(room) ?? room);
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function moduleOf(source: string, room: string, name: string): ApiModule {
  const out = `api/${room}/index.html`;
  const slugger = new GithubSlugger();
  const [, ...parts] = readText(source).split(/^## /m);
  const sections = parts.map((part) => {
    const [title, ...symbols] = part.split(/^### /m);
    const isReferences = title.trim() === REFERENCES;
    return {
      name: title.trim(),
      symbols: symbols.map((text) => {
        const [heading, ...rest] = text.split("\n");
        const symbol = heading.replaceAll("\\", "");
        const markdown = rest.join("\n").replace(/\n\*\*\*\s*$/, "");
        return {
          name: symbol,
          out: isReferences ? out : `api/${room}/${slugger.slug(symbol)}.html`,
          markdown,
          about: aboutOf(markdown),
        };
      }),
    };
  });
  return { source, out, name, sections };
}

/** The first sentence below a symbol's heading that is neither code nor a heading. */
function aboutOf(markdown: string): string {
  const paragraphs = markdown.replaceAll(/^```[\s\S]*?^```/gm, "").split(/\n\s*\n/);
  const first = paragraphs.map((text) => text.trim()).find((text) => text !== "") ?? "";
  return first.startsWith("#") ? "" : first.replaceAll(/\s+/g, " ").replace(/(?<=\.) .*/, "");
}

/** A page, and the place on it. */
export interface Spot {
  readonly out: string;
  readonly anchor: string;
}

/**
 * Where a heading of the reference stands. TypeDoc counts a few names higher than the code hosts do
 * (`#tensor-3` for the first of them): those lead to the first.
 */
export function spotOf(
  places: ReadonlyMap<string, string>,
  source: string,
  anchor: string,
): Spot | null {
  for (const id of [anchor, anchor.replace(/-\d+$/, "")]) {
    const out = places.get(`${source}#${id}`);
    if (out !== undefined) return { out, anchor: id };
  }
  return null;
}

/** Where each heading of the reference stands: the page by file and anchor. */
export function placesOf(modules: readonly ApiModule[]): Map<string, string> {
  const places = new Map<string, string>([[`${API}/README.md#`, "api/index.html"]]);
  for (const { source, out, sections } of modules) {
    const slugger = new GithubSlugger();
    places.set(`${source}#`, out);
    const put = (heading: string, to: string) =>
      places.set(`${source}#${slugger.slug(heading.replaceAll(/[\\`]/g, ""))}`, to);
    const [first] = readText(source).split("\n");
    put(first.slice(2), out);
    for (const { name, symbols } of sections) {
      put(name, out);
      for (const symbol of symbols) {
        put(symbol.name, symbol.out);
        for (const [, heading] of symbol.markdown.matchAll(/^#{4,6} (.+)$/gm)) {
          put(heading, symbol.out);
        }
      }
    }
  }
  return places;
}
