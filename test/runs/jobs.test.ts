/** What is done with a trained model: rows are picked out of chunks. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { decodeCodes, encodeRows, scoreRows, someRows } from "../../src/runs/jobs.ts";
import type { TrainedModel } from "../../src/training/trained-model.ts";
import { temporaryFolder } from "../small-data.ts";

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

test("rows are let go of where the file that they are to become is refused", () => {
  const format = { inputs: 2, image: null, columnNames: null };
  const model = { format, codeLength: 2 } as unknown as TrainedModel;
  const rows = { count: null, inputs: 2, image: null, columnNames: null, chunks: [] };
  const close = vi.fn();
  const to = { path: "rows.txt", force: false };
  const ending = "ends in neither .npy nor .csv";
  expect(() => encodeRows(model, { ...rows, close }, to)).toThrow(ending);
  expect(() => decodeCodes(model, { ...rows, close }, to)).toThrow(ending);
  expect(() => decodeCodes(model, { ...rows, inputs: 3, close }, to)).toThrow("have 3 numbers");
  const thresholds = { error: 1, distance: 1 };
  expect(() => scoreRows(model, { ...rows, close }, to, thresholds, "error")).toThrow(ending);
  expect(close).toHaveBeenCalledTimes(4);
});

test("a code of which no row is computed is named, and leaves no file", () => {
  const format = { inputs: 2, image: null, columnNames: null };
  const decode = () => Float32Array.of(1, 2, Number.NaN, 4);
  const model = { format, codeLength: 1, decode } as unknown as TrainedModel;
  const chunk = { first: 5, count: 2, values: Float32Array.of(1, 3e38), labels: null };
  const codes = { count: null, inputs: 1, image: null, columnNames: null, chunks: [chunk] };
  const path = join(temporaryFolder(), "rows.csv");
  expect(() => decodeCodes(model, codes, { path, force: false })).toThrow(
    "Row 7 of the codes given is so far from",
  );
  expect(existsSync(path)).toBe(false);
});
