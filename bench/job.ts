/**
 * What the benchmark asks of a contestant, and what it answers.
 *
 * Every contestant runs in a process of its own, which waits while others have their turn. Jobs come
 * to it in JSON, one a line; so go the answers.
 */
import type { Sizes } from "./problem.ts";

/** The three products of backpropagation, as `src/tensor/products.ts` defines them. */
export const PRODUCTS = ["matmul", "matmulTransposeA", "matmulTransposeB"] as const;
export type ProductName = (typeof PRODUCTS)[number];

/** B, I, O: X is [B, I], W is [I, O], Y is [B, O]. */
export type ProductShape = readonly [number, number, number];

export interface Product {
  readonly product: ProductName;
  readonly shape: ProductShape;
}

/** How long something is measured. */
export interface Effort {
  /** For so long it runs without being measured, */
  readonly warmupMs: number;
  /** and at least so many times. */
  readonly warmupRuns: number;
  /** For so long it is measured, */
  readonly ms: number;
  /** and at least so many times. */
  readonly runs: number;
}

/** What there is to do. */
export type Job =
  /** Multiply again and again. Answer: `Times`, a row for each product. */
  | { readonly kind: "products"; readonly products: readonly Product[]; readonly effort: Effort }
  /** Take training steps. Answer: `Times`, one row. */
  | { readonly kind: "steps"; readonly sizes: Sizes; readonly effort: Effort }
  /** Take that many steps in a row. Answer: `Times`, one number. */
  | { readonly kind: "epoch"; readonly sizes: Sizes; readonly steps: number }
  /** Take steps and see what they leave behind. Answer: `Garbage`. */
  | { readonly kind: "garbage"; readonly sizes: Sizes; readonly effort: Effort }
  /** Say what library does the work. Answer: `About`. */
  | { readonly kind: "about" }
  /** Take one step with each batch of a fixture, in a file. Answer: `Losses`. */
  | { readonly kind: "losses"; readonly fixture: string };

export interface Times {
  /** Milliseconds. */
  readonly samples: readonly (readonly number[])[];
  /** The most memory that the process ever had in use (RSS), in bytes. */
  readonly peakMemory: number;
}

export interface Garbage {
  /** What a step takes from the JavaScript heap and from outside of it, in bytes. */
  readonly bytesPerStep: number;
}

export interface About {
  /** Null where there is nothing to say. */
  readonly about: string | null;
}

export interface Losses {
  /** For each batch: reconstruction, discriminator, generator. */
  readonly losses: readonly (readonly [number, number, number])[];
}

/** What each kind of job is answered with. */
export interface Answers {
  products: Times;
  steps: Times;
  epoch: Times;
  garbage: Garbage;
  about: About;
  losses: Losses;
}
