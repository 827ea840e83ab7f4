/** Breaks the source on purpose, in memory alone, and asks the suite whether it notices. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import type * as CheckModule from "../../../src/gradcheck/suite/check.ts";
import type * as SuiteModule from "../../../src/gradcheck/suite/suite.ts";
import { temporaryFolder } from "../../small-data.ts";
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

/** A suite, and how its checks are run; both may be broken. */
type Suite = Pick<typeof SuiteModule, "suite"> & Pick<typeof CheckModule, "runCheck">;

/**
 * TypeScript and all that it imports of the project, as one piece of JavaScript with some mistakes
 * in the source. The files themselves stay as they are.
 *
 * @param code imports from `./src/…`
 */
async function bundle(
  code: string,
  mistakes: readonly Mutation[],
  options: BuildOptions,
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: PROJECT, loader: "ts" },
    bundle: true,
    ignoreAnnotations: true, // a program is imported for what it does alone
    platform: "node",
    plugins: [mistaken(mistakes)],
    logLevel: "error",
    ...options,
    write: false,
  });
  return outputFiles[0].text;
}

/** The same as a program in a new folder; returns its path. */
export async function compiled(code: string, mistakes: readonly Mutation[] = []): Promise<string> {
  const file = join(temporaryFolder(), "program.mjs");
  writeFileSync(file, await bundle(code, mistakes, { format: "esm", banner: REQUIRE }));
  return file;
}

/** What CommonJS modules in an ES module miss. */
const REQUIRE = {
  js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
};

/** Hands the compiler files with the mistakes in them. */
function mistaken(mistakes: readonly Mutation[]): Plugin {
  return {
    name: "mistakes",
    setup({ onLoad }) {
      for (const file of new Set(mistakes.map(({ file }) => file))) {
        const path = join(PROJECT, "src", file);
        const exactly = new RegExp(`^${path.replaceAll(/\W/g, "\\$&")}$`);
        onLoad({ filter: exactly }, () => ({
          contents: mistakes
            .filter((mistake) => mistake.file === file)
            .reduce(mutated, readFileSync(path, "utf8")),
          loader: "ts",
        }));
      }
    },
  };
}

/**
 * The suite, with a mistake in the source; null for none.
 *
 * @throws Error if the broken source does not even load: then it was not a mistake, but nonsense.
 */
async function suiteWith(mutation: Mutation | null): Promise<Suite> {
  const code = await bundle(
    `export { suite } from "./src/gradcheck/suite/suite.ts";
     export { runCheck } from "./src/gradcheck/suite/check.ts";`,
    mutation ? [mutation] : [],
    { format: "cjs", packages: "external" },
  );
  const module = { exports: {} };
  new Function("module", "require", code)(module, createRequire(import.meta.url));
  return module.exports as Suite;
}

/** Runs the suite on one mistake after the other. */
export class Trial {
  /** How long each check took the last time that it passed; ms. */
  readonly #times = new Map<string, number>();
  /** Which checks have caught a mistake in a file. */
  readonly #caught = new Map<string, Set<string>>();

  /**
   * The name of the first check that fails with one mistake in the source; null if all pass.
   *
   * What has caught a mistake in the same file comes first, then the checks of its room, and the
   * quick ones before the slow. The full-size networks are left out: they take longer than all
   * others together.
   */
  async caughtBy(mutation: Mutation | null): Promise<string | null> {
    const { suite, runCheck } = await suiteWith(mutation);
    const file = mutation?.file ?? "";
    const home = CHAPTERS[file.split("/")[0]];
    const caught = this.#caught.get(file) ?? new Set();
    this.#caught.set(file, caught);
    const checks = suite
      .filter(({ title }) => title !== "Networks of full size")
      .flatMap(({ title, checks }) =>
        checks.map((check) => {
          const place = caught.has(check.name) ? 0 : title === home ? 1 : 2;
          return { check, place, time: this.#times.get(check.name) ?? 0 };
        }),
      )
      .toSorted((a, b) => a.place - b.place || a.time - b.time);
    for (const { check } of checks) {
      const start = performance.now();
      if (!runCheck(check).passed) {
        caught.add(check.name);
        return check.name;
      }
      this.#times.set(check.name, performance.now() - start);
    }
    return null;
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
