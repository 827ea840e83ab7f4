/** What losses refuse, and how they bear the ends of the scale; their gradients are checked in test/gradcheck. */
import { describe, expect, test } from "vitest";
import { bce } from "../../src/losses/bce.ts";
import { bceWithLogits } from "../../src/losses/bce-with-logits.ts";
import { crossEntropyWithLogits } from "../../src/losses/cross-entropy-with-logits.ts";
import { halfSquaredError } from "../../src/losses/half-squared-error.ts";
import { headsApart } from "../../src/losses/heads-apart.ts";
import { mse } from "../../src/losses/mse.ts";
import { doubleKernels, tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";

const losses = { mse, halfSquaredError, bce, bceWithLogits, crossEntropyWithLogits };

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
  expect(Math.abs(dX.data[0])).toBe(0);
});

test("a NaN or an Infinity in a prediction is seen in the loss", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const P = tensorFrom(doubleKernels, [0, bad], 2, 1);
    const dP = zeros(doubleKernels, 2, 1);
    expect(halfSquaredError(P, zeros(doubleKernels, 2, 1), dP)).toBe(bad);
    expect([...dP.data]).toEqual([0, bad]);
  }
});

describe("headsApart", () => {
  const cost = (numbers: number[], options = { distance: 2, cost: 1 }) => {
    const W = tensorFrom(doubleKernels, numbers, numbers.length / 2, 2);
    const dW = zeros(doubleKernels, numbers.length / 2, 2);
    return { L: headsApart(W, dW, options), dW: [...dW.data] };
  };

  test("costs nothing and moves nothing from the distance on", () => {
    expect(cost([0, 0, 2, 0, 0, -5])).toEqual({ L: 0, dW: [0, 0, 0, 0, 0, 0] });
  });

  test("following its gradient parts the heads until it costs nothing", () => {
    const heads = [0.1, 0, 0, 0.1, -0.1, 0];
    for (let step = 0; step < 100; step++) {
      cost(heads).dW.forEach((g, i) => {
        heads[i] -= 0.05 * g;
      });
    }
    expect(cost([0.1, 0, 0, 0.1, -0.1, 0]).L).toBeGreaterThan(5);
    expect(cost(heads).L).toBeLessThan(0.3);
  });

  test("heads in one place cost the whole distance, and are finite all the same", () => {
    expect(cost([1, 1, 1, 1])).toEqual({ L: 2, dW: [0, 0, 0, 0] });
  });

  test("a NaN in a head is seen in the cost", () => {
    expect(cost([Number.NaN, 0, 1, 1]).L).toBeNaN();
  });

  test("names both shapes when they do not fit", () => {
    expect(() =>
      headsApart(zeros(doubleKernels, 3, 2), zeros(doubleKernels, 2, 3), { distance: 2, cost: 1 }),
    ).toThrow("headsApart: W is [3, 2] but dW is [2, 3]; they need the same shape.");
  });
});
