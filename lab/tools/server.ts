/** A plain file server, for the page and its tests. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ...{ ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" },
  ...{ ".svg": "image/svg+xml", ".wasm": "application/wasm", ".json": "application/json" },
  ...{ ".txt": "text/plain; charset=utf-8" },
};

/** The path of an address, decoded; "" for one that is none. */
function pathOf(address: string): string {
  try {
    return decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return "";
  }
}

/** A plain file server for a folder, under a path such as `/` or `/some/where/`. */
export function serveFolder(folder: string, under = "/"): Server {
  return createServer((request, response) => {
    const pathname = pathOf(request.url ?? "/");
    const inside = pathname.slice(under.length);
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
