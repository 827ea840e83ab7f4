/** Watches for the best model of a run, and for when there has been no better one for long. */
import { InputError } from "../input-error.ts";
import type { Run } from "../training/run.ts";
import type { Metrics } from "../training/train.ts";

export class BestWatch {
  readonly #stopping: Run["configuration"]["stopping"];
  #best: { readonly step: number; readonly value: number } | null = null;
  /** How many evaluations there were since. */
  #since = 0;
  #isOver = false;

  /** @param before what was recorded until here: a run that goes on remembers its best */
  constructor({ configuration }: Run, before: readonly Metrics[]) {
    this.#stopping = configuration.stopping;
    for (const line of before) {
      if (line.kind !== "step") this.look(line);
    }
    this.#isOver = false; // whoever goes on wants to
  }

  /**
   * Looks at an evaluation. Returns whether the model is the best so far, and one is to be kept.
   *
   * @throws InputError if the evaluation does not have the figure that decides.
   */
  look({ step, figures }: Metrics): boolean {
    const { figure, patience } = this.#stopping;
    if (figure === null) return false;
    const value = figures[figure];
    if (value === undefined) {
      throw new InputError(
        `--best-by asks for the ${figure}, but this model's evaluations have only ${Object.keys(figures).join(", ")}; choose one of these.`,
      );
    }
    if (this.#best === null || value < this.#best.value) {
      this.#best = { step, value };
      this.#since = 0;
      return true;
    }
    this.#since++;
    this.#isOver = patience !== null && this.#since >= patience;
    return false;
  }

  /** Whether the run is to end because there has been no better model for long. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What is to be said at the end. */
  get said(): readonly string[] {
    if (this.#best === null) return [];
    const { step, value } = this.#best;
    const { figure, patience } = this.#stopping;
    const best = `The best model by its ${figure}, ${value.toFixed(4)} after step ${step}, is best.safetensors.`;
    return this.#isOver
      ? [`There was no better model for ${patience} evaluations, so the run ends here.`, best]
      : [best];
  }
}
