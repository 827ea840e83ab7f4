import { describe, expect, test } from "vitest";
import { checkLoss } from "../../src/gradcheck/check-loss.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { tensor } from "../../src/tensor/tensor.ts";

/** The mean of |p − t|³, with whatever `gradient` writes into dP. */
function cubic(gradient: (difference: number, old: number) => number): Loss {
  return function cubicLoss(P, T, dP) {
    let sum = 0;
    for (let i = 0; i < P.size; i++) {
      const difference = P.data[i] - T.data[i];
      sum += Math.abs(difference) ** 3;
      dP.data[i] = gradient(difference, dP.data[i]);
    }
    return sum / P.size;
  };
}

const P = () => tensor(Float64Array.of(0.5, -1, 2, 0.25, 3, -0.5), 2, 3);
const T = () => tensor(Float64Array.of(0, 1, 0, -1, 0.5, -2), 2, 3);
const right = (d: number) => (3 * d * Math.abs(d)) / 6;

test("a right loss passes, and P is as it was", () => {
  const [p, t] = [P(), T()];
  const result = checkLoss(cubic(right), p, t);
  expect(result).toMatchObject({ name: "cubicLoss", passed: true, problems: [], compared: 6 });
  expect([...p.data]).toEqual([...P().data]);
});

describe("a wrong loss fails, and is told why:", () => {
  test("a missing 1/n", () => {
    const { problems } = checkLoss(
      cubic((d) => 6 * right(d)),
      P(),
      T(),
    );
    expect(problems[0]).toContain("6 is the count of all numbers: is a division by it missing?");
  });

  test("a division by the batch size too many", () => {
    const { problems } = checkLoss(
      cubic((d) => right(d) / 2),
      P(),
      T(),
    );
    expect(problems[0]).toContain("2 is the batch size: is it divided by once too often?");
  });

  test("dP added to", () => {
    const { passed, problems } = checkLoss(
      cubic((d, old) => old + right(d)),
      P(),
      T(),
    );
    expect(passed).toBe(false);
    expect(problems.at(-1)).toContain("a loss must write dP[i] = …, not +=");
  });

  test("dP left as it was where the gradient is 0", () => {
    const loss = cubic((d, old) => (d === 0 ? old : right(d)));
    const { passed, problems } = checkLoss(loss, P(), P());
    expect(passed).toBe(false);
    expect(problems[0]).toContain("what stood in it before shows in the result");
  });

  test("the target changed", () => {
    const loss: Loss = (p, t, dP) => {
      const value = cubic(right)(p, t, dP);
      t.data[0] = 99;
      return value;
    };
    expect(checkLoss(loss, P(), T()).problems.join()).toContain(
      "changes its prediction or its target",
    );
  });
});

test("single precision is refused", () => {
  expect(() => checkLoss(cubic(right), tensor(new Float32Array(2), 1, 2), T())).toThrow(
    "P is over a Float32Array",
  );
});
