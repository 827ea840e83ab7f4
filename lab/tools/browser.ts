/** Debian's Chromium, for tests, pictures and measurements. */
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM } from "../../tools/chromium.ts";

export type { Browser, Page } from "playwright-core";

/**
 * The suggestions below the address bar: pages of the browser's own in every new window, which take
 * as long to load as ours.
 */
const SUGGESTIONS = ["WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup"];

/** What Playwright leaves out: it must be named again, because Chromium obeys the last list alone. */
const LEFT_OUT_BY_PLAYWRIGHT = [
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"],
  ...["ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "AimEnabled"],
  ...["OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"],
];

/** @param options more of Chromium's own options */
export function launch(...options: string[]): Promise<Browser> {
  const leftOut = [...LEFT_OUT_BY_PLAYWRIGHT, ...SUGGESTIONS].join();
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage", `--disable-features=${leftOut}`, ...options],
  });
}
