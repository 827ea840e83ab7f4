import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyScaling,
  invertScaling,
  learnScaling,
  SCALING_KINDS,
} from "../../src/data/scaling.ts";

/** Three columns: one with mean 3 and deviation 2, one far from 0, one that never changes. */
const ROWS = Float32Array.of(
  ...[1, 1e6, 7],
  ...[1, 1e6 + 4, 7],
  ...[5, 1e6, 7],
  ...[5, 1e6 + 4, 7],
);

function scaled(kind: (typeof SCALING_KINDS)[number], rows = ROWS) {
  const Y = new Float32Array(rows.length);
  applyScaling(learnScaling(kind, 3, [ROWS]), rows, Y);
  return [...Y];
}

describe("scaling", () => {
  test("none leaves what is there", () => {
    expect(scaled("none")).toEqual([...ROWS]);
  });

  test("standard brings each column to mean 0 and deviation 1", () => {
    const { offset, scale } = learnScaling("standard", 3, [ROWS]);
    expect([...offset]).toEqual([3, 1e6 + 2, 7]);
    expect([...scale]).toEqual([2, 2, 1]);
    expect(scaled("standard")).toEqual([-1, -1, 0, -1, 1, 0, 1, -1, 0, 1, 1, 0]);
  });

  test("min-max brings the training rows to 0 … 1, and others where they lie", () => {
    expect(scaled("min-max")).toEqual([0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0]);
    expect(scaled("min-max", Float32Array.of(9, 1e6 + 2, 8))).toEqual([2, 0.5, 1]);
  });

  test("is learned from rows in parts as from rows at once", () => {
    for (const kind of SCALING_KINDS) {
      const parts = [ROWS.subarray(0, 3), ROWS.subarray(3, 3), ROWS.subarray(3)];
      expect(learnScaling(kind, 3, parts)).toEqual(learnScaling(kind, 3, [ROWS]));
    }
  });

  test("serves bytes as well", () => {
    const scaling = learnScaling("min-max", 1, [Uint8Array.of(10, 20)]);
    const Y = new Float32Array(3);
    applyScaling(scaling, Uint8Array.of(10, 15, 20), Y);
    expect([...Y]).toEqual([0, 0.5, 1]);
  });

  test("and back gives the user's units again", () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...SCALING_KINDS),
        (rows, kind) => {
          const X = Float32Array.from(rows.flat());
          const scaling = learnScaling(kind, 3, [X]);
          const Y = new Float32Array(X.length);
          applyScaling(scaling, X, Y);
          invertScaling(scaling, Y, Y); // in place
          for (let i = 0; i < X.length; i++) {
            // A value of size s is kept to s·2⁻²⁴ twice, in units and scaled.
            const size = Math.abs(scaling.offset[i % 3]) + 10 * scaling.scale[i % 3];
            expect(Math.abs(Y[i] - X[i])).toBeLessThanOrEqual(size * 2 ** -22);
          }
        },
      ),
    );
  });

  test("standard gives mean 0 and variance 1, whatever the rows", () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 50 }), (column) => {
        const X = Float32Array.from(column);
        fc.pre(Math.max(...X) - Math.min(...X) > 1e-3);
        const { offset, scale } = learnScaling("standard", 1, [X]);
        const Y = Array.from(X, (x) => (x - offset[0]) / scale[0]);
        const mean = Y.reduce((a, b) => a + b) / Y.length;
        const variance = Y.reduce((sum, y) => sum + (y - mean) ** 2, 0) / Y.length;
        expect(mean).toBeCloseTo(0, 6);
        expect(variance).toBeCloseTo(1, 6);
      }),
    );
  });

  test("is refused without rows, or with part of one", () => {
    expect(() => learnScaling("standard", 3, [])).toThrow("there are no rows to learn from");
    expect(() => learnScaling("standard", 3, [new Float32Array(4)])).toThrow("whole rows of 3");
    const scaling = learnScaling("none", 3, [ROWS]);
    expect(() => applyScaling(scaling, ROWS, new Float32Array(3))).toThrow(RangeError);
    expect(() => applyScaling(scaling, new Float32Array(4), new Float32Array(4))).toThrow(
      "the same whole rows of 3",
    );
    expect(() => invertScaling(scaling, ROWS, new Float32Array(3))).toThrow(RangeError);
  });
});
