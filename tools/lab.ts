/**
 * Builds the page, serves it, and opens it.
 *
 *     npm run lab
 */
import { spawn } from "node:child_process";
import { Command } from "commander";
import { buildLab, DIST } from "../lab/tools/build-lab.ts";
import { serveFolder } from "../lab/tools/server.ts";
import { runCommand } from "../src/command.ts";
import { quoted } from "../src/data/quoted.ts";
import { InputError } from "../src/input-error.ts";

new Command("lab")
  .description("Builds the page, serves it at the port PORT (default: 8013), and opens it.")
  .allowExcessArguments(false)
  .parse();
await runCommand(async () => {
  const { PORT = "8013" } = process.env;
  const port = Number(PORT);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    throw new InputError(
      `PORT is ${quoted(PORT)}, which is no port; give a number from 1 to 65535.`,
    );
  }
  await buildLab();
  const server = serveFolder(DIST);
  server.on("error", (error: NodeJS.ErrnoException) => {
    console.error(
      error.code === "EADDRINUSE"
        ? `Port ${port} is taken; choose another one, such as PORT=${port + 1} npm run lab.`
        : `The page cannot be served: ${error.message}.`,
    );
    process.exit(1);
  });
  server.listen(port, "127.0.0.1", () => {
    const url = `http://localhost:${port}/`;
    console.log(`The lab is at ${url} (Ctrl+C ends it).`);
    const [command, ...options] =
      process.platform === "darwin"
        ? ["open"]
        : process.platform === "win32"
          ? ["cmd", "/c", "start", ""]
          : ["xdg-open"];
    // Where nothing can be opened, the line above is enough.
    spawn(command, [...options, url], { stdio: "ignore" }).on("error", () => {});
  });
});
