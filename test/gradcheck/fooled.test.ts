/**
 * Wrong gradients that were made to get past the check: each is found out, and what it is a wrong
 * variant of is not called wrong.
 */
import { describe, expect, test } from "vitest";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { checkDirections, checkObjective } from "../../src/gradcheck/check-objective.ts";
import type { Layer, Pass, Wanted } from "../../src/layers/layer.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";
import { parameter, plainLayer } from "./wrong/learners.ts";

const row = (...numbers: number[]) => tensor(Float64Array.from(numbers), 1, numbers.length);
const map = (X: Tensor, f: (x: number, i: number) => number) =>
  tensor(Float64Array.from(X.data, f), ...X.shape);

/** Y = f(X), number by number; backward makes dx of dy and x. */
const elementwise = (
  f: (x: number, i: number) => number,
  backward: (dy: number, x: number, i: number) => number,
): Layer =>
  plainLayer(
    "Elementwise",
    (X) => map(X, f),
    (dY, X) => map(dY, (dy, i) => backward(dy, X.data[i], i)),
  );

const square = (x: number) => x * x;

describe("a constant so large that no nudge moves the sum", () => {
  test.each([1e14, 1e15, 1e16, 1e18])("%d + x², with no gradient", (constant) => {
    for (const slope of [0, 2]) {
      const layer = elementwise(
        (x) => constant + x * x,
        (dy, x) => slope * dy * x,
      );
      const { passed, compared } = checkLayer(layer, row(1, -1.5, 0.7, 2));
      expect({ passed, compared }).toEqual({ passed: false, compared: 0 });
    }
  });

  test("beside others it is counted, and what does not depend on anything still compares", () => {
    const layer = elementwise(
      (x, i) => (i === 0 ? 1e16 + x * x : i === 1 ? 1e16 : x * x),
      (dy, x, i) => (i < 2 ? 0 : 2 * dy * x),
    );
    const X = tensor(new Float64Array(12).fill(1.25), 2, 6);
    expect(checkLayer(layer, X)).toMatchObject({ passed: true, compared: 11, incomparable: 1 });
  });

  test("1e9 + x²/4000, which only the largest nudges move", () => {
    for (const slope of [0, 2]) {
      const layer = elementwise(
        (x) => 1e9 + 2.5e-4 * x * x,
        (dy, x) => slope * 2.5e-4 * dy * x,
      );
      expect(checkLayer(layer, row(1, 1.1, 0.9))).toMatchObject({ passed: false, compared: 0 });
    }
  });
});

describe("a second output that is small beside the curve of the first", () => {
  /** x ↦ [1e9·x², x/1000] */
  const layer = (small: number) =>
    plainLayer(
      "Pair",
      (X) =>
        tensor(
          Float64Array.from([...X.data].flatMap((x) => [1e9 * x * x, x / 1000])),
          X.shape[0],
          2,
        ),
      (dY, X) => map(X, (x, b) => 2e9 * x * dY.get(b, 0) + small * dY.get(b, 1)),
    );
  const X = tensor(new Float64Array(3), 3, 1);

  test("left out at the minimum of the first", () => {
    expect(checkLayer(layer(1e-3), X)).toMatchObject({ passed: true, compared: 3 });
    expect(checkLayer(layer(0), X)).toMatchObject({ passed: false, compared: 3 });
    expect(checkLayer(layer(1.00001e-3), X)).toMatchObject({ passed: false, compared: 3 });
  });
});

describe("a backward that is right for the dY of the check alone", () => {
  test.each<[string, (dy: number) => number]>([
    ["clips dY to ±2", (dy) => Math.max(-2, Math.min(2, dy))],
    ["takes dY below 0.1 for 0", (dy) => (Math.abs(dy) < 0.1 ? 0 : dy)],
    ["takes dY below 1e-6 for 1e-6", (dy) => Math.sign(dy) * Math.max(Math.abs(dy), 1e-6)],
  ])("%s", (_, distort) => {
    const layer = elementwise(square, (dy, x) => 2 * distort(dy) * x);
    const { passed, problems } = checkLayer(layer, [3, 4]);
    expect(passed).toBe(false);
    expect(problems).toEqual([expect.stringMatching(/^X: backward is not proportional to dY/)]);
    expect(
      checkLayer(
        elementwise(square, (dy, x) => 2 * dy * x),
        [3, 4],
      ),
    ).toMatchObject({
      passed: true,
    });
  });
});

