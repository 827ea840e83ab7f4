/** Pictures as data: a report, a notebook or a page in a browser draws them. */
import type { Kernels } from "../../tensor/kernels.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Line } from "./priors.ts";

/** What a picture shows. */
export type Picture = {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  /** What is to be seen, in a sentence. */
  readonly caption: string;
} & (
  | {
      /** Images [count, inputs] in lines of `across`; joined without gaps where the neighbours belong together. */
      readonly kind: "images";
      readonly images: Tensor;
      readonly across: number;
      readonly joined?: boolean;
    }
  | {
      /** Each image above what the decoder makes of its code. */
      readonly kind: "pairs";
      readonly above: Tensor;
      readonly below: Tensor;
      readonly across: number;
    }
  | {
      /** Points in the plane, coloured by label where there are labels. */
      readonly kind: "plane";
      readonly points: Tensor;
      readonly labels: ArrayLike<number> | null;
      readonly lines: readonly Line[];
    }
  | {
      /** Points [count, 1] on a line, coloured by label where there are labels; and as many samples of the prior. */
      readonly kind: "line";
      readonly points: Tensor;
      readonly labels: ArrayLike<number> | null;
      readonly prior: Tensor | null;
    }
  | {
      /** Mean and deviation of each dimension, where the prior's mean is 0. */
      readonly kind: "dimensions";
      readonly means: readonly number[];
      readonly deviations: readonly number[];
      readonly priorDeviations: readonly number[];
    }
  | {
      /** Rows [count, inputs] and what the decoder makes of their codes, in the user's units. */
      readonly kind: "columns";
      readonly inputs: Tensor;
      readonly reconstructions: Tensor;
      /** What the columns are called; null where they have no names. */
      readonly names: readonly string[] | null;
    }
  | {
      /** counts[j][k]: how many images of the class j were called k. */
      readonly kind: "confusion";
      readonly counts: readonly (readonly number[])[];
    }
);

/** What a model's pictures are made from. */
export interface PictureMaterial {
  readonly kernels: Kernels;
  /** The first images that a run is judged by, [count, inputs]. */
  readonly X: Tensor;
  /** Many more of them, of which some may be shown. */
  readonly manyX: Tensor;
  /** The style code of every image that a run is judged by, [all, latent]. */
  readonly codes: Tensor;
  /** The label of each, in the same order; null where there are none. */
  readonly labels: ArrayLike<number> | null;
}

/** What a caption says of colours, where there are labels to colour by. */
export function coloured(labels: ArrayLike<number> | null): string {
  return labels === null ? "" : ", coloured by label";
}
