/** A student's layer, right and wrong in the ways that layers are wrong. */
import { describe, expect, test } from "vitest";
import { checkLayer } from "../../src/gradcheck/check-layer.ts";
import { Activation } from "../../src/layers/activation.ts";
import { Dense } from "../../src/layers/dense.ts";
import type { Layer, Parameter, Wanted } from "../../src/layers/layer.ts";
import { relu } from "../../src/layers/relu.ts";
import { doubleKernels, tsKernels } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";

/** Y[b, j] = X[b, j]² · gain[j], with nothing of this project in it but the contract. */
class Student implements Layer {
  readonly gain: Parameter = {
    name: "gain",
    value: tensor(Float64Array.of(1, -2, 0.5, 3), 4),
    grad: tensor(new Float64Array(4), 4),
  };
  readonly parameters = [this.gain];
  X = tensor(new Float64Array(0), 0, 4);

  forward(X: Tensor): Tensor {
    this.X = X;
    return this.each(X, (b, j) => X.get(b, j) ** 2 * this.gain.value.get(j));
  }

  backward(dY: Tensor, _wanted?: Wanted): Tensor {
    const { X, gain } = this;
    this.each(dY, (b, j) => {
      gain.grad.data[j] += dY.get(b, j) * X.get(b, j) ** 2;
      return 0;
    });
    return this.each(dY, (b, j) => dY.get(b, j) * 2 * X.get(b, j) * gain.value.get(j));
  }

  each(like: Tensor, number: (b: number, j: number) => number): Tensor {
    const [rows, columns] = like.shape;
    const result = tensor(new Float64Array(rows * columns), rows, columns);
    for (let b = 0; b < rows; b++) {
      for (let j = 0; j < columns; j++) result.set(b, j, number(b, j));
    }
    return result;
  }
}

/** The student's layer with another backward. */
function withBackward(
  backward: (right: (dY: Tensor) => Tensor, layer: Student, dY: Tensor, wanted?: Wanted) => Tensor,
) {
  const layer = new Student();
  const right = layer.backward.bind(layer);
  layer.backward = (dY, wanted) => backward(right, layer, dY, wanted);
  return checkLayer(layer, [5, 4]);
}

describe("what a beginner forgets", () => {
  const nothing = undefined as unknown as Tensor;

  test("the return of backward", () => {
    const { passed, problems } = withBackward((right, _, dY) => {
      right(dY);
      return nothing;
    });
    expect(passed).toBe(false);
    expect(problems[0]).toContain(
      "backward returns no dX, but X is [5, 4], and dX has its shape; is a return missing?",
    );
  });

  test("the return of forward", () => {
    const layer = new Student();
    layer.forward = () => nothing;
    expect(() => checkLayer(layer, [5, 4])).toThrow(
      "checkLayer: forward gives undefined, which is no tensor; is a return missing?",
    );
  });

  test("a grad", () => {
    const layer = new Student();
    const { grad: _, ...bare } = layer.gain;
    const without = Object.assign(layer, { parameters: [bare] });
    expect(() => checkLayer(without as unknown as Layer, [5, 4])).toThrow(
      "the layer has no value and grad in the parameter gain, two tensors of one shape; add it.",
    );
  });
});

test("a right layer passes, and is left as it was", () => {
  const layer = new Student();
  const result = checkLayer(layer, [5, 4]);
  expect(result).toMatchObject({
    name: "Student",
    passed: true,
    problems: [],
    compared: 24,
    kinks: 0,
  });
  expect(result.largestError).toBeLessThan(1e-8);
  expect(result.comparisons.map(({ name, shape }) => [name, shape])).toEqual([
    ["gain", [4]],
    ["X", [5, 4]],
  ]);
  expect([...layer.gain.value.data]).toEqual([1, -2, 0.5, 3]);
});

