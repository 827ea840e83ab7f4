/** What layers promise besides their gradients, which test/gradcheck/suite.test.ts checks. */
import { describe, expect, test } from "vitest";
import { Activation } from "../../src/layers/activation.ts";
import { Dense } from "../../src/layers/dense.ts";
import { glorotUniform, heNormal, normal } from "../../src/layers/initializers.ts";
import { zeroGradients } from "../../src/layers/layer.ts";
import { relu } from "../../src/layers/relu.ts";
import { Sequential } from "../../src/layers/sequential.ts";
import { softmax } from "../../src/layers/softmax.ts";
import { doubleKernels, tensorFrom, tsKernels, zeros } from "../../src/tensor/kernels.ts";
import { SeededRandom } from "../../src/tensor/random.ts";

const dense = (inputs: number, outputs: number) =>
  new Dense(doubleKernels, inputs, outputs, new SeededRandom(1));
const activation = () => new Activation(doubleKernels, relu);

describe("Dense", () => {
  test("X·W + b, by hand", () => {
    const layer = dense(2, 3);
    layer.weight.value.data.set([1, 2, 3, 4, 5, 6]);
    layer.bias.value.data.set([10, 20, 30]);
    const Y = layer.forward(tensorFrom(doubleKernels, [1, 0, 1, -1], 2, 2));
    expect([...Y.data]).toEqual([11, 22, 33, 7, 17, 27]);
  });

  test("starts with a bias of zero, and with the same weights for the same seed", () => {
    expect([...dense(3, 2).bias.value.data]).toEqual([0, 0]);
    expect(dense(3, 2).weight.value.data).toEqual(dense(3, 2).weight.value.data);
    const other = new Dense(doubleKernels, 3, 2, new SeededRandom(2));
    expect(other.weight.value.data).not.toEqual(dense(3, 2).weight.value.data);
  });

  test("refuses an input that is not as wide as its weights are high", () => {
    expect(() => dense(3, 2).forward(zeros(doubleKernels, 4, 5))).toThrow(
      "matmul: X is [4, 5] but W is [3, 2]; X needs as many columns as W has rows.",
    );
  });

  test("refuses a gradient of another shape than its output", () => {
    const layer = dense(3, 2);
    layer.forward(zeros(doubleKernels, 4, 3));
    expect(() => layer.backward(zeros(doubleKernels, 5, 2))).toThrow(
      "X is [4, 3] but dY is [5, 2]",
    );
  });

  test("follows a batch that grows and shrinks", () => {
    const layer = dense(3, 2);
    for (const batch of [4, 1, 7, 0, 2]) {
      expect(layer.forward(zeros(doubleKernels, batch, 3)).shape).toEqual([batch, 2]);
      expect(layer.backward(zeros(doubleKernels, batch, 2)).shape).toEqual([batch, 3]);
    }
  });
});

test("backward needs a forward of its own: before the first, or a second time, it is refused", () => {
  const dY = zeros(doubleKernels, 1, 2);
  const X = zeros(doubleKernels, 1, 3);
  const pass = { training: true, random: new SeededRandom(1) };
  const net = new Sequential([dense(3, 2), activation()]);
  for (const [name, layer, input] of [
    ["Dense", dense(3, 2), X],
    ["relu", activation(), dY],
    ["Sequential", net, X],
  ] as const) {
    const refused = `${name}: backward belongs to the latest forward`;
    expect(() => layer.backward(dY)).toThrow(refused);
    layer.forward(input, pass);
    layer.backward(dY);
    expect(() => layer.backward(dY)).toThrow(refused);
  }
});

test("an activation refuses a gradient of another shape than its input", () => {
  const layer = activation();
  layer.forward(zeros(doubleKernels, 2, 3));
  expect(() => layer.backward(zeros(doubleKernels, 3, 2))).toThrow(
    "relu: X is [2, 3] but dY is [3, 2]; they need the same shape.",
  );
});

