import { family } from "./family.ts";
import { laterLayers } from "./later-layers.ts";
import { layers } from "./layers.ts";
import { losses } from "./losses.ts";
import { optimizers } from "./optimizers.ts";
import { phases } from "./phases.ts";
import { products } from "./products.ts";
import { smallGradients } from "./small-gradients.ts";

/**
 * Mistakes that somebody could make, one at a time: a sign, a factor, a forgotten sum.
 *
 * Each is a piece of source text and what to write in its stead. The text must stand exactly once
 * in its file, so that a mutation cannot silently come to nothing when the source changes.
 */
export interface Mutation {
  /** The file, below `src`. */
  readonly file: string;
  /** The mistake, in words. */
  readonly what: string;
  readonly find: string;
  readonly replace: string;
}

export const mutations: readonly Mutation[] = [
  ...products,
  ...layers,
  ...laterLayers,
  ...losses,
  ...phases,
  ...optimizers,
  ...smallGradients,
  ...family,
];
