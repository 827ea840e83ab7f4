/**
 * The folder that a run leaves behind.
 *
 *     config.json                        the full configuration
 *     labels.json                        which training images bear a label for the model, where any do
 *     metrics.jsonl                      a line for every step
 *     checkpoint.safetensors             all that is needed to go on, and the one before it as
 *     checkpoint.previous.safetensors
 *     model.safetensors                  the model
 *     best.safetensors                   the best model so far, where one is asked for
 *     evaluation.json                    what the model does with the test images
 *     live.html                          the losses while it trains, where a page is asked for
 *     *.png, *.svg                       pictures
 *     report.html                        all of it on one page
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { explained, isPart, readFileWhole, writeFileWhole } from "../node/files.ts";
import { isLock, lockFolder } from "./lock.ts";
import { parseRecorded, type Recorded, recordOf } from "./recorded.ts";

/** Where runs go that are not told where to go. */
const RUNS = "runs";

const CONFIGURATION = "config.json";

/** A folder that no other process uses until it is released. */
export interface RunFolder {
  readonly path: string;
  release(): void;
}

/**
 * Makes the folder for a new run: the one that is asked for, or `runs/RECIPE-1`, `-2`, …
 *
 * @throws InputError if the folder cannot be made or written, or already holds something.
 */
export function createRunFolder(recipe: string, asked?: string): RunFolder {
  if (asked === undefined) return taken(makeNextFree(recipe));
  try {
    if (existsSync(asked)) {
      if (!statSync(asked).isDirectory()) {
        throw new InputError(
          `The output folder ${quoted(asked)} is a file; choose another folder with --out.`,
        );
      }
      if (readdirSync(asked).some((name) => !isLock(name))) {
        throw new InputError(
          `The output folder ${quoted(asked)} is not empty, and a run is never overwritten; choose another folder with --out.`,
        );
      }
    }
    makeFolder(resolve(asked));
  } catch (error) {
    throw explained(`cannot make the output folder ${quoted(asked)}`, error);
  }
  return taken(asked);
}

function makeNextFree(recipe: string): string {
  for (let number = 1; ; number++) {
    const folder = join(RUNS, `${recipe}-${number}`);
    try {
      makeFolder(resolve(RUNS));
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") continue;
      throw explained(`cannot make the output folder ${quoted(folder)}`, error);
    }
  }
}

/**
 * Takes the folder of a run that is to go on, and removes what a killed process left half written.
 * A folder without a run is left as it is.
 *
 * @throws InputError if another process has it, or if it cannot be written to.
 */
export function openRunFolder(path: string): RunFolder {
  const folder = taken(path);
  if (!existsSync(join(path, CONFIGURATION))) return folder;
  for (const name of readdirSync(path)) {
    if (isPart(name)) rmSync(join(path, name), { force: true });
  }
  return folder;
}

function taken(path: string): RunFolder {
  return { path, release: lockFolder(path) };
}

/** Makes a folder and those above it, one by one: where one cannot be, Node's own recursion may never end. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Writes `config.json`. Throws an InputError if it cannot be written. */
export function recordConfiguration(folder: string, recorded: Recorded): void {
  writeJson(join(folder, CONFIGURATION), recordOf(recorded));
}

/**
 * Reads `config.json`.
 *
 * @throws InputError if it is missing or not as it should be.
 */
export function readConfiguration(folder: string): Recorded {
  const path = join(folder, CONFIGURATION);
  return parseConfiguration(readFileWhole(path), path);
}

/** Reads the bytes of a `config.json` that came from `path`. Throws as `readConfiguration`. */
export function parseConfiguration(file: Uint8Array, path: string): Recorded {
  return parseRecorded(new TextDecoder().decode(file), path);
}

/** Writes a value as a whole file of JSON. Throws an InputError if it cannot be written. */
export function writeJson(path: string, value: unknown): void {
  writeFileWhole(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}
