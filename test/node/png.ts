/** PNG files written by hand, so that each of their fields can be anything. */
import { crc32, deflateSync } from "node:zlib";

/** What a PNG file says. */
export interface PngFields {
  readonly rows: number;
  readonly columns: number;
  /** Bits for each value. */
  readonly depth?: number;
  /** 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha. */
  readonly colourType?: number;
  readonly interlaced?: boolean;
  /** The bytes of all rows, without the byte for the filter in front of each. */
  readonly bytes: Uint8Array | readonly number[];
  /** What stands in the place of these bytes, compressed. */
  readonly data?: Uint8Array;
  /** Chunks between the header and the data. */
  readonly chunks?: readonly (readonly [type: string, data: Uint8Array])[];
}

/** The bytes of a PNG file. */
export function pngOf(fields: PngFields): Buffer {
  const {
    rows,
    columns,
    depth = 8,
    colourType = 0,
    interlaced = false,
    bytes,
    chunks = [],
  } = fields;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header.set([depth, colourType, 0, 0, Number(interlaced)], 8);
  const length = bytes.length / rows;
  const lines = Array.from({ length: rows }, (_, r) =>
    Buffer.from([0, ...bytes.slice(r * length, (r + 1) * length)]),
  );
  return Buffer.concat([
    Buffer.from("\u0089PNG\r\n\u001a\n", "latin1"),
    chunk("IHDR", header),
    ...chunks.map(([type, data]) => chunk(type, data)),
    chunk("IDAT", fields.data ?? deflateSync(Buffer.concat(lines))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const file = Buffer.alloc(content.length + 8);
  file.writeUInt32BE(data.length, 0);
  file.set(content, 4);
  file.writeUInt32BE(crc32(content), content.length + 4);
  return file;
}
