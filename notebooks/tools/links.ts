/**
 * Links from a chapter's text into the source, which do not rot.
 *
 *     [`Dense.backward`](../src/layers/dense.ts#L60-L73)
 *
 * The link names what it points to. Where that stands today can be looked up by its name, so the
 * line numbers can be checked, and written anew.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cell, CHAPTERS, type Notebook, textOf } from "./notebook.ts";

/** The first and the last line, counted from 1. */
export type Lines = readonly [first: number, last: number];

/**
 * Looks up where something is declared, from the comment above it to its end.
 *
 * @param source the text of a TypeScript file in the house's format
 * @param name what is declared: `glorotUniform`, or a member: `Dense.backward`, `Adam.#update`
 * @returns null if nothing of this name is declared
 */
export function locate(source: string, name: string): Lines | null {
  const lines = source.split("\n");
  let within: Lines = [1, lines.length];
  for (const [depth, part] of name.split(".").entries()) {
    const first = lines.findIndex(
      (line, at) => at + 1 >= within[0] && at + 1 <= within[1] && declares(line, part, depth),
    );
    if (first < 0) return null;
    let last = endOf(lines, first);
    // The signatures of an overloaded method stand above one another, and its body below the last.
    while (declares(lines[last + 1] ?? "", part, depth)) last = endOf(lines, last + 1);
    within = [startOfComment(lines, first) + 1, last + 1];
  }
  return within;
}

/** Does the line begin the declaration of this name, at this depth of indentation? */
function declares(line: string, name: string, depth: number): boolean {
  const indent = " ".repeat(2 * depth);
  const declaration = `(export )?(async )?(function\\*?|class|interface|type|const|let) ${name}\\b`;
  const member = `((static|readonly|async|get|set) )*${name}[?]?[(<:=;, ]`;
  return new RegExp(`^${indent}(${depth === 0 ? declaration : `${declaration}|${member}`})`).test(
    line,
  );
}

function startOfComment(lines: readonly string[], declaration: number): number {
  let start = declaration;
  while (start > 0 && /^\s*(\/\*\*|\*|\/\/)/.test(lines[start - 1])) start--;
  return start;
}

/** The line where all brackets that a declaration opened are closed and nothing goes on. */
function endOf(lines: readonly string[], declaration: number): number {
  let open = 0;
  for (let at = declaration; at < lines.length; at++) {
    const code = lines[at]
      .replace(/\/\/.*$|\/\*.*?\*\//g, "")
      .replace(/"(\\.|[^"])*"|'(\\.|[^'])*'|`[^`]*`/g, '""');
    for (const character of code) {
      if ("([{".includes(character)) open++;
      if (")]}".includes(character)) open--;
    }
    const goesOn = /^\s*([|&.?:]|=>)/.test(lines[at + 1] ?? "");
    if (open <= 0 && /[;},]\s*$/.test(code) && !goesOn) return at;
  }
  return lines.length - 1;
}

/** A link of a chapter that leads to another file of the project. */
interface Link {
  readonly whole: string;
  /** The link's words; what it names, if they are one name in code style. */
  readonly name: string | null;
  /** The path as it is written, from the folder of the chapters. */
  readonly path: string;
  /** `#L10-L20`, or nothing. */
  readonly anchor: string;
}

const LINK = /\[(?:`([^`\]]+)`|[^\]]*)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g;

function linksOf(markdown: string): Link[] {
  return Array.from(markdown.matchAll(LINK), ([whole, name = null, path, anchor = ""]) => ({
    whole,
    name,
    path,
    anchor,
  }));
}

/** What is wrong with a link, in a sentence, or its form with the line numbers of today. */
function lookedUp({ whole, name, path, anchor }: Link): { fault: string } | { link: string } {
  const file = join(CHAPTERS, path);
  if (!existsSync(file)) return { fault: `${whole} leads to ${path}, which does not exist.` };
  if (anchor === "") return { link: whole };
  if (name === null) {
    return { fault: `${whole} points at lines, so its words must be one name in \`code\`.` };
  }
  const lines = locate(readFileSync(file, "utf8"), name.replace(/\(\)$/, ""));
  if (lines === null) return { fault: `${whole} names ${name}, which ${path} does not declare.` };
  return { link: whole.replace(anchor, `#L${lines[0]}-L${lines[1]}`) };
}

/** What is wrong with the links of a chapter, a sentence each. */
export function linkFaults({ cells }: Notebook): string[] {
  return textCells(cells).flatMap(({ source }) =>
    linksOf(textOf(source)).flatMap((link) => {
      const found = lookedUp(link);
      if ("fault" in found) return [found.fault];
      if (found.link === link.whole) return [];
      return [`${link.whole} is now ${found.link}; \`npm run notebooks:links\` writes it anew.`];
    }),
  );
}

/** The chapter with today's line numbers in its links. Links with other faults stay as they are. */
export function refreshLinks({ cells, metadata }: Notebook): Notebook {
  const refreshed = cells.map((cell) => {
    if (cell.cell_type !== "markdown") return cell;
    let text = textOf(cell.source);
    for (const link of linksOf(text)) {
      const found = lookedUp(link);
      if ("link" in found) text = text.replace(link.whole, () => found.link);
    }
    return { ...cell, source: text };
  });
  return { cells: refreshed, metadata };
}

function textCells(cells: readonly Cell[]): Cell[] {
  return cells.filter(({ cell_type }) => cell_type === "markdown");
}
