/** The documentation: a page for each text, a list of them all, and the front door. */
import { escape as escaped } from "html-escaper";
import { type Chapter, type Group, readGroups } from "./contents.ts";
import type { Neighbour } from "./layout.ts";
import { hrefBetween, outOf } from "./links.ts";
import { exists, readText } from "./project.ts";
import { descriptionOf, type Site } from "./site.ts";

const INDEX = "docs/index.html";

const titleOf = (source: string) =>
  /^# (.+)$/m.exec(readText(source))?.[1].replaceAll("`", "") ?? source;

export function putDocs(site: Site, groups: readonly Group[] = readGroups()): void {
  const lists = groups.map(({ name, sources }) => ({
    name,
    pages: sources.filter(exists).map((source) => ({ title: titleOf(source), out: outOf(source) })),
  }));
  const order = lists.flatMap(({ pages }) => pages);
  const abouts = new Map<string, string>();
  for (const source of groups.flatMap(({ sources }) => sources).filter(exists)) {
    abouts.set(outOf(source), putMarkdown(site, source, lists, order));
  }

  const items = ({ pages }: { pages: readonly Neighbour[] }) =>
    pages.map(
      ({ title, out }) =>
        `<li><a href="${hrefBetween(INDEX, out)}">${escaped(title)}</a> ${escaped(abouts.get(out) ?? "")}</li>`,
    );
  const body = lists.map(
    (list) => `<h2>${escaped(list.name)}</h2><ul class="files">${items(list).join("\n")}</ul>`,
  );
  site.put(
    {
      ...{ out: INDEX, section: "docs", title: "Docs", headings: [], lists, next: order[0] },
      description: "All pages of documentation.",
      body: `<h1>Docs</h1>\n${body.join("\n")}`,
    },
    null,
    [],
  );
}

/** A text as a page; gives its description. */
export function putMarkdown(
  site: Site,
  source: string,
  lists: readonly { readonly name: string; readonly pages: readonly Neighbour[] }[] = [],
  order: readonly Neighbour[] = [],
): string {
  const place = { source, out: outOf(source) };
  const at = order.findIndex(({ out }) => out === place.out);
  const text = site.text(place);
  const body = text.html(readText(source));
  const description = descriptionOf(text.passages);
  site.put(
    {
      ...{ out: place.out, section: "docs", title: titleOf(source), body, description, lists },
      headings: text.headings,
      previous: at < 0 ? undefined : order[at - 1],
      next: at < 0 ? undefined : order[at + 1],
    },
    "Docs",
    text.passages,
  );
  return description;
}

/** The front door: README, and above its first heading two ways in. */
export function putHome(site: Site, [first]: readonly Chapter[]): void {
  const place = { source: "README.md", out: outOf("README.md") };
  const text = site.text(place);
  const [door, ...rooms] = readText(place.source).split(/^(?=## )/m);
  const ways = `<p class="ways"><a class="button primary" href="${outOf(first.source)}">Start with chapter 0</a> <a class="button" href="lab/index.html">Open the lab</a> <a class="button" href="course/index.html">All chapters</a></p>`;
  const body = `${text.html(door)}${ways}\n${text.html(rooms.join(""))}`;
  site.put(
    {
      ...{ out: place.out, section: "home", title: text.passages[1].heading, body },
      ...{ headings: [], lists: [] },
      description: descriptionOf(text.passages),
    },
    "Home",
    text.passages,
  );
}
