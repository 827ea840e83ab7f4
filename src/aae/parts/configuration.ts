/** What the configurations of all models have in common, as pieces of a schema. */
import * as z from "zod";
import { SCALING_KINDS } from "../../data/scaling.ts";
import { InputError } from "../../input-error.ts";
import { glorotUniform, heNormal, type Initializer, normal } from "../../layers/initializers.ts";
import { leakyRelu } from "../../layers/leaky-relu.ts";
import type { NetworkDescription } from "../../layers/network.ts";
import type { PixelGrid } from "../../layers/random-warp.ts";
import { relu } from "../../layers/relu.ts";
import { sigmoid } from "../../layers/sigmoid.ts";
import { tanh } from "../../layers/tanh.ts";
import { halfSquaredError } from "../../losses/half-squared-error.ts";
import type { Loss } from "../../losses/loss.ts";
import { mse } from "../../losses/mse.ts";
import { type OptimizerDescription, optimizerSchema } from "../../optim/description.ts";

const count = z.int().min(1);
/** The width of a layer. */
export const width = count.max(16384);

/** How data is to be read, where its files do not say it themselves. */
const readingSchema = z.strictObject({
  /** Whether the first line of a CSV file names the columns. */
  header: z.boolean().optional(),
  /** The column of a CSV file that has the labels. */
  label: z.string().optional(),
  /** Columns of a CSV file that are no inputs. */
  omit: z.array(z.string()).optional(),
  /** What stands between two cells of a CSV file. */
  delimiter: z.string().optional(),
  /** An NPY file with the label of each row of an NPY file. */
  labels: z.string().optional(),
  /** The size of the images that the rows of a CSV or NPY file are. */
  image: z
    .strictObject({
      rows: count.max(2 ** 20),
      columns: count.max(2 ** 20),
      channels: z.union([z.literal(1), z.literal(3)]),
    })
    .optional(),
});

/** What a run needs to know, whatever the model. */
export const runSchema = {
  /** The recipe that the settings began with. */
  recipe: z.string(),
  /** Where the examples come from: `mnist`, or a file or folder. */
  data: z.string(),
  reading: readingSchema.default({}),
  /** How numbers are scaled, learned on the training rows; none leaves images of bytes to the range of the output. */
  scaling: z.enum(SCALING_KINDS).default("none"),
  /** A run or a model file whose weights this run starts with; null: drawn anew. */
  initFrom: z.string().nullable().default(null),
  stopping: z
    .strictObject({
      /** The figure of the evaluations by which the best model is kept; null: none is. */
      figure: z.enum(["reconstruction", "error"]).nullable(),
      /** After so many evaluations without a better one, the run ends; null: at its full length. */
      patience: count.max(1_000_000).nullable(),
    })
    .default({ figure: null, patience: null }),
  /** How much of the average of all weights, by which the model is judged and saved, stays from step to step; 0: it is the weights themselves. */
  averaging: z.number().min(0).lt(1).default(0),
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
  /** Which dense layers of the encoder batch normalisation follows. */
  batchNormalisation: z.enum(["none", "hidden", "all"]),
  /** The standard deviation of the noise on the encoder's input while it learns; the target stays clean. */
  inputNoise: z.number().min(0).max(1000),
  /** How far images are turned, stretched, sheared and moved before the encoder sees them while it learns; the target stays in place. */
  inputWarp: z.number().min(0).max(10).default(0),
  /** The share of the encoder's input that is left out while it learns. */
  inputDropout: z.number().min(0).lt(1),
  /** The standard deviation of the noise on all that the decoder sees while it learns, so that it draws codes that are near alike. */
  decoderNoise: z.number().min(0).max(1000).default(0),
  /** The standard deviation of the noise on all that a discriminator sees, real and fake. */
  discriminatorNoise: z.number().min(0).max(1000),
  /** What the reconstruction costs: its mean squared error, or half its squared error summed over the inputs. */
  reconstructionLoss: z.enum(["mse", "halfSquaredError"]),
  /** How weights start: as Glorot or as He has them, or from N(0, deviation²). */
  initializer: z.union([
    z.enum(["glorot", "he"]),
    z.strictObject({ deviation: z.number().positive() }),
  ]),
};

/** Networks of dense layers and ReLU, with nothing else. */
export const PLAIN_NETWORKS = {
  activation: "relu",
  initializer: "glorot",
  batchNormalisation: "none",
  inputNoise: 0,
  inputDropout: 0,
  discriminatorNoise: 0,
  reconstructionLoss: "mse",
} as const;

