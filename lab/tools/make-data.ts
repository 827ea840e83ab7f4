/**
 * Makes what the page ships of MNIST: the first images of each part, as IDX files, compressed.
 *
 *     npx tsx lab/tools/make-data.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeIdx } from "../../src/data/idx.ts";
import { loadMnist } from "../../src/node/mnist.ts";

const FOLDER = join(import.meta.dirname, "../data");
const { train, test } = loadMnist();
mkdirSync(FOLDER, { recursive: true });
for (const [name, images, count] of [
  ["train", train, 2500],
  ["test", test ?? train, 500],
] as const) {
  const { rows, columns } = images;
  const pixels = images.pixels.slice(0, count * rows * columns);
  const labels = Uint8Array.from(images.labels?.slice(0, count) ?? new Uint8Array(count));
  const files = {
    [`${name}-images.idx3.gz`]: { shape: [count, rows, columns], bytes: pixels },
    [`${name}-labels.idx1.gz`]: { shape: [count], bytes: labels },
  };
  for (const [file, { shape, bytes }] of Object.entries(files)) {
    const packed = gzipSync(writeIdx({ type: "u1", shape, bytes }), { level: 9 });
    writeFileSync(join(FOLDER, file), packed);
    console.log(`${file}: ${packed.length} bytes`);
  }
}
