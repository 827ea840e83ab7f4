/**
 * Makes what the page ships of MNIST: the first images of each part, as IDX files, compressed.
 *
 *     npx tsx lab/tools/make-data.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeIdx } from "../../src/data/idx.ts";
import { chosenImages } from "../../src/data/images.ts";
import { loadMnist } from "../../src/node/mnist.ts";

const FOLDER = join(import.meta.dirname, "../data");
const { train, test } = loadMnist();
mkdirSync(FOLDER, { recursive: true });
for (const [name, images, count] of [
  ["train", train, 2500],
  ["test", test ?? train, 500],
] as const) {
  const numbers = Uint32Array.from({ length: count }, (_, image) => image);
  const { rows, columns, pixels, labels } = chosenImages(images, numbers);
  const files = {
    [`${name}-images.idx3.gz`]: { shape: [count, rows, columns], bytes: pixels },
    [`${name}-labels.idx1.gz`]: { shape: [count], bytes: labels ?? new Uint8Array(count) },
  };
  for (const [file, { shape, bytes }] of Object.entries(files)) {
    const packed = gzipSync(writeIdx({ type: "u1", shape, bytes }), { level: 9 });
    writeFileSync(join(FOLDER, file), packed);
    console.log(`${file}: ${packed.length} bytes`);
  }
}
