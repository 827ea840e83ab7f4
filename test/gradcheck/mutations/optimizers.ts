/** Mistakes in the optimisers. */
import type { Mutation } from "./mutations.ts";

export const optimizers: readonly Mutation[] = [
  {
    file: "optim/adam.ts",
    what: "ε stands inside the root",
    find: "(Math.sqrt(vHat) + epsilon)",
    replace: "Math.sqrt(vHat + epsilon)",
  },
  {
    file: "optim/adam.ts",
    what: "the first moment is not corrected",
    find: "m[i] / correction1",
    replace: "m[i]",
  },
  {
    file: "optim/adam.ts",
    what: "the second moment is not corrected",
    find: "v[i] / correction2",
    replace: "v[i]",
  },
  {
    file: "optim/adam.ts",
    what: "the second moment forgets the square",
    find: "(1 - beta2) * g[i] * g[i]",
    replace: "(1 - beta2) * g[i]",
  },
  {
    file: "optim/adam.ts",
    what: "both moments decay with β₂",
    find: "m[i] = beta1 * m[i] + (1 - beta1) * g[i]",
    replace: "m[i] = beta2 * m[i] + (1 - beta2) * g[i]",
  },
  {
    file: "optim/adam.ts",
    what: "Adam climbs",
    find: "w[i] -=",
    replace: "w[i] +=",
  },
  {
    file: "optim/adam.ts",
    what: "all parameters share the first one's second moment",
    find: "valuesOf(this.memory.v[index])",
    replace: "valuesOf(this.memory.v[0])",
  },
  {
    file: "optim/adam.ts",
    what: "β₁ is not 0.9 unless told otherwise",
    find: "beta1 = 0.9",
    replace: "beta1 = 0.5",
  },
  {
    file: "optim/sgd.ts",
    what: "the velocity damps the gradient too",
    find: "this.momentum * v[i] + g[i]",
    replace: "this.momentum * v[i] + (1 - this.momentum) * g[i]",
  },
  {
    file: "optim/sgd.ts",
    what: "the velocity forgets",
    find: "this.momentum * v[i] + g[i]",
    replace: "g[i]",
  },
  {
    file: "optim/sgd.ts",
    what: "SGD climbs",
    find: "w[i] -=",
    replace: "w[i] +=",
  },
  {
    file: "optim/clip.ts",
    what: "the norm forgets the root",
    find: "Math.sqrt(sum)",
    replace: "sum",
  },
  {
    file: "optim/clip.ts",
    what: "short gradients are made long",
    find: "norm > largest",
    replace: "norm !== largest",
  },
  {
    file: "optim/adam.ts",
    what: "Adam clips nothing",
    find: "if (this.clipNorm !== null)",
    replace: "if (false)",
  },
  {
    file: "optim/schedule.ts",
    what: "a milestone at an epoch is taken for one at a step",
    find: "milestone.epoch * stepsPerEpoch",
    replace: "milestone.epoch",
  },
  {
    file: "optim/schedule.ts",
    what: "the warm-up starts at a rate of 0",
    find: "(step + 1) / warmUp",
    replace: "step / warmUp",
  },
  {
    file: "optim/description.ts",
    what: "the momentum that is described is not used",
    find: ": new SGD(kernels, parameters, description)",
    replace: ": new SGD(kernels, parameters, { learningRate: description.learningRate })",
  },
  {
    file: "aae/parts/encoders.ts",
    what: "a Gaussian posterior has room for the mean alone",
    find: "2 * latent],",
    replace: "latent],",
  },
  {
    file: "optim/schedule.ts",
    what: "the rate falls too late",
    find: "step / steps >= milestone.share",
    replace: "step / steps > milestone.share",
  },
];
