/**
 * The only source of chance: one generator, seeded, that is passed to whoever needs it.
 *
 * The same seed gives the same numbers on every machine, and `state` can be kept and restored, so
 * that a run can go on exactly where it stopped.
 */
import seedrandom from "seedrandom";

/** Whoever draws at random is handed this; a test can hand in what was drawn elsewhere. */
export interface Random {
  /** A number from the uniform distribution on [0, 1). */
  uniform(): number;
  /** One of the whole numbers 0, 1, …, count − 1, each equally likely. */
  integer(count: number): number;
  /** A number from the normal distribution N(0, 1). */
  normal(): number;
  /** Puts the elements in a random order, each order equally likely. */
  shuffle(elements: Uint32Array): void;
}

/** All that is needed to go on with the same sequence. */
export interface RandomState {
  /** The state of the underlying Alea generator: a carry, and three fractions. */
  readonly generator: {
    readonly c: number;
    readonly s0: number;
    readonly s1: number;
    readonly s2: number;
  };
  /** The second of a pair of normal numbers, drawn but not yet given out. */
  readonly spare: number | null;
}

/** The generator of a seed. */
export class SeededRandom implements Random {
  #generator: seedrandom.StatefulPRNG<seedrandom.State.Alea>;
  /** The normal number that waits for the next call; NaN if none does. */
  #spare = Number.NaN;

  /** @param seed any number or text; equal seeds give equal sequences. */
  constructor(seed: number | string) {
    this.#generator = seedrandom.alea(String(seed), { state: true });
  }

  uniform(): number {
    return this.#generator();
  }

  integer(count: number): number {
    return Math.floor(this.#generator() * count);
  }

  /**
   * Two uniform numbers u, v give two normal ones (Box and Muller, 1958):
   * √(−2 ln u)·cos(2πv) and √(−2 ln u)·sin(2πv). The second is kept for the next call.
   */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.#generator())); // 1 − u is never 0
    const angle = 2 * Math.PI * this.#generator();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** The method of Fisher and Yates. */
  shuffle(elements: Uint32Array): void {
    for (let last = elements.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const element = elements[chosen];
      elements[chosen] = elements[last];
      elements[last] = element;
    }
  }

  /** What to keep in order to go on later with the same sequence. */
  get state(): RandomState {
    const spare = Number.isNaN(this.#spare) ? null : this.#spare;
    return { generator: this.#generator.state(), spare };
  }

  /** Goes back to a state that was kept. */
  set state({ generator, spare }: RandomState) {
    this.#generator = seedrandom.alea("", { state: generator });
    this.#spare = spare ?? Number.NaN;
  }
}
