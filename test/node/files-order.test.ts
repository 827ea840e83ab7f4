import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { writeFileWhole } from "../../src/node/files.ts";

/** What was asked of the file system, in order. */
const calls = vi.hoisted(() => [] as string[]);

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    openSync(...args: Parameters<typeof fs.openSync>) {
      const file = fs.openSync(...args);
      calls.push(`open ${fs.fstatSync(file).isDirectory() ? "folder" : "file"}`);
      return file;
    },
    writeFileSync(...args: Parameters<typeof fs.writeFileSync>) {
      calls.push("write");
      fs.writeFileSync(...args);
    },
    fsyncSync(file: number) {
      calls.push("sync");
      fs.fsyncSync(file);
    },
    renameSync(...args: Parameters<typeof fs.renameSync>) {
      calls.push("rename");
      fs.renameSync(...args);
    },
  };
});

test("a file's bytes are on the disk before its name, and then its name is too", () => {
  const folder = mkdtempSync(join(tmpdir(), "order-"));
  try {
    calls.length = 0;
    writeFileWhole(join(folder, "file"), Uint8Array.of(1, 2, 3));
    expect(calls).toEqual(["open file", "write", "sync", "rename", "open folder", "sync"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
