/**
 * Two ways to fail in which every number stays finite: one player wins for good, and the other has
 * nothing left to learn from. Each is pointed out once.
 */
import type { StepResult } from "../aae/parts/model.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import type { Run } from "./run.ts";

/** How many steps in a row make a collapse. */
const STEPS = 200;
/** A discriminator that tells so large a share right leaves the encoder no hold. */
const ACCURACY = 0.98;
/** Codes whose deviation is a smaller share of the prior's than this are all the same. */
const DEVIATION = 0.01;
/** The codes are looked at every so many steps, because that takes a pass of the encoder. */
const LOOK = 20;

export class CollapseWatch {
  readonly #run: Run;
  readonly #say: (line: string) => void;
  /** How many steps each has lasted; null once it was pointed out. */
  #sure: number | null = 0;
  #same: number | null = 0;

  /** @param say is told what collapsed */
  constructor(run: Run, say: (line: string) => void) {
    this.#run = run;
    this.#say = say;
  }

  /** Looks at what a step gave for a batch of images X [B, pixels]. Changes no weight. */
  look(result: StepResult, X: Tensor): void {
    if (this.#sure !== null) {
      this.#sure = result.accuracy >= ACCURACY ? this.#sure + 1 : 0;
      if (this.#sure >= STEPS) {
        this.#sure = null;
        this.#say(discriminatorWins(result, this.#run));
      }
    }
    if (this.#same !== null && this.#run.step % LOOK === 0 && X.shape[0] > 1) {
      const { model } = this.#run;
      const deviation = largestDeviation(model.encode(X));
      this.#same = deviation < DEVIATION * model.prior.deviation ? this.#same + LOOK : 0;
      if (this.#same >= STEPS) {
        this.#same = null;
        this.#say(codesAreTheSame(deviation, this.#run));
      }
    }
  }
}

function discriminatorWins({ generator }: StepResult, { step }: Run): string {
  const remedy =
    generator === null
      ? "That is what comes of training without a generator phase; --recipe aae has one."
      : "A smaller --learning-rate may help, or another --seed.";
  return `Step ${step}: for ${STEPS} steps now, the discriminator has told at least ${100 * ACCURACY} % of the codes from the prior. The encoder does not fool it, so the codes do not follow the prior, and samples of the prior will not decode to good images. ${remedy}`;
}

function codesAreTheSame(deviation: number, { step, model }: Run): string {
  return `Step ${step}: for ${STEPS} steps now, all images have had nearly the same code (no number of it deviates by more than ${deviation.toPrecision(2)}, where the prior's deviate by ${model.prior.deviation.toPrecision(2)}). The encoder has collapsed, and the decoder cannot tell the images apart. A smaller --learning-rate may help, or another --seed.`;
}

/** The largest deviation of a column of Z [B, latent] over its rows. */
function largestDeviation(Z: Tensor): number {
  const [batch, latent] = Z.shape;
  const z = valuesOf(Z);
  let largest = 0;
  for (let j = 0; j < latent; j++) {
    let [mean, variance] = [0, 0];
    for (let i = j; i < z.length; i += latent) mean += z[i] / batch;
    for (let i = j; i < z.length; i += latent) variance += (z[i] - mean) ** 2 / batch;
    largest = Math.max(largest, Math.sqrt(variance));
  }
  return largest;
}
