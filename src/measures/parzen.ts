/**
 * Parzen windows: how likely are test images under a model that can only be sampled from?
 *
 * Put a Gaussian of deviation σ on each of N samples s of the model. Their mean is a density, and the
 * measure is the logarithm of this density at a test image x, averaged over the test images:
 *
 *     ln p(x) = ln [1/N · Σᵢ N(x; sᵢ, σ²·I)]
 *             = ln Σᵢ e^uᵢ − ln N − d·ln(σ·√(2π)),     uᵢ = −‖x − sᵢ‖² / (2σ²)
 *
 * σ is chosen on validation images, as the one of a grid with the largest mean. In nats. The figure
 * depends on the pixels' range (published ones have 0 … 1) and rises with N: compare like with like.
 *
 * Sources: Breuleux, Bengio and Vincent, "Quickly generating representative samples from an RBM-derived
 * process" (2011); Goodfellow et al., "Generative adversarial nets" (2014), section 5;
 * arXiv:1511.05644v2, section 3.
 */
import type { Kernels } from "../tensor/kernels.ts";
import { type Distances, eachDistance } from "./distances.ts";
import { expectRows, expectSameWidth, type Rows } from "./rows.ts";

/** Ten deviations from 0.1 to 1 in equal ratios: the grid that the published figures were chosen from. */
export const SIGMAS: readonly number[] = Array.from({ length: 10 }, (_, i) => 10 ** (i / 9 - 1));

export interface Parzen {
  /** The mean of ln p(x) over the test images, in nats. */
  readonly logLikelihood: number;
  /** How far chance in the choice of test images moves that mean: the deviation of ln p(x) / √count. */
  readonly standardError: number;
  /** The chosen σ, in the unit of a pixel. At an end of the grid, a wider grid may give more. */
  readonly sigma: number;
  /** The mean over the validation images for each σ of the grid. */
  readonly curve: readonly { readonly sigma: number; readonly logLikelihood: number }[];
}

/**
 * The Parzen-window log-likelihood of test images, with σ chosen on validation images.
 *
 * @param samples drawn from the model; usually 10,000
 * @param validation images that are not among the test images; 1,000 are usual
 * @param sigmas the grid; each above 0
 * @throws RangeError if there is no sample, validation image or σ, fewer than two test images, a σ
 * that is not above 0, or rows of another width.
 */
export function parzen(
  kernels: Kernels,
  samples: Rows,
  validation: Rows,
  test: Rows,
  sigmas: readonly number[] = SIGMAS,
): Parzen {
  expectRows("parzen", "samples", samples.count);
  expectRows("parzen", "validation images", validation.count);
  expectRows("parzen", "deviations to choose from", sigmas.length);
  if (test.count < 2) {
    throw new RangeError(
      `parzen: there are ${test.count} test images, but a standard error needs at least two.`,
    );
  }
  for (const sigma of sigmas) {
    if (!(sigma > 0 && sigma < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`parzen: σ is ${sigma}; give numbers above 0.`);
    }
  }
  for (const [name, { width }] of Object.entries({ validation, test })) {
    expectSameWidth("parzen", "the samples", samples.width, `the ${name} images`, width);
  }

  const curve = logDensities(kernels, samples, validation, sigmas).map((logs, s) => ({
    sigma: sigmas[s],
    logLikelihood: meanOf(logs),
  }));
  const { sigma } = curve.reduce((best, next) =>
    next.logLikelihood > best.logLikelihood ? next : best,
  );
  const [logs] = logDensities(kernels, samples, test, [sigma]);
  const mean = meanOf(logs);
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  return {
    logLikelihood: mean,
    standardError: Math.sqrt(squares / (test.count - 1) / test.count),
    sigma,
    curve,
  };
}

/**
 * ln p(x) of each image, for each σ.
 *
 * Squared distances come from products in the precision of the kernels (`distances.ts`); what is
 * lost there is divided by 2σ². For MNIST in single precision, less than 0.0001 nats are lost in the
 * mean (`bench/measures.ts`).
 */
function logDensities(
  kernels: Kernels,
  samples: Rows,
  images: Rows,
  sigmas: readonly number[],
): Float64Array[] {
  const sums = sigmas.map((sigma) => new LogSumExp(images.count, -1 / (2 * sigma ** 2)));
  eachDistance(kernels, images, samples, (block) => {
    for (const sum of sums) sum.add(block);
  });
  return sums.map((sum, s) => {
    const offset =
      Math.log(samples.count) + samples.width * Math.log(sigmas[s] * Math.sqrt(2 * Math.PI));
    return sum.values().map((log) => log - offset);
  });
}

/**
 * ln Σᵢ e^uᵢ for each image, with uᵢ = factor·‖x − sᵢ‖², over samples that come block by block.
 *
 * It is kept as m + ln Σᵢ e^(uᵢ − m) with m the largest u so far, so that nothing overflows and the
 * nearest sample never vanishes. Where a block brings a larger m, the old sum is scaled to it.
 */
class LogSumExp {
  readonly #factor: number;
  readonly #largest: Float64Array;
  readonly #sums: Float64Array;

  /** @param factor below 0 */
  constructor(count: number, factor: number) {
    this.#factor = factor;
    this.#largest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.#sums = new Float64Array(count);
  }

  add({ firstA, rowsA, rowsB, squared }: Distances): void {
    const factor = this.#factor;
    for (let i = 0; i < rowsA; i++) {
      const start = i * rowsB;
      const end = start + rowsB;
      let nearest = Number.POSITIVE_INFINITY;
      for (let at = start; at < end; at++) nearest = Math.min(nearest, squared[at]);

      const before = this.#largest[firstA + i];
      const largest = Math.max(before, factor * nearest);
      let sum = this.#sums[firstA + i] * Math.exp(before - largest);
      for (let at = start; at < end; at++) sum += Math.exp(factor * squared[at] - largest);
      this.#largest[firstA + i] = largest;
      this.#sums[firstA + i] = sum;
    }
  }

  values(): Float64Array {
    return this.#largest.map((largest, i) => largest + Math.log(this.#sums[i]));
  }
}

function meanOf(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
