/** Folders of images are written whole or not at all. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeSeparately } from "../../src/node/separate-images.ts";
import { temporaryFolder } from "../small-data.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

function* images(count: number, content: number, isFailing = false) {
  for (let k = 0; k < count; k++) yield Uint8Array.of(content);
  if (isFailing) throw new Error("no more");
}

describe("images that are written separately", () => {
  test("go to a new folder, which is not overwritten", () => {
    expect(writeSeparately(at("new"), false, images(2, 1))).toBe(2);
    expect(readdirSync(at("new"))).toEqual(["000000.png", "000001.png"]);
    expect(() => writeSeparately(at("new"), false, images(2, 1))).toThrow("exists already");
    expect(writeSeparately(`${at("slash")}/`, false, images(1, 1))).toBe(1);
    expect(readdirSync(at("slash"))).toEqual(["000000.png"]);
  });

  test("leave nothing behind where not all can be made", () => {
    expect(() => writeSeparately(at("half"), false, images(2, 1, true))).toThrow("no more");
    expect(() => writeSeparately(at("a/b/half"), true, images(2, 1, true))).toThrow("no more");
    expect(readdirSync(folder)).not.toContain("half");
    expect(readdirSync(at("a/b"))).toEqual([]);
    expect(writeSeparately(at("half"), false, images(2, 1))).toBe(2);
  });

  test("take the place of those before where that is allowed, and of nothing else", () => {
    const others = ["000009.png", "0000001.png", "1234567.png"];
    mkdirSync(at("old"));
    for (const name of ["000000.png", ...others, "12.png", "a000000.png", "notes.txt"]) {
      writeFileSync(at(`old/${name}`), "old");
    }
    mkdirSync(at("old/more"));
    expect(writeSeparately(at("old"), true, images(2, 7))).toBe(2);
    const left = ["000000.png", "000001.png", "12.png", "a000000.png", "more", "notes.txt"];
    expect(readdirSync(at("old"))).toEqual(left);
    expect(Array.from(readFileSync(at("old/000000.png")))).toEqual([7]);
    expect(readFileSync(at("old/12.png"), "utf8")).toBe("old");
  });

  test("leave those before where not all can be made", () => {
    writeSeparately(at("kept"), false, images(3, 1));
    expect(() => writeSeparately(at("kept"), true, images(2, 2, true))).toThrow("no more");
    expect(readdirSync(at("kept"))).toEqual(["000000.png", "000001.png", "000002.png"]);
    expect(Array.from(readFileSync(at("kept/000000.png")))).toEqual([1]);
  });

  test("are refused where the folder is a file", () => {
    writeFileSync(at("file"), "precious");
    expect(() => writeSeparately(at("file"), true, images(1, 1))).toThrow(
      'file": it is no folder, or a part of its path is none; check the path.',
    );
    expect(readFileSync(at("file"), "utf8")).toBe("precious");
  });
});
