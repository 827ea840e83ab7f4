/** What is done with a trained model: rows are picked out of chunks, and folders of images are written whole or not at all. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { someRows, writeSeparately } from "../../src/runs/jobs.ts";
import type { TrainedModel } from "../../src/training/trained-model.ts";
import { temporaryFolder } from "../small-data.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

function* images(count: number, content: number, isFailing = false) {
  for (let k = 0; k < count; k++) yield Uint8Array.of(content);
  if (isFailing) throw new Error("no more");
}

describe.each([
  ["bytes", Uint8Array],
  ["floats", Float32Array],
])("rows of %s that follow one another", (_, Kind) => {
  const model = { format: { inputs: 2, classNames: null } } as unknown as TrainedModel;
  let read = 0;
  function* chunks() {
    for (const first of [0, 3, 6, 9]) {
      read++;
      const values = new Kind([0, 1, 2, 3, 4, 5].map((i) => 2 * first + i));
      yield { first, count: 3, values, labels: [0, 1, 2].map((row) => `${first + row}`) };
    }
  }
  const rows = (first: number, count: number) => {
    read = 0;
    const nothing = { count: null, inputs: 2, image: null, columnNames: null };
    return someRows(model, { ...nothing, chunks: chunks() }, first, count);
  };

  test("are joined where they lie in several chunks, and no more is read", () => {
    const values = new Kind([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(rows(2, 5)).toEqual({ values, count: 5, labels: [2, 3, 4, 5, 6] });
    expect(read).toBe(3);
    rows(3, 3);
    expect(read).toBe(2);
  });

  test("are fewer at the end, and refused behind it", () => {
    expect(rows(10, 5)).toMatchObject({ count: 2, labels: [10, 11] });
    expect(() => rows(12, 1)).toThrow("--first is 12 but there are 12 examples");
  });
});

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
