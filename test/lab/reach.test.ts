/** How much of the plane a figure shows. */
import { expect, test } from "vitest";
import { reachOf } from "../../lab/src/page/reach.ts";

test("as much as it must, where codes are near", () => {
  expect(reachOf(12)).toBe(12);
  expect(reachOf(12, Float32Array.of(1, -11))).toBe(12);
});

test("more, in few steps, where any code of any cloud is far away", () => {
  const near = Float32Array.of(1, 2);
  for (const far of [12, 15, 40, -900]) {
    const extent = reachOf(12, near, Float32Array.of(0, far));
    expect(extent).toBeGreaterThan(Math.abs(far));
    expect(extent).toBeLessThan(1.4 * Math.abs(far));
  }
  expect(reachOf(12, [20])).toBe(reachOf(12, [20.5]));
});
