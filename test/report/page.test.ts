import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { plotSvg } from "../../src/report/chart.ts";
import { type Report, reportPage } from "../../src/report/page.ts";

const HOSTILE = `</style></title><script>alert(1)</script><img src=x onerror="alert(2)">"' & <b>`;

const BYTES = Uint8Array.of(137, 80, 78, 71, 255, 0);

function reportWith(text: string): Report {
  return {
    title: text,
    summary: [{ label: text, value: text, explanation: text, verdict: null, reason: text }],
    pictures: [
      { title: text, caption: text, image: { png: BYTES, alt: text } },
      { title: text, caption: text, image: { svg: plotSvg(text, { y: { label: text } }) } },
    ],
    configuration: [[text, text]],
  };
}

describe("reportPage", () => {
  test("shows every text as it was given, however hostile", () => {
    const { document } = parseHTML(reportPage(reportWith(HOSTILE)));
    const texts = (selector: string) =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());
    for (const selector of ["title", "h1", "dt", "dd", "h3", "figcaption", "th", "td"]) {
      expect(texts(selector).length).toBeGreaterThan(0);
      expect(new Set(texts(selector))).toEqual(new Set([HOSTILE]));
    }
    expect(document.querySelector("img")?.getAttribute("alt")).toBe(HOSTILE);
  });

  test("lets no text become a part of the page", () => {
    const tags = (html: string) => html.match(/<\/?[a-z][a-z0-9]*/gi);
    const page = reportPage(reportWith(HOSTILE));
    expect(tags(page)).toEqual(tags(reportPage(reportWith("harmless"))));
    expect(page).not.toContain("<script");
  });

  test("forbids scripts and all that is not in the file", () => {
    const { document } = parseHTML(reportPage(reportWith("a")));
    const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]");
    expect(policy?.getAttribute("content")).toContain("default-src 'none'");
    expect(reportPage(reportWith("a"))).not.toMatch(/(src|href)="(?!data:)/);
  });

  test("carries the bytes of its pictures", () => {
    const { document } = parseHTML(reportPage(reportWith("a")));
    const source = document.querySelector("img")?.getAttribute("src") ?? "";
    expect(source).toBe(`data:image/png;base64,${Buffer.from(BYTES).toString("base64")}`);
    expect(document.querySelectorAll("figure > svg")).toHaveLength(1);
  });

  test("the same report gives the same bytes", () => {
    expect(reportPage(reportWith("a"))).toBe(reportPage(reportWith("a")));
  });
});
