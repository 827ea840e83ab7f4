import { describe, expect, test } from "vitest";
import { compare } from "../../src/gradcheck/comparison.ts";
import { explain, hint } from "../../src/gradcheck/hints.ts";
import { conclude } from "../../src/gradcheck/result.ts";

const TRUE = [0.5, -1.25, 2, 0.125, -0.75, 3];
const BATCH = [{ value: 5, meaning: "the batch size" }];

/** The hint for an analytic gradient [3, 2] made from the true one. */
function hintFor(make: (value: number, i: number) => number) {
  return hint(compare("weight", [3, 2], TRUE.map(make), TRUE), BATCH);
}

describe("a hint recognises", () => {
  test.each<[string, (value: number, i: number) => number, string]>([
    ["a sign", (n) => -n, "opposite sign"],
    [
      "a missing 1/B",
      (n) => 5 * n,
      "5 times what it should be. 5 is the batch size: is a division",
    ],
    [
      "one 1/B too many",
      (n) => n / 5,
      "1/5 times what it should be. 5 is the batch size: is it divided",
    ],
    ["something counted twice", (n) => 2 * n, "Is something counted twice?"],
    ["a missing 2", (n) => n / 2, "the 2 of a square's derivative"],
    ["any constant factor", (n) => 1.7 * n, "Every value is 1.7 times what it should be."],
    ["a gradient that was never computed", () => 0, "Every analytic value is 0"],
    ["a NaN", (n, i) => (i === 3 ? Number.NaN : n), "NaN or Infinity among the analytic values"],
    ["a transposed matrix", (_, i) => TRUE[(i % 3) * 2 + Math.floor(i / 3)], "transposed"],
    ["a row left out", (n, i) => (i > 3 ? 0 : n), "Only these rows are wrong: 2."],
    ["a column left out", (n, i) => (i % 2 === 1 ? 0 : n), "Only these columns are wrong: 1."],
  ])("%s", (_, make, words) => {
    expect(hintFor(make)).toContain(words);
  });

  test("a function that is not a number", () => {
    const numerical = TRUE.map(() => Number.NaN);
    expect(hint(compare("weight", [3, 2], TRUE, numerical))).toContain("is forward right?");
  });
});

test("where no pattern fits, there is no hint", () => {
  expect(hintFor((n, i) => n + Math.sin(i + 1))).toBeNull();
  expect(hintFor((n, i) => n * (i === 1 ? -1 : 5))).toBeNull();
});

describe("a factor", () => {
  test("near 1 is written with the digits that tell it from 1", () => {
    expect(hintFor((n) => 1.00001 * n)).toBe("Every value is 1.00001 times what it should be.");
    expect(hintFor((n) => 0.9997 * n)).toBe("Every value is 0.9997 times what it should be.");
  });

  test("that is a dimension is named for it, and not guessed at", () => {
    const counts = [
      { value: 2, meaning: "the number of columns" },
      { value: 3, meaning: "the number of inputs" },
      { value: 3, meaning: "the number of outputs" },
    ];
    const times = (factor: number) =>
      hint(
        compare(
          "P",
          [3, 2],
          TRUE.map((n) => factor * n),
          TRUE,
        ),
        counts,
      );
    expect(times(2)).toBe(
      "Every value is 2 times what it should be. 2 is the number of columns: is a division by it missing?",
    );
    expect(times(1 / 2)).toBe(
      "Every value is 1/2 times what it should be. 2 is the number of columns: is it divided by once too often?",
    );
    expect(times(3)).toContain(
      "3 is the number of inputs and the number of outputs: is a division",
    );
  });

  test("of ln 2 is told as that", () => {
    expect(hintFor((n) => Math.LN2 * n)).toContain(
      "That is ln 2: is there a logarithm to another base?",
    );
    expect(hintFor((n) => n / Math.LN2)).toContain("That is 1/ln 2");
  });

  test("of one element among fifteen is not that of every value", () => {
    const small = Array.from({ length: 15 }, (_, i) => (i === 0 ? 1e9 : i));
    const one = compare(
      "X",
      [5, 3],
      small.map((n, i) => (i === 7 ? 2 * n : n)),
      small,
    );
    expect(hint(one)).toBe(
      "Only X[2, 1] is wrong, 2 times what it should be; the others are right.",
    );
    const all = compare(
      "X",
      [5, 3],
      small.map((n, i) => (i === 0 ? n : 1.5 * n)),
      small,
    );
    expect(hint(all)).toBeNull();
  });
});

test("a small value ten times too large is not taken for a transposed matrix", () => {
  const numerical = [1e-5, 2e-5, 3e-5, 4e-5];
  const analytic = numerical.map((n, i) => (i === 1 ? 10 * n : n));
  expect(hint(compare("weight", [2, 2], analytic, numerical))).toBe(
    "Only weight[0, 1] is wrong, 10 times what it should be; the others are right.",
  );
});

test("rows that are wrong here and there are no rows", () => {
  expect(hintFor((n, i) => (i === 1 || i === 2 ? n + 1 : n))).toBeNull();
  expect(hintFor((n, i) => (i < 2 ? n + 1 : n))).toBe("Only these rows are wrong: 0.");
});

test("equal paragraphs become one, others stay apart", () => {
  const wrong = (name: string, make: (n: number) => number) =>
    compare(name, [3, 2], TRUE.map(make), TRUE);
  const { problems } = conclude("objective", [
    wrong("0.weight", (n) => -n),
    wrong("0.bias", (n) => 3 * n),
    wrong("1.weight", (n) => -n),
    wrong("1.bias", (n) => n),
    wrong("2.weight", (n) => -n),
  ]);
  expect(problems).toEqual([
    "0.weight, 1.weight and 2.weight: 18 of 18 elements wrong; the worst is 0.weight[0, 0], analytic -0.5, numerical 0.5. " +
      "Every value has the opposite sign: is there a minus too many, or one too few?",
    "0.bias: 6 of 6 elements wrong; the worst is 0.bias[0, 0], analytic 1.5, numerical 0.5. " +
      "Every value is 3 times what it should be.",
  ]);
});

test("gradients that are exchanged are named", () => {
  const other = TRUE.map((n) => n * n);
  const { problems } = conclude("layer", [
    compare("gamma", [6], other, TRUE),
    compare("beta", [6], TRUE, other),
  ]);
  expect(problems[0]).toContain(
    "These are the values that belong to beta: are two gradients exchanged?",
  );
  expect(problems[1]).toContain("belong to gamma");
});

test("one element alone makes no pattern", () => {
  expect(hint(compare("bias", [1], [-2], [2]))).toBeNull();
});

test("elements at a kink do not spoil a pattern", () => {
  const analytic = TRUE.map((n, i) => (i === 4 ? 99 : -n));
  expect(hint(compare("X", [3, 2], analytic, TRUE, { kinks: [4] }))).toContain("opposite sign");
});

test("an explanation gives the count, the worst element with both values, and the hint", () => {
  const analytic = TRUE.map((n) => -n);
  expect(explain(compare("weight", [3, 2], analytic, TRUE))).toBe(
    "weight: 6 of 6 elements wrong; the worst is weight[0, 0], analytic -0.5, numerical 0.5. " +
      "Every value has the opposite sign: is there a minus too many, or one too few?",
  );
});
