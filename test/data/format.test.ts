import { describe, expect, test } from "vitest";
import { chosenExamples, type Examples } from "../../src/data/examples.ts";
import { learnFormat, scaledExamples } from "../../src/data/format.ts";
import { greyImages } from "../../src/data/images.ts";
import { InputError } from "../../src/input-error.ts";

const nothing = { labels: null, classNames: null, columnNames: null };
const rows: Examples = {
  ...{ count: 3, inputs: 2, image: null, values: Float32Array.of(1, 10, 3, 30, 5, 20), ...nothing },
  columnNames: ["a", "b"],
};
const floats: Examples = {
  ...{ count: 2, inputs: 4, image: { rows: 2, columns: 2, channels: 1 }, ...nothing },
  values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 8),
};
const bytes = greyImages({
  count: 1,
  rows: 1,
  columns: 2,
  pixels: Uint8Array.of(0, 255),
  labels: null,
});

describe("the format of", () => {
  test("images of bytes is the range of the decoder's output", () => {
    expect(learnFormat(bytes, "none", [-1, 1])).toMatchObject({ scaling: null, shown: [-1, 1] });
    expect(learnFormat(bytes, "none", null)).toMatchObject({ shown: [0, 1] });
    expect(scaledExamples(learnFormat(bytes, "none", [-1, 1]), bytes)).toBe(bytes);
  });

  test("rows has a scale for each column, and their names", () => {
    const format = learnFormat(rows, "min-max", null);
    expect(format).toMatchObject({ shown: null, columnNames: ["a", "b"] });
    expect([...scaledExamples(format, rows).values]).toEqual([0, 0, 0.5, 1, 1, 0.5]);
    expect([...rows.values]).toEqual([1, 10, 3, 30, 5, 20]); // those of the user stay
  });

  test("images of other numbers has one scale for all pixels", () => {
    const format = learnFormat(floats, "min-max", [0, 1]);
    expect([...(format.scaling?.scale ?? [])]).toEqual([8, 8, 8, 8]);
    expect(format.shown).toEqual([0, 1]);
  });

  test("bytes that are no images is scaled as rows are", () => {
    const table: Examples = { ...rows, values: Uint8Array.of(1, 10, 3, 30, 5, 20) };
    expect([...scaledExamples(learnFormat(table, "min-max", null), table).values]).toEqual([
      0, 0, 0.5, 1, 1, 0.5,
    ]);
  });
});

test("a scaling that the decoder's output cannot reach is refused", () => {
  const act = () => learnFormat(rows, "standard", [0, 1]);
  expect(act).toThrow(InputError);
  expect(act).toThrow(
    "The decoder's output reaches from 0 to 1, but the scaling standard leaves numbers from -1.225 to 1.225; use --set output=linear, or --scaling min-max.",
  );
});

test("some of the examples keep their labels", () => {
  const labelled: Examples = { ...rows, labels: Uint16Array.of(7, 300, 9) };
  const some = chosenExamples(labelled, [2, 0]);
  expect([...some.values]).toEqual([5, 20, 1, 10]);
  expect([...(some.labels ?? [])]).toEqual([9, 7]);
  expect(some.count).toBe(2);
});
