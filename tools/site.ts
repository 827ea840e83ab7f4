/**
 * Builds the site.
 *
 *     npm run site
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { Command } from "commander";
import { runCommand } from "../src/command.ts";
import { InputError } from "../src/input-error.ts";

new Command("site")
  .description("Builds the site, with the lab in it, into site/dist.")
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const missing = ["site", "lab"].filter(
    (room) => !existsSync(join(import.meta.dirname, "..", room, "node_modules")),
  );
  if (missing.length > 0) {
    const commands = missing.map((room) => `npm ci --prefix ${room}`).join(" && ");
    throw new InputError(`what only the site needs is not installed; run ${commands} first.`);
  }
  const { buildSite, DIST } = await import("../site/src/build.ts");
  const pages = await buildSite();
  console.log(`The site, ${pages} pages and the lab, is in ${relative(process.cwd(), DIST)}.`);
});
