import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantile, roc } from "../../src/measures/roc.ts";

describe("the ROC curve", () => {
  test("of four scores, by hand", () => {
    const { points, area } = roc([0.9, 0.8, 0.7, 0.1], [true, false, true, false]);
    expect(
      points.map(({ falsePositives, truePositives }) => [falsePositives, truePositives]),
    ).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
    expect(area).toBe(0.75);
  });

  test("is refused for a score that is NaN, and takes two that are infinite", () => {
    expect(() => roc([0.1, Number.NaN, 0.3], [true, false, false])).toThrow(
      "roc: the score of row 1 is NaN",
    );
    const [up, down] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(roc([up, 1, up, down], [true, false, true, false]).area).toBe(1);
  });

  test("of scores that are all the same is a guess's", () => {
    expect(roc([1, 1, 1], [true, false, false])).toMatchObject({ area: 0.5 });
  });

  test("has the area of all pairs in which the anomaly scores higher, equals counting half", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        fc.pre(rows.some(([, is]) => is) && rows.some(([, is]) => !is));
        let [wins, pairs] = [0, 0];
        for (const [a, isA] of rows) {
          for (const [b, isB] of rows) {
            if (!isA || isB) continue;
            pairs++;
            wins += a > b ? 1 : a === b ? 0.5 : 0;
          }
        }
        const scores = rows.map(([score]) => score);
        const { area, points } = roc(
          scores,
          rows.map(([, is]) => is),
        );
        expect(area).toBeCloseTo(wins / pairs, 10);
        expect(points.at(-1)).toEqual({ falsePositives: 1, truePositives: 1 });
      }),
    );
  });

  test.each([
    [
      [1, 2],
      [true, true],
    ],
    [
      [1, 2],
      [false, false],
    ],
    [[1], [true, false]],
  ])("is refused for %j and %j", (scores, anomalous) => {
    expect(() => roc(scores, anomalous)).toThrow(RangeError);
  });
});

describe("a quantile", () => {
  test("of n numbers is the k-th for each share k/n, however the share is rounded", () => {
    for (let n = 1; n <= 200; n++) {
      const numbers = Float32Array.from({ length: n }, (_, i) => i + 1);
      for (let k = 0; k <= n; k++) expect(quantile(numbers, k / n)).toBe(Math.max(1, k));
    }
    const hundred = Float32Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0.07, 0.14, 0.28, 0.55].map((q) => quantile(hundred, q))).toEqual([7, 14, 28, 55]);
  });

  test("is not exceeded by its share", () => {
    const numbers = () => Float32Array.of(5, 1, 4, 2, 3);
    expect(quantile(numbers(), 0.6)).toBe(3);
    expect(quantile(numbers(), 0.61)).toBe(4);
    expect(quantile(numbers(), 1)).toBe(5);
    expect(quantile(numbers(), 0)).toBe(1);
  });

  test("needs numbers, and a share", () => {
    expect(() => quantile(new Float32Array(0), 0.5)).toThrow(RangeError);
    expect(() => quantile(Float32Array.of(1), 1.5)).toThrow(RangeError);
  });
});
