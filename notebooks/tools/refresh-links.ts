/** Writes today's line numbers into the chapters' links: `npm run notebooks:links`. */
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "../../src/command.ts";
import { linkFaults, refreshLinks } from "./links.ts";
import { CHAPTERS, chapterNames, readNotebook, writeNotebook } from "./notebook.ts";

new Command("notebooks:links")
  .description("Writes today's line numbers into the links of the chapters.")
  .allowExcessArguments(false)
  .parse();

await runCommand(() => {
  for (const name of chapterNames()) {
    const path = join(CHAPTERS, name);
    const notebook = refreshLinks(readNotebook(path));
    writeNotebook(path, notebook);
    for (const fault of linkFaults(notebook)) {
      console.error(`${name}: ${fault}`);
      process.exitCode = 1;
    }
  }
});
