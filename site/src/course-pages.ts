/** The course: its table of contents, and a page for each chapter. */
import { join } from "node:path";
import { type Chapter, COURSE } from "./contents.ts";
import type { Neighbour } from "./layout.ts";
import { outOf } from "./links.ts";
import { inlineWords } from "./markdown.ts";
import { chapterHtml } from "./notebook.ts";
import { ROOT, readText } from "./project.ts";
import { besideOf } from "./scenes.ts";
import { descriptionOf, type Site } from "./site.ts";

export function putCourse(site: Site, chapters: readonly Chapter[]): void {
  const contents: Neighbour = { title: "About the course", out: outOf(COURSE) };
  const pages = chapters.map(({ source, title }) => ({ title, out: outOf(source) }));
  const lists = [{ name: "The course", pages: [contents, ...pages] }];

  const place = { source: COURSE, out: contents.out };
  const text = site.text(place);
  const body = text.html(readText(COURSE));
  site.put(
    {
      ...{ out: place.out, section: "course", title: text.passages[1].heading, body, lists },
      headings: text.headings,
      description: descriptionOf(text.passages),
      next: pages[0],
    },
    "Course",
    text.passages,
  );

  chapters.forEach(({ source, title, about }, at) => {
    const place = { source, out: outOf(source) };
    const text = site.text(place);
    const body = chapterHtml(join(ROOT, source), {
      text,
      link: (href) => site.linkToCode(place, href),
      file: (name, bytes) => site.fileBeside(place, name, bytes),
    });
    site.put(
      {
        ...{ out: place.out, section: "course", title, body, lists },
        headings: text.headings,
        description: `${title}: ${inlineWords(about)}`,
        previous: at === 0 ? contents : pages[at - 1],
        next: pages[at + 1],
        beside: besideOf(source),
      },
      "Course",
      text.passages,
    );
  });
}
