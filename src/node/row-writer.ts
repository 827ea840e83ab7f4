/**
 * Rows of numbers written to an NPY or a CSV file a few at a time, so that ten million rows do not
 * need the memory of ten million rows.
 *
 * They go to a file beside it, which gets its name at the end: whoever finds the file finds all of it.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { npyHeader } from "../data/npy.ts";
import { quoted } from "../data/quoted.ts";
import { writeCsv } from "../data/write-csv.ts";
import { InputError } from "../input-error.ts";
import { explained, partOf } from "./files.ts";

/** A file of rows that is being written. */
export interface RowWriter {
  readonly path: string;
  /** Appends rows, one after the other; bytes or floats, the same each time. */
  write(values: Uint8Array | Float32Array): void;
  /** Gives the file its name. */
  close(): void;
  /** Removes what was written. Does nothing after `close`. */
  discard(): void;
}

/** Throws an InputError if there is such a file or folder, and it is not to be overwritten. */
export function expectFree(path: string, force = false): void {
  if (force || !existsSync(path)) return;
  throw new InputError(
    `${quoted(path)} exists already and is not overwritten; choose another place with --out, or give --force.`,
  );
}

/**
 * Begins a file of rows: NPY or CSV, as its name ends.
 *
 * @param shape of one row: [inputs], or that of an image
 * @param names what the columns are called, for the first line of a CSV file
 * @throws InputError if its name ends in another way, or it is there already and `force` is not set,
 * or as soon as it cannot be written.
 */
export function openRowWriter(
  path: string,
  shape: readonly number[],
  names: readonly string[] | null,
  force = false,
): RowWriter {
  const [, ending] = /\.(npy|csv)$/i.exec(path) ?? [];
  if (ending === undefined) {
    throw new InputError(
      `${quoted(path)} is to hold rows of numbers, but its name ends in neither .npy nor .csv; name it so.`,
    );
  }
  expectFree(path, force);
  const width = shape.reduce((product, length) => product * length, 1);
  const part = partOf(path);
  const attempt = <Result>(act: () => Result): Result => {
    try {
      return act();
    } catch (error) {
      rmSync(part, { force: true });
      throw explained(`cannot write ${quoted(path)}`, error);
    }
  };
  const file = attempt(() => openSync(part, "wx"));
  const isNpy = ending.toLowerCase() === "npy";
  let type: "u1" | "f4" = "f4";
  let count = 0;
  let isOpen = true;
  const header = () => npyHeader([count, ...shape], type);
  const append = (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  };
  const finish = () => {
    isOpen = false;
    closeSync(file);
  };
  return {
    path,
    write: (values) =>
      attempt(() => {
        if (count === 0) {
          type = values instanceof Uint8Array ? "u1" : "f4";
          if (isNpy) append(header());
        }
        if (isNpy) append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
        else {
          const floats = values instanceof Uint8Array ? Float32Array.from(values) : values;
          append(new TextEncoder().encode(writeCsv(floats, width, count === 0 ? names : null)));
        }
        count += values.length / width;
      }),
    close: () =>
      attempt(() => {
        if (isNpy) writeSync(file, header(), 0, undefined, 0);
        fsyncSync(file);
        finish();
        renameSync(part, path);
      }),
    discard() {
      if (!isOpen) return;
      finish();
      rmSync(part, { force: true });
    },
  };
}
