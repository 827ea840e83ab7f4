/** A run that starts with the weights of another, on the same data or on other. */
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { namedTensors, type Run } from "./run.ts";
import type { SavedModel } from "./saved-model.ts";
import { isEqual } from "./settings.ts";

/**
 * Copies the weights and statistics of a model into a run that has not taken a step; its averages
 * start there too.
 *
 * @param source where the model came from, for messages
 * @throws InputError unless its networks are of the same shapes; the run is unchanged.
 */
export function startWith(run: Run, { model }: SavedModel, source: string): void {
  const own = new Map(namedTensors(run.model).map(({ name, value }) => [name, value]));
  const given = new Map(namedTensors(model).map(({ name, value }) => [name, value]));
  for (const name of new Set([...own.keys(), ...given.keys()])) {
    const [mine, theirs] = [own.get(name), given.get(name)].map((tensor) =>
      tensor === undefined ? "nothing" : `[${tensor.shape.join(", ")}]`,
    );
    if (!isEqual(mine, theirs)) {
      throw new InputError(
        `--init-from ${quoted(source)} has ${theirs} as ${quoted(name)}, but this run's networks need ${mine}; give it the same recipe, --hidden and --latent, and data with as many inputs.`,
      );
    }
  }
  const weights = [...namedTensors(run.model), ...(run.average?.averages ?? [])];
  for (const { name, value } of weights) value.data.set(given.get(name)?.data ?? []);
}
