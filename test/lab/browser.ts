/** What tests of the page in a browser share: the built page, a server, and Chromium. */
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "../../lab/tools/browser.ts";
import { noChromium } from "../../tools/chromium.ts";
import { shown } from "./eventually.ts";

const MODULES = join(import.meta.dirname, "../../lab/node_modules");

/** Why the page cannot be tried here; null if it can. In CI it must be. */
export const missing = !existsSync(MODULES)
  ? "lab/node_modules is missing (npm ci --prefix lab)"
  : noChromium;
if (missing !== null && process.env.CI) throw new Error(`The page must be tried here: ${missing}.`);
if (missing !== null) console.log(`The page is not tried in a browser: ${missing}.`);

export interface Lab {
  readonly browser: Browser;
  readonly url: string;
  readonly folder: string;
  /**
   * Opens the page at an address, and waits until its scene is there. What the page keeps for a visit
   * without a network is not fetched, which would go on for the first seconds of every test.
   */
  open(
    hash?: string,
    options?: Parameters<Browser["newPage"]>[0] & { before?: (page: Page) => Promise<void> },
  ): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the page into a folder of its own, and serves it from below a path. */
export async function openLab(): Promise<Lab> {
  const { buildLab } = await import("../../lab/tools/build-lab.ts");
  const { serveFolder } = await import("../../lab/tools/server.ts");
  const { launch } = await import("../../lab/tools/browser.ts");
  const folder = mkdtempSync(join(tmpdir(), "lab-"));
  await buildLab(folder);
  const server: Server = serveFolder(folder, "/some/where/").listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`;
  const browser = await launch();
  return {
    browser,
    url,
    folder,
    async open(hash = "", { before, ...options } = {}) {
      const page = await browser.newPage({
        viewport: { width: 1280, height: 900 },
        serviceWorkers: "block",
        ...options,
      });
      await before?.(page);
      await page.goto(`${url}${hash}`);
      await shown(page.locator("#scene[data-ready]"));
      return page;
    },
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What the page says to the visitor. */
export function notices(page: Page): Promise<string[]> {
  return page.locator("#notices .notice span").allInnerTexts();
}
