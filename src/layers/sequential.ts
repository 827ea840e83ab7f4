/**
 * Layers one after the other: the output of each is the input of the next.
 *
 * Forward runs from the first to the last. Backward runs from the last to the first, and each
 * layer hands its dX on as the dY of the layer before.
 */
import type { Tensor } from "../tensor/tensor.ts";
import type { Layer, Parameter, Wanted } from "./layer.ts";

export class Sequential implements Layer {
  readonly layers: readonly Layer[];
  readonly parameters: readonly Parameter[];

  /**
   * Names each parameter `0.weight`, `0.bias`, `1.weight`, … counting the layers that have any.
   *
   * @throws Error if there is no layer.
   */
  constructor(layers: readonly Layer[]) {
    if (layers.length === 0) throw new Error("Sequential: needs at least one layer, got none.");
    this.layers = layers;
    this.parameters = layers
      .filter((layer) => layer.parameters.length > 0)
      .flatMap(({ parameters }, index) =>
        parameters.map(({ name, value, grad }) => ({ name: `${index}.${name}`, value, grad })),
      );
  }

  forward(X: Tensor): Tensor {
    let Y = X;
    for (const layer of this.layers) Y = layer.forward(Y);
    return Y;
  }

  backward(dY: Tensor, wanted: Wanted = "both"): Tensor {
    let dX = dY;
    for (let index = this.layers.length - 1; index > 0; index--) {
      // Every layer but the first must pass its input gradient on.
      dX = this.layers[index].backward(dX, wanted === "input" ? "input" : "both");
    }
    return this.layers[0].backward(dX, wanted);
  }
}
