/**
 * A chapter as a file: what of Jupyter's format is kept, and how it is written.
 *
 * Jupyter notes down much that differs from one execution to the next. What is written here depends
 * on the chapter's cells and on what they show, and on nothing else.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeFileWhole } from "../../src/node/files.ts";

/** The folder of the chapters. */
export const CHAPTERS = fileURLToPath(new URL("..", import.meta.url));

/** What a cell showed; `display_data` is what `lib/show.ts` sends. */
export interface Output {
  readonly output_type: "display_data" | "execute_result" | "stream" | "error";
  /** Its forms by MIME type. */
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Cell {
  readonly cell_type: "markdown" | "code";
  readonly id: string;
  /** Its text, cut into lines that keep their line ends. */
  readonly source: string | readonly string[];
  /** Of code: when it was executed, counted from 1. */
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: {
    /** Which code the stored outputs belong to: `fingerprint` at the time. */
    readonly executed?: string;
  };
}

/** The file names of all chapters, in the order of reading. */
export function chapterNames(): string[] {
  return readdirSync(CHAPTERS)
    .filter((name) => /^\d\d-.*\.ipynb$/.test(name))
    .sort();
}

export function readNotebook(path: string): Notebook {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The text of a cell, or of one form of its output. */
export function textOf(lines: string | readonly string[]): string {
  return typeof lines === "string" ? lines : lines.join("");
}

/** A digest of all code of a chapter: when it changes, stored outputs are no longer its outputs. */
export function fingerprint({ cells }: Notebook): string {
  const hash = createHash("sha256");
  for (const { cell_type, source } of cells) {
    if (cell_type === "code") hash.update(`${textOf(source)}\0`);
  }
  return hash.digest("hex");
}

/** Writes a chapter in its one form. */
export function writeNotebook(path: string, { cells, metadata }: Notebook): void {
  const notebook = {
    cells: cells.map(keptOfCell),
    metadata: {
      ...(metadata.executed && { executed: metadata.executed }),
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      language_info: {
        file_extension: ".ts",
        mimetype: "text/x.typescript",
        name: "typescript",
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileWhole(path, new TextEncoder().encode(`${JSON.stringify(notebook, null, 1)}\n`));
}

function keptOfCell({ cell_type, id, source, execution_count, outputs }: Cell) {
  const text = linesOf(textOf(source));
  if (cell_type === "markdown") return { cell_type, id, metadata: {}, source: text };
  return {
    cell_type,
    execution_count: execution_count ?? null,
    id,
    metadata: {},
    outputs: (outputs ?? []).map(keptOfOutput),
    source: text,
  };
}

function keptOfOutput(output: Output) {
  const { output_type, data = {} } = output;
  if (output_type !== "display_data") return output; // a mistake, which the tests report
  const forms = Object.entries(data).map(([type, form]) => [type, keptForm(type, form)]);
  return {
    data: Object.fromEntries(forms.sort(([a], [b]) => (a < b ? -1 : 1))),
    metadata: {},
    output_type,
  };
}

/** Base64 stays in one piece, text is cut into lines. */
function keptForm(type: string, form: string | readonly string[]): string | string[] {
  const text = textOf(form);
  return type === "image/png" ? text.trim() : linesOf(text);
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}
