/**
 * IDX files that come compressed with gzip, unpacked without trusting them.
 */
import { constants, gunzipSync } from "node:zlib";
import { readIdxHeader, swappedSizes } from "../data/idx.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { LARGEST_FILE } from "./files.ts";

/** No stream of gzip grows more than this many times; see "Maximum Compression Factor", zlib.net. */
const LARGEST_GROWTH = 1032;

/**
 * Unpacks a compressed IDX file.
 *
 * A megabyte can be made to unpack to a gigabyte. So the header is unpacked first, and memory
 * is taken for the length that it promises, if so many bytes can come out of this file at all.
 *
 * @param source where the file came from, for messages
 * @throws InputError if the file is damaged, or unpacks to more than it should.
 */
export function gunzipIdx(compressed: Uint8Array, source: string): Uint8Array {
  try {
    const start = gunzipSync(compressed.subarray(0, 4096), {
      finishFlush: constants.Z_SYNC_FLUSH, // the end is missing, and that is no error
    });
    const { shape, fileLength, swapped } = readIdxHeader(start, source);
    const fits = (length: number) =>
      length <= LARGEST_GROWTH * compressed.length && length <= LARGEST_FILE;
    if (!fits(fileLength)) {
      if (fits(swapped.fileLength)) throw swappedSizes(swapped.shape, source);
      throw new InputError(
        `${quoted(source)} should unpack to ${
          Number.isSafeInteger(fileLength) ? fileLength : "more than 9007199254740991"
        } bytes by its header [${shape.join(", ")}], but ${
          fileLength > LARGEST_FILE
            ? `at most ${LARGEST_FILE} are read`
            : `${compressed.length} bytes of gzip cannot hold so much`
        }; use another copy of it.`,
      );
    }
    const { buffer, byteOffset, length } = gunzipSync(compressed, {
      maxOutputLength: fileLength,
      chunkSize: Math.max(64, fileLength + 1), // in one piece; zlib wants at least 64 bytes
    });
    return new Uint8Array(buffer, byteOffset, length);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new InputError(
        `${quoted(source)} unpacks to more bytes than its own header promises; use another copy of it.`,
      );
    }
    if (code.startsWith("Z_")) {
      throw new InputError(
        `${quoted(source)} is not a whole gzip file (${code}); use an undamaged copy of it.`,
      );
    }
    throw error;
  }
}
