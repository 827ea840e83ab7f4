/**
 * PNG and JPEG files, decoded by pngjs and jpeg-js, without trusting them.
 */
import { inflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { contentOf } from "../data/content.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";

/** An image as it was decoded. */
export interface DecodedImage {
  readonly rows: number;
  readonly columns: number;
  /** 1 if no pixel has a colour, else 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** Pixel after pixel, row after row, the channels of a pixel together. */
  readonly pixels: Uint8Array;
}

/** The largest image that is decoded, in pixels: 4096×4096. */
const MOST_PIXELS = 2 ** 24;

/** No stream of deflate grows more than this many times; see "Maximum Compression Factor", zlib.net. */
const LARGEST_GROWTH = 1032;

/**
 * Decodes a PNG or a JPEG file; which of them it is, its first bytes say.
 *
 * 16 bits are rounded to 8. What is transparent lies on white paper. A rotation that a camera
 * noted beside a JPEG is not carried out.
 *
 * @param source where the file came from, for messages
 * @throws InputError if it is neither, damaged, animated, or larger than 2²⁴ pixels.
 */
export function decodeImage(file: Uint8Array, source: string): DecodedImage {
  const content = contentOf(file);
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (content === "a PNG image") return decodePng(bytes, source);
  if (content === "a JPEG image") return decodeJpeg(bytes, source);
  throw new InputError(
    `${quoted(source)} is ${content ?? "no image that is known here"}, but a PNG or a JPEG image is needed; convert it.`,
  );
}

function decodePng(file: Buffer, source: string): DecodedImage {
  const { rows, columns, bitsPerPixel, interlaced, frames, data } = scanPng(file, source);
  if (frames > 1) {
    throw new InputError(
      `${quoted(source)} is animated, with ${frames} frames, but one image is needed; save the frames as files of their own.`,
    );
  }
  expectSize(rows, columns, source);
  // Each row has a byte in front; an interlaced image is seven smaller ones.
  const rawLength =
    rows * (Math.ceil((columns * bitsPerPixel) / 8) + 1) + (interlaced ? 16 * (rows + columns) : 0);
  if (rawLength > LARGEST_GROWTH * data.length + 1) throw damaged(source, "it is too short");
  try {
    // Where an image is interlaced, pngjs unpacks without a limit.
    if (interlaced) inflateSync(data, { maxOutputLength: rawLength });
    const { width, height, data: rgba } = PNG.sync.read(file);
    return withoutAlpha(rgba, height, width);
  } catch (error) {
    throw damaged(source, error);
  }
}

/** What the chunks of a PNG say, before it is decoded. */
function scanPng(file: Buffer, source: string) {
  if (file.length < 33 || file.toString("latin1", 12, 16) !== "IHDR") {
    throw damaged(source, "its header is missing");
  }
  const channels = [1, 0, 3, 1, 2, 0, 4][file[25]] ?? 0;
  let frames = 1;
  const data: Buffer[] = [];
  for (let at = 8; at + 8 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const content = file.subarray(at + 8, at + 8 + length);
    if (type === "acTL" && content.length >= 4) frames = content.readUInt32BE(0);
    if (type === "IDAT") data.push(content);
    at += 12 + length;
  }
  return {
    columns: file.readUInt32BE(16),
    rows: file.readUInt32BE(20),
    bitsPerPixel: file[24] * channels,
    interlaced: file[28] !== 0,
    frames,
    data: Buffer.concat(data),
  };
}

function decodeJpeg(file: Buffer, source: string): DecodedImage {
  const { rows, columns } = scanJpeg(file, source);
  expectSize(rows, columns, source);
  // Each block of 8×8 pixels takes at least a bit.
  if (rows * columns > 64 * 8 * file.length) throw damaged(source, "it is too short");
  if (!file.includes(END_OF_IMAGE)) throw damaged(source, "its end is missing");
  try {
    const { width, height, data } = jpeg.decode(file, { useTArray: true, tolerantDecoding: false });
    return withoutAlpha(data, height, width);
  } catch (error) {
    throw damaged(source, error);
  }
}

const END_OF_IMAGE = Buffer.of(0xff, 0xd9);

/** The size that a JPEG's frame header says: the first segment whose marker is C0 … CF and not C4, C8 or CC. */
function scanJpeg(file: Buffer, source: string): { rows: number; columns: number } {
  let at = 2;
  while (at + 9 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      if (file[at + 4] !== 8) {
        throw new InputError(
          `${quoted(source)} has ${file[at + 4]} bits for each value, but JPEG images are read with 8; convert it.`,
        );
      }
      return { rows: file.readUInt16BE(at + 5), columns: file.readUInt16BE(at + 7) };
    }
    at += marker === 0xff ? 1 : 2 + file.readUInt16BE(at + 2); // a marker may be filled up with FF
  }
  throw damaged(source, "it does not say its size");
}

function expectSize(rows: number, columns: number, source: string): void {
  if (rows * columns === 0) throw damaged(source, "it has no pixels");
  if (rows * columns > MOST_PIXELS) {
    throw new InputError(
      `${quoted(source)} has ${rows} rows of ${columns} pixels, but at most ${MOST_PIXELS} pixels are read; make it smaller.`,
    );
  }
}

function damaged(source: string, fault: unknown): InputError {
  const message = (fault instanceof Error ? fault.message : String(fault)).split("\n", 1)[0];
  return new InputError(
    `${quoted(source)} cannot be decoded (${quoted(message)}); use an undamaged copy, or save it again.`,
    { cause: fault },
  );
}

/** Red, green, blue and alpha as what is seen on white, without colour where none is seen. */
function withoutAlpha(rgba: Uint8Array, rows: number, columns: number): DecodedImage {
  const count = rows * columns;
  const rgb = new Uint8Array(3 * count);
  let isGrey = true;
  for (let pixel = 0; pixel < count; pixel++) {
    const alpha = rgba[4 * pixel + 3];
    for (let k = 0; k < 3; k++) {
      const value = rgba[4 * pixel + k];
      rgb[3 * pixel + k] = Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
    isGrey &&= rgb[3 * pixel] === rgb[3 * pixel + 1] && rgb[3 * pixel] === rgb[3 * pixel + 2];
  }
  if (!isGrey) return { rows, columns, channels: 3, pixels: rgb };
  const grey = Uint8Array.from({ length: count }, (_, pixel) => rgb[3 * pixel]);
  return { rows, columns, channels: 1, pixels: grey };
}
