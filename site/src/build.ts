/** Builds the site into a folder of static files that works from any path of any web server. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { buildLab } from "../../lab/tools/build-lab.ts";
import { licences } from "../../lab/tools/licences.ts";
import { InputError } from "../../src/input-error.ts";
import { placesOf, readApi } from "./api.ts";
import { putApi } from "./api-pages.ts";
import { readChapters } from "./contents.ts";
import { putCourse } from "./course-pages.ts";
import { putDocs, putHome } from "./docs-pages.ts";
import { ROOT } from "./project.ts";
import { checkScenes } from "./scenes.ts";
import { Site } from "./site.ts";
import { putSources } from "./source-pages.ts";

const HERE = join(ROOT, "site");

/** Where the site is built to, unless told otherwise. */
export const DIST = join(HERE, "dist");

/**
 * Builds into a folder, which is emptied first.
 *
 * @returns how many pages there are, without the lab's.
 * @throws InputError if a link leads nowhere.
 */
export async function buildSite(out: string = DIST): Promise<number> {
  checkScenes();
  const modules = readApi();
  const site = new Site(placesOf(modules));
  const chapters = readChapters();
  putHome(site, chapters);
  putCourse(site, chapters);
  putDocs(site);
  putApi(site, modules);
  putSources(site);
  site.files.set("search.json", JSON.stringify(site.found));
  const faults = site.links.faults(site.files);
  if (faults.length > 0) throw new InputError(faults.join("\n"));

  rmSync(out, { recursive: true, force: true });
  for (const [path, content] of site.files) {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  await bundle(out);
  await buildLab(join(out, "lab"), "../index.html");
  return site.pages;
}

/** The browser's part: a stylesheet with its fonts, and a script. */
async function bundle(out: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: { site: join(HERE, "client/main.ts"), style: join(HERE, "style.css") },
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    target: "es2023",
    outdir: out,
    chunkNames: "parts/[name]-[hash]",
    assetNames: "fonts/[name]",
    loader: { ".woff2": "file" },
    plugins: [woff2Only],
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
  });
  writeFileSync(join(out, "icon.svg"), readFileSync(join(ROOT, "lab/icon.svg")));
  writeFileSync(join(out, "licences.txt"), licences(metafile, "This site: MIT.\n"));
}

/** Leaves out the older forms of the formulas' fonts: every browser of today reads WOFF2. */
const woff2Only: Plugin = {
  name: "woff2 only",
  setup({ onLoad }) {
    onLoad({ filter: /katex[^/]*\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(
        /,url\([^)]+\.(woff|ttf)\) format\("\w+"\)/g,
        "",
      ),
      loader: "css",
    }));
  },
};
