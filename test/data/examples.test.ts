import { describe, expect, test } from "vitest";
import { labelsFromTexts, labelsOf } from "../../src/data/example-labels.ts";
import { type Examples, examplesOf, expectAlike } from "../../src/data/examples.ts";
import { InputError } from "../../src/input-error.ts";

const numbers = (...shape: number[]) => ({
  shape,
  values: Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});

function expectRefused(action: () => unknown, sentence: string) {
  expect(action).toThrow(InputError);
  expect(action).toThrow(sentence);
  expect(action).toThrow(/^[^\n]*\.$/);
}

describe("examples from numbers", () => {
  test.each([
    [[5, 7], 7, null],
    [[5, 2, 4], 8, { rows: 2, columns: 4, channels: 1 }],
    [[5, 2, 4, 1], 8, { rows: 2, columns: 4, channels: 1 }],
    [[5, 2, 4, 3], 24, { rows: 2, columns: 4, channels: 3 }],
    [[5, 1, 2, 4], 8, { rows: 2, columns: 4, channels: 1 }],
    [[5, 3, 2, 4], 24, { rows: 2, columns: 4, channels: 3 }],
    [[5, 3, 4, 3], 36, { rows: 3, columns: 4, channels: 3 }],
  ])("of the shape %j", (shape, inputs, image) => {
    const examples = examplesOf(numbers(...shape), "file");
    expect(examples).toMatchObject({ count: 5, inputs, image, labels: null, columnNames: null });
    expect(examples.values.length).toBe(5 * inputs);
  });

  test("have their channels last, wherever they came", () => {
    const last = examplesOf(numbers(2, 1, 2, 3), "file").values;
    expect([...last]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const first = examplesOf(numbers(2, 3, 1, 2), "file").values;
    expect([...first]).toEqual([0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]);
  });

  test.each([
    [[5], "but examples need [count, inputs]"],
    [[], "holds [], but examples need"],
    [[1, 2, 3, 4, 5], "but examples need"],
    [[5, 2, 4, 4], "but images have 1 or 3 channels"],
    [[0, 7], "which is not one number"],
    [[5, 0, 7], "which is not one number"],
  ])("are refused with the shape %j", (shape, sentence) => {
    expectRefused(() => examplesOf(numbers(...shape), "file"), sentence);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "are refused with %d, by row and column",
    (value) => {
      const values = Float32Array.of(1, 2, 3, 4, 5, value);
      expectRefused(
        () => examplesOf({ shape: [2, 3], values }, "file"),
        `"file" holds ${value} in row 2, column 3, but each number must be finite`,
      );
    },
  );
});

describe("labels from numbers", () => {
  test("are whole numbers, one for each example", () => {
    const bytes = { shape: [3], values: Uint8Array.of(1, 0, 255) };
    expect(labelsOf(bytes, 3, "file")).toEqual(Uint8Array.of(1, 0, 255));
    const column = { shape: [3, 1], values: Float32Array.of(1, 0, 65535) };
    expect(labelsOf(column, 3, "file")).toEqual(Uint16Array.of(1, 0, 65535));
  });

  test("are a copy", () => {
    const values = Uint8Array.of(1);
    const labels = labelsOf({ shape: [1], values }, 1, "file");
    values.fill(9);
    expect([...labels]).toEqual([1]);
  });

  test.each<[number[], number[], string]>([
    [[2], [1, 2], '"file" has 2 labels for 3 examples'],
    [[3, 2], [1, 0, 0, 1, 1, 0], '"file" holds [3, 2], but labels are [count]'],
    [[], [1], '"file" holds [], but labels are [count]'],
    [[3], [0, 1, 0.5], '"file" has the label 0.5 in row 3'],
    [[3], [0, -1, 1], '"file" has the label -1 in row 2'],
    [[3], [65536, 1, 1], '"file" has the label 65536 in row 1'],
    [[3], [0, Number.NaN, 1], '"file" has the label NaN in row 2'],
  ])("are refused with the shape %j: %j", (shape, values, sentence) => {
    const given = { shape, values: Float32Array.from(values) };
    expectRefused(() => labelsOf(given, 3, "file"), sentence);
  });
});

describe("labels from texts", () => {
  test("are the numbers that the texts are, from 0 on without a gap", () => {
    const { labels, classNames } = labelsFromTexts([["2", "0"], ["1"]], "file");
    expect(classNames).toBeNull();
    expect(labels).toEqual([Uint8Array.of(2, 0), Uint8Array.of(1)]);
  });

  test.each([
    [["2", "1"], ["3"], ["1", "2", "3"], [1, 0], [2]],
    [["10", "9"], ["0"], ["0", "9", "10"], [2, 1], [0]],
  ])("%j and %j have gaps, so each is a name: no class is without rows", (a, b, names, ...own) => {
    const { labels, classNames } = labelsFromTexts([a, b], "file");
    expect(classNames).toEqual(names);
    expect(labels.map((set) => [...set])).toEqual(own);
  });

  test("or their places among the names, the same in all sets", () => {
    const { labels, classNames } = labelsFromTexts(
      [
        ["dog", "cat"],
        ["ant", "dog"],
      ],
      "file",
    );
    expect(classNames).toEqual(["ant", "cat", "dog"]);
    expect(labels).toEqual([Uint8Array.of(2, 1), Uint8Array.of(0, 2)]);
  });

  test.each([["-1"], ["1.0"], ["65536"], ["1e3"], [" 1"]])("%j is a name and no number", (text) => {
    expect(labelsFromTexts([[text, "0"]], "file").classNames).toEqual(["0", text].sort());
  });

  test("are refused if there are too many", () => {
    const ids = Array.from({ length: 65_537 }, (_, i) => `id ${i}`);
    expectRefused(
      () => labelsFromTexts([ids], "file"),
      '"file" has 65537 different labels, but at most 65536',
    );
    expect(labelsFromTexts([ids.slice(1)], "file").labels[0]).toBeInstanceOf(Uint16Array);
  });
});

describe("examples to test with", () => {
  const examples = (change: Partial<Examples>): Examples => ({
    ...examplesOf(numbers(2, 2, 4), "file"),
    ...change,
  });

  test("have to be like those to learn from", () => {
    expectAlike(examples({}), examples({ count: 9 }), "file");
    const grey = { rows: 4, columns: 2, channels: 1 } as const;
    expectRefused(
      () => expectAlike(examples({}), examples({ image: grey }), "file"),
      "of 2×4 pixels of one channel to learn from but of 4×2 pixels of one channel to test with",
    );
    expectRefused(
      () => expectAlike(examples({}), examples({ image: { ...grey, channels: 3 } }), "file"),
      "to learn from but of 4×2 pixels of three channels to test with",
    );
    expectRefused(
      () => expectAlike(examples({ image: null }), examples({ image: null, inputs: 9 }), "file"),
      "of 8 numbers to learn from but of 9 numbers to test with",
    );
  });

  test("have to have the same columns in the same order", () => {
    const columns = (...columnNames: string[]) => examples({ columnNames });
    expectAlike(columns("a", "b"), columns("a", "b"), "file");
    expectRefused(
      () => expectAlike(columns("a", "b"), columns("a", "c"), "file"),
      'has "b" as its input 2 to learn from but "c" to test with',
    );
  });
});
