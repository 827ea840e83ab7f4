/**
 * Serves the built page, and opens it.
 *
 *     npm run lab
 */
import { spawn } from "node:child_process";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { Command } from "commander";
import { runCommand } from "../../src/command.ts";
import { buildLab } from "./build.ts";

const TYPES: Readonly<Record<string, string>> = {
  ...{ ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" },
  ...{ ".svg": "image/svg+xml", ".wasm": "application/wasm", ".json": "application/json" },
  ...{ ".txt": "text/plain; charset=utf-8" },
};

/** A plain file server for a folder, under a path such as `/` or `/some/where/`. */
export function serveFolder(folder: string, under = "/"): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const inside = decodeURIComponent(pathname.slice(under.length));
    let file = join(folder, normalize(`/${inside}`));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!pathname.startsWith(under) || !existsSync(file)) {
      response.writeHead(404).end("There is no such file here.\n");
      return;
    }
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "cache-control": "no-cache",
    });
    createReadStream(file).pipe(response);
  });
}

if (process.argv[1] === import.meta.filename) {
  new Command("lab")
    .description("Builds the page, serves it at the port PORT (default: 8013), and opens it.")
    .allowExcessArguments(false)
    .parse();
  await runCommand(async () => {
    const out = join(import.meta.dirname, "../dist");
    await buildLab(out);
    const port = Number(process.env.PORT ?? 8013);
    const server = serveFolder(out);
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
}
