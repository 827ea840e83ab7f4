/**
 * A folder of IDX files: which of them are the training images, the labels and so on.
 */
import { basename, dirname, join, resolve } from "node:path";
import { isGzip } from "../data/content.ts";
import { type Idx, readIdx } from "../data/idx.ts";
import { type IdxName, parseIdxName } from "../data/idx-names.ts";
import { nearestName } from "../data/nearest.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { isFolder, listFolder, readFileWhole } from "./files.ts";
import { gunzipIdx } from "./gunzip.ts";

/** An IDX file's contents, and where they came from. */
export interface IdxFile {
  readonly path: string;
  readonly idx: Idx;
}

/** Images as they are in a file, and their labels if there is a file of them. */
export interface IdxPart {
  readonly images: IdxFile;
  readonly labels: IdxFile | null;
}

/** What a folder of IDX files holds. */
export interface IdxFolder {
  /** What the folder is called, or the data set by the names of its files. */
  readonly name: string;
  readonly train: IdxPart;
  readonly test: IdxPart | null;
}

/** Looks at a file as it was unpacked, before it is read. */
export type Inspect = (name: string, file: Uint8Array, path: string) => void;

/**
 * Reads the IDX files of a folder: training images, and where they are there, labels, test images
 * and theirs. Each may be compressed, or lie in a folder of its own name, as some archives unpack.
 *
 * A folder may hold several data sets whose files differ in their first words, as EMNIST's do:
 * then the path of one file of training images says which.
 *
 * @param path a folder, or a file of training images in it
 * @throws InputError if there are no training images, several data sets, or a file that is not IDX.
 */
export function readIdxFolder(path: string, inspect: Inspect = () => {}): IdxFolder {
  const named = isFolder(path) ? null : parseIdxName(basename(path));
  const chosen = named?.part === "train" && named.what === "images" ? named.prefix : undefined;
  const folder = chosen === undefined ? path : dirname(path);
  const files = listIdxFiles(folder);
  const prefix = chosen ?? prefixOf(files, folder);
  const load = (part: IdxName["part"], what: IdxName["what"]): IdxFile | null => {
    const file = files.find((f) => f.prefix === prefix && f.part === part && f.what === what);
    if (file === undefined) return null;
    return readIdxFile(file.path, (bytes) => inspect(mnistName(part, what), bytes, file.path));
  };
  const loadPart = (part: IdxName["part"]): IdxPart | null => {
    const images = load(part, "images");
    return images && { images, labels: load(part, "labels") };
  };
  const train = loadPart("train");
  if (train === null) throw missing(folder, mnistName("train", "images"));
  const name = prefix.replace(/[-_. ]+$/, "") || basename(resolve(folder));
  return { name, train, test: loadPart("test") };
}

/**
 * Reads one IDX file, compressed or not.
 *
 * @throws InputError if it is not IDX.
 */
export function readIdxFile(path: string, inspect: (file: Uint8Array) => void = () => {}): IdxFile {
  const bytes = readFileWhole(path);
  const file = isGzip(bytes) ? gunzipIdx(bytes, path) : bytes;
  inspect(file);
  return { path, idx: readIdx(file, path) };
}

/** The name that MNIST gave such a file. */
export function mnistName(part: IdxName["part"], what: IdxName["what"]): string {
  return `${part === "train" ? "train" : "t10k"}-${what}-idx${what === "images" ? 3 : 1}-ubyte`;
}

/** The refusal of a folder in which a file is missing, with what is there instead. */
export function missing(folder: string, name: string): InputError {
  return new InputError(
    `the folder ${quoted(folder)} has neither ${name} nor ${name}.gz, ${insteadOf(name, folder)}; name a folder with MNIST's four files.`,
  );
}

function insteadOf(wanted: string, folder: string): string {
  const entries = listFolder(folder).sort();
  const below = entries.find((entry) => {
    const path = join(folder, entry);
    return isFolder(path) && listIdxFiles(path).length > 0;
  });
  if (below !== undefined) return `but its folder ${quoted(below)} has IDX files`;
  const role = parseIdxName(wanted);
  const nearest = nearestName(
    wanted,
    entries.filter((entry) => {
      const name = parseIdxName(entry); // what has another role cannot be meant
      return name === null || (name.part === role?.part && name.what === role.what);
    }),
  );
  if (nearest !== undefined) return `the nearest in it being ${quoted(nearest)}`;
  return entries.length === 0
    ? "and is empty"
    : `only ${entries.slice(0, 6).map(quoted).join(", ")}`;
}

interface Entry extends IdxName {
  readonly path: string;
}

/** The IDX files of a folder, the ones to be preferred first: plain before compressed. */
function listIdxFiles(folder: string): Entry[] {
  const found: (Entry & { readonly rank: number })[] = [];
  for (const entry of listFolder(folder).sort()) {
    const name = parseIdxName(entry);
    if (name === null) continue;
    const path = join(folder, entry);
    const inside = isFolder(path) ? listFolder(path).sort().find(isTwin(name)) : undefined;
    const rank = (/\.gz$/i.test(inside ?? entry) ? 2 : 0) + (inside === undefined ? 0 : 1);
    found.push({ ...name, path: inside === undefined ? path : join(path, inside), rank });
  }
  return found.sort((a, b) => a.rank - b.rank);
}

/** Asks of another name whether it says the same. */
function isTwin({ prefix, part, what }: IdxName): (entry: string) => boolean {
  return (entry) => {
    const name = parseIdxName(entry);
    return name?.prefix === prefix && name.part === part && name.what === what;
  };
}

/** What stands in front of the names of the one data set in a folder. */
function prefixOf(files: readonly Entry[], folder: string): string {
  const images = files.filter(({ part, what }) => part === "train" && what === "images");
  const prefixes = [...new Set(images.map(({ prefix }) => prefix))].sort();
  if (prefixes.length > 1 && !prefixes.includes("")) {
    const names = prefixes.slice(0, 6).map(quoted).join(", ");
    throw new InputError(
      `the folder ${quoted(folder)} holds ${prefixes.length} data sets, whose names start with ${names}; give the path of the training images of one.`,
    );
  }
  return prefixes[0] ?? "";
}
