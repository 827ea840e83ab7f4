/**
 * Layers one after the other: the output of each is the input of the next.
 *
 * Forward runs from the first to the last. Backward runs from the last to the first, and each
 * layer hands its dX on as the dY of the layer before.
 */
import type { Tensor } from "../tensor/tensor.ts";
import {
  expectForward,
  type Layer,
  type Parameter,
  type Pass,
  type Statistic,
  type Wanted,
} from "./layer.ts";

/** Layers one after the other. */
export class Sequential implements Layer {
  readonly layers: readonly Layer[];
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
  readonly #firstToLearn: number;
  #output: Tensor | null = null;

  /**
   * Names each parameter `0.weight`, `0.bias`, `1.weight`, … counting the layers that have any.
   *
   * @throws Error if there is no layer.
   */
  constructor(layers: readonly Layer[]) {
    if (layers.length === 0) throw new Error("Sequential: needs at least one layer, got none.");
    this.layers = layers;
    this.#firstToLearn = Math.max(
      0,
      layers.findIndex(({ parameters }) => parameters.length > 0),
    );
    const learning = layers.filter((layer) => layer.parameters.length > 0);
    this.parameters = learning.flatMap(({ parameters }, index) =>
      parameters.map(({ name, value, grad }) => ({ name: `${index}.${name}`, value, grad })),
    );
    this.statistics = learning.flatMap(({ statistics = [] }, index) =>
      statistics.map(({ name, value }) => ({ name: `${index}.${name}`, value })),
    );
  }

  /** What the latest `forward` gave, until a `backward` has answered it. */
  get output(): Tensor | null {
    return this.#output;
  }

  forward(X: Tensor, pass: Pass): Tensor {
    let Y = X;
    for (const layer of this.layers) Y = layer.forward(Y, pass);
    this.#output = Y;
    return Y;
  }

  /** dX, from the last layer to the first. Throws an Error without a `forward` of its own. */
  backward(dY: Tensor, wanted?: "both" | "input"): Tensor;
  backward(dY: Tensor, wanted?: Wanted): Tensor | null;
  backward(dY: Tensor, wanted: Wanted = "both"): Tensor | null {
    expectForward("Sequential", this.#output);
    this.#output = null;
    // Before the first layer that learns, nobody asks for gradients of parameters.
    const first = wanted === "parameters" ? this.#firstToLearn : 0;
    let dX = dY;
    for (let index = this.layers.length - 1; index > first; index--) {
      // Every layer but the first must pass its input gradient on.
      dX = this.layers[index].backward(dX, wanted === "input" ? "input" : "both");
    }
    return this.layers[first].backward(dX, wanted);
  }
}
