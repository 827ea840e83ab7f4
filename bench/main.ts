/**
 * Measures this project and what it is compared with, all in one run on one machine.
 *
 *     npm run bench                      less than ten minutes
 *     npm run bench -- --quick           a rough look, about two
 *     npm run --silent bench -- --json   the same as data
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import cliProgress from "cli-progress";
import { Command } from "commander";
import { runCommand } from "../src/command.ts";
import { contestants, peersInstalled } from "./contestants.ts";
import { countOf, fullPlan, measureAll, quickPlan } from "./measurements.ts";
import { tables } from "./tables.ts";

const { quick, json } = new Command("bench")
  .description("Measures matrix products and training steps: ours, and those of other libraries.")
  .option("--quick", "a rough look: fewer and shorter measurements")
  .option("--json", "print data instead of tables")
  .allowExcessArguments(false)
  .parse()
  .opts<{ quick?: true; json?: true }>();

await runCommand(async () => {
  if (!peersInstalled()) installPeers();
  const { entries, libraries } = contestants();
  const plan = quick ? quickPlan : fullPlan;
  const bar = new cliProgress.SingleBar({
    format: "{bar} {percentage}% | {what}",
    barsize: 20,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  bar.start(countOf(plan, entries), 0, { what: "" });
  try {
    const results = await measureAll(plan, entries, (what) => bar.increment({ what }));
    bar.stop();
    console.log(
      json ? JSON.stringify({ libraries, ...results }, null, 2) : tables(libraries, results),
    );
  } finally {
    bar.stop();
  }
});

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
