/**
 * What a model of the family is to the rest of the house.
 *
 * The loop, the run folder and the report know a model by the names of its networks, phases and
 * figures, and never which model it is. All that differs between models is data, or a function,
 * in the model's own file.
 */
import type * as z from "zod";
import type { Batch } from "../../data/batches.ts";
import type { Parameter, Pass } from "../../layers/layer.ts";
import type { LayerPlan, NetworkDescription } from "../../layers/network.ts";
import type { Sequential } from "../../layers/sequential.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { Kernels } from "../../tensor/kernels.ts";
import type { Random } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Configuration, RUN_DEFAULTS } from "./configuration.ts";
import type { Picture, PictureMaterial } from "./picture.ts";
import type { Prior } from "./priors.ts";
import type { RunningMean } from "./running-mean.ts";

/** What a step gave, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What a figure means. */
export interface FigureDescription {
  /** Its name in a sentence, such as "discriminator". */
  readonly label: string;
  /** A letter or two, for a narrow terminal. */
  readonly short: string;
  /** The chart that it is drawn in, by the label of that chart's axis. */
  readonly chart: string;
  /** A loss may be any number; a share reaches from 0 to 1; an error is drawn on a logarithmic scale. */
  readonly kind: "loss" | "share" | "error";
  /** What somebody has who can only guess: a line in the chart. */
  readonly guess?: { readonly value: number; readonly name: string };
  /** For the accuracy of a discriminator: what may help once it tells nearly all codes apart. */
  readonly remedy?: string;
}

/** What may be given beside images that are encoded. */
export interface Given {
  /** Draws what a posterior draws; the same each time unless it is given. */
  readonly random?: Random;
  /** The label of each image, for a model whose decoder is told. */
  readonly labels?: ArrayLike<number>;
}

/** A model that can be used. */
export interface Model {
  /** The players by name, in the order in which their first weights are drawn. */
  readonly networks: Readonly<Record<string, Sequential>>;
  /** What the style code Z is made to follow. */
  readonly prior: Prior;
  /** How many classes it tells apart or is told of; 0 for a model without any. */
  readonly classes: number;
  /** Whether each class is a part of the prior; if not, a class stands beside the style. */
  readonly labelsInPrior: boolean;
  /** The lowest and the highest number that the decoder gives; null where there is no limit. */
  readonly range: readonly [low: number, high: number] | null;
  /** What a reconstruction costs. */
  readonly loss: Loss;
  /** Images [B, inputs] to the codes that the decoder reads. The result belongs to the networks. */
  encode(X: Tensor, given?: Given): Tensor;
  /** The style code Z [B, latent] of images: the part that is made to follow the prior. */
  style(X: Tensor, given?: Given): Tensor;
  /** Codes as `encode` gives them, to images [B, inputs]. The result belongs to the networks. */
  decode(codes: Tensor): Tensor;
  /** The codes that the decoder reads, for style codes Z and a class for each, [B, …]. */
  codesOf(Z: Tensor, labels: ArrayLike<number>): Tensor;
  /** The probability of each class, [B, classes]; null where the encoder does not classify. */
  classify: ((X: Tensor) => Tensor) | null;
  /** The share of samples of the prior P and of codes Z, both [n, latent], that the discriminator tells apart. */
  accuracy(P: Tensor, Z: Tensor): number;
}

/** A model that learns. */
export interface Training {
  /** What follows the gradients of each phase, by the phase's name. */
  readonly optimizers: Readonly<Record<string, Optimizer>>;
  /** Means since the start that a step gives in place of the values of its own batch, by name. */
  readonly means: Readonly<Record<string, RunningMean>>;
  /** One step: every phase once, in order. */
  step(batch: Batch, pass: Pass): Figures;
}

/** Makes the optimiser of a phase, which changes these parameters. */
export type OptimizerFor = (phase: string, parameters: readonly Parameter[]) => Optimizer;

/** Settings with a name, and one line for whoever chooses. */
export interface Recipe<C> {
  readonly summary: string;
  readonly configuration: Omit<C, "recipe" | keyof typeof RUN_DEFAULTS>;
}

/**
 * What a model does with labels: none; each batch bears those that are known; or batches of
 * labelled images come beside the others.
 */
export type LabelUse = "none" | "batch" | "beside";

/** Labels that a model wants to be told. */
export interface AskedLabels {
  /** How many training images have one, the same number of each class; or all. */
  readonly count: number | "all";
  readonly classes: number;
  /** Draws which; null: the run's own seed. */
  readonly seed: number | null;
}

/** All that the house asks of a model's file. */
export interface ModelDefinition<C extends Configuration = Configuration, M extends Model = Model> {
  /** The file's name, under which a model is saved. */
  readonly name: string;
  /** What a configuration of this model holds. */
  readonly schema: z.ZodType<C>;
  readonly recipes: Readonly<Record<string, Recipe<C>>>;
  /** The names of the phases, each of which has an optimiser, in their order. */
  readonly phases: readonly string[];
  readonly figures: Readonly<Record<string, FigureDescription>>;
  readonly labels: LabelUse;
  /** Whether batches are drawn anew each time, or go through all images before any comes again. */
  readonly batches: "drawn" | "shuffled";
  /** Which labels a configuration asks for; null: none. */
  asked(configuration: C): AskedLabels | null;
  /** The networks, in the order in which their first weights are drawn. */
  networks(
    configuration: C,
    inputs: number,
  ): Readonly<Record<string, NetworkDescription | readonly LayerPlan[]>>;
  /** A model for examples of so many inputs, its first weights drawn. */
  create(kernels: Kernels, configuration: C, inputs: number, random: Random): M;
  /** What makes the model learn. */
  train(kernels: Kernels, model: M, configuration: C, optimizer: OptimizerFor): Training;
  /** The line that says where a run is; the common one unless the model has its own. */
  logLine?(figures: Figures, step: number, steps: number): string;
  /** What is to be drawn of a run, beside what is drawn of all; each holds until the next is asked for. */
  pictures(model: M, material: PictureMaterial): Iterable<Picture>;
}
