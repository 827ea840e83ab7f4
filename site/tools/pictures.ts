/**
 * Pictures of pages, to be looked at: at two widths, light and dark. And what axe finds there.
 *
 *     npx tsx site/tools/pictures.ts FOLDER [PAGE…]
 */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import violations from "../../lab/tools/axe.ts";
import { launch } from "../../lab/tools/browser.ts";
import { serveFolder } from "../../lab/tools/server.ts";

const [folder = "pictures", ...chosen] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = serveFolder(join(import.meta.dirname, "../dist")).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const browser = await launch();
for (const path of chosen.length > 0 ? chosen : ["index.html"]) {
  for (const width of [1280, 360]) {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      page.on("pageerror", (error) => console.error(`${path}: ${error.message}`));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()))
          console.error(`${path}: ${message.text()}`);
      });
      await page.goto(`http://127.0.0.1:${port}/${path}`);
      await page.waitForLoadState("networkidle");
      const found = await violations(page);
      console.log(`${path}, ${width} pixels, ${colorScheme}: axe finds ${found.length}`, ...found);
      const name = path.replaceAll("/", "-").replace(/\.html.*$/, "");
      const file = join(folder, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage: process.env.WHOLE !== undefined });
      await page.close();
    }
  }
}
await browser.close();
server.close();
