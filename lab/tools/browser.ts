/** Debian's Chromium, for tests, pictures and measurements. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

export type { Browser, Page } from "playwright-core";

/** Where Debian puts it; `CHROMIUM` names another one. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const hasChromium = existsSync(CHROMIUM);

/** @param options more of Chromium's own options */
export function launch(...options: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...options],
  });
}
