/**
 * Three ways to fail in which every number stays finite. A player wins for good, and the other has
 * nothing left to learn from; all codes become the same; or they fly apart. Each is pointed out once.
 */
import type { Figures, ModelDefinition } from "../aae/parts/model.ts";
import { type Tensor, valuesOf } from "../tensor/tensor.ts";
import type { Run } from "./run.ts";

/** How many steps in a row make a collapse. */
const STEPS = 200;
/** A discriminator that tells so large a share apart leaves the encoder no hold. */
export const ACCURACY = 0.98;
/** Codes whose deviation is a smaller share of the prior's than this are all the same. */
const DEVIATION = 0.01;
/** Codes whose deviation is more times the prior's than this have left it behind. */
const EXPLODED = 10;
/** The codes are looked at every so many steps, because that takes a pass of the encoder. */
const LOOK = 20;

/** How long each failure has lasted, in steps; null once it was pointed out. */
export interface CollapseCounts {
  /** By the name of the figure that says how sure a discriminator is. */
  readonly sure: Record<string, number | null>;
  same: number | null;
  far: number | null;
}

/** Watches a run for its three ways to collapse. */
export class CollapseWatch {
  readonly #run: Run;
  /** Is told what collapsed. */
  say: (line: string) => void;
  /** Belongs to the state of the run: a run that goes on counts on. */
  readonly counts: CollapseCounts;

  /** @param counts from a checkpoint; they begin at 0 unless they are given */
  constructor(run: Run, say: (line: string) => void, counts?: CollapseCounts) {
    this.#run = run;
    this.say = say;
    this.counts = counts ?? {
      sure: Object.fromEntries(watchedFigures(run.definition).map((name) => [name, 0])),
      same: 0,
      far: 0,
    };
  }

  /** Looks at what a step gave for a batch of images X [B, inputs]. Changes nothing of the run. */
  look(figures: Figures, X: Tensor): void {
    const { model, step, definition } = this.#run;
    const { sure, same, far } = this.counts;
    for (const [name, steps] of Object.entries(sure)) {
      if (steps === null) continue;
      sure[name] = figures[name] >= ACCURACY ? steps + 1 : 0;
      if (sure[name] >= STEPS) {
        sure[name] = null;
        const { label, remedy } = definition.figures[name];
        this.say(discriminatorWins(step, label, remedy));
      }
    }
    if ((same === null && far === null) || step % LOOK !== 0 || X.shape[0] === 1) return;

    const prior = Math.max(...model.prior.deviations);
    const deviation = largestDeviation(model.style(X));
    const alike = deviation < DEVIATION * prior && largestDeviation(X) > DEVIATION;
    this.counts.same = this.#counted(same, alike, () => codesAreTheSame(step, deviation, prior));
    const apart = deviation > EXPLODED * prior;
    this.counts.far = this.#counted(far, apart, () => codesExplode(step, deviation, prior));
  }

  /** How long it has lasted after another look; null once it was pointed out. */
  #counted(steps: number | null, lasts: boolean, sentence: () => string): number | null {
    if (steps === null) return null;
    if (!lasts) return 0;
    if (steps + LOOK < STEPS) return steps + LOOK;
    this.say(sentence());
    return null;
  }
}

/** The names of the figures that say how sure a discriminator is. */
export function watchedFigures({ figures }: ModelDefinition): string[] {
  return Object.keys(figures).filter((name) => figures[name].remedy !== undefined);
}

function discriminatorWins(step: number, accuracy: string, remedy = ""): string {
  return `Step ${step}: for ${STEPS} steps now, the discriminator has told at least ${100 * ACCURACY} % of the codes from the prior (its ${accuracy}). The encoder does not fool it, so the codes do not follow the prior, and samples of the prior will not decode to good images. ${remedy}`;
}

function codesAreTheSame(step: number, deviation: number, prior: number): string {
  return `Step ${step}: for ${STEPS} steps now, all images have had nearly the same code (no number of it deviates by more than ${deviation.toPrecision(2)}, where the prior's deviate by ${prior.toPrecision(2)}). The encoder has collapsed, and the decoder cannot tell the images apart. A smaller --learning-rate may help, or another --seed.`;
}

function codesExplode(step: number, deviation: number, prior: number): string {
  return `Step ${step}: for ${STEPS} steps now, the codes have been far apart (a number of them deviates by ${deviation.toPrecision(2)}, where the prior's deviate by ${prior.toPrecision(2)}). They have left the prior, so its samples will not decode to good images. A smaller --learning-rate may help, or --clip-norm 1.`;
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
