/**
 * `npm run mutations`: makes one mistake after the other and prints which check catches it.
 *
 * The last line is the score. Ends with code 1 if the suite fails without any mistake, or passes
 * with one.
 */

import { Command } from "commander";
import { runCommand } from "../../../src/command.ts";
import { Trial } from "./mutate.ts";
import { mutations } from "./mutations.ts";

new Command("mutations")
  .description(
    "Breaks the source on purpose, mistake by mistake, and shows which check catches each.",
  )
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const trial = new Trial();
  const alarm = trial.caughtBy(null);
  if (alarm) throw new Error(`"${alarm}" fails without any mistake; mend that first.`);

  let caught = 0;
  for (const mutation of mutations) {
    const check = trial.caughtBy(mutation);
    if (check) caught++;
    console.log(`${mutation.file}: ${mutation.what}`);
    console.log(check ? `    caught by "${check}"` : "    NOT CAUGHT");
  }
  console.log(`\n${caught} caught / ${mutations.length} tried`);
  if (caught < mutations.length) process.exitCode = 1;
});
