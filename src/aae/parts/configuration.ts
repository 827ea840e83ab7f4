/** What the configurations of all models have in common, as pieces of a schema. */
import * as z from "zod";
import type { ActivationFunction } from "../../layers/activation.ts";
import { glorotUniform, heNormal, type Initializer, normal } from "../../layers/initializers.ts";
import { leakyRelu } from "../../layers/leaky-relu.ts";
import { relu } from "../../layers/relu.ts";
import { sigmoid } from "../../layers/sigmoid.ts";
import { tanh } from "../../layers/tanh.ts";
import { type OptimizerDescription, optimizerSchema } from "../../optim/description.ts";

const count = z.int().min(1);
/** The width of a layer. */
export const width = count.max(16384);

/** What a run needs to know, whatever the model. */
export const runSchema = {
  /** The recipe that the settings began with. */
  recipe: z.string(),
  /** Where the images come from: `mnist`, or a folder. */
  data: z.string(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  /** How many images a step sees. */
  batchSize: count.max(1_000_000),
  /** How long: passes through all images, or batches. */
  length: z.union([
    z.strictObject({ epochs: count.max(1_000_000) }),
    z.strictObject({ steps: count.max(1_000_000_000) }),
  ]),
  /** How many training images are held back, to choose settings by. */
  validation: z.int().min(0),
};

/** What the networks of every model are made of. */
export const networkSchema = {
  /** How many numbers a style code has. */
  latent: count.max(1024),
  /** The widths of the encoder's hidden layers; the decoder has them in reverse. */
  hidden: z.array(width),
  /** The widths of a discriminator's hidden layers. */
  discriminatorHidden: z.array(width),
  /** What follows a hidden layer. */
  activation: z.enum(["relu", "leakyRelu"]),
  /** The decoder's last activation, and with it the range of its numbers: tanh [−1, 1], sigmoid [0, 1], linear any. */
  output: z.enum(["tanh", "sigmoid", "linear"]),
  /** How weights start: as Glorot or as He has them, or from N(0, deviation²). */
  initializer: z.union([
    z.enum(["glorot", "he"]),
    z.strictObject({ deviation: z.number().positive() }),
  ]),
};

/** A phase's optimiser; the name of the phase is the key that it stands under. */
export const phaseSchema = optimizerSchema;

const configurationSchema = z.object(runSchema);
/** What is known of a configuration without knowing its model. */
export type Configuration = z.infer<typeof configurationSchema>;

/** The optimiser that a configuration has for a phase. */
export function optimizerOf(configuration: Configuration, phase: string): OptimizerDescription {
  return optimizerSchema.parse((configuration as unknown as Record<string, unknown>)[phase]);
}

const ACTIVATIONS = { relu, leakyRelu: leakyRelu(0.2) } as const;
const OUTPUTS = { tanh, sigmoid, linear: null } as const;
const RANGES = { tanh: [-1, 1], sigmoid: [0, 1], linear: null } as const;

type NetworkSettings = z.infer<z.ZodObject<typeof networkSchema>>;

/** The activation of the hidden layers. */
export function activationOf({ activation }: Pick<NetworkSettings, "activation">) {
  return ACTIVATIONS[activation];
}

/** The activation of the decoder's last layer; null for none. */
export function outputOf({ output }: Pick<NetworkSettings, "output">): ActivationFunction | null {
  return OUTPUTS[output];
}

/** The lowest and the highest number that a decoder gives. */
export function rangeOf({
  output,
}: Pick<NetworkSettings, "output">): readonly [number, number] | null {
  return RANGES[output];
}

/** How the weights start. */
export function initializerOf({ initializer }: Pick<NetworkSettings, "initializer">): Initializer {
  if (initializer === "glorot") return glorotUniform;
  return initializer === "he" ? heNormal : normal(initializer.deviation);
}
