/**
 * A folder of PNG and JPEG images.
 *
 *     digits/a.png, b.jpg, …                     images without labels
 *     digits/zero/a.png, digits/one/b.png, …     a folder for each class, whose name is the label's
 *     digits/train/…, digits/test/…              either of these twice, to learn from and to test with
 */
import { basename, extname, join, resolve } from "node:path";
import type { ExampleSet, Examples, ImageSize } from "../data/examples.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { isFolder, LARGEST_FILE, listFolder, readFileWhole } from "./files.ts";
import { type DecodedImage, decodeImage } from "./image-file.ts";

/** Images that are read, by the ending of their names. */
const READ = [".png", ".jpg", ".jpeg"];
/** Images that have to be converted. */
const NOT_READ = [".gif", ".bmp", ".webp", ".tif", ".tiff", ".avif", ".heic", ".svg"];

/** What systems put beside a user's files. */
const isPassedOver = (name: string) => name.startsWith(".") || name === "__MACOSX";

/** Whether a folder holds images, itself or in folders up to two levels below. */
export function hasImages(folder: string, depth = 2): boolean {
  const names = listFolder(folder).filter((name) => !isPassedOver(name));
  if (names.some((name) => READ.includes(extname(name).toLowerCase()))) return true;
  const folders = names.map((name) => join(folder, name)).filter(isFolder);
  return depth > 0 && folders.some((below) => hasImages(below, depth - 1));
}

/**
 * Reads a folder of images; all are of one size, and grey only if all are.
 *
 * Names starting with a dot and files that are no images are passed over. The images come in the
 * order of their folders' and their own names.
 *
 * @throws InputError that names the file or folder: without an image, of another size, damaged, in
 * another format; images beside folders of images; a class in the test that is not among those to learn.
 */
export function readImageFolder(folder: string): ExampleSet {
  const { files, folders } = listImages(folder);
  const isSplit = files.length === 0 && folders.includes("train");
  const parts = isSplit ? ["train", "test"].filter((name) => folders.includes(name)) : ["."];
  if (isSplit) expectOnly(folder, folders, parts);
  const lists = parts.map((part) => listPart(join(folder, part)));
  const images = decodeAll(lists.flatMap(({ paths }) => paths));
  const [{ rows, columns }] = images;
  const channels = images.some((image) => image.channels === 3) ? 3 : 1;
  const { classNames } = lists[0];
  const [train, test = null] = lists.map((list) =>
    examplesOf(images.splice(0, list.paths.length), list, { rows, columns, channels }, classNames),
  );
  return { name: basename(resolve(folder)), train, test };
}

/** Decodes images, which have to be of one size and to fit into memory. */
function decodeAll(paths: readonly string[]): DecodedImage[] {
  const images: DecodedImage[] = [];
  let bytes = 0;
  for (const path of paths) {
    const image = decodeImage(readFileWhole(path), path);
    images.push(image);
    const [{ rows, columns }] = images;
    if (image.rows !== rows || image.columns !== columns) {
      throw new InputError(
        `${quoted(path)} has ${image.rows} rows and ${image.columns} columns of pixels, but ${quoted(paths[0])} has ${rows} and ${columns}; bring all images to one size.`,
      );
    }
    bytes += image.pixels.length;
    if (bytes > LARGEST_FILE) {
      throw new InputError(
        `the images up to ${quoted(path)} have more than ${LARGEST_FILE} bytes of pixels, which is the most that is read; use fewer or smaller ones.`,
      );
    }
  }
  return images;
}

/** The images of one part, in order, each with its class if there are classes. */
interface ImageList {
  readonly paths: readonly string[];
  readonly classOf: readonly string[] | null;
  readonly classNames: readonly string[] | null;
}

function listPart(folder: string): ImageList {
  const { files, folders } = listImages(folder);
  if (files.length > 0 && folders.length > 0) {
    throw new InputError(
      `the folder ${quoted(folder)} has both images, such as ${quoted(files[0])}, and folders, such as ${quoted(folders[0])}; keep either all images in it, or all in folders whose names are their labels.`,
    );
  }
  if (files.length > 0) {
    return { paths: files.map((file) => join(folder, file)), classOf: null, classNames: null };
  }
  if (folders.length === 0) throw withoutImages(folder);
  const paths: string[] = [];
  const classOf: string[] = [];
  for (const name of folders) {
    const path = join(folder, name);
    const inside = listImages(path);
    if (inside.files.length === 0) throw withoutImages(path);
    if (inside.folders.length > 0) {
      throw new InputError(
        `the folder ${quoted(path)} has a folder ${quoted(inside.folders[0])} beside its images; keep the images of a class in one folder.`,
      );
    }
    paths.push(...inside.files.map((file) => join(path, file)));
    classOf.push(...inside.files.map(() => name));
  }
  return { paths, classOf, classNames: folders };
}

function withoutImages(folder: string): InputError {
  return new InputError(
    `the folder ${quoted(folder)} has no PNG or JPEG image, but each class needs one; add some, or remove the folder.`,
  );
}

function expectOnly(folder: string, folders: readonly string[], parts: readonly string[]): void {
  const other = folders.find((name) => !parts.includes(name));
  if (other === undefined) return;
  throw new InputError(
    `the folder ${quoted(folder)} has a folder ${quoted(other)} beside "train"; keep only "train" and "test" in it, or rename "train".`,
  );
}

function examplesOf(
  images: readonly DecodedImage[],
  { classOf }: ImageList,
  size: ImageSize,
  classNames: readonly string[] | null,
): Examples {
  const { rows, columns, channels } = size;
  const inputs = rows * columns * channels;
  const values = new Uint8Array(images.length * inputs);
  images.forEach((image, i) => {
    const row = values.subarray(i * inputs, (i + 1) * inputs);
    if (image.channels === channels) row.set(image.pixels);
    else for (let j = 0; j < inputs; j++) row[j] = image.pixels[Math.floor(j / 3)];
  });
  return {
    count: images.length,
    inputs,
    image: size,
    values,
    labels: classOf && classNames && labelsIn(classOf, classNames),
    classNames: classOf && classNames,
    columnNames: null,
  };
}

function labelsIn(classOf: readonly string[], classNames: readonly string[]) {
  const labels = classOf.map((name) => classNames.indexOf(name));
  const unknown = labels.indexOf(-1);
  if (unknown >= 0) {
    throw new InputError(
      `the folder "test" has the class ${quoted(classOf[unknown])}, but the folder "train" has not; give both the same classes.`,
    );
  }
  return classNames.length > 256 ? Uint16Array.from(labels) : Uint8Array.from(labels);
}

/** The images and the folders in a folder, each in the order of their names. */
function listImages(folder: string): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  for (const name of listFolder(folder).sort()) {
    if (isPassedOver(name)) continue;
    const path = join(folder, name);
    const ending = extname(name).toLowerCase();
    if (READ.includes(ending)) files.push(name);
    else if (isFolder(path)) folders.push(name);
    else if (NOT_READ.includes(ending)) {
      throw new InputError(
        `${quoted(path)} is an image, but neither PNG nor JPEG; convert it or take it out of the folder.`,
      );
    }
  }
  return { files, folders };
}
