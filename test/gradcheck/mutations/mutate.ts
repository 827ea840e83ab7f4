/** Breaks a copy of the source on purpose and asks the suite whether it notices. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as CheckModule from "../../../src/gradcheck/suite/check.ts";
import type * as SuiteModule from "../../../src/gradcheck/suite/suite.ts";
import type { Mutation } from "./mutations.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));

/** The chapters of the suite, the one that a room's mistakes should show in first at its front. */
const CHAPTERS: Readonly<Record<string, string>> = {
  tensor: "Matrix products",
  layers: "Layers",
  losses: "Losses",
  aae: "Phases",
  optim: "Optimisers",
};

/** A folder for broken copies; `remove` it in the end. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), "mutations-"));
  readonly #seconds = new Map<string, number>();
  #copies = 0;

  constructor() {
    symlinkSync(join(PROJECT, "node_modules"), join(this.#folder, "node_modules"));
    cpSync(join(PROJECT, "package.json"), join(this.#folder, "package.json"));
  }

  /** A copy of `src` with some mistakes in it; returns its path. */
  copy(mistakes: readonly Mutation[]): string {
    const source = join(this.#folder, `${this.#copies++}`, "src");
    cpSync(join(PROJECT, "src"), source, { recursive: true });
    for (const mistake of mistakes) {
      const file = join(source, mistake.file);
      writeFileSync(file, mutated(readFileSync(file, "utf8"), mistake));
    }
    return source;
  }

  /**
   * The name of the first check that fails with one mistake in the source; null if all pass.
   *
   * The checks of the mistake's own room come first, and the quick ones before the slow. The
   * full-size networks are left out: they take longer than all others together.
   *
   * @throws Error if the broken source does not even load: then it was not a mistake, but nonsense.
   */
  async caughtBy(mutation: Mutation | null): Promise<string | null> {
    const source = this.copy(mutation ? [mutation] : []);
    const load = (file: string) => import(pathToFileURL(join(source, file)).href);
    const { suite }: typeof SuiteModule = await load("gradcheck/suite/suite.ts");
    const { runCheck }: typeof CheckModule = await load("gradcheck/suite/check.ts");

    const home = mutation ? CHAPTERS[mutation.file.split("/")[0]] : undefined;
    const checks = suite
      .filter(({ title }) => title !== "The default recipe's networks")
      .flatMap(({ title, checks }) => checks.map((check) => ({ check, away: title !== home })))
      .toSorted(
        (a, b) =>
          Number(a.away) - Number(b.away) || this.#time(a.check.name) - this.#time(b.check.name),
      );
    for (const { check } of checks) {
      const start = performance.now();
      if (!runCheck(check).passed) return check.name;
      this.#seconds.set(check.name, (performance.now() - start) / 1000);
    }
    return null;
  }

  /** How long a check took the last time it passed. */
  #time(check: string): number {
    return this.#seconds.get(check) ?? 0;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/**
 * The text with the mistake in it.
 *
 * @throws Error unless the text to be replaced stands exactly once.
 */
export function mutated(text: string, { file, what, find, replace }: Mutation): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(
      `mutation "${what}": the text ${JSON.stringify(find)} stands ${parts.length - 1} times in src/${file}, not once; write the mutation anew for the source as it is now.`,
    );
  }
  return parts.join(replace);
}
