import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference, rounding, STEP, stepFor } from "../../src/gradcheck/difference.ts";

/** The difference of one function of one number at x. */
function at(f: (x: number) => number, x: number, h = stepFor(Math.abs(x), STEP), reach: 2 | 4 = 2) {
  let moved = x;
  const move = (t: number) => {
    moved = x + t;
  };
  const evaluate = () => Float64Array.of(f(moved));
  const found = difference({ evaluate, here: evaluate(), c: Float64Array.of(1), move }, h, reach);
  expect(moved).toBe(x); // back where it was
  return found;
}

test.each([
  ["x²", (x: number) => x * x, 3, 6],
  ["sin", Math.sin, 1, Math.cos(1)],
  ["exp", Math.exp, 2, Math.exp(2)],
  ["1/x", (x: number) => 1 / x, -40, -1 / 1600],
  ["x⁴", (x: number) => x ** 4, -2, -32],
  ["tanh", Math.tanh, 0.3, 1 - Math.tanh(0.3) ** 2],
])("the derivative of %s is right in nine digits, and not in doubt", (_, f, x, expected) => {
  const { derivative, doubt } = at(f, x);
  expect(Math.abs(derivative / expected - 1)).toBeLessThan(1e-9);
  expect(doubt / Math.abs(expected)).toBeLessThan(1e-8);
});

test("outputs are weighted, and one that does not move leaves nothing behind", () => {
  let x = 2;
  const move = (t: number) => {
    x = 2 + t;
  };
  const evaluate = () => Float64Array.of(x, x * x, 1e15 / 3);
  const line = { evaluate, here: evaluate(), c: Float64Array.of(10, -1, 0.7), move };
  const { derivative, moving, moved, still } = difference(line, 2 ** -17);
  expect(Math.abs(derivative - 6)).toBeLessThan(1e-9);
  expect([moving, Math.round(moved), still]).toEqual([2, 24, 0.7 * (1e15 / 3)]);
});

describe("a kink", () => {
  test.each([
    { reach: 2, share: 6 / 7 },
    { reach: 4, share: 0.9 },
  ] as const)(
    "raises a doubt of at least $share of what it spoils, reach $reach",
    ({ reach, share }) => {
      const h = 2 ** -17;
      const kinks = fc.record({
        c: fc.integer({ min: -200, max: 200 }).map((percent) => percent / 100),
        jump: fc.double({ min: 0.1, max: 100, noNaN: true }),
      });
      fc.assert(
        fc.property(kinks, ({ c, jump }) => {
          const f = (x: number) => 3 * x + jump * Math.max(0, x - c * h);
          const { derivative, doubt } = at(f, 0, h, reach);
          const spoilt = Math.abs(derivative - (c < 0 ? 3 + jump : 3)); // at c = 0, both are as good
          expect(doubt).toBeGreaterThan(share * spoilt - 1e-8 * jump);
        }),
      );
    },
  );

  test("beyond the probes raises none", () => {
    const h = 2 ** -17;
    expect(at((x) => Math.max(0, x - 2.1 * h), 0, h).doubt).toBe(0);
    expect(at((x) => Math.abs(x + 2.1 * h), 0, h).doubt).toBeLessThan(1e-12);
    expect(at((x) => Math.max(0, x - 4.1 * h), 0, h, 4).doubt).toBe(0);
  });
});

test("a step is a power of two near ∛ε times the size, and never below ∛ε times 1", () => {
  expect(stepFor(0, STEP)).toBe(2 ** -17);
  expect(stepFor(1, STEP)).toBe(2 ** -17);
  expect(stepFor(64, STEP)).toBe(2 ** -11);
});

test("extrapolation: with a step of 1/256, what is left of a curve is h⁴·f⁽⁵⁾/30", () => {
  const h = 2 ** -8;
  const { derivative, doubt } = at(Math.exp, 0, h, 4);
  expect((derivative - 1) / (h ** 4 / 30)).toBeCloseTo(-1, 1);
  expect(doubt).toBeLessThan(1e-7);
});

test("rounding: no difference is further off than the bound says", () => {
  const places = fc.record({
    x: fc.double({ min: 0.1, max: 3, noNaN: true }),
    offset: fc.constantFrom(1, 1e3, 1e6, 1e9),
    exponent: fc.integer({ min: 9, max: 17 }),
  });
  fc.assert(
    fc.property(places, ({ x, offset, exponent }) => {
      const h = 2 ** -exponent;
      const { derivative, moved } = at((x) => offset + Math.sin(x), x, h);
      const curve = h ** 4 / 30 + 1e-15;
      const off = Math.abs(derivative - Math.cos(x));
      expect(off).toBeLessThanOrEqual(rounding(moved, h) + curve);
    }),
  );
});
