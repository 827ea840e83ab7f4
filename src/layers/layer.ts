/**
 * What every layer is: a function with parameters that knows its own derivative.
 *
 * `forward` computes Y from X. `backward` is given dY, the gradient of the loss with respect to Y,
 * and answers with dX, the gradient of the loss with respect to X, which is the dY of the layer
 * before. That is the chain rule, one layer at a time.
 */
import type { Random } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Numbers that training changes, beside the gradient that tells it how. */
export interface Parameter {
  /** What it is to its layer: `weight` or `bias`. */
  readonly name: string;
  /** The numbers themselves. */
  readonly value: Tensor;
  /** The gradient of the loss with respect to `value`, in the same shape. */
  readonly grad: Tensor;
}

/** Numbers that a layer learns by looking, not by gradients: batch normalisation's running means. */
export interface Statistic {
  readonly name: string;
  readonly value: Tensor;
}

/**
 * How a network is run, and where its chance comes from. It comes with each call and is kept by no
 * layer: so a gradient check can hand every forward a fresh generator with the same seed, and
 * whoever looks at a model in mid-training brings chance of their own and changes nothing.
 */
export interface Pass {
  /** Whether to learn from the batch, or only to use what was learned. */
  readonly training: boolean;
  /** Draws masks and noise. */
  readonly random: Random;
}

/** Which gradients a caller of `backward` will use; a layer need not compute the others. */
export type Wanted = "both" | "parameters" | "input";

/** A function with parameters that knows its own derivative. */
export interface Layer {
  /** What training may change; none for an activation. */
  readonly parameters: readonly Parameter[];
  /** What a pass of training moves besides; most layers have none. */
  readonly statistics?: readonly Statistic[];

  /**
   * Y = f(X), with X [batch, inputs] and Y [batch, outputs].
   *
   * Keeps what `backward` will need. The result belongs to the layer: it is overwritten by the
   * next `forward`.
   */
  forward(X: Tensor, pass: Pass): Tensor;

  /**
   * Adds to each parameter's `grad` and returns dX, for the X of the latest `forward`.
   *
   * The result belongs to the layer: it is overwritten by the next `backward`. With `wanted`
   * "parameters", dX is not computed and the result is null; with "input", no `grad` is changed.
   * A layer may ignore the wish and do both.
   *
   * @throws Error if there is no `forward` that was not yet answered: each is good for one backward.
   */
  backward(dY: Tensor, wanted?: "both" | "input"): Tensor;
  /** The same, where dX may not be wanted. */
  backward(dY: Tensor, wanted?: Wanted): Tensor | null;
}

/**
 * What a layer kept of its latest `forward`.
 *
 * @throws Error if there was none, or if a `backward` has answered it already.
 */
export function expectForward<Kept>(layer: string, kept: Kept | null): Kept {
  if (kept !== null) return kept;
  throw new Error(
    `${layer}: backward belongs to the latest forward, and each forward is good for one backward; call forward first.`,
  );
}

/** Sets every gradient to zero, so that the next `backward` starts afresh. */
export function zeroGradients(...layers: Layer[]): void {
  for (const layer of layers) {
    for (const { grad } of layer.parameters) grad.data.fill(0);
  }
}
