/** What learners may write into an exercise: the solution that its chapter shows, and mistakes in it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { CHAPTERS, chapterNames, readNotebook, textOf } from "../../../notebooks/tools/notebook.ts";
import type { CheckResult } from "../../../src/gradcheck/result.ts";

/** A mistake: a piece of the solution, what it becomes, and what the check has to say. */
export type Mistake = readonly [
  name: string,
  find: string,
  becomes: string,
  /** How each hint reads, in part; none: that something is wrong is said, and no guess at the cause. */
  ...says: string[],
];

export interface Exercise<Answer = never> {
  /** The first digits of the chapter's file. */
  readonly chapter: string;
  /** The name that the answer declares, by which its solution is found. */
  readonly name: string;
  /** The file of its solution, from the folder of the chapters, where the chapter itself shows none. */
  readonly file?: string;
  /** What the answer may use beside its arguments. */
  readonly scope?: Readonly<Record<string, unknown>>;
  check(answer: Answer): CheckResult;
  readonly mistakes: readonly Mistake[];
  /** Answers that are right and written in another way than the solution: what each does, and its code. */
  readonly rights?: readonly (readonly [name: string, code: string])[];
}

/** The code that is the solution of an exercise. */
export function solutionOf({ chapter, name, file: own }: Exercise): string {
  if (own !== undefined) {
    const text = readFileSync(join(CHAPTERS, own), "utf8");
    return text.replace(/^import .*;$/gm, "").replace(/^export /gm, "");
  }
  const file = chapterNames().find((file) => file.startsWith(chapter)) ?? chapter;
  const { cells } = readNotebook(join(CHAPTERS, file));
  const blocks = cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .flatMap(({ source }) => [...textOf(source).matchAll(/```ts\n(.*?)```/gs)])
    .map(([, code]) => code);
  const found = blocks.find((code) => new RegExp(`(function|const|class) ${name}\\b`).test(code));
  if (found === undefined) throw new Error(`${file} shows no solution that declares ${name}.`);
  return found;
}

/** The code with one mistake in it. */
export function mistaken(solution: string, [name, find, becomes]: Mistake): string {
  const parts = solution.split(find);
  if (parts.length !== 2) {
    throw new Error(`"${name}": the solution has "${find}" ${parts.length - 1} times, not once.`);
  }
  return parts.join(becomes);
}

/** Runs an answer's code, and gives what it declares under this name. */
export function run<Answer>(
  code: string,
  name: string,
  scope: Readonly<Record<string, unknown>> = {},
) {
  const javascript = transformSync(code, { loader: "ts" }).code;
  const make = new Function(...Object.keys(scope), `${javascript}; return ${name};`);
  return make(...Object.values(scope)) as Answer;
}

/** What a check says besides numbers: its problems, without the sentence about the worst element. */
export function hintsOf({ problems }: CheckResult): string[] {
  return problems
    .map((problem) =>
      problem.replace(/^[^:]+: \d+ of \d+ elements wrong; .*?numerical \S+?\.( |$)/, ""),
    )
    .filter((hint) => hint !== "");
}
