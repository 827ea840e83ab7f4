/** Images as files of a folder, one for each. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { quoted } from "../data/quoted.ts";
import { explained, listFolder, partOf, writeFileWhole } from "./files.ts";
import { expectFree } from "./row-writer.ts";

/**
 * Writes images into a folder: `000000.png`, `000001.png`, … Returns how many.
 *
 * They come into a folder of their own first, and get their places at the end: whoever finds them finds
 * all of them, and a failure leaves what was there before. With `force`, they take the place of images of
 * such names, and of nothing else in the folder.
 *
 * @throws InputError if the folder is there already and `force` is not set, or cannot be written.
 */
export function writeSeparately(
  folder: string,
  force: boolean,
  images: Iterable<Uint8Array>,
): number {
  expectFree(folder, force);
  const isNew = !existsSync(folder);
  const part = partOf(isNew ? resolve(folder) : join(folder, "images"));
  const failure = `cannot make the folder ${quoted(folder)}`;
  try {
    mkdirSync(part, { recursive: force });
  } catch (error) {
    throw explained(failure, error);
  }
  try {
    let count = 0;
    for (const png of images) {
      writeFileWhole(join(part, `${String(count++).padStart(6, "0")}.png`), png);
    }
    if (isNew) renameSync(part, folder);
    else replaceImages(folder, part);
    return count;
  } catch (error) {
    throw explained(failure, error);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Moves images out of a part into its folder, and removes those that were there. */
function replaceImages(folder: string, part: string): void {
  const images = new Set(listFolder(part));
  for (const name of images) renameSync(join(part, name), join(folder, name));
  for (const name of listFolder(folder)) {
    if (/^\d{6,}\.png$/.test(name) && !images.has(name)) rmSync(join(folder, name));
  }
}
