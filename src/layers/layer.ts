/**
 * What every layer is: a function with parameters that knows its own derivative.
 *
 * `forward` computes Y from X. `backward` is given dY, the gradient of the loss with respect to Y,
 * and answers with dX, the gradient of the loss with respect to X, which is the dY of the layer
 * before. That is the chain rule, one layer at a time.
 */
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

/** Which gradients a caller of `backward` will use; a layer need not compute the others. */
export type Wanted = "both" | "parameters" | "input";

export interface Layer {
  /** What training may change; none for an activation. */
  readonly parameters: readonly Parameter[];

  /**
   * Y = f(X), with X [batch, inputs] and Y [batch, outputs].
   *
   * Keeps what `backward` will need. The result belongs to the layer: it is overwritten by the
   * next `forward`.
   */
  forward(X: Tensor): Tensor;

  /**
   * Adds to each parameter's `grad` and returns dX, for the X of the latest `forward`.
   *
   * The result belongs to the layer: it is overwritten by the next `backward`. With `wanted`
   * "parameters", the numbers of the result are not computed; with "input", no `grad` is changed.
   * A layer may ignore the wish and compute both.
   */
  backward(dY: Tensor, wanted?: Wanted): Tensor;
}

/** Sets every gradient to zero, so that the next `backward` starts afresh. */
export function zeroGradients(...layers: Layer[]): void {
  for (const layer of layers) {
    for (const { grad } of layer.parameters) grad.data.fill(0);
  }
}
