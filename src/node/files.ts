/**
 * Whole files, read and written, with every failure told in one sentence.
 */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";

/** The largest file that is read, in bytes: 1 GiB, twenty times the training images of MNIST. */
export const LARGEST_FILE = 2 ** 30;

/**
 * Reads a regular file; symbolic links are followed.
 *
 * A pipe or a device could make the reader wait for ever or never end. So the file is opened
 * without waiting, and asked what it is before a byte is read.
 *
 * @throws InputError if it is missing, no regular file, not to be read, or larger than 1 GiB.
 */
export function readFileWhole(path: string): Uint8Array {
  return withOpenFile(path, (file, size) => {
    if (size > LARGEST_FILE) {
      throw new InputError(
        `${quoted(path)} is ${size} bytes long, but at most ${LARGEST_FILE} are read; use a smaller file.`,
      );
    }
    return readFully(file, size);
  });
}

/**
 * Reads the first bytes of a regular file.
 *
 * @throws InputError if it is missing, no regular file, or not to be read.
 */
export function readFileStart(path: string, count: number): Uint8Array {
  return withOpenFile(path, (file, size) => readFully(file, Math.min(size, count)));
}

/**
 * Reads a regular file of any length a piece at a time. It is opened at the first piece, and
 * closed after the last or when the reader stops.
 *
 * @throws InputError if it is missing, no regular file, or not to be read.
 */
export function* readFilePieces(path: string, pieceLength = 2 ** 20): Generator<Uint8Array> {
  try {
    const file = openRegular(path);
    try {
      for (;;) {
        const piece = new Uint8Array(pieceLength);
        const length = readSync(file, piece);
        if (length === 0) return;
        yield piece.subarray(0, length);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw explained(`cannot read ${quoted(path)}`, error);
  }
}

function withOpenFile(path: string, read: (file: number, size: number) => Uint8Array): Uint8Array {
  try {
    const file = openRegular(path);
    try {
      return read(file, fstatSync(file).size);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw explained(`cannot read ${quoted(path)}`, error);
  }
}

/** Opens a regular file to read; what else it is, it is closed again. */
function openRegular(path: string): number {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    expectRegular(path, fstatSync(file).isFile());
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** As many bytes as asked for, or fewer if the file ends before. */
function readFully(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  let count: number;
  do length += count = readSync(file, bytes, length, bytes.length - length, null);
  while (count > 0);
  return bytes.subarray(0, length);
}

/** A name beside a file's for what is still being written. */
export function partOf(path: string): string {
  return `${path}.${randomUUID().slice(0, 8)}.part`;
}

/** Whether a file bears a name that `partOf` gives. Other programs call theirs `.part` too. */
export function isPart(name: string): boolean {
  return /.\.[0-9a-f]{8}\.part$/.test(name);
}

/**
 * Writes a file whole or not at all: whoever reads it finds the old bytes or the new ones, never
 * a part, even if the program is killed or the power fails.
 *
 * The bytes go to a temporary file beside it, which is brought to the disk and then renamed. A
 * program that is killed halfway leaves its `.part` file behind.
 *
 * @throws InputError if it cannot be written; the old file is untouched and no `.part` file is left.
 */
export function writeFileWhole(path: string, bytes: Uint8Array): void {
  const part = partOf(path);
  try {
    expectRegular(path, statSync(path, { throwIfNoEntry: false })?.isFile() ?? true);
    const file = openSync(part, "wx");
    try {
      try {
        writeFileSync(file, bytes);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(part, path);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  } catch (error) {
    throw explained(`cannot write ${quoted(path)}`, error);
  }
  syncFolder(dirname(path));
}

/**
 * Brings a new name in a folder to the disk. Some systems cannot do this for a folder; the file
 * is whole either way, so that is no failure.
 */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {}
}

function expectRegular(path: string, isFile: boolean): void {
  if (!isFile) {
    throw new InputError(
      `${quoted(path)} is a folder, a pipe or a device, but a regular file is needed; name a file.`,
    );
  }
}

/** The names in a folder, in any order. Throws an InputError if it cannot be read. */
export function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw explained(`cannot read the folder ${quoted(folder)}`, error);
  }
}

/** Whether a path is that of a folder, or of a symbolic link to one. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const EXPLANATIONS: Record<string, string> = {
  EACCES: "this user is not allowed to; change the permissions or choose another path",
  EDQUOT: "this user's share of the disk is used up; free some space",
  EISDIR: "it is a folder; name a file",
  ELOOP: "its symbolic links lead in a circle; mend them or choose another path",
  ENAMETOOLONG: "the name is too long; choose a shorter one",
  ENOENT: "there is no such file or folder; check the path",
  ENOSPC: "the disk is full; free some space",
  ENOTDIR: "it is no folder, or a part of its path is none; check the path",
  EPERM: "the system does not allow it; choose another path",
  EROFS: "the file system is read-only; choose another path",
};

/** What the system reports as a code, as an InputError; any other error as it is. */
export function explained(failure: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const code = String(error.code);
  const explanation = EXPLANATIONS[code] ?? `the system reports ${code}; choose another path`;
  return new InputError(`${failure}: ${explanation}.`);
}
