import { expect, test } from "vitest";
import { calibrate, unsteadiness } from "../../bench/calibration.ts";

test("a machine that is always as fast is steady, and one that slows down now and then is not", () => {
  expect(unsteadiness([500, 500, 500, 500, 500])).toBe(0);
  expect(unsteadiness([500, 495, 500, 490, 500, 400, 500, 500, 400, 500])).toBeCloseTo(0.2, 5);
});

test("one look in many does not make a machine unsteady", () => {
  const looks = Array.from({ length: 100 }, (_, look) => (look === 7 ? 10 : 500));
  expect(unsteadiness(looks)).toBe(0);
});

test("a processor adds between ten million and a hundred thousand million times a second", () => {
  const speed = calibrate();
  expect(speed).toBeGreaterThan(10);
  expect(speed).toBeLessThan(100_000);
});
