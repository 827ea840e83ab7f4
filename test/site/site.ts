/** What tests of the site share: the built site, a server, and Chromium. */
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "../../lab/tools/browser.ts";
import { noChromium } from "../../tools/chromium.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** Which packages are not installed; null if all are. In CI they must be. */
export const packagesMissing =
  ["site", "lab"]
    .filter((room) => !existsSync(join(ROOT, room, "node_modules")))
    .map((room) => `${room}/node_modules is missing (npm ci --prefix ${room})`)[0] ?? null;

/** Why the site cannot be tried in a browser here; null if it can. In CI it must be. */
export const missing = packagesMissing ?? noChromium;
if (missing !== null && process.env.CI) throw new Error(`The site must be tried here: ${missing}.`);
if (missing !== null) console.log(`The site is not tried: ${missing}.`);

export interface BuiltSite {
  readonly browser: Browser;
  readonly url: string;
  readonly folder: string;
  /** How many pages its build counted. */
  readonly pages: number;
  /** What went wrong on the pages that were opened: errors, and what was asked of other hosts. */
  readonly troubles: string[];
  open(path: string, options?: Parameters<Browser["newPage"]>[0]): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the site into a folder of its own, and serves it from below a path. */
export async function openSite(): Promise<BuiltSite> {
  const { buildSite } = await import("../../site/src/build.ts");
  const { serveFolder } = await import("../../lab/tools/server.ts");
  const { launch } = await import("../../lab/tools/browser.ts");
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  const pages = await buildSite(folder);
  const server = serveFolder(folder, "/some/where/").listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`;
  const browser = await launch();
  const troubles: string[] = [];
  return {
    ...{ browser, url, folder, pages, troubles },
    async open(path, options = {}) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
      page.setDefaultTimeout(120_000); // with patience for a busy machine
      const note = (what: string) => void troubles.push(`${path}: ${what}`);
      page.on("pageerror", (error) => note(error.message));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) note(message.text());
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(url) && !request.url().startsWith("data:"))
          note(request.url());
      });
      await page.goto(`${url}${path}`, { waitUntil: "load" });
      return page;
    },
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
