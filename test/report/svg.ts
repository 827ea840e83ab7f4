import { expect } from "vitest";

/** What every chart must be: well formed, standing alone, and without a number that is none. */
export function expectSoundSvg(svg: string): void {
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toMatch(/viewBox="0 0 \d+ \d+"/);
  expect(svg).toContain("prefers-color-scheme: dark");
  expect(svg).not.toMatch(/NaN|undefined|Infinity|<script|url\(/);
  expect(svg).not.toMatch(/="[^"]*<|&(?!(amp|lt|gt|quot|#160);)/); // which XML forbids
}

/** All words of a chart, in the order of the file. */
export function wordsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, text]) =>
    text
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/ +/g, " ")
      .trim(),
  );
}
