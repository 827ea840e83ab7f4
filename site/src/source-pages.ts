/** The code: a page for each file and folder that any page leads to. */
import { dirname } from "node:path/posix";
import { escape as escaped } from "html-escaper";
import { putMarkdown } from "./docs-pages.ts";
import type { Neighbour } from "./layout.ts";
import { hrefBetween, outOf, type Place } from "./links.ts";
import { isFolder } from "./project.ts";
import type { Site } from "./site.ts";
import { firstSentence, folderHtml, sourceHtml } from "./source.ts";

/** Makes pages until every link has its own: files link to the files that they import. */
export function putSources(site: Site): void {
  const titles = new Map(site.found.map(({ out, title }) => [out, title]));
  titles.set("index.html", "the home page");
  for (const target of site.links.targets) {
    const out = outOf(target);
    if (site.files.has(out) || target.startsWith("docs/api/")) continue;
    if (target.endsWith(".md")) putMarkdown(site, target);
    else putSource(site, { source: target, out }, titles);
  }
}

function putSource(site: Site, place: Place, titles: ReadonlyMap<string, string>): void {
  const { source, out } = place;
  const path: Neighbour[] = [];
  for (let folder = dirname(source); folder !== "."; folder = dirname(folder)) {
    if (!site.links.targets.has(folder)) break; // no page leads there
    path.unshift({ title: folder, out: outOf(folder) });
  }
  const isList = isFolder(source);
  const about = isList ? "" : firstSentence(source);
  const body = isList
    ? folderHtml(source, (file) => {
        site.links.targets.add(file);
        return hrefBetween(out, outOf(file));
      })
    : sourceHtml(source, site.links.anchorsIn(out), (href) => site.linkToCode(place, href));
  site.put(
    {
      ...{ out, section: "source", title: source, headings: [], lists: [], path },
      description: about || `${source}, as it stands in the project.`,
      body: `<h1><code>${escaped(source)}</code></h1>\n${readIn(site, place, titles)}${body}`,
    },
    isList ? null : "Code",
    [{ id: "", heading: "", text: about }],
  );
}

/** The pages that lead here, as a line. */
function readIn(site: Site, { out }: Place, titles: ReadonlyMap<string, string>): string {
  const pages = site.links.pagesTo(out).filter((page) => titles.has(page.out));
  const links = pages.map(
    (page) =>
      `<a href="${hrefBetween(out, page.out)}">${escaped(titles.get(page.out) ?? page.source)}</a>`,
  );
  return links.length === 0 ? "" : `<p class="read-in">Linked from ${links.join(", ")}</p>\n`;
}
