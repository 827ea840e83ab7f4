/** A layer under check, with its input: every forward and every backward of a check is called here. */
import type { Layer, Wanted } from "../layers/layer.ts";
import { SeededRandom } from "../tensor/random.ts";
import { type Tensor, tensor, type Values, valuesOf } from "../tensor/tensor.ts";
import { doubles } from "./elements.ts";

/** What backward gave. */
export interface Gradients {
  /** dX, as it was returned; it belongs to the layer. null where it was not wanted. */
  readonly dX: Tensor | null;
  /** What was found in each parameter's `grad`, and in dX at the end: copies. */
  readonly values: readonly Float64Array[];
  /** What was found in dY afterwards. */
  readonly dY: Values;
}

export class Subject {
  readonly layer: Layer;
  readonly X: Tensor;
  readonly #training: boolean;
  readonly #seed: number | string;

  /** @param training whether it is run to learn or to be used */
  constructor(
    layer: Layer,
    X: Tensor,
    { training, seed }: { training: boolean; seed: number | string },
  ) {
    this.layer = layer;
    this.X = X;
    this.#training = training;
    this.#seed = seed;
  }

  /** Y, which belongs to the layer. Every one draws the same: a mask stands still while a number is nudged. */
  forward(): Tensor {
    const random = new SeededRandom(`pass ${this.#seed}`);
    return this.layer.forward(this.X, { training: this.#training, random });
  }

  /** The same layer with another input. */
  with(X: Tensor): Subject {
    return new Subject(this.layer, X, { training: this.#training, seed: this.#seed });
  }

  /** The numbers of Y. */
  outputs(): Values {
    return valuesOf(this.forward());
  }

  /**
   * The gradients after a forward of their own, for a copy of dY.
   *
   * @param start what stands in every `grad` before
   * @param before called before forward
   */
  backward(
    dY: Tensor,
    { wanted, start = 0, before }: { wanted?: Wanted; start?: number; before?: () => void } = {},
  ): Gradients {
    const { layer } = this;
    for (const { grad } of layer.parameters) grad.data.fill(start);
    before?.();
    this.forward();
    const given = tensor(dY.data.slice(), ...dY.shape);
    // Who forgets a return gives undefined.
    const dX =
      (wanted === undefined ? layer.backward(given) : layer.backward(given, wanted)) ?? null;
    if (dX !== null) doubles("dX, which backward returns,", dX.data);
    const values = [...layer.parameters.map(({ grad }) => grad), dX].map((gradient) =>
      gradient === null ? new Float64Array(0) : new Float64Array(valuesOf(gradient)),
    );
    return { dX, values, dY: given.data };
  }
}
