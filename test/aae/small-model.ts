/** The basic model and the article's in small, for tests. */
import { article } from "../../src/aae/article.ts";
import { basic } from "../../src/aae/basic.ts";
import { PLAIN_NETWORKS } from "../../src/aae/parts/configuration.ts";
import type { OptimizerFor } from "../../src/aae/parts/model.ts";
import { Adam, type AdamOptions } from "../../src/optim/adam.ts";
import type { Kernels } from "../../src/tensor/kernels.ts";
import type { Random } from "../../src/tensor/random.ts";

/** Two numbers in a code, eight units in a hidden layer, the prior N(0, I). */
const SMALL = {
  ...PLAIN_NETWORKS,
  ...{ data: "none", seed: 1, latent: 2, hidden: [8], discriminatorHidden: [8] },
  prior: { kind: "gaussian", deviation: 1 },
};

/** A small configuration of the basic model, with other settings. */
export function basicConfiguration(settings: Readonly<Record<string, unknown>> = {}) {
  const { configuration } = basic.recipes.aae;
  return basic.schema.parse({ ...configuration, ...SMALL, recipe: "aae", ...settings });
}

/** A small configuration of the article's model. */
export function articleConfiguration() {
  const { configuration } = article.recipes.article;
  return article.schema.parse({ ...configuration, ...SMALL, recipe: "article" });
}

/** Adam with the same constants for every phase. */
export function adamFor(kernels: Kernels, options: AdamOptions): OptimizerFor {
  return (_, parameters) => new Adam(kernels, parameters, options);
}

/** Gives out normal numbers that were drawn elsewhere, in their order; nothing else is asked of it. */
export class Replay implements Random {
  readonly #numbers: number[];

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers.toReversed();
  }

  normal(): number {
    const number = this.#numbers.pop();
    if (number === undefined) throw new Error("Replay: all its numbers were given out.");
    return number;
  }

  uniform(): never {
    throw new Error("Replay: it has normal numbers only.");
  }

  integer(): never {
    return this.uniform();
  }

  shuffle(): never {
    return this.uniform();
  }
}
