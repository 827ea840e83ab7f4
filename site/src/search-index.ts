/** What the search looks in: the passages of all pages, which the browser indexes when it is asked. */
import type { Passage } from "./markdown.ts";

/** A page, and its passages as [anchor, heading, text]. */
export interface Found {
  readonly out: string;
  readonly title: string;
  readonly part: string;
  readonly passages: readonly (readonly [id: string, heading: string, text: string])[];
}

export function foundPage(
  page: { readonly out: string; readonly title: string },
  part: string,
  passages: readonly Passage[],
): Found {
  const kept = passages
    .map(({ id, heading, text }) => [id, heading, text.replaceAll(/\s+/g, " ").trim()] as const)
    .filter(([, heading, text]) => text !== "" || heading !== "");
  return { out: page.out, title: page.title, part, passages: kept };
}
