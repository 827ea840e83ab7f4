import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Parameter } from "../../src/layers/layer.ts";
import { Adam } from "../../src/optim/adam.ts";
import { clipGradients } from "../../src/optim/clip.ts";
import { doubleKernels, tensorFrom, zeros } from "../../src/tensor/kernels.ts";

/** A parameter for each row of numbers, which is its gradient. */
function parameters(...gradients: number[][]): Parameter[] {
  return gradients.map((gradient, index) => ({
    name: `${index}.weight`,
    value: zeros(doubleKernels, 1, gradient.length),
    grad: tensorFrom(doubleKernels, gradient, 1, gradient.length),
  }));
}

const gradientOf = (them: Parameter[]) => them.flatMap(({ grad }) => [...grad.data]);
const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const norm = (a: number[]) => Math.sqrt(dot(a, a));

describe("clipping gradients", () => {
  test("takes all parameters as one vector: 3, 4 and 12 have the norm 13", () => {
    const them = parameters([3, 4], [12]);
    expect(clipGradients(them, 6.5)).toBe(13);
    expect(gradientOf(them)).toEqual([1.5, 2, 6]);
  });

  test("leaves a gradient alone that is not longer than allowed", () => {
    const them = parameters([3, -4]);
    expect(clipGradients(them, 5)).toBe(5);
    expect(gradientOf(them)).toEqual([3, -4]);
    const still = parameters([0, 0]);
    expect(clipGradients(still, 1)).toBe(0);
    expect(gradientOf(still)).toEqual([0, 0]);
  });

  const vectors = fc.array(
    fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 5 }),
    { minLength: 1, maxLength: 4 },
  );

  test("keeps the direction, and cuts the length to min(n, c)", () => {
    fc.assert(
      fc.property(vectors, fc.double({ min: 1e-3, max: 1e3 }), (gradients, largest) => {
        const before = gradients.flat();
        fc.pre(norm(before) > 1e-6);
        const them = parameters(...gradients);
        expect(clipGradients(them, largest)).toBeCloseTo(norm(before), 6);
        const after = gradientOf(them);
        expect(norm(after) / Math.min(norm(before), largest)).toBeCloseTo(1, 10);
        expect(dot(before, after) / (norm(before) * norm(after))).toBeCloseTo(1, 10);
      }),
      { seed: 1 },
    );
  });

  test("does nothing more when done twice", () => {
    const them = parameters([30, 40], [-5]);
    clipGradients(them, 2);
    const once = gradientOf(them);
    clipGradients(them, 2.000001);
    expect(gradientOf(them)).toEqual(once);
  });

  test("hides no gradient that is not finite", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const them = parameters([1, bad]);
      clipGradients(them, 1);
      expect(gradientOf(them).some((g) => !Number.isFinite(g))).toBe(true);
    }
  });
});

describe("Adam with a largest norm", () => {
  /** The weights after steps along some gradients. */
  function descend(gradients: number[][], clipNorm: number | null): number[] {
    const [parameter] = parameters(gradients[0]);
    const adam = new Adam(doubleKernels, [parameter], { learningRate: 0.1, clipNorm });
    for (const gradient of gradients) {
      parameter.grad.data.set(gradient);
      adam.step();
    }
    return [...parameter.value.data];
  }

  const steep = [
    [3, 4],
    [300, 400],
    [0.3, -0.4],
  ];

  test("steps as it would along clipped gradients", () => {
    const clipped = [
      [3, 4],
      [3, 4],
      [0.3, -0.4],
    ];
    expect(descend(steep, 5)).toEqual(descend(clipped, null));
    expect(descend(steep, null)).not.toEqual(descend(clipped, null));
  });
});
