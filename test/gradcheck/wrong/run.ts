/**
 * `npx tsx test/gradcheck/wrong/run.ts`: checks one wrong backward pass after the other and prints
 * what is said of each.
 *
 * The last line is the score. Ends with code 1 if one is not caught, or a hint is false.
 */

import { Command } from "commander";
import { runCommand } from "../../../src/command.ts";
import { wrongCases } from "./cases.ts";
import { score } from "./score.ts";

new Command("wrong")
  .description("Checks wrong backward passes, and shows what is said of each.")
  .allowExcessArguments(false)
  .parse();

await runCommand(() => {
  const count = { caught: 0, true: 0, false: 0, none: 0 };
  for (const wrong of wrongCases) {
    const { caught, hint, said, untrue } = score(wrong);
    if (caught) count.caught++;
    count[hint]++;
    console.log(`${wrong.of}: ${wrong.mistake}`);
    console.log(`    ${caught ? "caught" : "NOT CAUGHT"}, ${hint === "none" ? "no" : hint} hint`);
    for (const sentence of said)
      console.log(`      ${untrue.includes(sentence) ? "✗" : " "} ${sentence}`);
  }
  console.log(
    `\n${wrongCases.length} wrong backward passes: ${count.caught} caught; ` +
      `${count.true} with a hint that names the cause, ${count.none} with none, ${count.false} with a false one`,
  );
  if (count.caught < wrongCases.length || count.false > 0) process.exitCode = 1;
});
