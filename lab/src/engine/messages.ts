/** What the page and whoever computes say to each other. */
import type { Verdict } from "../exercises/exercises.ts";
import type { Frame } from "./frame.ts";
import type { Phase, Rung, Settings } from "./settings.ts";

/** Images as plain data, which can be sent. */
export interface ImageData8 {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array | Uint16Array | null;
}

/** The parts of a frame that a scene asks for. */
export type Want = "codes" | "samples" | "field" | "arrows" | "images" | "changes";

/**
 * Which models learn side by side: one; one that takes the reconstruction alone and one that takes
 * all phases; or two that do the same, the second with a learner's code in it.
 */
export type Models = "one" | "alone and all" | "twins";

/** What a learner wrote: the exercise that it solves, as JavaScript. */
export interface Solution {
  readonly exercise: string;
  readonly code: string;
}

/** Lines in the plane of codes. */
export type Lines = readonly (readonly (readonly [number, number])[])[];

/** One question for each name, and its answer. */
export interface Questions {
  /** Which kernels to compute with; `wasm` are the bytes of the loops. */
  open: {
    ask: { rung: Rung; wasm: Uint8Array | null };
    answer: { rung: Rung; note: string | null };
  };
  /** The images to learn from, and those to show. */
  data: { ask: { images: ImageData8; shown: ImageData8 }; answer: null };
  /** A new experiment, taken to the step that the settings name. */
  begin: {
    ask: {
      /** A number that its frames bear. */
      run: number;
      settings: Settings;
      models: Models;
      wants: readonly Want[];
      drawn: Float32Array | null;
      solution: Solution | null;
    };
    answer: {
      pixels: number;
      parameters: number;
      contours: Lines;
      /** The deviation of each number of a sample of the prior. */
      priorDeviation: number;
    };
  };
  /** Whether to go on by itself, how fast, and with which phases. */
  play: { ask: { playing: boolean; speed: number }; answer: null };
  /** Other learning rates or phases for the steps to come. */
  tune: {
    ask: Pick<Settings, "rate" | "discriminator" | "generator" | "phases">;
    answer: null;
  };
  wants: { ask: { wants: readonly Want[] }; answer: null };
  /** One step, or one phase. */
  advance: { ask: { by: "step" | "phase" }; answer: { phase: Phase; step: number } };
  /** A finished model, kept under a name. */
  model: {
    ask: { name: string; file: Uint8Array };
    answer: {
      rows: number;
      columns: number;
      latent: number;
      classes: number;
      extent: number;
      contours: Lines;
    };
  };
  /** Codes to images; `model` names a finished one, null is the one that learns. */
  decode: {
    ask: { model: string | null; codes: Float32Array; labels?: readonly number[] };
    answer: Float32Array;
  };
  /** Images (of numbers 0 … 255) to codes, and what comes back. */
  encode: {
    ask: { model: string | null; pixels: Uint8Array; labels?: readonly number[] };
    answer: { codes: Float32Array; images: Float32Array; probabilities: Float32Array | null };
  };
  /** Codes that are drawn from the prior. */
  sample: {
    ask: { model: string | null; count: number; seed: number };
    answer: { codes: Float32Array; images: Float32Array[] };
  };
  /** All about one of the images that are shown. */
  image: {
    ask: { index: number };
    answer: {
      image: Float32Array;
      reconstruction: Float32Array;
      code: Float32Array;
      logit: number;
      label: number | null;
    };
  };
  /** The networks, layer by layer. */
  layers: {
    ask: null;
    answer: readonly { network: string; parameter: string; shape: readonly number[] }[];
  };
  /** The numbers of one parameter. */
  parameter: {
    ask: { network: string; parameter: string; what: "value" | "grad" | "m" | "v" };
    answer: { shape: readonly number[]; values: Float32Array };
  };
  /** One number of a parameter, with what goes into its formula. */
  number: {
    ask: { network: string; parameter: string; index: number | null };
    answer: Explained;
  };
  /** The model that learns, as a file; the second is what `sample` draws from. */
  save: { ask: null; answer: Uint8Array };
  /** What the gradient check says of a solution; only a sandboxed worker runs one. */
  judge: { ask: Solution; answer: Verdict };
  /** Everything that was learned, as one number, to compare with another machine's. */
  fingerprint: { ask: null; answer: string };
}

/** A number of a network, and how its gradient comes about. */
export interface Explained {
  readonly index: number;
  readonly phase: Phase;
  readonly value: number;
  /** dL/dw in double precision, on the latest batch. */
  readonly gradient: number;
  readonly loss: number;
  /** The largest of the products that the gradient sums, for a weight: input times output gradient. */
  readonly terms: readonly { readonly row: number; readonly x: number; readonly dy: number }[];
  readonly batch: number;
  readonly adam: {
    readonly m: number;
    readonly v: number;
    readonly steps: number;
    readonly learningRate: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  /** The difference quotient for each step size h. */
  readonly differences: readonly { readonly h: number; readonly quotient: number }[];
}

export type QuestionName = keyof Questions;

/** From the page. */
export type ToEngine =
  | {
      [Name in QuestionName]: { id: number; name: Name; ask: Questions[Name]["ask"] };
    }[QuestionName]
  | { readonly buffer: ArrayBuffer };

/** How the training stands. */
export interface Standing {
  /** Whose frame it is: the number that the run was begun with. */
  readonly run: number;
  readonly step: number;
  /** The phase that was taken last; null before the first. */
  readonly phase: Phase | null;
  readonly playing: boolean;
  readonly stepsPerSecond: number;
  /** The figures of each model. */
  readonly figures: readonly Readonly<Record<string, number>>[];
}

/** To the page. */
export type FromEngine =
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "refusal"; readonly id: number; readonly message: string }
  | ({ readonly kind: "frame" } & Frame & Standing)
  | { readonly kind: "trouble"; readonly message: string };
