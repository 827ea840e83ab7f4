import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import {
  readFilePieces,
  readFileStart,
  readFileWhole,
  writeFileWhole,
} from "../../src/node/files.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
});

afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);

function expectInputError(action: () => unknown, message: string) {
  expect(action).toThrow(InputError);
  expect(action).toThrow(message);
}

describe("readFileWhole", () => {
  test("reads every byte, also through a symbolic link", () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
    writeFileSync(at("file"), bytes);
    symlinkSync("file", at("link"));
    expect(Buffer.compare(readFileWhole(at("file")), bytes)).toBe(0);
    expect(Buffer.compare(readFileWhole(at("link")), bytes)).toBe(0);
  });

  test("reads an empty file", () => {
    writeFileSync(at("file"), "");
    expect(readFileWhole(at("file")).length).toBe(0);
  });

  test("refuses what is no regular file, without waiting", () => {
    execFileSync("mkfifo", [at("pipe")]);
    const refusal = "is a folder, a pipe or a device, but a regular file is needed; name a file.";
    for (const path of [folder, at("pipe"), "/dev/zero"]) {
      expectInputError(() => readFileWhole(path), `"${path}" ${refusal}`);
    }
  });

  test("refuses what is missing or too large", () => {
    expectInputError(() => readFileWhole(at("missing")), "there is no such file or folder");
    writeFileSync(at("large"), "");
    truncateSync(at("large"), 2 ** 30 + 1);
    expectInputError(() => readFileWhole(at("large")), "is 1073741825 bytes long, but at most");
  });
});

describe("writeFileWhole", () => {
  const NEW = Uint8Array.of(1, 2, 3);

  test("writes a new file and replaces an old one, and leaves nothing else", () => {
    writeFileWhole(at("file"), new Uint8Array(1_000_000));
    expect(statSync(at("file")).size).toBe(1_000_000);
    writeFileWhole(at("file"), NEW);
    expect([...readFileSync(at("file"))]).toEqual([1, 2, 3]);
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("writes a part of a larger array", () => {
    writeFileWhole(at("file"), Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4));
    expect([...readFileSync(at("file"))]).toEqual([1, 2, 3]);
  });

  test("replaces the file, and does not write into it", () => {
    writeFileSync(at("file"), "old");
    const before = statSync(at("file")).ino;
    writeFileWhole(at("file"), NEW);
    expect(statSync(at("file")).ino).not.toBe(before);
  });

  test("refuses a folder that is gone, a file for a folder, and a name too long", () => {
    expectInputError(() => writeFileWhole(at("gone/file"), NEW), "there is no such file or folder");
    writeFileSync(at("file"), "old");
    expectInputError(() => writeFileWhole(at("file/file"), NEW), "it is no folder, or a part");
    expectInputError(() => writeFileWhole(at("x".repeat(255)), NEW), "the name is too long");
    expectInputError(() => writeFileWhole("", NEW), "cannot write");
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("refuses to replace a folder, a pipe or a device", () => {
    mkdirSync(at("folder"));
    execFileSync("mkfifo", [at("pipe")]);
    symlinkSync("/dev/null", at("null"));
    for (const name of ["folder", "pipe", "null"]) {
      expectInputError(() => writeFileWhole(at(name), NEW), "a regular file is needed");
    }
    expect(readdirSync(folder).sort()).toEqual(["folder", "null", "pipe"]);
  });

  test("refuses a folder that it may not write to, and leaves the old file", () => {
    writeFileSync(at("file"), "old");
    chmodSync(folder, 0o555);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534); // for root, every folder is open
    try {
      expectInputError(() => writeFileWhole(at("file"), NEW), "this user is not allowed to");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    expect(readFileSync(at("file"), "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("on a full or read-only disk leaves the old file, and nothing else", ({ skip }) => {
    // A disk of 64 kB, which only the commands in this list can see, and which goes with them.
    const onSmallDisk = (commands: string) =>
      spawnSync(
        "unshare",
        [
          "--mount",
          "--map-root-user",
          "sh",
          "-ec",
          `mount -t tmpfs -o size=64k none "$0"; ${commands}`,
          folder,
          process.execPath,
        ],
        { encoding: "utf8" },
      );
    const trial = onSmallDisk("true");
    if (trial.status !== 0) skip(`this system cannot mount a small disk: ${trial.stderr}`);

    const script = `
      import { writeFileWhole } from ${JSON.stringify(new URL("../../src/node/files.ts", import.meta.url))};
      try { writeFileWhole("file", new Uint8Array(100_000)); } catch (error) { console.log(String(error)); }`;
    const write = `"$1" --import ${JSON.stringify(import.meta.resolve?.("tsx") ?? "tsx")} --input-type=module -e '${script}'`;
    const { stdout, stderr } = onSmallDisk(
      `cd "$0"; echo old > file; ${write}; cat file; ls -A; mount -o remount,ro none "$0"; ${write}; cat file; ls -A`,
    );
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      'InputError: cannot write "file": the disk is full; free some space.',
      "old",
      "file",
      'InputError: cannot write "file": the file system is read-only; choose another path.',
      "old",
      "file",
      "",
    ]);
  });
});

describe("readFileStart", () => {
  test("reads the first bytes, or fewer if there are no more", () => {
    writeFileSync(at("file"), "abc");
    expect(Buffer.from(readFileStart(at("file"), 2)).toString()).toBe("ab");
    expect(Buffer.from(readFileStart(at("file"), 9)).toString()).toBe("abc");
  });
});

describe("readFilePieces", () => {
  test("reads every byte, a piece at a time", () => {
    const bytes = Uint8Array.from({ length: 2500 }, (_, i) => i * 7);
    writeFileSync(at("file"), bytes);
    const pieces = [...readFilePieces(at("file"), 1000)];
    expect(pieces.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  });

  test("closes the file when it is done, and when its reader stops", () => {
    writeFileSync(at("file"), "abc");
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let i = 0; i < 20; i++) {
      expect([...readFilePieces(at("file"))].length).toBe(1);
      for (const piece of readFilePieces(at("file"), 1)) if (piece.length === 1) break;
    }
    expect(open()).toBe(before);
  });

  test("refuses what is missing or no regular file, without waiting", () => {
    execFileSync("mkfifo", [at("pipe")]);
    for (const path of [folder, at("pipe"), "/dev/zero"]) {
      expectInputError(() => [...readFilePieces(path)], "but a regular file is needed");
      expectInputError(() => readFileStart(path, 9), "but a regular file is needed");
    }
    expectInputError(() => [...readFilePieces(at("missing"))], "there is no such file or folder");
    expectInputError(() => readFileStart(at("missing"), 9), "there is no such file or folder");
  });
});
