/** IDX files, read by the project's own reader. */
import { readIdx } from "../../../src/data/idx.ts";
import type { ImageData8 } from "../engine/messages.ts";

/** The widest image that the page trains on, in pixels. */
const WIDEST = 64;

/** @throws InputError if it is no IDX file. */
export function kindOf(bytes: Uint8Array, name: string): "images" | "labels" {
  return readIdx(bytes, name).shape.length === 1 ? "labels" : "images";
}

/** @throws Error whose message is one sentence, if the files do not hold images that fit. */
export function imagesFrom(
  bytes: Uint8Array,
  labelBytes: Uint8Array | null,
  name: string,
): ImageData8 {
  const { type, shape, bytes: pixels } = readIdx(bytes, name);
  const [count, rows, columns] = shape;
  if (type !== "u1" || shape.length !== 3) {
    throw new Error(
      `“${name}” holds ${type} [${shape.join(", ")}], but grey images are bytes [count, rows, columns]; give such a file.`,
    );
  }
  if (rows !== columns || rows < 2 || rows > WIDEST || count < 16) {
    throw new Error(
      `“${name}” holds ${count} images of ${rows}×${columns} pixels; the page needs at least 16 square ones of 2×2 to ${WIDEST}×${WIDEST}.`,
    );
  }
  const labels = labelBytes === null ? null : readIdx(labelBytes, "the labels");
  if (labels !== null && labels.type !== "u1") {
    throw new Error(
      `The labels are of the type ${labels.type}, but bytes are read; give such a file.`,
    );
  }
  if (labels !== null && labels.shape[0] !== count) {
    throw new Error(
      `There are ${count} images but ${labels.shape[0]} labels; give the two files that belong together.`,
    );
  }
  return { count, rows, columns, pixels, labels: labels?.bytes ?? null };
}
