/** Which Chromium opens pages for tests, pictures and measurements. */
import { existsSync } from "node:fs";

/** Where Debian's packages put it: first the one that has no windows, and opens a page in less time. */
const PLACES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** The program; `CHROMIUM` names another one. */
export const CHROMIUM = process.env.CHROMIUM ?? PLACES.find(existsSync) ?? PLACES[0];

/** Why there is none; null if there is one. */
export const noChromium = existsSync(CHROMIUM)
  ? null
  : `there is no Chromium at ${CHROMIUM} (Debian has it in chromium-headless-shell and in chromium; CHROMIUM names another)`;
