/** Whether images and labels are the same as at another time. */
import { createHash } from "node:crypto";
import type { ExampleSet } from "../data/examples.ts";

/** The sha256 of all examples and labels. */
export function fingerprintOf({ train, test }: ExampleSet): string {
  const hash = createHash("sha256");
  for (const examples of [train, test]) {
    if (examples === null) continue;
    const { count, inputs, image, values, labels } = examples;
    const what =
      image === null
        ? `${count} rows of ${inputs} numbers`
        : `${count} images of ${image.rows}×${image.columns} pixels${image.channels === 1 ? "" : " in colour"}`;
    hash.update(what).update(values);
    if (labels !== null) hash.update(labels);
  }
  return hash.digest("hex");
}
