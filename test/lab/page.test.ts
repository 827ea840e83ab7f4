/** The page in a real browser: what it loads, who computes, how it is driven, and what it does with bad luck. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fingerprintOf } from "../../lab/src/engine/engine.ts";
import { Experiment } from "../../lab/src/engine/experiment.ts";
import { DEFAULTS, readAddress } from "../../lab/src/engine/settings.ts";
import { spots } from "../../lab/src/engine/spots.ts";
import type { Page } from "../../lab/tools/browser.ts";
import { BUILD } from "../../src/node/load-kernels.ts";
import { simdKernels } from "../../src/simd/simd-kernels.ts";
import { tsKernels } from "../../src/tensor/kernels.ts";
import { type Lab, missing, notices, openLab } from "./browser.ts";
import { eventually, shown } from "./eventually.ts";

describe.skipIf(missing !== null)("the page", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(() => lab?.close());

  const step = async (page: Page) =>
    Number((await page.locator(".stand b").innerText()).replace(",", ""));
  const rung = (page: Page) => page.locator("#rung").innerText();
  const settingsOf = (page: Page) => readAddress(new URL(page.url()).hash).settings;

  test("the first scene shows a digit without a click, and loads little, from here alone", async () => {
    const asked: string[] = [];
    const page = await lab.open("", {
      before: async (page) => void page.on("request", (request) => asked.push(request.url())),
    });
    await shown(page.locator("p", { hasText: /^z = \(/ }));
    expect(await rung(page)).toContain("SIMD in a worker");
    await eventually(() => inkOf(page, "Decoded")).toBeGreaterThan(0.02);
    expect(await notices(page)).toEqual([]);

    const files = [...new Set(asked)].map((url) => {
      expect(url.startsWith(lab.url)).toBe(true);
      const { pathname } = new URL(url);
      return relative(new URL(lab.url).pathname, pathname) || "index.html";
    });
    const size = (file: string) => {
      const bytes = readFileSync(join(lab.folder, file));
      return Math.min(bytes.length, gzipSync(bytes).length);
    };
    const total = (some: string[]) => some.reduce((sum, file) => sum + size(file), 0);
    const first = files.filter((file) => !file.startsWith("data/"));
    const data = readdirSync(join(lab.folder, "data")).map((file) => `data/${file}`);
    expect(first).toContain("page.js");
    expect(total(first)).toBeLessThan(150_000);
    expect(total(files.filter((file) => data.includes(file)))).toBeLessThan(1_000_000);
    expect(statSync(join(lab.folder, "data/plane.safetensors")).size).toBeLessThan(500_000);
    await page.close();
  });

  test("the plane is moved over by mouse and by keyboard, and the digit changes", async () => {
    const page = await lab.open();
    const map = page.getByRole("img", { name: /^The plane of codes/ });
    const place = page.locator("p", { hasText: /^z = \(/ });
    const before = await place.innerText();
    await map.hover({ position: { x: 60, y: 60 } });
    await eventually(() => place.innerText()).not.toBe(before);
    const there = await place.innerText();
    await map.focus();
    await page.keyboard.press("ArrowRight");
    await eventually(() => place.innerText()).not.toBe(there);
    await page.close();
  });

  test.each(["simd", "ts", "page"] as const)(
    "200 steps on the rung %s give the bits that Node gives",
    async (name) => {
      const page = await lab.open(`#scene=landscape&data=spots&hidden=16&step=200&rung=${name}`);
      const kernels =
        name === "simd"
          ? simdKernels("simd", readFileSync(new URL("simd-single.wasm", BUILD)))
          : tsKernels;
      const shape = { ...DEFAULTS, latent: 2, hidden: 16 };
      const here = new Experiment(kernels, shape, spots(2000, "spots to learn from"));
      for (let step = 0; step < 200; step++) here.takeStep(here.nextBatch());
      expect(await step(page)).toBe(200);
      expect(await page.evaluate(() => window.labFingerprint())).toBe(fingerprintOf(here.model));
      await page.close();
    },
  );

  test("play, pause, step, phase, reset and seed, by button and by key", async () => {
    const page = await lab.open("#scene=adversary&data=spots&hidden=8");
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    await button("Step").click();
    await eventually(() => step(page)).toBe(1);
    await page.locator("h1").click();
    for (const key of ["p", "p", "p", "s"]) await page.keyboard.press(key);
    await eventually(() => step(page)).toBe(3);
    await eventually(() => settingsOf(page).step).toBe(3);
    await page.keyboard.press("Space");
    await eventually(() => step(page)).toBeGreaterThan(20);
    await page.keyboard.press("Space");
    await shown(button("▶ Play"));
    const stood = await step(page);
    await page.waitForTimeout(150);
    expect(await step(page)).toBe(stood);
    await page.keyboard.press("n");
    await eventually(() => step(page)).toBe(0);
    await eventually(() => settingsOf(page)).toMatchObject({ seed: 2, step: 0 });
    await page.getByLabel("Seed").fill("77");
    await page.keyboard.press("Enter");
    await eventually(() => settingsOf(page).seed).toBe(77);
    await page.close();
  });

  test("leaving a scene while it plays, and the skip link, keep what the address says", async () => {
    const page = await lab.open("#scene=landscape&data=spots&hidden=8&seed=5");
    await page.getByRole("button", { name: "▶ Play" }).click();
    await eventually(() => step(page)).toBeGreaterThan(20);
    await page.evaluate(() => {
      location.hash = "#scene=adversary&data=spots&hidden=8&seed=5&step=12";
    });
    await shown(page.locator("#scene[data-ready=adversary]"));
    await eventually(() => step(page)).toBe(12);
    await page.evaluate(() => {
      location.hash = "#content";
    });
    await eventually(() => settingsOf(page)).toMatchObject({
      scene: "adversary",
      step: 12,
      seed: 5,
    });
    expect(await step(page)).toBe(12);
    expect(await notices(page)).toEqual([]);
    await page.close();
  });

  test("what is drawn once changes its colours with the page", async () => {
    const page = await lab.open("", { colorScheme: "light" });
    const brightness = () =>
      page.getByRole("img", { name: /^Decoded/ }).evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext("2d");
        const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
        let [sum, count] = [0, 0];
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] > 128) [sum, count] = [sum + data[i], count + 1];
        }
        return sum / count; // the mean red of the ink
      });
    await eventually(brightness).toBeLessThan(100);
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(brightness).toBeGreaterThan(150);
    await page.close();
  });

  test("looking inside before the first step changes no step", async () => {
    const page = await lab.open("#scene=inside&data=spots&hidden=8");
    for (let k = 0; k < 3; k++) await page.keyboard.press("s");
    await eventually(() => step(page)).toBe(3);
    const looked = await page.evaluate(() => window.labFingerprint());
    await page.close();
    const other = await lab.open("#scene=landscape&data=spots&hidden=8&step=3");
    expect(await other.evaluate(() => window.labFingerprint())).toBe(looked);
    await other.close();
  });

  test("an address with nonsense in it says so, and the rest is taken", async () => {
    const page = await lab.open("#scene=landscape&data=spots&hidden=1000000000&rate=NaN&what=ever");
    expect(await notices(page)).toEqual([
      expect.stringContaining("“1000000000” as hidden, which must be a whole number from 1 to 512"),
      expect.stringContaining("“NaN” as rate, which must be"),
      expect.stringContaining("“what” that this page does not know"),
    ]);
    expect(await page.locator("h1").innerText()).toContain("landscape");
    await page.close();
  });

  test.each([
    [
      "no worker",
      () => Object.assign(window, { Worker: undefined }),
      /plain TypeScript on the page/,
      /gives the page no worker/,
    ],
    ["no WebAssembly", null, /plain TypeScript in a worker/, /SIMD loops cannot run here/],
    [
      "a worker that does not load",
      null,
      /plain TypeScript on the page/,
      /worker could not be started/,
    ],
    [
      "loops that do not load",
      null,
      /plain TypeScript in a worker/,
      /SIMD loops could not be loaded/,
    ],
  ] as const)("with %s the page climbs down and says so", async (what, script, stands, said) => {
    const page = await lab.open("#scene=landscape&data=spots&hidden=8", {
      async before(page) {
        if (script !== null) await page.addInitScript(script);
        if (what === "no WebAssembly") {
          await page.route("**/simd.wasm", (route) => route.fulfill({ body: "not a module" }));
        }
        if (what === "loops that do not load")
          await page.route("**/simd.wasm", (route) => route.abort());
        if (what === "a worker that does not load")
          await page.route("**/worker.js", (route) => route.abort());
      },
    });
    expect(await rung(page)).toMatch(stands);
    expect(await notices(page)).toEqual([expect.stringMatching(said)]);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await eventually(() => step(page)).toBe(1);
    await page.close();
  });

  test("with no worker, and where code may not be made of text, a recorded run is shown", async () => {
    const page = await lab.open("", {
      async before(page) {
        await page.addInitScript(() => Object.assign(window, { Worker: undefined }));
        await page.route(lab.url, async (route) => {
          const response = await route.fetch();
          const body = (await response.text()).replace("'unsafe-eval'", "");
          await route.fulfill({ response, body });
        });
      },
    });
    expect(await rung(page)).toContain("a recorded run");
    expect((await notices(page)).at(-1)).toContain("so a recorded run is shown");
    expect(await page.locator("h1").innerText()).toContain("Why the adversary");
    await page.getByRole("button", { name: "▶ Play" }).click();
    await eventually(() => step(page)).toBeGreaterThan(20);
    await page.close();
  });

  test("after the first visit it works without a network", async () => {
    const context = await lab.browser.newContext();
    const page = await context.newPage();
    await page.goto(lab.url);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(
      true,
    );
    await context.setOffline(true);
    await page.goto(`${lab.url}#scene=landscape`);
    await page.reload();
    await shown(page.locator("#scene[data-ready=landscape]"));
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await eventually(() => step(page)).toBe(1);
    await context.close();
  });

  test("opened as a file it says in one sentence what to do", async () => {
    const page = await lab.browser.newPage();
    await page.goto(`file://${lab.folder}/index.html`);
    expect(await page.locator("#from-file").innerText()).toMatch(/npm run lab/);
    await page.close();
  });
});

/** The share of a figure's canvas that is not empty. */
function inkOf(page: Page, name: string): Promise<number> {
  return page.getByRole("img", { name: new RegExp(`^${name}`) }).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const context = (canvas as HTMLCanvasElement).getContext("2d");
    const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 128) count++;
    return count / (width * height);
  });
}
