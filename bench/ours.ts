/** Our own training as a contestant; the first argument names a kernel set. */
import { AdversarialTraining, basic } from "../src/aae/basic.ts";
import { PLAIN_NETWORKS } from "../src/aae/parts/configuration.ts";
import { Adam } from "../src/optim/adam.ts";
import { type Kernels, tensorFrom, zeros } from "../src/tensor/kernels.ts";
import { SeededRandom } from "../src/tensor/random.ts";
import { answer, type Contestant, type Trainer } from "./contestant.ts";
import type { ProductName, ProductShape } from "./job.ts";
import { kernelSets } from "./kernel-sets.ts";
import { type Matrix, matrix, type Problem } from "./problem.ts";

export function ours(kernels: Kernels): Contestant {
  const tensorOf = ({ shape, data }: Matrix) => tensorFrom(kernels, data, ...shape);

  return {
    product(name: ProductName, [B, I, O]: ProductShape) {
      const random = new SeededRandom(1);
      const filled = (...shape: number[]) => tensorOf(matrix(shape, () => random.normal()));
      switch (name) {
        case "matmul": {
          const [X, W, Y] = [filled(B, I), filled(I, O), zeros(kernels, B, O)];
          return () => kernels.matmul(X, W, Y);
        }
        case "matmulTransposeA": {
          const [X, dY, dW] = [filled(B, I), filled(B, O), zeros(kernels, I, O)];
          return () => kernels.matmulTransposeA(X, dY, dW);
        }
        case "matmulTransposeB": {
          const [dY, W, dX] = [filled(B, O), filled(I, O), zeros(kernels, B, I)];
          return () => kernels.matmulTransposeB(dY, W, dX);
        }
      }
    },

    start(problem: Problem): Trainer {
      const { sizes, adam, batches } = problem;
      const random = new Replay(batches.flatMap(({ P }) => [...P.data]));
      const configuration = basic.schema.parse({
        ...basic.recipes.aae.configuration,
        ...PLAIN_NETWORKS,
        ...{ recipe: "aae", data: "none", seed: 1, latent: sizes.latent },
        ...{ hidden: sizes.hidden, discriminatorHidden: sizes.hidden },
        prior: { kind: "gaussian", deviation: 1 },
      });
      const model = basic.create(kernels, configuration, sizes.input, random);
      for (const name of ["encoder", "decoder", "discriminator"] as const) {
        for (const [index, { value }] of model.networks[name].parameters.entries()) {
          value.data.set(problem[name][index].data);
        }
      }
      const training = new AdversarialTraining(
        kernels,
        model,
        (_, parameters) => new Adam(kernels, parameters, adam),
      );
      const images = batches.map(({ X }) => ({
        ...{ X: tensorOf(X), labels: new Int16Array(X.shape[0]), labelled: null },
      }));
      const pass = { training: true, random };
      let latest: ReturnType<typeof training.step>;
      return {
        step(batch) {
          latest = training.step(images[batch], pass);
        },
        losses: () => [latest.reconstruction, latest.discriminator, latest.generator],
      };
    },
  };
}

/** Gives out the numbers that everybody got as samples of the prior; then draws new ones. */
class Replay extends SeededRandom {
  readonly #numbers: Float32Array;
  #used = 0;

  constructor(numbers: readonly number[]) {
    super(1);
    this.#numbers = Float32Array.from(numbers);
  }

  override normal(): number {
    return this.#used < this.#numbers.length ? this.#numbers[this.#used++] : super.normal();
  }
}

if (import.meta.filename === process.argv[1]) {
  await answer(ours(kernelSets[process.argv[2]]()));
}
