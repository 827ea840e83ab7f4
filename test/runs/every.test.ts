import { afterEach, expect, test, vi } from "vitest";
import { timer } from "../../src/runs/every.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("every 3 steps", () => {
  const isDue = timer({ steps: 3 });
  expect([1, 2, 3, 4, 5, 6, 7].filter(isDue)).toEqual([3, 6]);
});

test("every 2 seconds, by a clock that nobody can set", () => {
  let now = 5000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const isDue = timer({ seconds: 2 });
  const due = [1000, 1999, 2000, 2001, 3999, 4000, 9000, 9001].filter((time, step) => {
    now = 5000 + time;
    vi.spyOn(Date, "now").mockReturnValue(step % 2 ? 1e15 : 0);
    return isDue(step);
  });
  expect(due).toEqual([2000, 4000, 9000]);
});
