/** Breaks the source on purpose, in memory alone, and asks the suite whether it notices. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type * as CheckModule from "../../../src/gradcheck/suite/check.ts";
import type * as SuiteModule from "../../../src/gradcheck/suite/suite.ts";
import { temporaryFolder } from "../../small-data.ts";
import { sourceWith } from "./modules.ts";
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
 * TypeScript and all that it imports of the project, with some mistakes in the source, as a program
 * in a new folder. The files themselves stay as they are.
 *
 * @param code imports from `./src/…`
 * @returns the program's path
 */
export async function compiled(code: string, mistakes: readonly Mutation[] = []): Promise<string> {
  const outfile = join(temporaryFolder(), "program.mjs");
  await build({
    stdin: { contents: code, resolveDir: PROJECT, loader: "ts" },
    bundle: true,
    ignoreAnnotations: true, // a program is imported for what it does alone
    platform: "node",
    format: "esm",
    banner: REQUIRE,
    plugins: [mistaken(mistakes)],
    logLevel: "error",
    outfile,
  });
  return outfile;
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
function suiteWith(mutation: Mutation | null): Suite {
  const texts = new Map<string, string>();
  if (mutation) {
    const path = join(PROJECT, "src", mutation.file);
    texts.set(path, mutated(readFileSync(path, "utf8"), mutation));
  }
  const exportsOf = sourceWith(texts);
  const room = join(PROJECT, "src", "gradcheck", "suite");
  return {
    ...(exportsOf(join(room, "suite.ts")) as Pick<Suite, "suite">),
    ...(exportsOf(join(room, "check.ts")) as Pick<Suite, "runCheck">),
  };
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
   * What has caught a mistake in the same file comes first, or bears a model's name, then the checks
   * of its room, and the quick ones before the slow. The full-size networks are left out: they take longer than all
   * others together.
   */
  caughtBy(mutation: Mutation | null): string | null {
    const { suite, runCheck } = suiteWith(mutation);
    const file = mutation?.file ?? "";
    const home = CHAPTERS[file.split("/")[0]];
    const model = /^aae\/(\w+)/.exec(file)?.[1]; // dimensionality, of dimensionality-reduction.ts
    const caught = this.#caught.get(file) ?? new Set();
    this.#caught.set(file, caught);
    const checks = suite
      .filter(({ title }) => title !== "Networks of full size")
      .flatMap(({ title, checks }) =>
        checks.map((check) => {
          const first =
            caught.has(check.name) || (model !== undefined && check.name.startsWith(model));
          const place = first ? 0 : title === home ? 1 : 2;
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