test("softmax gives rows that sum to 1, however large the numbers", () => {
  const X = tensorFrom(doubleKernels, [1, 2, 3, 1000, 0, -1000, -5, -5, -5], 3, 3);
  const Y = new Activation(doubleKernels, softmax).forward(X);
  for (let b = 0; b < 3; b++) {
    expect(Y.get(b, 0) + Y.get(b, 1) + Y.get(b, 2)).toBeCloseTo(1, 12);
  }
});

describe("Sequential", () => {
  test("counts the layers that have parameters, and shares their memory", () => {
    const [first, second] = [dense(3, 4), dense(4, 2)];
    const net = new Sequential([first, activation(), second]);
    expect(net.parameters.map(({ name }) => name)).toEqual([
      "0.weight",
      "0.bias",
      "1.weight",
      "1.bias",
    ]);
    expect(net.parameters[2].value).toBe(second.weight.value);
    expect(net.parameters[2].grad).toBe(second.weight.grad);
  });

  test("refuses to be empty", () => {
    expect(() => new Sequential([])).toThrow("Sequential: needs at least one layer, got none.");
  });

  test("zeroGradients empties every gradient of every network", () => {
    const nets = [new Sequential([dense(3, 2)]), new Sequential([dense(2, 1)])];
    const grads = nets.flatMap(({ parameters }) => parameters.map(({ grad }) => grad));
    for (const { data } of grads) data.fill(7);
    zeroGradients(...nets);
    for (const { data } of grads) expect([...data].every((g) => g === 0)).toBe(true);
  });
});

describe("initializers", () => {
  const filled = (initializer: typeof heNormal, seed = 1) => {
    const W = zeros(doubleKernels, 300, 100);
    initializer(W, new SeededRandom(seed));
    return [...W.data];
  };

  test("glorotUniform stays within its limit and comes near to it on both sides", () => {
    const limit = Math.sqrt(6 / 400);
    const w = filled(glorotUniform);
    expect(Math.max(...w.map(Math.abs))).toBeLessThanOrEqual(limit);
    expect(Math.max(...w)).toBeGreaterThan(0.99 * limit);
    expect(Math.min(...w)).toBeLessThan(-0.99 * limit);
  });

  test.each([
    ["heNormal", heNormal, Math.sqrt(2 / 300)],
    ["normal(0.01)", normal(0.01), 0.01],
  ])(
    "%s has its deviation, and as many beyond one deviation as a normal distribution",
    (_, initializer, deviation) => {
      const w = filled(initializer);
      const measured = Math.sqrt(w.reduce((sum, x) => sum + x * x, 0) / w.length);
      expect(Math.abs(measured / deviation - 1)).toBeLessThan(0.02);
      const beyond = w.filter((x) => Math.abs(x) > deviation).length / w.length;
      expect(Math.abs(beyond - 0.3173)).toBeLessThan(0.01);
    },
  );

  test("the same seed gives the same weights", () => {
    expect(filled(heNormal, 3)).toEqual(filled(heNormal, 3));
    expect(filled(heNormal, 3)).not.toEqual(filled(heNormal, 4));
  });
});

test("in single precision, gradients are those of double precision to six digits", () => {
  const gradients = [tsKernels, doubleKernels].map((kernels) => {
    const random = new SeededRandom("precision");
    const net = new Sequential([
      new Dense(kernels, 7, 9, random),
      new Activation(kernels, relu),
      new Dense(kernels, 9, 5, random),
    ]);
    const draw = (rows: number, columns: number) =>
      tensorFrom(
        kernels,
        Array.from({ length: rows * columns }, () => random.normal()),
        rows,
        columns,
      );
    net.forward(draw(6, 7), { training: true, random });
    const dX = net.backward(draw(6, 5));
    return [...net.parameters.flatMap(({ grad }) => [...grad.data]), ...dX.data];
  });
  const furthest = gradients[0].reduce(
    (most, g, i) => Math.max(most, Math.abs(g - gradients[1][i])),
    0,
  );
  expect(furthest).toBeGreaterThan(0); // two precisions were really used
  expect(furthest).toBeLessThan(1e-5);
});
