import { deflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { decodeImage } from "../../src/node/image-file.ts";
import { type PngFields, pngOf } from "./png.ts";

const decode = (fields: PngFields) => decodeImage(pngOf(fields), "a.png");
const size = { rows: 2, columns: 3 };

describe("a PNG is decoded", () => {
  test("grey", () => {
    const image = decode({ ...size, bytes: [1, 2, 3, 4, 5, 255] });
    expect(image).toEqual({ ...size, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 255) });
  });

  test("in colour, or grey if its colours are", () => {
    const bytes = [...[1, 1, 1], ...[2, 2, 2], ...[3, 3, 3], ...[4, 4, 4], ...[5, 5, 5]];
    const colour = decode({ ...size, colourType: 2, bytes: [...bytes, 7, 8, 9] });
    expect(colour).toEqual({ ...size, channels: 3, pixels: Uint8Array.of(...bytes, 7, 8, 9) });
    const grey = decode({ ...size, colourType: 2, bytes: [...bytes, 6, 6, 6] });
    expect(grey).toEqual({ ...size, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  });

  test("with 16 bits, rounded to 8", () => {
    const values = [0, 128, 129, 257, 32768, 65535];
    const bytes = values.flatMap((value) => [value >> 8, value & 255]);
    expect([...decode({ ...size, depth: 16, bytes }).pixels]).toEqual([0, 0, 1, 1, 128, 255]);
  });

  test("with one bit, and with a palette", () => {
    expect([...decode({ ...size, depth: 1, bytes: [0b10100000, 0b01000000] }).pixels]).toEqual([
      255, 0, 255, 0, 255, 0,
    ]);
    const palette = ["PLTE", Uint8Array.of(10, 10, 10, 20, 30, 40)] as const;
    const image = decode({ ...size, colourType: 3, bytes: [0, 0, 1, 0, 0, 0], chunks: [palette] });
    expect(image.channels).toBe(3);
    expect([...image.pixels.subarray(3, 9)]).toEqual([10, 10, 10, 20, 30, 40]);
  });

  test("with what is transparent on white paper", () => {
    const bytes = [...[0, 255], ...[0, 0], ...[100, 128], ...[7, 255], ...[7, 0], ...[255, 9]];
    const { channels, pixels } = decode({ ...size, colourType: 4, bytes });
    expect(channels).toBe(1);
    expect([...pixels]).toEqual([0, 255, 177, 7, 255, 255]);
  });

  test("interlaced", () => {
    // Adam7 stores one pixel as one row of the first pass.
    const one = { rows: 1, columns: 1, interlaced: true };
    expect([...decode({ ...one, bytes: [77] }).pixels]).toEqual([77]);
  });

  test("animated, if it has but one frame", () => {
    const still = ["acTL", Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0)] as const;
    const image = decode({ ...size, bytes: [1, 2, 3, 4, 5, 6], chunks: [still] });
    expect([...image.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

/** Progressive JPEGs of 24 rows and 16 columns that libjpeg-turbo's cjpeg wrote at quality 95. */
const COLOUR = [
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBw",
  "YGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK",
  "CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wgARCAAYABADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABwgA/8",
  "QAFgEBAQEAAAAAAAAAAAAAAAAACAYH/9oADAMBAAIQAxAAAAEDo0Qo3UI4Qo3YlJ3/xAAWEAADAAAAAAAAAAAAAAAA",
  "AAAABAb/2gAIAQEAAQUCl1yXXJdcl1yXXJdc/8QAGREAAwADAAAAAAAAAAAAAAAAAAYiBAUy/9oACAEDAQE/AXlK6k",
  "edVhVJ/8QAGREAAwADAAAAAAAAAAAAAAAAAAYiBAUy/9oACAECAQE/AW196obdxn1R/8QAFhABAQEAAAAAAAAAAAAA",
  "AAAAAAIh/9oACAEBAAY/ApxKUpS//8QAFRABAQAAAAAAAAAAAAAAAAAAAFH/2gAIAQEAAT8hJEiRIkT/2gAMAwEAAg",
  "ADAAAAEOQ//8QAFxEBAAMAAAAAAAAAAAAAAAAAAEGRof/aAAgBAwEBPxDShan/xAAZEQABBQAAAAAAAAAAAAAAAAAA",
  "MUGRofD/2gAIAQIBAT8QuXJxlP/EABgQAAIDAAAAAAAAAAAAAAAAAAChESFB/9oACAEBAAE/EFWCHBTghihDNCGKP/",
  "/Z",
].join("");
const GREY = [
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBw",
  "YGCAsICQoKCgoKBggLDAsKDAkKCgr/wgALCAAYABABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABwAI/9oACAEBAAAA",
  "AcpsEwTB/8QAFRABAQAAAAAAAAAAAAAAAAAABQD/2gAIAQEAAQUCEEhBIQSEEhBIQS//xAAWEAADAAAAAAAAAAAAAA",
  "AAAAAAASL/2gAIAQEABj8CUikUikUik//EABUQAQEAAAAAAAAAAAAAAAAAAADx/9oACAEBAAE/IYaGhoaGhv/aAAgB",
  "AQAAABAD/8QAFRABAQAAAAAAAAAAAAAAAAAAAKH/2gAIAQEAAT8Qmk0mk0mk0//Z",
].join("");
const ARITHMETIC = [
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBw",
  "YGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK",
  "CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/yQARCAAYABADASIAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPw",
  "D/AOSJzonsCyck0DApjSct/wDSWsC/BcUEAxDx0bYDCAuAAtJudXSmmDFxILtJLiL436Q0K10MWpKHgieuWKD87usy",
  "Uxanr3Nu1ZSx3RGzXwUWN//Z",
].join("");

describe("a JPEG is decoded", () => {
  test("progressive and in colour, to within 3 of libjpeg-turbo's values", () => {
    const { rows, columns, channels, pixels } = decodeImage(Buffer.from(COLOUR, "base64"), "a.jpg");
    expect([rows, columns, channels]).toEqual([24, 16, 3]);
    const expected = [0, 2, 245, 8, 10, 253, 0, 33, 244, 7, 41, 252, 0, 62, 245, 6, 70, 253]; // djpeg -nosmooth
    expected.forEach((value, i) => {
      expect(Math.abs(pixels[i] - value)).toBeLessThanOrEqual(3);
    });
  });

  test("progressive and grey, to within 1 of libjpeg-turbo's values", () => {
    const { rows, columns, channels, pixels } = decodeImage(Buffer.from(GREY, "base64"), "a.jpg");
    expect([rows, columns, channels]).toEqual([24, 16, 1]);
    const expected = [0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66, 72, 78, 84, 90]; // djpeg
    expected.forEach((value, i) => {
      expect(Math.abs(pixels[i] - value)).toBeLessThanOrEqual(1);
    });
  });

  test("not progressive", () => {
    const data = new Uint8Array(4 * 8 * 8).fill(200);
    const { channels, pixels } = decodeImage(jpeg.encode({ width: 8, height: 8, data }).data, "a");
    expect(channels).toBe(1);
    expect(pixels.every((value) => Math.abs(value - 200) <= 1)).toBe(true);
  });
});

const PNG_FILE = pngOf({ ...size, bytes: [1, 2, 3, 4, 5, 6] });
const JPEG_FILE = Buffer.from(GREY, "base64");
/** The place of the frame header's length in the JPEG, two bytes after its marker. */
const FRAME = JPEG_FILE.indexOf(Buffer.of(0xff, 0xc2)) + 2;

const changed = (file: Buffer, at: number, ...bytes: number[]) => {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
};

describe("an image is refused", () => {
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(0), "is empty, but a PNG or a JPEG image is needed; convert it."],
    ["a GIF", Buffer.from("GIF89a"), "is a GIF image, but a PNG or a JPEG image is needed"],
    ["a text", Buffer.from("hello"), "is no image that is known here, but a PNG"],
    ["a PNG without header", PNG_FILE.subarray(0, 20), '("its header is missing")'],
    ["a PNG with a wrong bit", changed(PNG_FILE, 45, PNG_FILE[45] ^ 1), "cannot be decoded"],
    ["a PNG without pixels", pngOf({ rows: 0, columns: 3, bytes: [] }), '("it has no pixels")'],
    [
      "a PNG that is animated",
      pngOf({
        ...size,
        bytes: [1, 2, 3, 4, 5, 6],
        chunks: [["acTL", Uint8Array.of(0, 0, 0, 3, 0, 0, 0, 0)]],
      }),
      "is animated, with 3 frames, but one image is needed",
    ],
    [
      "a PNG too large",
      changed(PNG_FILE, 16, 0, 0, 0x10, 0, 0, 0, 0x10, 1),
      "has 4097 rows of 4096 pixels, but at most 16777216 pixels are read",
    ],
    [
      "a PNG too short for its size",
      changed(PNG_FILE, 16, 0, 0, 0x10, 0, 0, 0, 0x10, 0),
      '("it is too short")',
    ],
    [
      "a PNG that unpacks to more than it should",
      pngOf({ rows: 1, columns: 1, interlaced: true, bytes: new Uint8Array(5_000_000) }),
      "cannot be decoded",
    ],
    ["a JPEG without a size", Buffer.of(0xff, 0xd8, 0xff, 0xd9, 0, 0), "it does not say its size"],
    ["a JPEG without an end", JPEG_FILE.subarray(0, -2), '("its end is missing")'],
    ["a JPEG without pixels", changed(JPEG_FILE, FRAME + 3, 0, 0), '("it has no pixels")'],
    ["a JPEG too large", changed(JPEG_FILE, FRAME + 3, 0xff, 0xff, 0xff, 0xff), "at most 16777216"],
    ["a JPEG too short for its size", changed(JPEG_FILE, FRAME + 3, 0x0f, 0, 0x0f, 0), "too short"],
    ["a JPEG of 12 bits", changed(JPEG_FILE, FRAME + 2, 12), "has 12 bits for each value"],
    ["a JPEG of another kind", Buffer.from(ARITHMETIC, "base64"), "unknown JPEG marker ffc9"],
  ])("if it is %s", (_, file, sentence) => {
    const action = () => decodeImage(file, "a");
    expect(action).toThrow(InputError);
    expect(action).toThrow(sentence);
    expect(action).toThrow(/^"a" [^\n]*\.$/);
  });

  test("wherever it is cut", () => {
    for (const file of [PNG_FILE, JPEG_FILE, Buffer.from(COLOUR, "base64")]) {
      for (let length = 0; length < file.length - 12; length++) {
        expect(() => decodeImage(file.subarray(0, length), "a")).toThrow(InputError);
      }
    }
  });

  test("if it is a bomb, without taking the memory for it", () => {
    const data = deflateSync(new Uint8Array(200_000_000));
    const file = pngOf({ rows: 1, columns: 1, interlaced: true, bytes: [0], data });
    const before = process.resourceUsage().maxRSS;
    expect(() => decodeImage(file, "a")).toThrow("cannot be decoded");
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000); // kilobytes
  });
});
