/** Search over all pages. The index is made here, when somebody begins to search. */
import type MiniSearch from "minisearch";
import type { Found } from "../src/search-index.ts";

interface Entry {
  readonly id: number;
  readonly href: string;
  readonly title: string;
  readonly part: string;
  readonly heading: string;
  readonly text: string;
}

/** So many results are shown. */
const MOST = 12;
/** So many characters of a text, about the first word that was found. */
const EXCERPT = 140;

const input = document.querySelector<HTMLInputElement>("#search");
const results = document.querySelector<HTMLElement>("#results");
const status = document.querySelector<HTMLElement>("#found");
const root = document.body.dataset.root ?? "";

let loading: Promise<{ index: MiniSearch<Entry>; entries: Entry[] }> | null = null;

async function load() {
  const [{ default: Index }, response] = await Promise.all([
    import("minisearch"),
    fetch(`${root}search.json`),
  ]);
  if (!response.ok) throw new Error(`search.json: ${response.status}`);
  const pages = (await response.json()) as Found[];
  const entries = pages.flatMap(({ out, title, part, passages }) =>
    passages.map(([id, heading, text]) => ({
      href: `${root}${out}${id === "" ? "" : `#${id}`}`,
      ...{ title, part, heading, text },
    })),
  );
  const numbered = entries.map((entry, id) => ({ id, ...entry }));
  const index = new Index<Entry>({
    fields: ["title", "heading", "text"],
    searchOptions: {
      boost: { title: 4, heading: 3 },
      boostDocument: (id) => (["Code", "API"].includes(numbered[id].part) ? 0.5 : 1),
      combineWith: "AND",
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      prefix: true,
    },
  });
  index.addAll(numbered);
  return { index, entries: numbered };
}

/** An element with text, in which the words that were found are marked. */
function marked(tag: string, text: string, words: readonly string[]): HTMLElement {
  const element = document.createElement(tag);
  const pattern = words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  const pieces = pattern === "" ? [text] : text.split(new RegExp(`(${pattern})`, "giu"));
  for (const [at, piece] of pieces.entries()) {
    const part = at % 2 === 0 ? new Text(piece) : document.createElement("mark");
    part.textContent = piece;
    element.append(part);
  }
  return element;
}

function excerpt(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  const start = Math.max(0, Math.min(...places, text.length) - EXCERPT / 3);
  if (places.length === 0) return text.slice(0, EXCERPT);
  return `${start > 0 ? "… " : ""}${text.slice(start, start + EXCERPT)}${start + EXCERPT < text.length ? " …" : ""}`;
}

function show(hits: readonly { entry: Entry; words: readonly string[] }[], query: string): void {
  if (results === null || status === null) return;
  results.hidden = query === "";
  results.replaceChildren(
    ...hits.map(({ entry, words }) => {
      const link = document.createElement("a");
      link.href = entry.href;
      const title =
        entry.heading === "" || entry.heading === entry.title
          ? entry.title
          : `${entry.title} › ${entry.heading}`;
      link.append(
        marked("span", title, words),
        marked("small", `${entry.part}: ${excerpt(entry.text, words)}`, words),
      );
      return link;
    }),
  );
  const said = hits.length === 0 ? "Nothing was found." : `${hits.length} results`;
  status.textContent = query === "" ? "" : said;
  if (hits.length === 0) results.append(marked("p", said, []));
}

async function search(): Promise<void> {
  const query = input?.value.trim() ?? "";
  try {
    const { index, entries } = await (loading ??= load());
    if (query !== input?.value.trim()) return; // something else is asked by now
    const hits = index
      .search(query)
      .slice(0, MOST)
      .map(({ id, terms }) => ({ entry: entries[id], words: terms }));
    show(hits, query);
  } catch {
    loading = null;
    if (results === null) return;
    results.hidden = false;
    results.replaceChildren(marked("p", "The index could not be loaded; try again.", []));
  }
}

/** Moves through input and results, one up or down. */
function move(by: number): void {
  const stops = [input, ...(results?.querySelectorAll("a") ?? [])];
  const at = stops.findIndex((stop) => stop?.contains(document.activeElement) ?? false);
  stops[Math.min(stops.length - 1, Math.max(0, at + by))]?.focus();
}

function close(): void {
  if (results !== null) results.hidden = true;
}

input?.addEventListener("input", search);
input?.addEventListener("focus", () => {
  loading ??= load();
  loading.catch(() => {}); // said when something is asked
  if (input.value !== "" && results !== null) results.hidden = false;
});
document.querySelector("search")?.addEventListener("keydown", (event) => {
  if (!(event instanceof KeyboardEvent)) return;
  if (event.key === "Escape") {
    input?.focus();
    close();
  } else if (event.key === "Enter" && document.activeElement === input) {
    results?.querySelector("a")?.click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  }
});
document.addEventListener("click", ({ target }) => {
  if (target instanceof Node && !document.querySelector("search")?.contains(target)) close();
});
document.addEventListener("keydown", (event) => {
  const typing = document.activeElement?.matches("input, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input?.focus();
});
