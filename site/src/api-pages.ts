/** The API reference: a list of modules, a list for each of them, and a page for each symbol. */
import GithubSlugger from "github-slugger";
import { escape as escaped } from "html-escaper";
import type { ApiModule, ApiSymbol } from "./api.ts";
import type { Neighbour } from "./layout.ts";
import { hrefBetween, type Place } from "./links.ts";
import { inlineWords } from "./markdown.ts";
import { readText } from "./project.ts";
import type { Site } from "./site.ts";

const INDEX = "api/index.html";

export function putApi(site: Site, modules: readonly ApiModule[]): void {
  const lists = [{ name: "API", pages: modules.map(({ name, out }) => ({ title: name, out })) }];
  const items = modules.map(({ name, out, sections }) => {
    const count = sections.reduce((sum, { symbols }) => sum + symbols.length, 0);
    return `<li><a href="${hrefBetween(INDEX, out)}"><code>${escaped(name)}</code></a> ${count} symbols</li>`;
  });
  site.put(
    {
      ...{ out: INDEX, section: "api", title: "API reference", headings: [], lists },
      description: "The API reference: every module, every symbol.",
      body: `<h1>API reference</h1>\n<p>What each entry point of the package exports, from the comments in the code. How it is used stands in <a href="../docs/library.html">the library’s page</a>.</p>\n<ul class="files">${items.join("\n")}</ul>`,
    },
    null,
    [],
  );
  for (const module of modules) putModule(site, module, lists);
}

type Lists = readonly { readonly name: string; readonly pages: readonly Neighbour[] }[];

function putModule(site: Site, module: ApiModule, lists: Lists): void {
  const { source, out, name, sections } = module;
  const slugger = new GithubSlugger(); // one for all pages of the module: it was one text
  const title = slugger.slug(titleOf(source));
  const parts = sections.map((section) => {
    const id = slugger.slug(section.name);
    const items = section.symbols.map((symbol) => {
      if (symbol.out !== out) putSymbol(site, { module, section: section.name, symbol, slugger });
      return itemHtml(site, { source, out }, symbol, symbol.out === out ? slugger : null);
    });
    return {
      id,
      html: `<h2 id="${id}">${section.name}</h2><ul class="files">${items.join("\n")}</ul>`,
    };
  });
  site.put(
    {
      ...{ out, section: "api", title: name, lists },
      headings: parts.map(({ id }, at) => ({ level: 2, id, html: sections[at].name })),
      description: `All that ${name} exports.`,
      body: `<h1 id="${title}"><code>${escaped(name)}</code></h1>\n${parts.map(({ html }) => html).join("\n")}`,
      path: [{ title: "API", out: INDEX }],
    },
    null,
    [],
  );
}

const titleOf = (source: string) => readText(source).split("\n")[0].slice(2);

/** A symbol's line in its module's list; one that has no page of its own has its anchor there. */
function itemHtml(
  site: Site,
  place: Place,
  { name, out, about }: ApiSymbol,
  slugger: GithubSlugger | null,
): string {
  const text = site
    .text(place)
    .html(about)
    .replaceAll(/<\/?p>/g, "");
  if (slugger !== null) {
    return `<li id="${slugger.slug(name)}"><code>${escaped(name)}</code> ${text}</li>`;
  }
  return `<li><a href="${hrefBetween(place.out, out)}"><code>${escaped(name)}</code></a> ${text}</li>`;
}

function putSymbol(
  site: Site,
  made: { module: ApiModule; section: string; symbol: ApiSymbol; slugger: GithubSlugger },
): void {
  const { module, section, symbol, slugger } = made;
  const id = slugger.slug(symbol.name);
  const place = { source: module.source, out: symbol.out };
  const text = site.text(place, { shift: -2, slugger });
  const html = text.html(symbol.markdown);
  site.put(
    {
      ...{
        out: symbol.out,
        section: "api",
        title: symbol.name,
        headings: text.headings,
        lists: [],
      },
      description: `${symbol.name} of ${module.name}. ${inlineWords(symbol.about)}`,
      body: `<h1 id="${id}"><code>${escaped(symbol.name)}</code></h1>\n${html}`,
      path: [
        { title: "API", out: INDEX },
        { title: module.name, out: module.out },
        { title: section, out: `${module.out}#${section.toLowerCase().replaceAll(" ", "-")}` },
      ],
    },
    "API",
    [{ id: "", heading: "", text: inlineWords(symbol.about) }],
  );
}
