/** Adam, SGD and clipping: examples worked out by hand, and what their authors promise. */

import type { Parameter } from "../../layers/layer.ts";
import { Adam, update } from "../../optim/adam.ts";
import { clipGradients } from "../../optim/clip.ts";
import { adam, createOptimizer, type OptimizerDescription, sgd } from "../../optim/description.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import { type Schedule, scheduledRate } from "../../optim/schedule.ts";
import { SGD } from "../../optim/sgd.ts";
import { doubleKernels, tensorFrom, zeros } from "../../tensor/kernels.ts";
import { agree, type Check, values } from "./check.ts";

export const optimizers: readonly Check[] = [
  /*
   * Adam with α = 0.1, β₁ = ½, β₂ = ¾, ε = ½ (large, so that its place shows), from w = 1:
   *
   *      g    m = m/2 + g/2    m̂ = m / (1 − ½ᵗ)    v = ¾·v + g²/4    v̂ = v / (1 − ¾ᵗ)
   *      2         1                 2                   1                  4
   *      1         1                4/3                  1                16/7
   *     −3        −1               −8/7                  3               192/37
   */
  values("Adam, three steps by hand", [Adam, update], () => {
    const { parameter, follow } = start(
      [1],
      (parameters) =>
        new Adam(doubleKernels, parameters, {
          learningRate: 0.1,
          beta1: 0.5,
          beta2: 0.75,
          epsilon: 0.5,
        }),
    );
    const w1 = 1 - (0.1 * 2) / (2 + 0.5);
    const w2 = w1 - (0.1 * (4 / 3)) / (Math.sqrt(16 / 7) + 0.5);
    const w3 = w2 - (0.1 * (-8 / 7)) / (Math.sqrt(192 / 37) + 0.5);
    return [w1, w2, w3].map((w, step) => {
      follow([[2], [1], [-3]][step]);
      return agree(`after step ${step + 1}`, parameter.value.data, [w]);
    });
  }),
  values("Adam, the constants of its paper", [Adam], () => {
    const adam = new Adam(doubleKernels, [], { learningRate: 0.001 });
    return [
      agree("β₁, β₂, ε", [adam.beta1, adam.beta2, adam.epsilon], [0.9, 0.999, 1e-8], {
        floor: 1e-12,
      }),
    ];
  }),
  values("Adam, the first step is the rate", [Adam], () => {
    const gradients = [1e-3, -1e-3, 1, -7, 1e6, 0];
    const { parameter, follow } = start(
      [0, 0, 0, 0, 0, 0],
      (parameters) => new Adam(doubleKernels, parameters, { learningRate: 0.02, epsilon: 1e-16 }),
    );
    follow(gradients);
    return [
      agree(
        "w",
        parameter.value.data,
        gradients.map((g) => -0.02 * Math.sign(g)),
      ),
    ];
  }),
  values("Adam, gradient scale is no matter", [Adam], () => {
    const path = (scale: number) => {
      const { parameter, follow } = start(
        [1, 2, 3],
        (parameters) => new Adam(doubleKernels, parameters, { learningRate: 0.02, epsilon: 0 }),
      );
      for (let t = 0; t < 20; t++)
        follow([Math.sin(t) + 1.5, Math.cos(t), Math.sin(3 * t) - 0.5].map((g) => scale * g));
      return parameter.value.data;
    };
    return [agree("1000·g", path(1000), path(1)), agree("g/1000", path(1e-3), path(1))];
  }),
  values("Adam, each weight by itself", [Adam], () => {
    const [a, b] = [parameterOf([1, 2]), parameterOf([3, 4])];
    const alone = parameterOf([4]);
    const adams = [[a, b], [alone]].map(
      (parameters) => new Adam(doubleKernels, parameters, { learningRate: 0.1 }),
    );
    for (const g of [0.3, -2, 5]) {
      a.grad.data.set([100 * g, -g]);
      b.grad.data.set([1, g]);
      alone.grad.data.set([g]);
      for (const adam of adams) adam.step();
    }
    return [
      agree("w", [b.value.data[1]], alone.value.data),
      agree("g is only read", a.grad.data, [500, -5]),
    ];
  }),

  /* SGD with α = 0.1 and μ = ½, from w = 1: g = 2, 1, −3 gives v = 2, 2, −2. */
  values("SGD with momentum, by hand", [SGD], () => {
    const { parameter, follow } = start(
      [1],
      (parameters) => new SGD(doubleKernels, parameters, { learningRate: 0.1, momentum: 0.5 }),
    );
    return [0.8, 0.6, 0.8].map((w, step) => {
      follow([[2], [1], [-3]][step]);
      return agree(`after step ${step + 1}`, parameter.value.data, [w]);
    });
  }),
  values("SGD is gradient descent without it", [SGD], () => {
    const { parameter, follow } = start(
      [1, -1],
      (parameters) => new SGD(doubleKernels, parameters, { learningRate: 0.5 }),
    );
    follow([1, 2]);
    follow([-3, 0]);
    return [agree("w", parameter.value.data, [2, -2])];
  }),
  values("SGD, a new rate takes hold at once", [SGD], () => {
    const { parameter, optimizer, follow } = start(
      [0],
      (parameters) => new SGD(doubleKernels, parameters, { learningRate: 1, momentum: 0.5 }),
    );
    follow([1]);
    optimizer.learningRate = 0.1;
    follow([0]);
    return [agree("w", parameter.value.data, [-1.05])];
  }),
  values("SGD, small gradients beside large", [SGD], () => {
    const { parameter, follow } = start(
      [0, 0, 0],
      (parameters) => new SGD(doubleKernels, parameters, { learningRate: 1, momentum: 0.5 }),
    );
    follow([1e6, 1e-3, 1e-9]);
    follow([1e6, -1e-3, 1e-9]);
    return [agree("w", parameter.value.data, [-2.5e6, 5e-4 - 1e-3, -2.5e-9], { floor: 0 })];
  }),
  values("clipping, small beside large", [clipGradients], () => {
    const a = parameterOf([0, 0, 0, 0, 0]);
    a.grad.data.set([3e-3, 4e-3, 0, 0, 0]);
    const short = clipGradients([a], 1e-3);
    const b = parameterOf([0, 0, 0]);
    b.grad.data.set([3, 4, 1e-6]);
    clipGradients([b], 1);
    return [
      agree("the norm", [short], [5e-3], { floor: 0 }),
      agree("g", a.grad.data, [6e-4, 8e-4, 0, 0, 0], { floor: 0 }),
      agree("g beside large", b.grad.data, [0.6, 0.8, 2e-7], { floor: 0 }),
    ];
  }),
  values("clipping, by hand", [clipGradients], () => {
    const [a, b] = [parameterOf([0, 0]), parameterOf([0])];
    a.grad.data.set([3, -4]);
    b.grad.data.set([12]); // 3² + 4² + 12² = 13²
    const norms = [26, 13, 6.5].map((largest) => clipGradients([a, b], largest));
    return [
      agree("the norm before", norms, [13, 13, 13]),
      agree("half of g", [...a.grad.data, ...b.grad.data], [1.5, -2, 6]),
    ];
  }),
  values("Adam, clipped", [Adam, clipGradients], () => {
    const path = (clipNorm: number | null, gradients: readonly (readonly number[])[]) => {
      const { parameter, follow } = start(
        [0, 0],
        (parameters) => new Adam(doubleKernels, parameters, { learningRate: 0.1, clipNorm }),
      );
      for (const gradient of gradients) follow(gradient);
      return parameter.value.data;
    };
    const [short, long, clipped] = [
      [0.3, -0.4],
      [300, 400],
      [3, 4],
    ];
    return [agree("w", path(5, [short, long, short]), path(null, [short, clipped, short]))];
  }),
  values("scheduledRate, by hand", [scheduledRate], () => {
    const length = { steps: 100, stepsPerEpoch: 20 };
    const at = (schedule: Partial<Schedule>, steps: readonly number[]) =>
      steps.map((step) =>
        scheduledRate(
          { learningRate: 0.01, warmUp: 0, milestones: [], ...schedule },
          { ...length, step },
        ),
      );
    const shares = [
      { share: 0.5, factor: 0.1 },
      { share: 0.9, factor: 0.5 },
    ];
    return [
      agree(
        "at shares",
        at({ milestones: shares }, [0, 49, 50, 89, 90, 100]),
        [0.01, 0.01, 1e-3, 1e-3, 5e-4, 5e-4],
      ),
      agree(
        "at an epoch",
        at({ milestones: [{ epoch: 2, factor: 0.1 }] }, [0, 39, 40, 99]),
        [0.01, 0.01, 1e-3, 1e-3],
      ),
      agree("warm-up", at({ warmUp: 4 }, [0, 1, 3, 4, 5]), [0.0025, 0.005, 0.01, 0.01, 0.01]),
    ];
  }),
  values("createOptimizer, as described", [createOptimizer, adam, sgd], () => {
    const walk = (optimizer: (parameters: readonly Parameter[]) => Optimizer) => {
      const { parameter, follow } = start([1, -2], optimizer);
      for (const g of [2, -1, 0.5]) follow([g, 3 * g]);
      return parameter.value.data;
    };
    const options = { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5, clipNorm: 2 };
    const rolling = { learningRate: 0.1, momentum: 0.5, clipNorm: 2 };
    const made = (description: OptimizerDescription) =>
      walk((parameters) => createOptimizer(doubleKernels, parameters, description));
    return [
      agree(
        "Adam",
        made(adam(options)),
        walk((parameters) => new Adam(doubleKernels, parameters, options)),
      ),
      agree(
        "SGD",
        made(sgd(rolling)),
        walk((parameters) => new SGD(doubleKernels, parameters, rolling)),
      ),
    ];
  }),
];

/** One parameter with an optimiser on it; `follow` takes a step along a gradient. */
function start(numbers: readonly number[], make: (parameters: readonly Parameter[]) => Optimizer) {
  const parameter = parameterOf(numbers);
  const optimizer = make([parameter]);
  const follow = (gradient: readonly number[]) => {
    parameter.grad.data.set(gradient);
    optimizer.step();
  };
  return { parameter, optimizer, follow };
}

function parameterOf(numbers: readonly number[]): Parameter {
  return {
    name: "w",
    value: tensorFrom(doubleKernels, numbers, 1, numbers.length),
    grad: zeros(doubleKernels, 1, numbers.length),
  };
}
