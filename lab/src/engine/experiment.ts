/**
 * One model that learns, phase by phase, with the project's own training.
 *
 * `AdversarialTraining` has each phase as a method. Here they are called one at a time, so that the
 * page can stand still between two of them, leave one out, or put a learner's code in its place.
 */
import { AdversarialTraining, basic } from "../../../src/aae/basic.ts";
import { Autoencoder } from "../../../src/aae/parts/autoencoder.ts";
import { PLAIN_NETWORKS } from "../../../src/aae/parts/configuration.ts";
import { createPrior, type Prior, type PriorDescription } from "../../../src/aae/parts/priors.ts";
import { Loader, PixelReader, ShuffledOrder, UNLABELLED } from "../../../src/data/batches.ts";
import type { Images } from "../../../src/data/images.ts";
import type { Pass } from "../../../src/layers/layer.ts";
import { adam, createOptimizer } from "../../../src/optim/description.ts";
import type { Kernels } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { configure } from "../../../src/training/configuration.ts";
import { pixelRange } from "../../../src/training/evaluation.ts";
import { PHASES, type Phase, type Settings } from "./settings.ts";

/** The settings that shape an experiment; the others are the page's own. */
export type Shape = Pick<
  Settings,
  "seed" | "data" | "prior" | "latent" | "hidden" | "batch" | "rate" | "discriminator" | "generator"
>;

const DEVIATION = 3;
const PRIOR_DESCRIPTIONS: Readonly<Record<Settings["prior"], PriorDescription>> = {
  gaussian: { kind: "gaussian", deviation: DEVIATION },
  // So many Gaussians on a circle that they run together.
  ring: {
    ...{ kind: "mixture", components: 48, radius: 6 },
    ...{ radialDeviation: 0.5, tangentialDeviation: 0.5 },
  },
  mixture: {
    ...{ kind: "mixture", components: 10, radius: 6 },
    ...{ radialDeviation: 1.5, tangentialDeviation: 0.6 },
  },
  "swiss-roll": { kind: "swiss-roll", slices: 10, radius: 8, turns: 2 },
  uniform: { kind: "uniform", extent: 6 },
};

/** The configuration of the project's own that a shape stands for. */
export function configurationOf(shape: Shape) {
  const { seed, latent, hidden, batch, rate, prior } = shape;
  const configuration = configure("latent2d", {
    ...{ seed, latent, batchSize: batch, steps: 100_000 },
    hidden: [hidden, hidden],
    prior: PRIOR_DESCRIPTIONS[prior],
  });
  const phase = (factor: number) => adam({ learningRate: rate * factor, beta1: 0.5 });
  return basic.schema.parse({
    ...configuration,
    ...PLAIN_NETWORKS, // nothing but dense layers and ReLU: what is to be understood here
    reconstruction: phase(1),
    discriminator: phase(shape.discriminator),
    generator: phase(shape.generator),
  });
}

/** A prior that somebody has drawn: each place as likely as it was drawn over. */
export function drawnPrior(points: ArrayLike<number>): Prior {
  const count = points.length / 2;
  const column = (j: number) => Array.from({ length: count }, (_, i) => points[2 * i + j]);
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, it) => sum + it, 0) / count;
  const means = [mean(column(0)), mean(column(1))];
  const variances = means.map((it, j) => mean(column(j).map((z) => (z - it) ** 2)));
  const deviation = Math.sqrt((variances[0] + variances[1]) / 2 + BRUSH ** 2);
  return {
    ...createPrior({ kind: "gaussian", deviation }, 2),
    means,
    sample(Z, random) {
      const z = valuesOf(Z);
      for (let i = 0; i < z.length; i += 2) {
        const chosen = 2 * random.integer(count);
        z[i] = points[chosen] + BRUSH * random.normal();
        z[i + 1] = points[chosen + 1] + BRUSH * random.normal();
      }
    },
    contours: () => [],
  };
}

