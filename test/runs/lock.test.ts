import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { isLock, lockFolder } from "../../src/runs/lock.ts";
import { temporaryFolder } from "../small-data.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
const hasProc = existsSync("/proc/self/stat");

describe("the lock of a run folder", () => {
  test("is a file while the folder is in use, and gone afterwards", () => {
    const release = lockFolder(folder);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(isLock(readdirSync(folder)[0])).toBe(true);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("keeps out whoever comes while its process lives", () => {
    const parent = `.lock-${process.ppid}-unknown`;
    writeFileSync(join(folder, parent), "");
    expect(() => lockFolder(folder)).toThrow(InputError);
    expect(() => lockFolder(folder)).toThrow(`is in use by the process ${process.ppid};`);
    expect(readdirSync(folder)).toEqual([parent]);
  });

  test("means nothing once its process has ended", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(join(folder, `.lock-${pid}-12345`), "");
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(!hasProc)("means nothing if its number was given to another process", () => {
    writeFileSync(join(folder, `.lock-${process.ppid}-1`), "");
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(!hasProc)("knows when a process was started, whatever the process is called", () => {
    const [, name] = /\((.*)\)/s.exec(readFileSync("/proc/self/stat", "latin1")) ?? [];
    expect(name).toBeDefined();
    const release = lockFolder(folder);
    const [, start] = /-(\d+)$/.exec(readdirSync(folder)[0]) ?? [];
    release();
    // In hundredths of a second since the system started: before now, and not long before.
    const uptime = 100 * Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
    const age = 100 * process.uptime();
    expect(Math.abs(uptime - age - Number(start))).toBeLessThan(500);
  });

  test("leaves other files alone", () => {
    for (const name of ["config.json", ".lock", ".lock-1", ".lock-x-1", "a.lock-1-1"]) {
      writeFileSync(join(folder, name), "");
    }
    const before = readdirSync(folder);
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual(before);
  });
});