/** A phase's optimiser; the name of the phase is the key that it stands under. */
export const phaseSchema = optimizerSchema;

/** What every run has unless told otherwise, whatever its recipe. */
export const RUN_DEFAULTS = {
  data: "mnist",
  seed: 1,
  reading: {},
  scaling: "none",
  initFrom: null,
  stopping: { figure: null, patience: null },
  averaging: 0,
  inputWarp: 0,
  decoderNoise: 0,
} as const;

const configurationSchema = z.object(runSchema);
/** What is known of a configuration without knowing its model. */
export type Configuration = z.infer<typeof configurationSchema>;

/** The optimiser that a configuration has for a phase. */
export function optimizerOf(configuration: Configuration, phase: string): OptimizerDescription {
  return optimizerSchema.parse((configuration as unknown as Record<string, unknown>)[phase]);
}

/** Which training images a model is told the labels of, for models that use any. */
export const labelSchema = {
  /** So many, the same number of each class; or all that there are. */
  labels: z.union([z.literal("all"), z.int().min(1)]),
  /** Draws which; null: the run's own seed. */
  labelSeed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .nullable(),
  /** How many classes there are. */
  classes: z.int().min(2).max(1000),
};

/** For models with a code of classes: λ, what it costs that an image that is disturbed anew changes its class. */
export const agreementSchema = { agreement: z.number().min(0).max(1000).default(0) };

const ACTIVATIONS = { relu, leakyRelu: leakyRelu(0.2) } as const;
const OUTPUTS = { tanh, sigmoid, linear: null } as const;
const RANGES = { tanh: [-1, 1], sigmoid: [0, 1], linear: null } as const;
const LOSSES = { mse, halfSquaredError } as const;

/** The settings of the networks. */
export type NetworkSettings = z.infer<z.ZodObject<typeof networkSchema>>;

/** The networks that all models have, from images of `inputs` numbers to codes of `code` numbers and back. */
export function describeNetworks(
  settings: NetworkSettings & Pick<Configuration, "batchSize">,
  { inputs, encoded, decoded }: { inputs: number; encoded: number; decoded: number },
) {
  if (settings.batchNormalisation !== "none" && settings.batchSize < 2) {
    throw new InputError(
      `Batch normalisation takes the variance of a batch, which one image does not have, but the batch size is ${settings.batchSize}; choose a --batch-size of at least 2, or --set batchNormalisation=none.`,
    );
  }
  const { hidden, batchNormalisation, inputNoise, inputDropout, inputWarp, output } = settings;
  const common = commonOf(settings);
  const encoder: NetworkDescription = {
    ...common,
    ...{ batchNormalisation, inputNoise, inputDropout },
    ...(inputWarp > 0 && {
      inputWarp: { size: squareOf(inputs), standardDeviation: inputWarp },
    }),
    widths: [inputs, ...hidden, encoded],
  };
  const decoder: NetworkDescription = {
    ...common,
    inputNoise: settings.decoderNoise,
    widths: [decoded, ...hidden.toReversed(), inputs],
    output: OUTPUTS[output],
  };
  return { encoder, decoder };
}

/** The size of square images of so many numbers. */
function squareOf(inputs: number): PixelGrid {
  const side = Math.sqrt(inputs);
  if (Number.isInteger(side) && side >= 2) return { rows: side, columns: side };
  throw new InputError(
    `inputWarp turns and moves square images of one channel, but these examples have ${inputs} numbers each, which is no square; leave it at 0.`,
  );
}

/** A discriminator of codes of `width` numbers, which gives a logit. */
export function describeDiscriminator(
  settings: NetworkSettings,
  width: number,
): NetworkDescription {
  return {
    ...commonOf(settings),
    inputNoise: settings.discriminatorNoise,
    widths: [width, ...settings.discriminatorHidden, 1],
  };
}

function commonOf({ activation, initializer }: NetworkSettings) {
  return { hidden: ACTIVATIONS[activation], initializer: initializerOf(initializer) };
}

/** How the weights start. */
function initializerOf(initializer: NetworkSettings["initializer"]): Initializer {
  if (initializer === "glorot") return glorotUniform;
  return initializer === "he" ? heNormal : normal(initializer.deviation);
}

/** The lowest and the highest number that a decoder gives; null where there is no limit. */
export function rangeOf({ output }: NetworkSettings): readonly [number, number] | null {
  return RANGES[output];
}

/** What the reconstruction costs. */
export function lossOf({ reconstructionLoss }: NetworkSettings): Loss {
  return LOSSES[reconstructionLoss];
}
