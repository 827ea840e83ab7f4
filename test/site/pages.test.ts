/** The site in a real browser: that all links lead somewhere, and that everybody can read it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dirname, join as joinSlash } from "node:path/posix";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readNotebook } from "../../notebooks/tools/notebook.ts";
import { readChapters } from "../../site/src/contents.ts";
import { hidden, shown } from "../lab/eventually.ts";
import { type BuiltSite, missing, openSite, ROOT } from "./site.ts";

/** A page of each kind, beside a chapter: short ones, because axe looks at every word of them. */
const KINDS = [
  ...["index.html", "docs/survival.html", "docs/models/basic.html", "api/index/activation.html"],
  "source/src/losses/mse.ts.html",
];
const SOURCE = "source/src/aae/basic.ts.html";

describe.skipIf(missing !== null)("the site", () => {
  const chapters = readChapters();
  let site: BuiltSite;
  let outOf: (source: string) => string;
  let files: string[];
  const text = (path: string) => readFileSync(join(site.folder, path), "utf8");
  beforeAll(async () => {
    site = await openSite();
    ({ outOf } = await import("../../site/src/links.ts"));
    files = readdirSync(site.folder, { recursive: true, encoding: "utf8" }).map((file) =>
      file.replaceAll("\\", "/"),
    );
  });
  afterAll(() => site?.close());

  /** The pages without the lab's, which has tests of its own. */
  const pages = () => files.filter((file) => file.endsWith(".html") && !file.startsWith("lab/"));
  const idsOf = (html: string) => Array.from(html.matchAll(/\sid="([^"]*)"/g), ([, id]) => id);

  test("every link and every picture of every page is there, anchors too", () => {
    const texts = new Map(pages().map((page) => [page, text(page)]));
    const ids = new Map([...texts].map(([page, html]) => [page, new Set(idsOf(html))]));
    const dead: string[] = [];
    let links = 0;
    for (const [page, html] of texts) {
      for (const [, tag, address] of html.matchAll(/<(\w+)\s[^>]*?\b(?:href|src)="([^"]*)"/g)) {
        if (tag === "a" && /^https?:/.test(address)) continue;
        links++;
        const [path, anchor] = decodeURI(address.replaceAll("&amp;", "&")).split("#");
        const target = path === "" ? page : joinSlash(dirname(page), path);
        const isThere =
          files.includes(target) &&
          (anchor === undefined || target.startsWith("lab/") || ids.get(target)?.has(anchor));
        if (!isThere) dead.push(`${page}: ${address}`);
      }
    }
    expect(dead).toEqual([]);
    expect(links).toBeGreaterThan(5000);
    expect(texts.size).toBe(site.pages);
  });

  test("no page has the same name for two places", () => {
    const twice = pages().filter((page) => {
      const ids = idsOf(text(page));
      return new Set(ids).size < ids.length;
    });
    expect(twice).toEqual([]);
  });

  test("the chapters follow each other as in the table, there and back", () => {
    const to = (page: string, rel: string) => {
      const [, href] = new RegExp(`<a rel="${rel}" href="([^"]+)"`).exec(text(page)) ?? [];
      return href === undefined ? null : joinSlash(dirname(page), href);
    };
    const order = ["course/index.html", ...chapters.map(({ source }) => outOf(source))];
    expect(order.map((page) => to(page, "next"))).toEqual([...order.slice(1), null]);
    expect(order.map((page) => to(page, "prev"))).toEqual([null, ...order.slice(0, -1)]);
  });

  test("chapters show all that is stored, pictures as files, and stay small", () => {
    for (const { source } of chapters) {
      const html = text(outOf(source));
      const { cells } = readNotebook(join(ROOT, source));
      const stored = cells.flatMap(({ outputs = [] }) => outputs).length;
      expect([source, html.match(/<(pre|figure|div) class="output/g)?.length]).toEqual([
        source,
        stored,
      ]);
      expect(html).not.toContain("base64");
      expect(html).not.toMatch(/\$\$|katex-error/);
      expect(html.length).toBeLessThan(400_000);
    }
  });

  /** The shortest chapter that has formulas. */
  const shortChapter = () => {
    const withFormulas = chapters
      .map(({ source }) => outOf(source))
      .filter((page) => text(page).includes('class="katex"'));
    return withFormulas.sort((a, b) => text(a).length - text(b).length)[0];
  };

  test.each([...KINDS, "a chapter"])(
    "%s has no fault that axe knows, at any size, light or dark",
    async (kind) => {
      const { default: violations } = await import("../../lab/tools/axe.ts");
      const page = await site.open(kind === "a chapter" ? shortChapter() : kind);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 900 });
          expect([width, colorScheme, await violations(page)]).toEqual([width, colorScheme, []]);
        }
      }
      await page.setViewportSize({ width: 320, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      expect(site.troubles).toEqual([]);
      await page.close();
    },
  );

  test("search is reached by /, finds a chapter and a symbol, and opens by keyboard", async () => {
    const page = await site.open(KINDS[1]);
    const results = page.locator("#results a");
    for (const [words, title] of [
      [chapters[2].title, chapters[2].title],
      ["checkLayer", "checkLayer()"],
    ]) {
      await page.keyboard.press("/");
      await page.keyboard.type(words);
      await shown(results.first());
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => !url.pathname.endsWith(KINDS[1]));
      expect(await page.locator("h1").innerText()).toBe(title);
      await page.goto(`${site.url}${KINDS[1]}`);
    }
    // Found by its beginning: a term with a sign in it, such as clusters=30.
    for (const word of ["clusters", "posterior", "labels"]) {
      await page.keyboard.press("/");
      await page.keyboard.type(word);
      await shown(page.locator("#results mark").first());
      await page.keyboard.press("Escape");
      await hidden(page.locator("#results"));
      await page.goto(`${site.url}${KINDS[1]}`);
    }
    await page.keyboard.press("/");
    await page.keyboard.type("qqqqqq");
    await shown(page.getByText("Nothing was found.").first());
    await page.keyboard.press("Escape");
    await hidden(page.locator("#results"));
    expect(site.troubles).toEqual([]);
    await page.close();
  });

  test("light or dark is chosen, and remembered", async () => {
    const page = await site.open(KINDS[0], { colorScheme: "light" });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.getByRole("button", { name: "Dark" }).click();
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.goto(`${site.url}${KINDS[1]}`);
    expect(await paper()).toBe(dark);
    await page.getByRole("button", { name: "Light" }).click();
    expect(await paper()).toBe(light);
    await page.close();
  });

  test("code is copied as it stands, by a button that only scripts bring", async () => {
    const page = await site.open(outOf("docs/runs.md"));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const code = page.locator("article pre.code").first();
    const button = page.getByRole("button", { name: "Copy this code" }).first();
    await code.hover();
    await button.click();
    await shown(page.getByText("Copied"));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe((await code.innerText()).trimEnd());
    expect(copied).toContain("npx tsx src/train.ts");
    await page.close();
  });

  test("a link to lines of code marks them, and so does one that no page has", async () => {
    const page = await site.open(outOf(chapters[0].source));
    const link = page.locator('article a[href*="basic.ts.html#L"]').first();
    const [, first, last] = /#L(\d+)-L(\d+)$/.exec((await link.getAttribute("href")) ?? "") ?? [];
    await link.click();
    await page.waitForURL(/#L/);
    const marked = async (from: number, to: number) => {
      const mark = await page.locator(".mark:target").boundingBox();
      const top = await page.locator(`#L${from}`).boundingBox();
      const end = await page.locator(`#L${to}`).boundingBox();
      if (mark === null || top === null || end === null) throw new Error("Nothing is marked.");
      const middle = (box: typeof mark) => box.y + box.height / 2;
      expect(mark.y).toBeLessThan(middle(top));
      expect(mark.y + mark.height).toBeGreaterThan(middle(end));
      const line = (end.y - top.y) / (to - from);
      expect(mark.height).toBeCloseTo((to - from + 1) * line, 0);
      expect(mark.y).toBeGreaterThanOrEqual(0);
    };
    await marked(Number(first), Number(last));
    await page.goto(`${site.url}${SOURCE}#L3-L5`);
    await shown(page.locator(".mark:target"));
    await marked(3, 5);
    expect(site.troubles).toEqual([]);
    await page.close();
  });

  test("the scene beside a chapter opens in the lab", async () => {
    const page = await site.open(outOf(chapters[0].source));
    await page.getByRole("link", { name: "Open it in the lab" }).click();
    await shown(page.locator("#scene[data-ready]"));
    expect(await page.locator("#notices .notice").count()).toBe(0);
    await page.getByRole("link", { name: "Course and docs" }).click();
    await page.waitForURL(`${site.url}index.html`);
    expect(site.troubles).toEqual([]);
    await page.close();
  });

  test("without JavaScript all but search and the switch is there", async () => {
    const page = await site.open(outOf(chapters[1].source), { javaScriptEnabled: false });
    expect(await page.locator("search, #theme").filter({ visible: true }).count()).toBe(0);
    expect(await page.locator(".contents li").first().isVisible()).toBe(true);
    expect(await page.locator("article pre.code").first().isVisible()).toBe(true);
    expect(await page.locator(".katex").count()).toBeGreaterThan(0);
    await page.getByRole("link", { name: "Docs", exact: true }).click();
    expect(await page.locator("h1").innerText()).toBe("Docs");
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${site.url}${outOf(chapters[1].source)}`);
    await page.getByText("On this page").click();
    await page.locator(".contents a").first().click();
    await page.waitForURL(/#/);
    await page.close();
  });

  test("every picture of a chapter can be drawn, and says what it shows", async () => {
    const page = await site.open(outOf(chapters[0].source));
    const pictures = await page.locator("article img").evaluateAll((images) =>
      Promise.all(
        (images as HTMLImageElement[]).map(async (image) => {
          image.loading = "eager";
          await image.decode();
          return { alt: image.alt.length, width: image.naturalWidth };
        }),
      ),
    );
    expect(pictures.length).toBeGreaterThan(3);
    for (const { alt, width } of pictures) {
      expect(alt).toBeGreaterThan(10);
      expect(width).toBeGreaterThan(100);
    }
    await page.close();
  });

  test("what is sent at first is small", () => {
    const size = (file: string) => statSync(join(site.folder, file)).size;
    expect(size("style.css")).toBeLessThan(60_000);
    expect(size("site.js")).toBeLessThan(20_000);
    expect(size("search.json")).toBeLessThan(1_500_000);
    expect(files.filter((file) => /\.(woff|ttf)$/.test(file))).toEqual([]);
    expect(text("licences.txt")).toContain("katex");
  });
});
