/** Code with a class around each word that has a meaning; the colours are the stylesheet's. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import { escape as escaped } from "html-escaper";

for (const [name, language] of Object.entries({
  ...{ bash, css, javascript, json, python, typescript, xml },
})) {
  hljs.registerLanguage(name, language);
}

/** @param language a name or the end of a file's name, such as `ts`; unknown ones stay as they are */
export function highlight(code: string, language: string): string {
  if (hljs.getLanguage(language) === undefined) return escaped(code);
  return hljs.highlight(code, { language }).value;
}

/** Makes links of the relative paths that code imports. `link` gives null where there is nothing. */
export function linkImports(html: string, link: (path: string) => string | null): string {
  return html.replaceAll(
    /(?<=<span class="hljs-string">)&quot;(\.\.?\/[^&<]+)&quot;(?=<\/span>)/g,
    (whole, path: string) => {
      const href = link(path);
      return href === null ? whole : `<a href="${escaped(href)}">${whole}</a>`;
    },
  );
}

/** Lines that each close what they open: a comment over three lines becomes three. */
export function linesOf(html: string): string[] {
  const open: string[] = [];
  return html.split("\n").map((line) => {
    const start = open.join("");
    for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g)) {
      if (tag === "</span>") open.pop();
      else open.push(tag);
    }
    return start + line + "</span>".repeat(open.length);
  });
}