describe("a wrong layer fails, and is told why:", () => {
  test("the wrong sign", () => {
    const { passed, problems, comparisons } = withBackward((right, layer, dY) => {
      right(dY);
      return layer.each(
        dY,
        (b, j) => -2 * dY.get(b, j) * layer.X.get(b, j) * layer.gain.value.get(j),
      );
    });
    expect(passed).toBe(false);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^X: 20 of 20 elements wrong; the worst is X\[\d, \d\], analytic /);
    expect(problems[0]).toContain("opposite sign");
    expect(comparisons[0].wrong).toEqual([]);
  });

  test("a gradient per batch where the sum is wanted", () => {
    const { problems } = withBackward((right, { gain }, dY) => {
      const dX = right(dY);
      gain.grad.data.forEach((_, j) => {
        gain.grad.data[j] /= 5;
      });
      return dX;
    });
    expect(problems[0]).toContain(
      "Every value is 1/5 times what it should be. 5 is the batch size",
    );
  });

  test("grad overwritten from call to call", () => {
    const { problems } = withBackward((right, { gain }, dY) => {
      gain.grad.data.fill(0);
      return right(dY);
    });
    expect(problems).toEqual([
      "gain: backward overwrites grad instead of adding to it; write grad[i] += …, because gradients add up, over the batch and from call to call.",
    ]);
  });

  test("something else added to grad", () => {
    const { problems } = withBackward((right, { gain }, dY) => {
      gain.grad.data.forEach((g, j) => {
        gain.grad.data[j] = 2 * g;
      });
      return right(dY);
    });
    expect(problems[0]).toContain("called with something in grad, does not add the gradient");
  });

  test("dX of another shape", () => {
    const { passed, problems } = withBackward(() => tensor(new Float64Array(8), 2, 4));
    expect(passed).toBe(false);
    expect(problems[0]).toBe(
      "backward returns dX [2, 4], but X is [5, 4]; they need the same shape.",
    );
  });

  test("dY, X or a value changed", () => {
    const changes = (change: (layer: Student, dY: Tensor) => void) =>
      withBackward((right, layer, dY) => {
        const dX = right(dY);
        change(layer, dY);
        return dX;
      }).problems.join("\n");
    expect(changes((_, dY) => dY.data.fill(0))).toContain("backward changes dY");
    expect(changes(({ X }) => X.data.fill(0))).toContain("changes X, which belongs to the caller");
    expect(changes(({ gain }) => gain.value.data.fill(9))).toContain(
      "gain: forward or backward changes",
    );
  });

  test("another result for the same X", () => {
    const random = new SeededRandom(1);
    const layer = new Student();
    const right = layer.forward.bind(layer);
    layer.forward = (X) => {
      const Y = right(X);
      Y.data[0] += random.uniform();
      return Y;
    };
    expect(checkLayer(layer, [5, 4]).problems.join("\n")).toContain("forward gives another Y");
  });

  test("other numbers where only one gradient is wanted", () => {
    const asked = (wish: Wanted) =>
      withBackward((right, layer, dY, wanted) =>
        right(wanted === wish ? layer.each(dY, () => 1) : dY),
      ).problems.join("\n");
    expect(asked("parameters")).toBe(
      'gain: backward(dY, "parameters") gives another gradient than backward(dY).',
    );
    expect(asked("input")).toContain(
      'X: backward(dY, "input") gives another dX than backward(dY).',
    );
    expect(asked("input")).toContain('gain: backward(dY, "input") neither leaves grad alone');
  });
});

test("a gradient left over from the call before is not taken for the one that is wanted", () => {
  let left: Tensor | null = null;
  const { problems } = withBackward((right, _, dY, wanted) => {
    const dX = right(dY);
    if (wanted !== "input" || left === null) left = dX;
    return left;
  });
  expect(problems).toEqual(['X: backward(dY, "input") gives another dX than backward(dY).']);
});

describe("kinks", () => {
  const inputs = (...x: number[]) => tensor(Float64Array.from(x), 1, x.length);

  test("are reported and not compared", () => {
    const result = checkLayer(new Activation(doubleKernels, relu), inputs(-1, 0, 1, 2));
    expect(result).toMatchObject({ passed: true, compared: 3, kinks: 1 });
    expect(result.comparisons[0].kinks).toEqual([1]);
  });

  test("nearby ask for a smaller step, and are compared", () => {
    const X = inputs(1e-4, -1e-4, 1e-5, -1e-5, 1e-6, -1e-6, 1e-8, -1e-8);
    const result = checkLayer(new Activation(doubleKernels, relu), X);
    expect(result).toMatchObject({ passed: true, compared: 8, kinks: 0 });
    const wrong = { name: "relu", forward: relu.forward, backward: () => {} };
    const { comparisons } = checkLayer(new Activation(doubleKernels, wrong), X);
    expect(comparisons[0].wrong).toEqual([0, 2, 4, 6]);
  });

  test("where most points are at one, the check fails", () => {
    const result = checkLayer(new Activation(doubleKernels, relu), inputs(0, 0, 0, 1, 2));
    expect(result).toMatchObject({ passed: false, compared: 2, kinks: 3 });
    expect(result.problems[0]).toContain("3 of 5 elements sit at a kink");
  });

  test("do not hide a wrong gradient: whether a point is at one does not depend on backward", () => {
    const wrong = { ...relu, backward: () => {} };
    const result = checkLayer(new Activation(doubleKernels, wrong), inputs(-1, 0, 1, 2));
    expect(result).toMatchObject({ passed: false, compared: 3, kinks: 1 });
  });
});

test("single precision is refused, with what to do", () => {
  const layer = new Dense(tsKernels, 4, 3, new SeededRandom(1));
  expect(() => checkLayer(layer, [2, 4])).toThrow(
    "gradient check: weight is over a Float32Array, whose 7 digits are too few for differences; make it over a Float64Array",
  );
  const X = tensor(new Float32Array(4), 1, 4);
  expect(() => checkLayer(new Student(), X)).toThrow("X is over a Float32Array");
});

test("what is no layer is refused, with what it lacks", () => {
  const check = (layer: object) => () => checkLayer(layer as Layer, [2, 4]);
  expect(check({})).toThrow(
    "checkLayer: the layer has no parameters, an array (empty if there are none), and no forward, and no backward; add it.",
  );
  expect(check({ parameters: [], forward: () => null })).toThrow(
    new TypeError("checkLayer: the layer has no backward; add it."),
  );
});
