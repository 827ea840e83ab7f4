/**
 * The folder that a run leaves behind.
 *
 *     config.json         the full configuration
 *     metrics.jsonl       a line for every step
 *     model.safetensors   the model
 *     *.png, *.svg        pictures
 *     report.html         all of it on one page
 */
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../input-error.ts";

/** Where runs go that are not told where to go. */
const RUNS = "runs";

/**
 * Makes the folder for a new run: the one that is asked for, or `runs/RECIPE-1`, `-2`, …
 *
 * @throws InputError if the folder cannot be made or written, or already holds something.
 */
export function createRunFolder(recipe: string, asked?: string): string {
  const folder = asked ?? nextFree(recipe);
  try {
    if (existsSync(folder)) {
      if (!statSync(folder).isDirectory()) {
        throw new InputError(
          `The output folder ${folder} is a file; choose another folder with --out.`,
        );
      }
      if (readdirSync(folder).length > 0) {
        throw new InputError(
          `The output folder ${folder} is not empty, and a run is never overwritten; choose another folder with --out.`,
        );
      }
    }
    makeFolder(resolve(folder));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `The output folder ${folder} cannot be made (${reasonOf(error)}); choose a folder that can be written with --out.`,
    );
  }
  return folder;
}

/** Makes a folder and those above it, one by one: where one cannot be, Node's own recursion may never end. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function nextFree(recipe: string): string {
  for (let number = 1; ; number++) {
    const folder = join(RUNS, `${recipe}-${number}`);
    if (!existsSync(folder)) return folder;
  }
}

/** The system's own word for what went wrong, such as EACCES. */
function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
