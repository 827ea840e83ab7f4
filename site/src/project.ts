/** The project whose files become the site. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The project's folder. Paths of files are given from there, with slashes: `docs/runs.md`. */
export const ROOT = join(import.meta.dirname, "../..");

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

export function isFolder(path: string): boolean {
  return statSync(join(ROOT, path)).isDirectory();
}

/** Files that are text, and worth a page. */
const READABLE = /\.([cm]?[jt]s|json|md|ipynb|css|html|py|txt|csv)$|(^|\/)[A-Z]+$/;
/** The largest file that gets one, in bytes. */
const LARGEST = 200_000;

/** Whether a file is to be read on a page of its own. */
export function isReadable(path: string): boolean {
  if (!READABLE.test(path) || isLeftOut(path) || !exists(path) || isFolder(path)) return false;
  return statSync(join(ROOT, path)).size <= LARGEST;
}

/** What is no part of the project itself: packages, and what was built. */
export function isLeftOut(path: string): boolean {
  return /(^|\/)(node_modules|dist|\.[^/]*)(\/|$)/.test(path);
}
