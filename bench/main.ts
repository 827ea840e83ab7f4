/**
 * Measures this project and what it is compared with, all in one run on one machine.
 *
 *     npm run bench                      all of it; six contestants alone take six and a half minutes
 *     npm run bench -- --quick           a rough look, about two
 *     npm run --silent bench -- --json   the same as data, to keep in a file
 *     npm run bench -- --only fma "PyTorch, 2 threads"   some contestants alone
 *     npm run bench -- --compare FILE    what became faster or slower than in such a file
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { z } from "zod";
import { runCommand } from "../src/command.ts";
import { parseJson } from "../src/data/json.ts";
import { quoted } from "../src/data/quoted.ts";
import { InputError } from "../src/input-error.ts";
import { readFileWhole } from "../src/node/files.ts";
import { loadKernels } from "../src/node/load-kernels.ts";
import { progressBar } from "./bar.ts";
import { contestants, type Entry, peersInstalled } from "./contestants.ts";
import { countOf, fullPlan, measureAll, quickPlan, type Results } from "./measurements.ts";
import { comparison, tables } from "./tables.ts";

const { quick, json, only, compare } = new Command("bench")
  .description("Measures matrix products and training steps: ours, and those of other libraries.")
  .option("--quick", "a rough look: fewer and shorter measurements")
  .option("--json", "print data instead of tables")
  .option("--only <names...>", "these contestants alone, by their names in the tables")
  .option("--compare <file>", "says what became faster or slower than in a file of --json")
  .allowExcessArguments(false)
  .parse()
  .opts<{ quick?: true; json?: true; only?: string[]; compare?: string }>();

await runCommand(async () => {
  if (!peersInstalled()) installPeers();
  const before = compare === undefined ? null : storedResults(compare);
  const { entries: all, libraries } = await contestants();
  const entries = only === undefined ? all : chosen(all, only);
  const plan = quick ? quickPlan : fullPlan;
  const bar = progressBar(process.stderr);
  bar.start(countOf(plan, entries), 0, { what: "" });
  try {
    const results = await measureAll(plan, entries, (what) => bar.increment({ what }));
    bar.stop();
    console.log(
      json ? JSON.stringify({ libraries, ...results }, null, 2) : tables(libraries, results),
    );
    if (before !== null && !json) console.log(`\n${comparison(before, results)}`);
  } finally {
    bar.stop();
  }
});

/** These contestants, and the set of ours that they are held against. Throws an InputError for a name that nobody has. */
function chosen(all: readonly Entry[], names: readonly string[]): Entry[] {
  const known = all.map(({ name }) => name.trim());
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new InputError(
      `There is no contestant ${quoted(name)}; choose some of ${known.map(quoted).join(", ")}.`,
    );
  }
  const reference = loadKernels("auto").kernels.name;
  return all.filter(({ name }) => names.includes(name.trim()) || name === reference);
}

/** Throws an InputError if the file is not one that `--json` has printed. */
function storedResults(file: string): Results {
  const shape = z.looseObject({
    machine: z.looseObject({ calibration: z.looseObject({ median: z.number() }) }),
    steps: z.array(z.looseObject({ name: z.string(), sizes: z.looseObject({}) })),
  });
  const text = new TextDecoder().decode(readFileWhole(file));
  return parseJson(
    text,
    shape,
    "results of `npm run --silent bench -- --json`",
    file,
  ) as unknown as Results;
}

/** Installs what we compare with, as `bench/package-lock.json` says. */
function installPeers(): void {
  console.error("Installing what is compared with, once (npm ci --prefix bench).");
  try {
    execFileSync("npm", ["ci", "--prefix", "bench"], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      stdio: ["ignore", process.stderr, process.stderr],
    });
  } catch {
    console.error("That failed; the tables will say who is missing.");
  }
}
