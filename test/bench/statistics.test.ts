import { expect, test } from "vitest";
import { spread } from "../../bench/statistics.ts";

test("median and quartiles, whatever the order", () => {
  expect(spread([5, 1, 4, 2, 3])).toEqual({ low: 2, median: 3, high: 4 });
});

test("between two samples when none stands in the middle", () => {
  expect(spread([1, 2, 3, 10])).toEqual({ low: 1.75, median: 2.5, high: 4.75 });
});

test("one sample is all three", () => {
  expect(spread([7])).toEqual({ low: 7, median: 7, high: 7 });
});

test("no sample says so", () => {
  expect(() => spread([])).toThrow("at least one sample");
});
