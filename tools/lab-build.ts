/**
 * Builds the page.
 *
 *     npm run lab:build
 */
import { relative } from "node:path";
import { Command } from "commander";
import { buildLab, DIST } from "../lab/tools/build-lab.ts";
import { runCommand } from "../src/command.ts";

new Command("lab:build")
  .description("Builds the page into lab/dist.")
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  await buildLab();
  console.log(`The page is in ${relative(process.cwd(), DIST)}.`);
});
