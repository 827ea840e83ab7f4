/**
 * The configuration of a run: a recipe, with what the options of the command have changed.
 */
import type { ModelDescription } from "../aae/model.ts";
import type { PriorDescription } from "../aae/priors.ts";
import { type Recipe, type RecipeName, recipes } from "../aae/recipes.ts";
import { InputError } from "../input-error.ts";

/** All that decides how a run goes; the same configuration gives the same run, to the last bit. */
export interface Configuration extends Omit<Recipe, "summary"> {
  readonly recipe: RecipeName;
  /** Where the images come from: `mnist`, or a folder. */
  readonly data: string;
  readonly seed: number;
}

/** What the options of the command may change. */
export interface Overrides {
  readonly data?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly latent?: number;
  readonly hidden?: readonly number[];
  readonly prior?: PriorDescription;
}

/**
 * The configuration that a recipe and the options give; options win.
 *
 * @throws InputError if they contradict each other.
 */
export function configure(name: RecipeName, options: Overrides): Configuration {
  const { summary: _, ...recipe } = recipes[name];
  const { epochs, steps, learningRate, hidden } = options;
  if (epochs !== undefined && steps !== undefined) {
    throw new InputError(
      `Both --epochs ${epochs} and --steps ${steps} are given; a run has one length, so give one of them.`,
    );
  }
  const configuration: Configuration = {
    recipe: name,
    data: options.data ?? "mnist",
    seed: options.seed ?? 1,
    ...recipe,
    latent: options.latent ?? recipe.latent,
    hidden: hidden ?? recipe.hidden,
    discriminatorHidden: hidden ?? recipe.discriminatorHidden,
    prior: options.prior ?? recipe.prior,
    batchSize: options.batchSize ?? recipe.batchSize,
    adam: { ...recipe.adam, ...(learningRate !== undefined && { learningRate }) },
    length: epochs ? { epochs } : steps ? { steps } : recipe.length,
  };
  if (configuration.prior.kind === "mixture" && configuration.latent !== 2) {
    throw new InputError(
      `The mixture prior lies in 2 dimensions but the latent size is ${configuration.latent}; add --latent 2, or use --prior gaussian.`,
    );
  }
  return configuration;
}

/** The model that a configuration describes, for images of that many pixels. */
export function describeModel(configuration: Configuration, pixels: number): ModelDescription {
  const { latent, hidden, discriminatorHidden, output, prior, training } = configuration;
  return {
    pixels,
    latent,
    hidden,
    discriminatorHidden,
    output,
    judgement: training === "article" ? "probability" : "logit",
    prior,
  };
}
