/**
 * The page of a run: its figures, its pictures and its settings, in one HTML file that needs
 * nothing beside it.
 */
import { Buffer } from "node:buffer";
import { escape as escapeHtml } from "html-escaper";
import type { Figure, Verdict } from "./figures.ts";

export interface Picture {
  title: string;
  caption: string;
  /** A PNG file, with words for those who cannot see it; or an SVG from `plotSvg`, which has its own. */
  image: { png: Uint8Array; alt: string } | { svg: string };
}

export interface Report {
  title: string;
  summary: readonly Figure[];
  pictures: readonly Picture[];
  /** The settings of the run: their names and what they were set to. */
  configuration: readonly (readonly [name: string, value: string])[];
}

/** Forbids scripts and anything from elsewhere, whatever the texts and pictures contain. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --pale: #57606a; --paper: #fff; --line: #d1d9e0; --good: #1a7f37; --look: #bf8700; --bad: #cf222e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --pale: #9aa2ab; --paper: #0d1117; --line: #30363d; --good: #3fb950; --look: #d29922; --bad: #f85149; }
}
body {
  max-width: 66rem; margin: 0 auto; padding: 1rem; box-sizing: border-box;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: break-word;
}
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 0.75rem; }
p, dd, figcaption { color: var(--pale); }
.figures, .pictures {
  display: grid; gap: 1.5rem; margin: 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
}
.pictures { gap: 2.5rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
dt { font-weight: 600; }
dd { margin: 0; }
.value { color: var(--ink); font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.verdict { color: var(--ink); margin: 0.25rem 0; padding-left: 0.6rem; border-left: 4px solid var(--line); }
.verdict.good { border-color: var(--good); }
.verdict.look { border-color: var(--look); }
.verdict.bad { border-color: var(--bad); }
code { font: inherit; white-space: nowrap; }
figure { margin: 0; }
figure h3 { font-size: 1rem; margin: 0 0 0.5rem; }
figure > img, figure > svg { display: block; max-width: 100%; height: auto; }
figure > svg { width: 36rem; }
figcaption { margin-top: 0.5rem; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 1.5rem 0.3rem 0; border-top: 1px solid var(--line); }
th { min-width: 8rem; font-weight: normal; color: var(--pale); }
td { overflow-wrap: anywhere; }
`;

/**
 * Writes the page of a run. Every text may come from anywhere: it is escaped.
 *
 * @returns the text of an HTML file
 */
export function reportPage({ title, summary, pictures, configuration }: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<dl class="figures">
${summary.map(figureHtml).join("\n")}
</dl>
<h2>Pictures</h2>
<div class="pictures">
${pictures.map(pictureHtml).join("\n")}
</div>
<h2>Configuration</h2>
<table>
${configuration.map(settingHtml).join("\n")}
</table>
</body>
</html>
`;
}

/** A verdict in words and a sign, for colour alone does not reach everybody; and its class. */
const VERDICTS: Readonly<Record<Verdict, { readonly words: string; readonly class: string }>> = {
  good: { words: "✓ Good.", class: "good" },
  "look here": { words: "! Look here.", class: "look" },
  bad: { words: "✗ Bad.", class: "bad" },
};

function figureHtml({ label, value, explanation, verdict, reason }: Figure): string {
  const { words, class: name } = verdict === null ? { words: "", class: "" } : VERDICTS[verdict];
  return `<div>
<dt>${escapeHtml(label)}</dt>
<dd class="value">${escapeHtml(value)}</dd>
<dd class="verdict ${name}"><strong>${words}</strong> ${withOptions(reason)}</dd>
<dd>${escapeHtml(explanation)}</dd>
</div>`;
}

/** A text in which the names of options are not broken at their hyphens. */
function withOptions(text: string): string {
  return escapeHtml(text).replaceAll(/--[a-z][a-z-]*/g, "<code>$&</code>");
}

function pictureHtml({ title, caption, image }: Picture): string {
  return `<figure>
<h3>${escapeHtml(title)}</h3>
${"svg" in image ? image.svg : pngHtml(image)}
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>`;
}

function pngHtml({ png, alt }: { png: Uint8Array; alt: string }): string {
  const base64 = Buffer.from(png).toString("base64");
  return `<img alt="${escapeHtml(alt)}" src="data:image/png;base64,${base64}">`;
}

function settingHtml([name, value]: readonly [string, string]): string {
  return `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`;
}
