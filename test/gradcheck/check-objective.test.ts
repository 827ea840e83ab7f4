import { describe, expect, test } from "vitest";
import { checkDirections, checkObjective } from "../../src/gradcheck/check-objective.ts";
import type { Parameter } from "../../src/layers/layer.ts";
import { SeededRandom } from "../../src/tensor/random.ts";
import { tensor } from "../../src/tensor/tensor.ts";

function parameter(name: string, rows: number, columns: number): Parameter {
  const random = new SeededRandom(name);
  return {
    name,
    value: tensor(
      Float64Array.from({ length: rows * columns }, () => random.normal()),
      rows,
      columns,
    ),
    grad: tensor(new Float64Array(rows * columns), rows, columns),
  };
}

/** L = mean of sin(w)·x over all elements, which both w and the data x are asked about. */
function setting(mistake: (g: number, i: number) => number = (g) => g) {
  const w = parameter("w", 20, 30);
  const x = parameter("x", 20, 30);
  const objective = () => {
    let sum = 0;
    for (let i = 0; i < 600; i++) {
      sum += Math.sin(w.value.data[i]) * x.value.data[i];
      w.grad.data[i] = mistake((Math.cos(w.value.data[i]) * x.value.data[i]) / 600, i);
      x.grad.data[i] = Math.sin(w.value.data[i]) / 600;
    }
    return sum / 600;
  };
  return { objective, parameters: [w, x] };
}

describe.each([
  { check: checkObjective, compared: 1200 },
  { check: checkDirections, compared: 25 },
])("$check.name", ({ check, compared }) => {
  test("passes a right objective, of parameters and data, and leaves them as they were", () => {
    const { objective, parameters } = setting();
    const before = parameters.map(({ value }) => value.data.slice());
    const result = check(objective, parameters);
    expect(result).toMatchObject({ passed: true, compared, kinks: 0, problems: [] });
    expect(parameters.map(({ value }) => value.data)).toEqual(before);
  });

  test("takes a value without gradients for the differences, if it is the same", () => {
    const { objective, parameters } = setting();
    let gradients = 0;
    let values = 0;
    const counted = () => {
      gradients++;
      return objective();
    };
    const value = () => {
      values++;
      return objective();
    };
    expect(check(counted, parameters, { value })).toEqual(check(objective, parameters));
    expect(gradients).toBe(1);
    expect(values).toBeGreaterThan(100);

    const other = check(objective, parameters, { value: () => objective() + 1e-9 });
    expect(other.passed).toBe(false);
    expect(other.problems[0]).toMatch(
      /^The value is \S+, but the objective gives \S+: they have to be the same number/,
    );
  });

  test("does the same whether the objective sets its gradients or adds to them", () => {
    const { objective, parameters } = setting();
    const adding = () => {
      const before = parameters.map(({ grad }) => grad.data.slice());
      const value = objective();
      parameters.forEach(({ grad }, k) => {
        before[k].forEach((g, i) => {
          grad.data[i] += g;
        });
      });
      return value;
    };
    for (const { grad } of parameters) grad.data.fill(7);
    expect(check(adding, parameters).passed).toBe(true);
  });

  test("finds one wrong element among 1200", () => {
    const { objective, parameters } = setting((g, i) => (i === 345 ? 1.01 * g : g));
    const { passed, comparisons, where } = check(objective, parameters);
    expect(passed).toBe(false);
    expect(comparisons.find(({ name }) => name === "x")?.wrong).toEqual([]);
    if (check === checkObjective) expect(where).toBe("w[11, 15]");
  });

  test("refuses single precision", () => {
    const w = { ...parameter("w", 1, 2), value: tensor(new Float32Array(2), 1, 2) };
    expect(() => check(() => 0, [w])).toThrow("w is over a Float32Array");
  });

  test("refuses a gradient of another size", () => {
    const w = { ...parameter("w", 2, 2), grad: tensor(new Float64Array(2), 1, 2) };
    expect(() => check(() => 0, [w])).toThrow("w is [2, 2] but its grad is [1, 2]");
  });
});

test("directions: along each parameter by itself and along all together, another one each time", () => {
  const { objective, parameters } = setting();
  const { comparisons } = checkDirections(objective, parameters, { directions: 3 });
  expect(comparisons.map(({ name }) => name)).toEqual(["w", "w, small", "x", "all together"]);
  const slopes = comparisons.flatMap(({ numerical }) => [...numerical]);
  expect(new Set(slopes).size).toBe(10);
});

test("directions: a kink within reach is reported", () => {
  const w = parameter("w", 1, 3);
  w.value.data.fill(0);
  const relu = () => {
    w.grad.data.set(w.value.data.map((x) => Number(x > 0)));
    return [...w.value.data].reduce((sum, x) => sum + Math.max(0, x), 0);
  };
  expect(checkDirections(relu, [w], { directions: 5 })).toMatchObject({ passed: false, kinks: 5 });
});

test("another step and another tolerance", () => {
  const steep = parameter("p", 1, 1);
  steep.value.data[0] = 1e-12;
  const logarithm = () => {
    steep.grad.data[0] = 1 / steep.value.data[0];
    return Math.log(steep.value.data[0]);
  };
  expect(checkObjective(logarithm, [steep]).passed).toBe(false); // no step is small enough
  expect(checkObjective(logarithm, [steep], { step: 1e-12 }).passed).toBe(true);
  const { objective, parameters } = setting((g) => 1.001 * g);
  expect(checkObjective(objective, parameters).passed).toBe(false);
  expect(checkObjective(objective, parameters, { tolerance: 1e-2 }).passed).toBe(true);
});
