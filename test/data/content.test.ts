import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { contentOf, isGzip } from "../../src/data/content.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

test.each<[string, Uint8Array, string | null]>([
  ["nothing", new Uint8Array(0), "empty"],
  ["gzip", gzipSync("x"), "compressed with gzip"],
  ["a zip archive", Uint8Array.of(0x50, 0x4b, 3, 4), "a zip archive"],
  ["a page", ascii("<!doctype HTML>"), "a web page"],
  ["a page after blanks", ascii("\r\n  <html lang=en>"), "a web page"],
  ["an answer in XML", ascii("<?xml version='1.0'?><Error>"), "a web page"],
  ["a GIF", ascii("GIF89a"), "a GIF image"],
  ["a PDF", ascii("%PDF-1.4"), "a PDF document"],
  ["a PNG", Uint8Array.of(0x89, ...ascii("PNG\r\n\x1a\n")), "a PNG image"],
  ["a JPEG", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), "a JPEG image"],
  ["IDX", Uint8Array.of(0, 0, 8, 3), null],
  ["a table", ascii("a,b\n1,2\n"), null],
  ["a table with the columns BMI and GIF8", ascii("BMI,GIF8\n"), null],
  ["a formula", ascii("x < html"), null],
])("the first bytes of %s say so", (_, file, content) => {
  expect(contentOf(file)).toBe(content);
});

test("one byte of gzip's two is not gzip", () => {
  expect(isGzip(Uint8Array.of(0x1f))).toBe(false);
  expect(isGzip(Uint8Array.of(0x1f, 0x8b))).toBe(true);
});