describe("what is asked besides is asked of small gradients, too", () => {
  const layer = (forInput: number): Layer => {
    let X = row();
    return {
      parameters: [],
      forward(input: Tensor) {
        X = input;
        return map(X, (x) => 1e-10 * x * x);
      },
      backward: (dY: Tensor, wanted?: Wanted) =>
        map(dY, (dy, i) => (wanted === "input" ? forInput : 2e-10) * dy * X.data[i]),
    };
  };

  test("wrong only if dX alone is wanted", () => {
    expect(checkLayer(layer(2e-10), [3, 4]).passed).toBe(true);
    expect(checkLayer(layer(0), [3, 4]).problems).toEqual([
      'X: backward(dY, "input") gives another dX than backward(dY).',
    ]);
  });
});

describe("a gradient of what nothing depends on", () => {
  const idle = (gradient: number) => {
    const [w, v] = [1, 2].map((x, k) => parameter("wv"[k], Float64Array.of(x), 1));
    return checkObjective(() => {
      w.grad.data[0] = 2 * w.value.data[0];
      v.grad.data[0] = gradient;
      return 1e9 + 1e9 * w.value.data[0] ** 2 - 1e9 * w.value.data[0] ** 2 + 0 * v.value.data[0];
    }, [w, v]).comparisons[1];
  };

  test("is wrong, however large what it does not move; but a sum that was rounded is not", () => {
    expect(idle(0)).toMatchObject({ compared: 1, wrong: [] });
    expect(idle(1e-9)).toMatchObject({ compared: 1, wrong: [0] });
    expect(idle(1e-13)).toMatchObject({ compared: 1, wrong: [0] });
    expect(idle(2e-16)).toMatchObject({ compared: 0, incomparable: [0] });
  });
});

describe("a mode, a row, a place", () => {
  test("wrong only while it learns", () => {
    const layer = (factor: number): Layer => {
      let training = false;
      let X = row();
      return {
        parameters: [],
        forward(input: Tensor, pass: Pass) {
          ({ training } = pass);
          X = input;
          return map(X, square);
        },
        backward: (dY: Tensor) => map(dY, (dy, i) => (training ? factor : 2) * dy * X.data[i]),
      };
    };
    expect(checkLayer(layer(3), [3, 4]).passed).toBe(false);
    expect(checkLayer(layer(3), [3, 4], { training: false }).passed).toBe(true);
    expect(checkLayer(layer(2), [3, 4]).passed).toBe(true);
  });

  test("wrong only in the second row, by one part in ten thousand", () => {
    const layer = (factor: number) =>
      elementwise(square, (dy, x, i) => (i >= 4 && i < 8 ? factor : 2) * dy * x);
    const { passed, comparisons } = checkLayer(layer(2.0002), [3, 4]);
    expect(passed).toBe(false);
    expect(comparisons[0].wrong).toEqual([4, 5, 6, 7]);
    expect(checkLayer(layer(2), [3, 4]).passed).toBe(true);
  });

  test("errors that cancel each other in every sum", () => {
    const layer = (error: number) =>
      elementwise(square, (dy, x, i) => 2 * dy * x + (i % 2 === 0 ? error : -error));
    expect(checkLayer(layer(1e-5), [3, 4]).passed).toBe(false);
    expect(checkLayer(layer(0), [3, 4]).passed).toBe(true);
  });

  test("one weight of a thousand, along random directions", () => {
    const check = (factor: number) => {
      const random = new SeededRandom("weights");
      const w = parameter(
        "w",
        Float64Array.from({ length: 1000 }, () => random.normal()),
        1000,
      );
      const objective = () => {
        const x = w.value.data;
        w.grad.data.forEach((_, i) => {
          w.grad.data[i] = (i === 617 ? factor : 1) * Math.cos(x[i]);
        });
        return [...x].reduce((sum, x) => sum + Math.sin(x), 0);
      };
      return checkDirections(objective, [w]);
    };
    expect(check(1.01).passed).toBe(false);
    expect(check(1).passed).toBe(true);
  });
});

