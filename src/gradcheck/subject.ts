/** A layer under check, with its input: every forward and every backward of a check is called here. */
import type { Layer, Wanted } from "../layers/layer.ts";
import { type Tensor, tensor, type Values, valuesOf } from "../tensor/tensor.ts";

/** What backward gave. */
export interface Gradients {
  /** dX, as it was returned; it belongs to the layer. */
  readonly dX: Tensor;
  /** What was found in each parameter's `grad`, and in dX at the end: copies. */
  readonly values: readonly Float64Array[];
  /** What was found in dY afterwards. */
  readonly dY: Values;
}

export class Subject {
  readonly layer: Layer;
  readonly X: Tensor;

  constructor(layer: Layer, X: Tensor) {
    this.layer = layer;
    this.X = X;
  }

  /** Y, which belongs to the layer. */
  forward(): Tensor {
    return this.layer.forward(this.X);
  }

  /** The numbers of Y. */
  outputs(): Values {
    return valuesOf(this.forward());
  }

  /**
   * The gradients after a forward of their own, for a copy of dY.
   *
   * @param start what stands in every `grad` before
   * @param before called between forward and backward
   */
  backward(
    dY: Tensor,
    { wanted, start = 0, before }: { wanted?: Wanted; start?: number; before?: () => void } = {},
  ): Gradients {
    const { layer } = this;
    for (const { grad } of layer.parameters) grad.data.fill(start);
    this.forward();
    before?.();
    const given = tensor(dY.data.slice(), ...dY.shape);
    const dX = wanted === undefined ? layer.backward(given) : layer.backward(given, wanted);
    const values = [...layer.parameters.map(({ grad }) => grad), dX].map((gradient) =>
      Float64Array.from(valuesOf(gradient)),
    );
    return { dX, values, dY: given.data };
  }
}
