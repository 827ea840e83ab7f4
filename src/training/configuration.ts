/**
 * The configuration of a run: a recipe, with what the options of the command have changed.
 */
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { ModelDescription } from "../aae/model.ts";
import type { PriorDescription } from "../aae/parts/priors.ts";
import { type Recipe, type RecipeName, recipes } from "../aae/recipes.ts";
import { InputError } from "../input-error.ts";
import { KERNEL_NAMES, type KernelChoice, type KernelName } from "../node/load-kernels.ts";
import { priorSchema } from "../runs/model-file.ts";

/** All that decides how a run goes; the same configuration gives the same run, to the last bit. */
export interface Configuration extends Omit<Recipe, "summary"> {
  readonly recipe: RecipeName;
  /** Where the images come from: `mnist`, or a folder. */
  readonly data: string;
  readonly seed: number;
}

/** What the folder of a run remembers. */
export interface RecordedConfiguration extends Configuration {
  /** The kernels that the run computes with: others round in other places. */
  readonly kernels: KernelName;
}

/** What the options of the command may change. */
export interface Overrides {
  readonly data?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly clipNorm?: number;
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
  const { learningRate, clipNorm, hidden } = options;
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
    adam: {
      ...recipe.adam,
      ...(learningRate !== undefined && { learningRate }),
      ...(clipNorm !== undefined && { clipNorm }),
    },
    length: lengthAsked(options) ?? recipe.length,
  };
  if (configuration.prior.kind === "mixture" && configuration.latent !== 2) {
    throw new InputError(
      `The mixture prior lies in 2 dimensions but the latent size is ${configuration.latent}; add --latent 2, or use --prior gaussian.`,
    );
  }
  return configuration;
}

/**
 * The configuration of a run that goes on: what was recorded. Only its length may change, and its
 * images may have moved to another folder.
 *
 * @throws InputError that names the first option that contradicts the record.
 */
export function configureAgain(
  recorded: RecordedConfiguration,
  options: Overrides & { readonly recipe?: RecipeName; readonly kernels?: KernelChoice },
): RecordedConfiguration {
  const settled: [option: string, asked: unknown, known: unknown][] = [
    ["--recipe", options.recipe, recorded.recipe],
    ["--kernels", options.kernels === "auto" ? undefined : options.kernels, recorded.kernels],
    ["--seed", options.seed, recorded.seed],
    ["--batch-size", options.batchSize, recorded.batchSize],
    ["--learning-rate", options.learningRate, recorded.adam.learningRate],
    ["--clip-norm", options.clipNorm, recorded.adam.clipNorm],
    ["--latent", options.latent, recorded.latent],
    ["--hidden", options.hidden, recorded.hidden],
    ["--prior", options.prior, recorded.prior],
  ];
  for (const [option, asked, known] of settled) {
    if (asked !== undefined && !isDeepStrictEqual(asked, known)) {
      throw new InputError(
        `${option} asks for ${JSON.stringify(asked)}, but the run was started with ${JSON.stringify(known)}; leave the option out, or start another run.`,
      );
    }
  }
  return {
    ...recorded,
    data: options.data ?? recorded.data,
    length: lengthAsked(options) ?? recorded.length,
  };
}

/** The length that the options ask for, if they do. Throws an InputError if they do so twice. */
function lengthAsked({ epochs, steps }: Overrides): Recipe["length"] | undefined {
  if (epochs !== undefined && steps !== undefined) {
    throw new InputError(
      `Both --epochs ${epochs} and --steps ${steps} are given; a run has one length, so give one of them.`,
    );
  }
  if (epochs !== undefined) return { epochs };
  return steps === undefined ? undefined : { steps };
}

const count = z.int().min(1);
const width = count.max(16384);
const positive = z.number().positive();
/** What is read from a file is held against this. */
export const configurationSchema = z
  .strictObject({
    recipe: z.enum(Object.keys(recipes) as RecipeName[]),
    data: z.string(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    training: z.enum(["adversarial", "article"]),
    latent: count.max(1024),
    hidden: z.array(width),
    discriminatorHidden: z.array(width),
    output: z.enum(["tanh", "sigmoid"]),
    prior: priorSchema,
    batchSize: count,
    adam: z.strictObject({
      learningRate: positive,
      beta1: z.number().min(0).lt(1),
      beta2: z.number().min(0).lt(1),
      epsilon: positive,
      clipNorm: positive.nullable(),
    }),
    discriminatorPace: positive,
    drops: z.array(z.strictObject({ after: z.number().min(0), factor: positive })),
    length: z.union([z.strictObject({ epochs: count }), z.strictObject({ steps: count })]),
    kernels: z.enum(KERNEL_NAMES),
  })
  .refine(
    ({ prior, latent }) => prior.kind !== "mixture" || latent === 2,
    "a mixture needs 2 dimensions",
  );

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
