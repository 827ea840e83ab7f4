/** Whether images and labels are the same as at another time. */
import { createHash } from "node:crypto";
import type { DataSet } from "../data/images.ts";

/** The sha256 of all images and labels. */
export function fingerprintOf({ train, test }: DataSet): string {
  const hash = createHash("sha256");
  for (const images of [train, test]) {
    if (images === null) continue;
    const { count, rows, columns, pixels, labels } = images;
    hash.update(`${count} images of ${rows}×${columns} pixels`).update(pixels);
    if (labels !== null) hash.update(labels);
  }
  return hash.digest("hex");
}
