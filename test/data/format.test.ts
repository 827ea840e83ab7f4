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

describe("a number that is too large to compute with", () => {
  const format = learnFormat(rows, "min-max", null); // a from 1 to 5, b from 10 to 30
  const read = (...values: number[]) =>
    scaledExamples(format, { ...rows, count: 2, values: Float32Array.from(values) }, 'the "x"');

  test.each([
    [[3, 20, 3e38, 20], 'Row 2 of the "x" has 3e+38 in column "a", which is 7.5e+37 as the model'],
    [
      [3, -1e17, 3, 20],
      'Row 1 of the "x" has -100000000000000000 in column "b", which is -5e+15 as the model',
    ],
  ])("is named: %j", (values, message) => {
    expect(() => read(...values)).toThrow(InputError);
    expect(() => read(...values)).toThrow(message);
  });

  test("may be near that", () => {
    const [, , a, b] = read(3, 20, 3e15, -1e16).values;
    expect([a / 7.5e14, b / -5e14]).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
  });

  test("has a number where its column has no name, and may grow in the scaling alone", () => {
    const narrow = {
      ...rows,
      values: Float32Array.of(1, 1e-9, 3, 2e-9, 5, 3e-9),
      columnNames: null,
    };
    const act = () =>
      scaledExamples(learnFormat(narrow, "min-max", null), {
        ...{ ...narrow, count: 1, values: Float32Array.of(3, 1e9) },
      });
    expect(act).toThrow("Row 1 of the examples has 1000000000 in column 2, which is 5e+17 as");
  });
});

test("some of the examples keep their labels", () => {
  const labelled: Examples = { ...rows, labels: Uint16Array.of(7, 300, 9) };
  const some = chosenExamples(labelled, [2, 0]);
  expect([...some.values]).toEqual([5, 20, 1, 10]);
  expect([...(some.labels ?? [])]).toEqual([9, 7]);
  expect(some.count).toBe(2);
});
