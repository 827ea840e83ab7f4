/** Builds the page into a folder of static files that works from any path of any web server. */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { build, type Metafile } from "esbuild";
import { EXERCISES } from "../src/exercises/exercises.ts";
import { SOURCES } from "../src/page/sources.ts";
import { licences } from "./licences.ts";
import { lineOf, writeSourcePages } from "./source-pages.ts";

const LAB = join(import.meta.dirname, "..");
const ROOT = join(LAB, "..");

/** Where the page is built to, unless told otherwise. */
export const DIST = join(LAB, "dist");

/** Says that the page was opened as a file, before anything else can. */
const BOOT = 'if(location.protocol==="file:")document.documentElement.classList.add("from-file")';

/** The script of the sandboxed frame: it makes a worker of the code that it is sent. */
export const SANDBOX_SCRIPT = readFileSync(
  join(LAB, "src/exercises/frame-script.js"),
  "utf8",
).trim();

const hashOf = (script: string) =>
  `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

/** Where things may come from: from here, and nowhere else. */
const POLICY = [
  "default-src 'none'",
  // ndarray writes code for each kind of array, and a learner's code is code.
  `script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob: ${hashOf(BOOT)} ${hashOf(SANDBOX_SCRIPT)}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The lines that the page links to. */
function sourceLines(): Record<string, number> {
  const wanted = [...EXERCISES.map(({ source }) => source), ...SOURCES];
  return Object.fromEntries(wanted.map(([file, text]) => [`${file} ${text}`, lineOf(file, text)]));
}

/**
 * Builds into a folder, which is emptied first.
 *
 * @param home the address of the site that the page is a part of, if it is
 */
export async function buildLab(out: string = DIST, home: string | null = null): Promise<Metafile> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const common = {
    bundle: true,
    minify: true,
    target: "es2023",
    outdir: out,
    metafile: true,
    logLevel: "warning",
    legalComments: "none",
    define: {
      SANDBOX_SCRIPT: JSON.stringify(SANDBOX_SCRIPT),
      SOURCE_LINES: JSON.stringify(sourceLines()),
    },
  } as const;
  const { metafile } = await build({
    ...common,
    entryPoints: {
      page: join(LAB, "src/page/main.ts"),
      worker: join(LAB, "src/engine/worker.ts"),
    },
    format: "esm",
    splitting: true,
    chunkNames: "parts/[name]-[hash]",
  });
  await build({
    ...common,
    entryPoints: { "sandbox-worker": join(LAB, "src/exercises/sandbox-worker.ts") },
    format: "iife",
  });

  const html = readFileSync(join(LAB, "index.html"), "utf8");
  writeFileSync(
    join(out, "index.html"),
    html
      .replace("{{POLICY}}", POLICY)
      .replace("<!-- boot -->", `<script>${BOOT}</script>`)
      .replace("<!-- home -->", home === null ? "" : ` <a href="${home}">Course and docs</a>`),
  );
  for (const file of ["style.css", "icon.svg"]) cpSync(join(LAB, file), join(out, file));
  cpSync(join(LAB, "data"), join(out, "data"), { recursive: true });
  const wasm = join(ROOT, "build/simd-single.wasm");
  if (!existsSync(wasm)) {
    console.error("The SIMD loops are not built; run npm run prepare first.");
    process.exit(1);
  }
  cpSync(wasm, join(out, "simd.wasm"));
  writeFileSync(join(out, "licences.txt"), licences(metafile));
  writeSourcePages(join(out, "source"));
  writeOffline(out);
  return metafile;
}

/** The service worker keeps everything after the first visit; its name changes with the content. */
function writeOffline(out: string): void {
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => !file.startsWith("source/"))
    .sort();
  const version = createHash("sha256");
  for (const file of files) version.update(file).update(readFileSync(join(out, file)));
  const script = readFileSync(join(LAB, "src/offline.js"), "utf8")
    .replace("{{VERSION}}", version.digest("hex").slice(0, 12))
    .replace('"{{FILES}}"', JSON.stringify(["./", ...files]));
  writeFileSync(join(out, "offline.js"), script);
}
