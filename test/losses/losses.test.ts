/** What losses refuse, and how they bear the ends of the scale; their gradients are checked in test/gradcheck. */
import { describe, expect, test } from "vitest";
import { bce } from "../../src/losses/bce.ts";
import { bceWithLogits } from "../../src/losses/bce-with-logits.ts";
import { crossEntropyWithLogits } from "../../src/losses/cross-entropy-with-logits.ts";
import { mse } from "../../src/losses/mse.ts";
import { doubleKernels, tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";

const losses = { mse, bce, bceWithLogits, crossEntropyWithLogits };

describe.each(Object.entries(losses))("%s", (name, loss) => {
  const P = zeros(doubleKernels, 2, 3);

  test("names both shapes when they do not fit", () => {
    expect(() => loss(P, zeros(doubleKernels, 3, 2), P)).toThrow(
      `${name}: the prediction is [2, 3] but the target is [3, 2]; they need the same shape.`,
    );
    expect(() => loss(P, P, zeros(doubleKernels, 2, 2))).toThrow(
      `${name}: the prediction is [2, 3] but the gradient is [2, 2]; they need the same shape.`,
    );
  });

  test("refuses a mean over nothing", () => {
    const nothing = zeros(doubleKernels, 0, 3);
    expect(() => loss(nothing, nothing, nothing)).toThrow(
      `${name}: the prediction is [0, 3]; it needs at least one number.`,
    );
  });

  test("is a mean: a batch said twice has the same loss, and half the gradient each", () => {
    const p = [0.2, 0.7, 0.1, 0.5, 0.25, 0.25];
    const t = [0, 1, 0, 0, 0, 1];
    const once = zeros(doubleKernels, 2, 3);
    const twice = zeros(doubleKernels, 4, 3);
    const value = loss(
      tensorFrom(doubleKernels, p, 2, 3),
      tensorFrom(doubleKernels, t, 2, 3),
      once,
    );
    const doubled = loss(
      tensorFrom(doubleKernels, [...p, ...p], 4, 3),
      tensorFrom(doubleKernels, [...t, ...t], 4, 3),
      twice,
    );
    expect(doubled).toBeCloseTo(value, 12);
    twice.data.forEach((g, i) => {
      expect(g).toBeCloseTo(once.data[i % 6] / 2, 12);
    });
  });
});

describe.each([tsKernels, doubleKernels])(
  "on $name, nothing is ever NaN or Infinity",
  (kernels) => {
    const targets = tensorFrom(kernels, [0, 1, 1, 0], 2, 2);

    test.each([
      ["bce", bce, [0, 0, 1, 1]],
      ["bceWithLogits", bceWithLogits, [1e4, -1e4, 800, -800]],
      ["crossEntropyWithLogits", crossEntropyWithLogits, [1e4, -1e4, 800, -800]],
    ])("%s", (_, loss, numbers) => {
      const dP = zeros(kernels, 2, 2);
      expect(Number.isFinite(loss(tensorFrom(kernels, numbers, 2, 2), targets, dP))).toBe(true);
      expect([...dP.data].every(Number.isFinite)).toBe(true);
    });
  },
);

test("a logit that is as wrong as can be still has a gradient; a probability has none", () => {
  const one = tensorFrom(doubleKernels, [1], 1, 1);
  const dX = zeros(doubleKernels, 1, 1);
  bceWithLogits(tensorFrom(doubleKernels, [-800], 1, 1), one, dX);
  expect(dX.data[0]).toBe(-1);
  bce(tensorFrom(doubleKernels, [0], 1, 1), one, dX);
  expect(dX.data[0]).toBe(0);
});
