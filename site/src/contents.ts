/** What is on the site, and in which order it is read. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../src/input-error.ts";
import { ROOT, readText } from "./project.ts";

/** The page of which the course's table of contents is made. */
export const COURSE = "docs/notebooks.md";

export interface Chapter {
  /** Its file, such as `notebooks/05-adam.ipynb`. */
  readonly source: string;
  readonly title: string;
  /** What it is about, in Markdown. */
  readonly about: string;
}

/**
 * The chapters, as the table in docs/notebooks.md has them.
 *
 * @throws InputError if a chapter is missing in the table.
 */
export function readChapters(table: string = readText(COURSE)): Chapter[] {
  const rows = table.matchAll(/^\| \[(.+?)\]\(\.\.\/(notebooks\/\S+?\.ipynb)\) \| (.+?) \|$/gm);
  const chapters = Array.from(rows, ([, title, source, about]) => ({ source, title, about }));
  for (const name of readdirSync(join(ROOT, "notebooks"))) {
    const source = `notebooks/${name}`;
    if (name.endsWith(".ipynb") && !chapters.some((chapter) => chapter.source === source)) {
      throw new InputError(`${COURSE} has no row for ${source}; add one to its table of chapters.`);
    }
  }
  return chapters;
}

/** The part of a chapter's name that stays when chapters are counted anew: `adam`. */
export function slugOf(chapter: string): string {
  return chapter.replace(/^.*\/(?:\d+-)?/, "").replace(/\.ipynb$/, "");
}

export interface Group {
  readonly name: string;
  /** Pages in Markdown. */
  readonly sources: readonly string[];
}

/** Pages that stand elsewhere on the site. */
const ELSEWHERE = ["README.md", COURSE];

const GROUPS: readonly Group[] = [
  {
    name: "Use it",
    sources: [
      ...["docs/runs.md", "docs/own-data.md", "docs/library.md", "docs/python.md"],
      ...["docs/survival.md", "docs/speed.md", "docs/lab.md"],
    ],
  },
  {
    name: "Understand it",
    sources: [
      ...["docs/glossary.md", "docs/gradient-checks.md"],
      ...["docs/reproduction.md", "docs/results.md", "FEATURES.md"],
    ],
  },
  {
    name: "The family",
    sources: [
      ...["basic", "article", "labels-in-prior", "supervised", "semi-supervised"],
      ...["clustering", "dimensionality-reduction"],
    ].map((model) => `docs/models/${model}.md`),
  },
  {
    name: "The project",
    sources: ["CONTRIBUTING.md", "CHANGELOG.md", "docs/site.md", "bench/README.md", "LICENSES.md"],
  },
];

/** All pages of documentation; one that no group names stands at the end of its folder's group. */
export function readGroups(): Group[] {
  const named = new Set([...ELSEWHERE, ...GROUPS.flatMap(({ sources }) => sources)]);
  const others = [
    ...readdirSync(ROOT),
    ...["docs", "docs/models"].flatMap((folder) =>
      readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
    ),
  ].filter((path) => path.endsWith(".md") && !named.has(path));
  const homeOf = (path: string) =>
    path.startsWith("docs/models/")
      ? "The family"
      : path.startsWith("docs/")
        ? "Use it"
        : "The project";
  return GROUPS.map(({ name, sources }) => ({
    name,
    sources: [...sources, ...others.filter((path) => homeOf(path) === name).sort()],
  }));
}
