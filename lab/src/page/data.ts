/** The images: those that come with the page, a toy, or a file that was dropped. */
import type { ImageData8 } from "../engine/messages.ts";
import { bytesOf } from "./client.ts";

export interface Data {
  readonly name: string;
  readonly images: ImageData8;
  readonly shown: ImageData8;
}

/** So many images are shown as codes in the plane. */
const SHOWN = 300;
/** The largest file that may be dropped, in bytes. */
const LARGEST = 64 * 2 ** 20;

let digits: Promise<Data> | null = null;

/** The digits that come with the page. */
export function loadDigits(): Promise<Data> {
  digits ??= (async () => {
    const [train, trainLabels, test, testLabels] = await Promise.all(
      ["train-images.idx3", "train-labels.idx1", "test-images.idx3", "test-labels.idx1"].map(
        async (name) => unpacked(await bytesOf(`data/${name}.gz`)),
      ),
    );
    const { imagesFrom } = await import("./idx-files.ts");
    return {
      name: "MNIST digits",
      images: imagesFrom(train, trainLabels, "train-images.idx3"),
      shown: first(imagesFrom(test, testLabels, "test-images.idx3"), SHOWN),
    };
  })();
  digits.catch(() => {
    digits = null; // the next who asks tries again
  });
  return digits;
}

/** Spots, which need no download. */
export async function makeSpots(): Promise<Data> {
  const { spots } = await import("../engine/spots.ts");
  return {
    name: "spots",
    images: spots(2000, "spots to learn from"),
    shown: spots(SHOWN, "spots to show"),
  };
}

/**
 * Images from files that were dropped: IDX, plain or compressed, and perhaps a file of labels.
 *
 * @throws Error whose message is one sentence, if they are none.
 */
export async function readDropped(files: readonly File[]): Promise<Data> {
  const large = files.find(({ size }) => size > LARGEST);
  if (large !== undefined) {
    throw new Error(
      `“${large.name}” has ${Math.round(large.size / 2 ** 20)} MB, and at most ${LARGEST / 2 ** 20} MB are read here; give a smaller file.`,
    );
  }
  const { imagesFrom, kindOf } = await import("./idx-files.ts");
  let images: { bytes: Uint8Array; name: string } | null = null;
  let labels: Uint8Array | null = null;
  for (const file of files) {
    let bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      bytes = await unpacked(bytes, 4 * LARGEST).catch(() => {
        throw new Error(
          `“${file.name}” is compressed, but damaged or far too large when unpacked; give another copy.`,
        );
      });
    }
    if (kindOf(bytes, file.name) === "labels") labels = bytes;
    else images = { bytes, name: file.name };
  }
  if (images === null)
    throw new Error("These are labels alone; drop the file of images with them.");
  const all = imagesFrom(images.bytes, labels, images.name);
  return { name: images.name, images: all, shown: first(all, SHOWN) };
}

function first(images: ImageData8, most: number): ImageData8 {
  const count = Math.min(most, images.count);
  return {
    ...images,
    count,
    pixels: images.pixels.slice(0, count * images.rows * images.columns),
    labels: images.labels?.slice(0, count) ?? null,
  };
}

/** What gzip has packed; no more than that many bytes. */
async function unpacked(bytes: Uint8Array, most = LARGEST): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes.slice()]).stream();
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error("too large");
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