/** How broad a drawn line is. */
const BRUSH = 0.25;

/** What a learner's code may take the place of. */
export interface Replacements {
  /** A faster twin, or a learner's: whoever runs a loop asks the kernels for it. */
  readonly kernels?: (kernels: Kernels) => Kernels;
  /** The model with a learner's layers in it. */
  readonly model?: (kernels: Kernels, model: Autoencoder) => Autoencoder;
  /** The training with a learner's phases. */
  readonly training?: (
    ...parts: ConstructorParameters<typeof AdversarialTraining>
  ) => AdversarialTraining;
}

export class Experiment {
  readonly shape: Shape;
  readonly images: Images;
  readonly model: Autoencoder;
  readonly training: AdversarialTraining;
  /** Steps that were taken whole. */
  step = 0;
  /** What each phase gave when it was last taken. */
  readonly figures: Record<Phase, number> & { accuracy: number } = {
    ...{ reconstruction: Number.NaN, discriminator: Number.NaN },
    ...{ generator: Number.NaN, accuracy: Number.NaN },
  };
  readonly #pass: Pass;
  readonly #loader: Loader;
  #Z: Tensor | null = null;

  /** @param drawn a prior that was drawn by hand, in place of the shape's */
  constructor(
    kernels: Kernels,
    shape: Shape,
    images: Images,
    drawn: Prior | null = null,
    replacements: Replacements = {},
  ) {
    const own = replacements.kernels?.(kernels) ?? kernels;
    const configuration = configurationOf(shape);
    const inputs = images.rows * images.columns;
    const random = new SeededRandom(shape.seed);
    const begun = basic.create(own, configuration, inputs, random);
    const withPrior = new Autoencoder(begun.networks, drawn ?? begun.prior, begun);
    this.shape = shape;
    this.images = images;
    this.model = replacements.model?.(own, withPrior) ?? withPrior;
    const training = replacements.training ?? ((...parts) => new AdversarialTraining(...parts));
    this.training = training(own, this.model, (phase, parameters) =>
      createOptimizer(own, parameters, configuration[phase as Phase]),
    );
    this.#pass = { training: true, random };
    this.#loader = new Loader(
      own,
      new PixelReader(images.pixels, pixelRange(this.model)),
      new ShuffledOrder(images.count, random),
      { labels: new Int16Array(images.count).fill(UNLABELLED), labelled: null },
      { batch: configuration.batchSize, inputs },
    );
  }

  /** The images of the next step; they hold until the ones after them are asked for. */
  nextBatch(): Tensor {
    return this.#loader.next().X;
  }

  /**
   * Takes one phase on a batch X. The order is reconstruction, discriminator, generator; each may be
   * left out.
   */
  takePhase(phase: Phase, X: Tensor): void {
    const { training, figures } = this;
    if (phase === "reconstruction") figures.reconstruction = training.reconstruction(X, this.#pass);
    if (phase === "discriminator") {
      figures.discriminator = training.discriminator(this.#codesOf(X), this.#pass);
    }
    if (phase === "generator") figures.generator = training.generator(this.#codesOf(X), this.#pass);
    // Until the encoder changes, its codes hold; phase 2 leaves it as it is.
    if (phase !== "discriminator") this.#Z = null;
  }

  /** One step: the phases that are wanted, in their order. */
  takeStep(X: Tensor, phases: readonly Phase[] = PHASES): void {
    for (const phase of PHASES) if (phases.includes(phase)) this.takePhase(phase, X);
    this.step++;
  }

  /**
   * To be called by whoever runs the encoder from outside, to look at it: then its latest forward is
   * no longer that of the batch, even where it has the same shape and so the same memory.
   */
  forget(): void {
    this.#Z = null;
  }

  /** The codes of a batch, from the encoder's latest forward. */
  #codesOf(X: Tensor): Tensor {
    this.#Z ??= this.model.networks.encoder.forward(X, this.#pass);
    return this.#Z;
  }
}
