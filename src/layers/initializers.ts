/**
 * How weights start: at random, and of a size that keeps signals from growing or fading on their
 * way through the layers.
 */
import type { Random } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Fills a weight matrix W [inputs, outputs] with numbers drawn at random. */
export type Initializer = (W: Tensor, random: Random) => void;

/**
 * Uniform on [−a, a] with a = √(6 / (inputs + outputs)); Keras' default for a dense layer.
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks" (2010), equation 16.
 */
export const glorotUniform: Initializer = (W, random) => {
  const [inputs, outputs] = W.shape;
  const limit = Math.sqrt(6 / (inputs + outputs));
  const w = W.data;
  for (let i = 0; i < w.length; i++) w[i] = (2 * random.uniform() - 1) * limit;
};

/**
 * Normal with deviation √(2 / inputs), made for layers that ReLU follows.
 *
 * Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), equation 10.
 */
export const heNormal: Initializer = (W, random) => {
  const [inputs] = W.shape;
  normal(Math.sqrt(2 / inputs))(W, random);
};

/** Normal with a given deviation; the AAE paper uses 0.01 (its appendix A). */
export function normal(deviation: number): Initializer {
  return (W, random) => {
    const w = W.data;
    for (let i = 0; i < w.length; i++) w[i] = deviation * random.normal();
  };
}
