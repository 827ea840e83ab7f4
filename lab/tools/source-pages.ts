/** The project's own source as pages in which each line has an address. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { escape as escaped } from "html-escaper";

const SRC = join(import.meta.dirname, "../../src");
/** The rooms that the page runs. */
const ROOMS = ["tensor", "layers", "losses", "optim", "aae", "gradcheck", "training", "simd"];

/** Writes `layers/dense.html` and all others, and a list of them. */
export function writeSourcePages(out: string): void {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(SRC, room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${room}/${file.replaceAll("\\", "/")}`)
      .sort(),
  );
  for (const file of files) {
    const lines = readFileSync(join(SRC, file), "utf8").trimEnd().split("\n");
    const body = lines
      .map(
        (line, k) =>
          `<tr id="L${k + 1}"><th><a href="#L${k + 1}">${k + 1}</a></th><td>${escaped(line)}</td></tr>`,
      )
      .join("\n");
    write(file.replace(/\.ts$/, ".html"), `src/${file}`, `<table>${body}</table>`);
  }
  const items = files.map(
    (file) => `<li><a href="${file.replace(/\.ts$/, ".html")}">src/${file}</a></li>`,
  );
  write("index.html", "The code that runs in the lab", `<ul>${items.join("\n")}</ul>`);

  function write(path: string, title: string, body: string): void {
    const up = "../".repeat(path.split("/").length);
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(
      join(out, path),
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(title)}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:1.5rem;max-width:70rem}table{border-collapse:collapse}td{white-space:pre;font:13px/1.6 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}th{text-align:right;padding-right:1rem;font:13px/1.6 ui-monospace,monospace}tr:target{background:#f3b27a55}</style>
<p><a href="${up}index.html">← the lab</a></p><h1>${escaped(title)}</h1>${body}</html>\n`,
    );
  }
}

/** The line of a file in src that holds a text, which must be there once at least. */
export function lineOf(file: string, text: string): number {
  const line = readFileSync(join(SRC, file), "utf8")
    .split("\n")
    .findIndex((it) => it.includes(text));
  if (line < 0) throw new Error(`src/${file} has no line with "${text}".`);
  return line + 1;
}
