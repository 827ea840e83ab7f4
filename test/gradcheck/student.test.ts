/** What a student runs into: right gradients that look wrong, wrong ones that look right, and misuse. */
import { describe, expect, test } from "vitest";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { checkLoss } from "../../src/gradcheck/check-loss.ts";
import { checkDirections, checkObjective } from "../../src/gradcheck/check-objective.ts";
import { formatCheck } from "../../src/gradcheck/format.ts";
import { Dense } from "../../src/layers/dense.ts";
import type { Layer } from "../../src/layers/layer.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { mse } from "../../src/losses/mse.ts";
import { doubleKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";
import { parameter, plainLayer } from "./wrong/learners.ts";

const row = (...numbers: number[]) => tensor(Float64Array.from(numbers), 1, numbers.length);
const map = (X: Tensor, f: (x: number, i: number) => number) =>
  tensor(Float64Array.from(X.data, f), ...X.shape);
const elementwise = (f: (x: number) => number, slope: (x: number) => number): Layer =>
  plainLayer(
    "Elementwise",
    (X) => map(X, f),
    (dY, X) => map(dY, (dy, i) => dy * slope(X.data[i])),
  );
const said = ({ problems }: { readonly problems: readonly string[] }) => problems.join(" ");

describe("where digits cancel within forward", () => {
  const SLOPE = Math.sqrt(2 / Math.PI);
  const inner = (x: number) => SLOPE * (x + 0.044715 * x ** 3);
  const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(inner(x)));
  const geluSlope = (x: number) => {
    const t = Math.tanh(inner(x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SLOPE * (1 + 3 * 0.044715 * x * x);
  };
  const softplus = (x: number) => Math.log(1 + Math.exp(x));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  test.each([-5.5, -6, -6.5, -7, -7.5])("GELU at %d is not called wrong", (x) => {
    const [X] = checkLayer(elementwise(gelu, geluSlope), row(x, -0.5, 0.7, 1)).comparisons;
    expect(X.wrong).toEqual([]);
  });

  test.each([-13, -15, -16, -18, -20])("softplus at %d is not called wrong", (x) => {
    const [X] = checkLayer(elementwise(softplus, sigmoid), row(x, x + 0.1, 0.7, 1)).comparisons;
    expect(X.wrong).toEqual([]);
  });

  test.each([2, 3])(
    "GELU of N(0, %d²) passes, and one that is off by 1e-4 does not",
    (deviation) => {
      const random = new SeededRandom("GELU");
      const X = map(tensor(new Float64Array(40), 5, 8), () => deviation * random.normal());
      expect(checkLayer(elementwise(gelu, geluSlope), X).passed).toBe(true);
      const off = checkLayer(
        elementwise(gelu, (x) => 1.0001 * geluSlope(x)),
        X,
      );
      expect(off.passed).toBe(false);
      expect(off.comparisons[0].wrong.length).toBeGreaterThan(30);
    },
  );

  test("is not said to be single precision, but to lose digits", () => {
    const lost = checkLayer(elementwise(softplus, sigmoid), row(-20, -19.5, -20.3));
    expect(said(lost)).toContain("forward loses digits");
    const single = checkLayer(
      elementwise(
        (x) => Math.fround(x * x),
        (x) => 2 * x,
      ),
      [3, 4],
    );
    expect(said(single)).toContain("forward rounds to single precision");
  });
});

test.each<[string, (x: number) => number, (x: number) => number]>([
  ["relu²", (x) => Math.max(0, x) ** 2, (x) => 2 * Math.max(0, x)],
  ["x³", (x) => x ** 3, (x) => 3 * x * x],
  ["x·|x|", (x) => x * Math.abs(x), (x) => 2 * Math.abs(x)],
  ["x⁵", (x) => x ** 5, (x) => 5 * x ** 4],
])("%s is flat at 0, and its derivative 0 is seen", (_, f, slope) => {
  expect(checkLayer(elementwise(f, slope), row(0, 0, 0))).toMatchObject({
    passed: true,
    compared: 3,
  });
  // … and one that is not 0 there, though as small, is not taken for it.
  const tilted = elementwise((x) => f(x) + 1e-6 * x, slope);
  expect(checkLayer(tilted, row(0, 0, 0)).passed).toBe(false);
});

test.each([1e300, 1e-300])("x·%d is right, however large or small", (factor) => {
  expect(
    said(
      checkLayer(
        elementwise(
          (x) => factor * x,
          () => factor,
        ),
        row(1, 2, 3),
      ),
    ),
  ).toBe("");
});

describe("a hint is not misled by a factor of 0", () => {
  test("the bias is 0, and dX is of the transposed weights", () => {
    const dense = new Dense(doubleKernels, 4, 4, new SeededRandom("W"));
    expect(dense.parameters[1].value.data.every((b) => b === 0)).toBe(true);
    const untransposed: Layer = {
      parameters: dense.parameters,
      forward: (X) => dense.forward(X),
      backward(dY) {
        dense.backward(dY);
        const W = dense.parameters[0].value;
        const dX = tensor(new Float64Array(dY.size), ...dY.shape);
        for (let b = 0; b < dY.shape[0]; b++) {
          for (let i = 0; i < 4; i++) {
            let sum = 0;
            for (let j = 0; j < 4; j++) sum += dY.get(b, j) * W.get(j, i);
            dX.set(b, i, sum);
          }
        }
        return dX;
      },
    };
    const problems = said(checkLayer(untransposed, [3, 4]));
    expect(problems).toContain("transposed");
    expect(problems).not.toContain("lacks the factor");
  });

  test("a batch of one, where batch normalisation's deviation is 0; and an X of zeros", () => {
    const wrong = elementwise(
      (x) => 3 * x + 1,
      (x) => x + 0.123 * Math.cos(7 * x),
    );
    expect(said(checkLayer(wrong, tensor(new Float64Array(6), 2, 3)))).not.toContain("factor X");
  });
});

describe("of what nothing is compared", () => {
  /** Outputs of 1e14 + b, whose differences have no digits, beside others that do. */
  const layer = (times: number): Layer => {
    const w = parameter(
      "w",
      Float64Array.from({ length: 40 }, (_, i) => 0.1 * i - 2),
      40,
    );
    const b = parameter("b", Float64Array.of(1, 2), 2);
    return {
      parameters: [w, b],
      forward: (X) =>
        tensor(
          Float64Array.from({ length: 42 }, (_, j) =>
            j < 40 ? X.data[0] * w.value.data[j] : 1e14 + b.value.data[j - 40],
          ),
          1,
          42,
        ),
      backward(dY) {
        let dx = 0;
        for (let j = 0; j < 40; j++) {
          w.grad.data[j] += dY.data[j] * 1.5;
          dx += dY.data[j] * w.value.data[j];
        }
        for (let j = 0; j < 2; j++) b.grad.data[j] += times * dY.data[40 + j];
        return row(dx);
      },
    };
  };

  test.each([0.5, 1, 3])("is not passed, with %d times the gradient", (times) => {
    const result = checkLayer(layer(times), row(1.5));
    expect(result.passed).toBe(false);
    expect(said(result)).toContain("Of b nothing could be compared");
    expect(formatCheck(result)).toMatch(/^b \[2\] +0 +2 *$/m);
  });
});

describe("memory that a layer keeps", () => {
  test("may be that of dX", () => {
    let kept = new Float64Array(0);
    const sine: Layer = {
      parameters: [],
      forward(X) {
        kept = kept.length === X.size ? kept : new Float64Array(X.size);
        X.data.forEach((x, i) => {
          kept[i] = Math.cos(x);
        });
        return map(X, Math.sin);
      },
      backward(dY) {
        for (let i = 0; i < kept.length; i++) kept[i] *= dY.data[i];
        return tensor(kept, ...dY.shape);
      },
    };
    expect(said(checkLayer(sine, [3, 4]))).toBe("");
  });

  test("of the first input for ever is noticed", () => {
    let first: Float64Array | null = null;
    const stale = plainLayer(
      "Square",
      (X) => {
        first ??= new Float64Array(X.data);
        return map(X, (x) => x * x);
      },
      (dY) => map(dY, (dy, i) => 2 * dy * (first?.[i] ?? 0)),
    );
    expect(checkLayer(stale, [3, 4]).passed).toBe(false);
  });
});

describe("numbers that move of themselves are all that is said", () => {
  const weight = () => parameter("w", Float64Array.of(1, 2, 3), 3);
  const scaled = (
    w: ReturnType<typeof weight>,
    forward: (X: Tensor) => void,
    backward: () => void,
  ): Layer =>
    Object.assign(
      plainLayer(
        "Scale",
        (X) => {
          forward(X);
          return map(X, (x, i) => x * w.value.data[i % 3]);
        },
        (dY, X) => {
          backward();
          dY.data.forEach((dy, i) => {
            w.grad.data[i % 3] += dy * X.data[i];
          });
          return map(dY, (dy, i) => dy * w.value.data[i % 3]);
        },
      ),
      { parameters: [w] },
    );
  const nothing = () => {};

  test("a forward that draws", () => {
    const w = weight();
    const noisy = scaled(w, () => w.value.data.fill(Math.random()), nothing);
    const random = plainLayer(
      "Noise",
      (X) => map(X, (x) => x + Math.random()),
      (dY) => dY,
    );
    expect(checkLayer(random, [2, 3]).problems).toEqual([
      "forward gives another Y for the same X: if it draws at random, give it the same seed each time.",
    ]);
    expect(checkLayer(noisy, [2, 3]).problems).toEqual([
      "w: forward or backward changes its value.",
    ]);
  });

  test("a forward that writes into X, and a step in backward", () => {
    const w = weight();
    expect(
      checkLayer(
        scaled(w, (X) => X.data.fill(0), nothing),
        [2, 3],
      ).problems,
    ).toEqual(["forward or backward changes X, which belongs to the caller."]);
    expect(
      checkLayer(
        scaled(w, nothing, () => {
          w.value.data[0] += 1;
        }),
        [2, 3],
      ).problems,
    ).toEqual(["w: forward or backward changes its value."]);
  });

  test("a loss that writes into P", () => {
    const P = row(1, 2);
    const result = checkLoss(
      (P, T, dP) => {
        const loss = mse(P, T, dP);
        P.data.fill(0);
        return loss;
      },
      P,
      row(0, 1),
    );
    expect(result.problems).toEqual([
      "The loss changes its prediction or its target, which belong to its caller.",
    ]);
    expect([...P.data]).toEqual([1, 2]);
  });

  test.each([checkObjective, checkDirections])(
    "an objective that draws, or learns: %o",
    (check) => {
      const w = weight();
      const sum = () => [...w.value.data].reduce((a, b) => a + b, 0);
      const random = check(() => {
        w.grad.data.fill(1);
        return sum() + Math.random();
      }, [w]);
      expect(random.problems).toHaveLength(1);
      expect(random.problems[0]).toContain("if it draws at random");

      const learning = check(() => {
        w.grad.data.fill(1);
        const loss = sum();
        w.value.data[0] -= 0.1;
        return loss;
      }, [w]);
      expect(learning.problems).toEqual([
        "The objective changes w: is a step of an optimiser in it? Leave that out.",
      ]);
      expect([...w.value.data]).toEqual([1, 2, 3]);
    },
  );
});

test("what throws away from the place is not defined there, and all is put back", () => {
  const P = row(0.5, 0.25);
  const guarded: Loss = (P, T, dP) => {
    if (P.data.some((p) => !(p > 0 && p < 1))) throw new Error(`p is ${P.data}`);
    return mse(P, T, dP);
  };
  expect(checkLoss(guarded, P, row(0.5, 0.75))).toMatchObject({ passed: true, compared: 2 });
  expect([...P.data]).toEqual([0.5, 0.25]);
});

describe("one sentence for what cannot be checked", () => {
  const identity = (backward: (dY: Tensor) => unknown): Layer =>
    ({ parameters: [], forward: (X: Tensor) => X, backward }) as unknown as Layer;

  test.each<[string, () => unknown, RegExp]>([
    [
      "an input of one number",
      () =>
        checkLayer(
          identity((dY) => dY),
          [3] as never,
        ),
      /the input is \[3\]; give a tensor/,
    ],
    [
      "no input",
      () =>
        checkLayer(
          identity((dY) => dY),
          undefined as never,
        ),
      /the input is undefined; give/,
    ],
    [
      "three lengths",
      () =>
        checkLayer(
          identity((dY) => dY),
          [3, 4, 5] as never,
        ),
      /the input is \[3,4,5\]; give/,
    ],
    [
      "half a row",
      () =>
        checkLayer(
          identity((dY) => dY),
          [2.5, 4],
        ),
      /the input is \[2.5,4\]; give/,
    ],
    [
      "an array for dX",
      () =>
        checkLayer(
          identity((dY) => [...dY.data]),
          [2, 2],
        ),
      /dX, which backward returns, is no tensor/,
    ],
    [
      "no parameter",
      () => checkLayer({ ...identity((dY) => dY), parameters: [null as never] }, [2, 2]),
      /no value and grad in the parameter 0/,
    ],
    [
      "a network for its parameters",
      () => checkObjective(() => 0, {} as never),
      /give a network's .parameters/,
    ],
    [
      "an array of networks",
      () => checkObjective(() => 0, [{} as never]),
      /give a network's .parameters/,
    ],
    [
      "P as an array",
      () => checkLoss(mse, [1, 2] as never, row(1, 2)),
      /P is no tensor over a Float64Array/,
    ],
    [
      "P and T of other shapes",
      () => checkLoss(mse, row(1, 2), row(1, 2, 3)),
      /P is \[1, 2\] but T is \[1, 3\]/,
    ],
    [
      "no direction",
      () => checkDirections(() => 0, [], { directions: 0 }),
      /the directions are 0; give a whole number/,
    ],
  ])("%s", (_, check, sentence) => {
    expect(check).toThrow(sentence);
  });

  test("a gradient in another shape", () => {
    const w = {
      name: "w",
      value: tensor(new Float64Array(6), 2, 3),
      grad: tensor(new Float64Array(6), 3, 2),
    };
    expect(() => checkObjective(() => 0, [w])).toThrow("w is [2, 3] but its grad is [3, 2]");
  });

  test("a loss or an objective without a number", () => {
    const nothing = () => undefined as unknown as number;
    expect(checkObjective(nothing, []).problems).toEqual([
      "The objective gives undefined, which is no number: is a return missing?",
    ]);
    expect(checkLoss(nothing, row(1), row(1)).problems).toEqual([
      "The loss gives no number: is a return missing?",
    ]);
  });
});