describe("numbers that cancel within forward", () => {
  /** Known to some eight digits only, which nobody can see from the size of Y. */
  const cancelling = (slope: number) =>
    elementwise(
      (x) => x + 1e8 - 1e8 + x * x,
      (dy, x) => dy * (1 + slope * x),
    );

  test("a wrong gradient is found, and a right one not called wrong", () => {
    expect(checkLayer(cancelling(3), [3, 4]).passed).toBe(false);
    expect(checkLayer(cancelling(0), [3, 4]).passed).toBe(false);
    const right = checkLayer(cancelling(2), [3, 4]);
    expect(right.comparisons[0].wrong).toEqual([]);
  });

  test("in an objective, too", () => {
    const check = (slope: number) => {
      const w = parameter("w", Float64Array.of(1, -0.5, 2), 3);
      return checkObjective(() => {
        const x = w.value.data;
        w.grad.data.forEach((_, i) => {
          w.grad.data[i] = slope * x[i];
        });
        return 1e8 + [...x].reduce((sum, x) => sum + x * x, 0) - 1e8;
      }, [w]);
    };
    expect(check(3).passed).toBe(false);
    expect(check(2).comparisons[0].wrong).toEqual([]);
  });
});

describe("a wrong gradient is a verdict, not an error, whatever is asked to explain it", () => {
  test("of a layer that is not defined at its own outputs", () => {
    const logarithm = elementwise(
      (x) => {
        if (!(x > 0)) throw new RangeError("log: every x must be above 0.");
        return Math.log(x);
      },
      (dy, x, i) => (dy * Math.cos(i)) / x,
    );
    const { passed, problems } = checkLayer(logarithm, row(0.3, 0.5, 2, 0.8));
    expect(passed).toBe(false);
    expect(problems.join()).toContain("X: 3 of 4 elements wrong");
  });

  test("of a layer whose outputs are fewer rows than its inputs", () => {
    const meanOfRows = plainLayer(
      "MeanOfRows",
      (X) => {
        const [rows, columns] = X.shape;
        const sums = new Float64Array(columns);
        X.data.forEach((x, i) => {
          sums[i % columns] += x / rows;
        });
        return tensor(sums, 1, columns);
      },
      (dY, X) => map(X, (_, i) => Math.cos(i) * dY.data[i % X.shape[1]]),
    );
    const X = tensor(
      Float64Array.from({ length: 12 }, (_, i) => Math.sin(i)),
      3,
      4,
    );
    const { passed, problems } = checkLayer(meanOfRows, X);
    expect(passed).toBe(false);
    expect(problems.join()).toContain("X: 12 of 12 elements wrong");
  });
});

test("of two terms, the second alone may be an = in place of a +=, or a loop that starts too late", () => {
  /** Y = X + b, whose gradient sums some rows of dY only. */
  const bias = (first: number, last: number): Layer => {
    const b = parameter("bias", Float64Array.of(0.5, -0.5), 2);
    const backward = (dY: Tensor) => {
      for (let row = first; row <= last; row++) {
        for (let i = 0; i < 2; i++) b.grad.data[i] += dY.data[2 * row + i];
      }
      return dY;
    };
    const forward = (X: Tensor) => map(X, (x, i) => x + b.value.data[i % 2]);
    return Object.assign(plainLayer("Bias", forward, backward), { parameters: [b] });
  };
  const hintOf = (first: number, last: number) => {
    const X = tensor(Float64Array.of(0.3, -1, 2, 0.7), 2, 2);
    return checkLayer(bias(first, last), X).problems.join();
  };
  expect(hintOf(1, 1)).toContain(
    "the second of its two terms alone: is there = where += is meant, or does a loop start one too late?",
  );
  expect(hintOf(0, 0)).toContain("the first of its two terms alone");
});
