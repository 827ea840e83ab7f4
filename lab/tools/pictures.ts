/**
 * Pictures of every scene, to be looked at: at two widths, light and dark. And what axe finds there,
 * at three widths each.
 *
 *     npx tsx lab/tools/pictures.ts FOLDER [SCENE…]
 */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SCENES } from "../src/engine/settings.ts";
import violations from "./axe.ts";
import { launch } from "./browser.ts";
import { serveFolder } from "./server.ts";

const [folder = "pictures", ...chosen] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = serveFolder(join(import.meta.dirname, "../dist")).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const browser = await launch();
for (const scene of chosen.length > 0 ? chosen : SCENES) {
  for (const [width, colorScheme] of [
    [1280, "light"],
    [1280, "dark"],
    [360, "light"],
    [360, "dark"],
  ] as const) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.on("pageerror", (error) => console.error(`${scene}: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()))
        console.error(`${scene}: ${message.text()}`);
    });
    await page.goto(`http://127.0.0.1:${port}/#scene=${scene}`);
    await page.locator("#scene[data-ready]").waitFor();
    if (await page.locator("#transport").isVisible()) {
      await page.getByRole("button", { name: "Play" }).click();
      await page.waitForTimeout(Number(process.env.SECONDS ?? 6) * 1000);
      const pause = page.getByRole("button", { name: "Pause" });
      if (await pause.isVisible()) await pause.click();
    }
    await page.waitForTimeout(600);
    await page.screenshot({
      path: join(folder, `${scene}-${width}-${colorScheme}.png`),
      fullPage: true,
    });
    const said = await page.locator("#notices").innerText();
    const found: string[] = [];
    for (const other of [320, 768, 1440]) {
      await page.setViewportSize({ width: other, height: 900 });
      found.push(...(await violations(page)));
    }
    console.log(
      `${scene}, ${width} pixels, ${colorScheme}: axe finds ${found.length}`,
      ...found,
      said,
    );
    await page.close();
  }
}
await browser.close();
server.close();
