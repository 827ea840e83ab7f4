/** The pages of the project's documentation, and the commands that they tell a reader to run. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** Every page, by its path from the root. */
export const PAGES: readonly string[] = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map(
    (name) => `docs/${name}`,
  ),
  "bench/README.md",
].filter((page) => page.endsWith(".md") && !page.startsWith("docs/api/")); // generated, links and all

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The fenced blocks in a language, in their order. */
export function blocks(text: string, language: string): string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\n(.*?)^\\1\`\`\``, "gms");
  return [...text.matchAll(fence)].map(([, , code]) => code);
}

/** A program of a page, which imports the package by its name, as one that imports the source. */
export function fromSource(program: string): string {
  const rooms = { "": "index", "/aae": "aae/index", "/gradcheck": "gradcheck/index" };
  const all = { ...rooms, "/node": "runs/index", "/report": "report/index" };
  return Object.entries(all).reduce(
    (code, [name, file]) =>
      code.replaceAll(`"adversarial-autoencoder${name}"`, `"${ROOT}/src/${file}.ts"`),
    program,
  );
}

/** The commands of all `sh` blocks, and those that stand in a sentence, each as its words. */
export function commandsOf(text: string): string[][] {
  const inSentences = [...text.matchAll(/`((?:[A-Z_]+=\S+ )?np[mx]\s[^`]+)`/g)].map(([, command]) =>
    command.replaceAll(/\s+/g, " "),
  );
  return [...blocks(text, "sh").flatMap((block) => block.split("\n")), ...inSentences]
    .flatMap((line) => line.replace(/(^|\s)#.*/, "").split("&&"))
    .map((command) => command.trim().split(/\s+/))
    .map((words) => words.map((word) => word.replace(/^'(.*)'$/, "$1"))) // what a shell would take off
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter(([first]) => first !== "");
}
