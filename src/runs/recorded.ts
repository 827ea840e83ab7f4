/**
 * A configuration with what it was computed with: what a run folder, a checkpoint and a model
 * remember of a run.
 */
import * as z from "zod";
import type { Configuration } from "../aae/parts/configuration.ts";
import { parseJson } from "../data/json.ts";
import { quoted } from "../data/quoted.ts";
import { InputError } from "../input-error.ts";
import { expectConfiguration, readFrom } from "../training/configuration.ts";

export interface Recorded {
  readonly configuration: Configuration;
  /** The name of the kernels: others round in other places. */
  readonly kernels: string;
}

/** One flat object, as `config.json` has it. */
export function recordOf({ configuration, kernels }: Recorded): Record<string, unknown> {
  return { ...configuration, kernels };
}

const recordSchema = z.looseObject({ recipe: z.string(), kernels: z.string() });

/**
 * Reads what `recordOf` gave, as JSON.
 *
 * @param source the file that it came from, for messages
 * @throws InputError if it is damaged, of another version of this program, or has a setting that
 * cannot be.
 */
export function parseRecorded(text: string | undefined, source: string): Recorded {
  const { kernels, ...settings } = parseJson(text, recordSchema, "a run", source);
  if ("discriminatorPace" in settings) {
    throw new InputError(
      `${quoted(source)} was written by version 0.1 of this program, whose runs only that version can go on with; start another run.`,
    );
  }
  const configuration = readFrom(source, "a run", () => expectConfiguration(settings));
  return { configuration, kernels };
}
