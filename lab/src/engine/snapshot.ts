/**
 * What a frame shows of a model that learns. Looking changes nothing: whatever is drawn at random
 * here has seeds of its own.
 */
import { Adversary } from "../../../src/aae/parts/adversary.ts";
import { inUse } from "../../../src/aae/parts/autoencoder.ts";
import { slicedWasserstein } from "../../../src/measures/prior-match.ts";
import { type Kernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { pixelRange } from "../../../src/training/evaluation.ts";
import type { Experiment } from "./experiment.ts";
import type { FrameWriter } from "./frame.ts";
import { tensorOf } from "./images.ts";
import type { ImageData8, Want } from "./messages.ts";
import { GRID, PAIRS, placeOf, SAMPLES } from "./snapshot-sizes.ts";

/** The numbers that one frame holds at most. */
export function frameLength(shown: ImageData8): number {
  const pixels = shown.rows * shown.columns;
  const codes = shown.count * 2;
  return 2 * (2 * codes + (SAMPLES + 2 * PAIRS) * pixels + GRID * GRID + SAMPLES * 2 + 64) + codes;
}

/** Looks at one model. */
export class Observer {
  readonly #experiment: Experiment;
  readonly #X: Tensor;
  readonly #P: Tensor;
  readonly #samples: Tensor;
  readonly #grid: Tensor;
  readonly #adversary: Adversary;
  /** The weights at the latest look, to say how far they have moved since. */
  #before: Map<string, Float64Array> | null = null;
  #distance = Number.NaN;
  #distanceAt = Number.NEGATIVE_INFINITY;

  constructor(kernels: Kernels, experiment: Experiment, shown: ImageData8) {
    const { model } = experiment;
    const { latent } = model.prior;
    this.#experiment = experiment;
    this.#X = tensorOf(kernels, shown, pixelRange(model));
    this.#P = zeros(kernels, shown.count, latent);
    model.prior.sample(this.#P, new SeededRandom("shown"));
    this.#samples = zeros(kernels, SAMPLES, latent);
    model.prior.sample(this.#samples, new SeededRandom("samples"));
    this.#grid = zeros(kernels, latent === 2 ? GRID * GRID : 0, latent);
    const g = valuesOf(this.#grid);
    for (let k = 0; k < g.length / 2; k++) {
      g[2 * k] = placeOf(k % GRID);
      g[2 * k + 1] = placeOf(Math.floor(k / GRID));
    }
    this.#adversary = new Adversary(kernels, model.networks.discriminator);
  }

  /**
   * Writes what is wanted; the names of the parts end in the number of the model.
   *
   * @param hurry whether the distance, which takes long, may be that of a moment ago
   */
  write(
    writer: FrameWriter,
    suffix: string,
    wants: readonly Want[],
    hurry = false,
  ): Record<string, number> {
    this.#experiment.forget();
    const { model } = this.#experiment;
    const { discriminator } = model.networks;
    const count = this.#X.shape[0];
    const figures: Record<string, number> = { ...this.#experiment.figures };

    const Z = model.encode(this.#X);
    const z = valuesOf(Z).slice();
    writer.write(`codes${suffix}`, firstTwo(z, model.prior.latent), [count, 2]);
    figures.deviation = deviationOf(z, model.prior.latent);
    const now = Date.now();
    if (!hurry || now - this.#distanceAt > 400) {
      this.#distance = slicedWasserstein(Z, this.#P, new SeededRandom("distance"), 24);
      this.#distanceAt = now;
    }
    figures.distance = this.#distance;
    figures.accuracy = model.accuracy(this.#P, Z);

    if (wants.includes("arrows")) {
      const { dZ } = this.#adversary.generate(Z, inUse());
      writer.write(
        `arrows${suffix}`,
        valuesOf(dZ).map((g) => -g * count),
        [count, 2],
      );
    }
    if (wants.includes("field") && this.#grid.size > 0) {
      const logits = discriminator.forward(this.#grid, inUse());
      writer.write(`field${suffix}`, valuesOf(logits), [GRID, GRID]);
    }
    if (wants.includes("samples")) {
      const P = this.#samples;
      writer.write(`places${suffix}`, firstTwo(valuesOf(P), model.prior.latent), [SAMPLES, 2]);
      writer.write(`samples${suffix}`, valuesOf(model.decode(P)), [SAMPLES, this.#X.shape[1]]);
    }
    if (wants.includes("images")) {
      const [, pixels] = this.#X.shape;
      const size = PAIRS * pixels;
      writer.write(`images${suffix}`, valuesOf(this.#X).subarray(0, size), [PAIRS, pixels]);
      const R = model.decode(model.encode(this.#X));
      writer.write(`back${suffix}`, valuesOf(R).subarray(0, size), [PAIRS, pixels]);
    }
    if (wants.includes("changes")) Object.assign(figures, this.#changes());
    return figures;
  }

  /** How far each network has moved since the latest look: ‖w − before‖ / ‖before‖. */
  #changes(): Record<string, number> {
    const { networks } = this.#experiment.model;
    const now = new Map(
      Object.entries(networks).map(([name, { parameters }]) => [
        name,
        Float64Array.from(parameters.flatMap(({ value }) => Array.from(valuesOf(value)))),
      ]),
    );
    const before = this.#before ?? now;
    this.#before = now;
    return Object.fromEntries(
      [...now].map(([name, weights]) => {
        const old = before.get(name) ?? weights;
        const moved = lengthOf(weights.map((w, i) => w - old[i]));
        return [`moved ${name}`, moved / lengthOf(old)];
      }),
    );
  }
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, it) => sum + it * it, 0));
}

/** The first two numbers of each code. */
function firstTwo(z: ArrayLike<number>, latent: number): Float32Array {
  const count = z.length / latent;
  return Float32Array.from(
    { length: 2 * count },
    (_, i) => z[Math.floor(i / 2) * latent + (i % 2)],
  );
}

/** The root of the mean variance of the codes' numbers, each around the mean of its own dimension. */
function deviationOf(z: ArrayLike<number>, latent: number): number {
  const count = z.length / latent;
  let total = 0;
  for (let j = 0; j < latent; j++) {
    let [sum, squares] = [0, 0];
    for (let i = j; i < z.length; i += latent) {
      sum += z[i];
      squares += z[i] ** 2;
    }
    total += Math.max(0, squares / count - (sum / count) ** 2);
  }
  return Math.sqrt(total / latent);
}
