/**
 * What every contestant is given: networks with their first weights, and batches to train on.
 *
 * Each network is dense layers with ReLU between them: encoder input-hidden-latent, decoder
 * latent-hidden-input with tanh at its end, discriminator latent-hidden-1, where hidden is one
 * layer or several. Matrices lie row after row; weights are [in, out].
 */
import { readFileSync } from "node:fs";
import { glorotUniform } from "../src/layers/initializers.ts";
import { naiveKernels, zeros } from "../src/tensor/kernels.ts";
import { SeededRandom } from "../src/tensor/random.ts";

export interface Sizes {
  readonly batch: number;
  readonly input: number;
  /** The widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly latent: number;
}

/** The dense layers of a network: weight, bias, weight, bias, … */
export type Layers = readonly Matrix[];

/** A matrix, or a bias, which has only one length. */
export interface Matrix {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Batch {
  /** Images [batch, input]. */
  readonly X: Matrix;
  /** Samples of the prior [batch, latent]. */
  readonly P: Matrix;
}

export interface Problem {
  readonly sizes: Sizes;
  readonly adam: {
    readonly learningRate: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  readonly encoder: Layers;
  readonly decoder: Layers;
  readonly discriminator: Layers;
  readonly batches: readonly Batch[];
}

/** The article's networks and batch. */
export const ARTICLE: Sizes = { batch: 128, input: 784, hidden: [512], latent: 10 };
/** As small as in a notebook or on a page, where it is not the products that take the time. */
export const SMALL: Sizes = { batch: 16, input: 784, hidden: [64], latent: 10 };
/** The paper's networks and batch for semi-supervised learning, in the three phases of the basic model. */
export const WIDE: Sizes = { batch: 100, input: 784, hidden: [1000, 1000], latent: 10 };

/** Networks as they are before training, and one batch of noise: time does not depend on pixels. */
export function randomProblem(sizes: Sizes): Problem {
  const { batch, input, hidden, latent } = sizes;
  const random = new SeededRandom(1);

  const weight = (inputs: number, outputs: number): Matrix => {
    const W = zeros(naiveKernels, inputs, outputs);
    glorotUniform(W, random);
    return { shape: [inputs, outputs], data: Float32Array.from(W.data) };
  };
  const bias = (outputs: number): Matrix => ({ shape: [outputs], data: new Float32Array(outputs) });
  const network = (...widths: number[]): Layers =>
    widths.slice(1).flatMap((outputs, index) => [weight(widths[index], outputs), bias(outputs)]);

  return {
    sizes,
    adam: { learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
    encoder: network(input, ...hidden, latent),
    decoder: network(latent, ...hidden.toReversed(), input),
    discriminator: network(latent, ...hidden, 1),
    batches: [
      {
        X: matrix([batch, input], () => 2 * random.uniform() - 1),
        P: matrix([batch, latent], () => random.normal()),
      },
    ],
  };
}

/** A matrix whose numbers are drawn one after the other. */
export function matrix(shape: readonly number[], draw: () => number): Matrix {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, draw) };
}

interface Golden {
  shape: number[];
  data: number[];
}
type GoldenLayers = Record<"0.weight" | "0.bias" | "1.weight" | "1.bias", Golden>;

/** What `test/fixtures/aae-step-small.json` holds, as far as it is read here. */
export interface Fixture {
  sizes: Omit<Sizes, "hidden"> & { readonly hidden: number };
  adam: Problem["adam"];
  initial: Record<"encoder" | "decoder" | "discriminator", GoldenLayers>;
  steps: {
    x: Golden;
    prior: Golden;
    reconstruction: { loss: number };
    discriminator: { loss: number };
    generator: { loss: number };
  }[];
}

/** The problem that PyTorch has solved for the tests, in a file. */
export function problemFromFixture(path: string): Problem {
  const { sizes, adam, initial, steps }: Fixture = JSON.parse(readFileSync(path, "utf8"));
  const single = ({ shape, data }: Golden): Matrix => ({ shape, data: Float32Array.from(data) });
  const layers = (golden: GoldenLayers): Layers => [
    single(golden["0.weight"]),
    single(golden["0.bias"]),
    single(golden["1.weight"]),
    single(golden["1.bias"]),
  ];
  return {
    sizes: { ...sizes, hidden: [sizes.hidden] },
    adam,
    encoder: layers(initial.encoder),
    decoder: layers(initial.decoder),
    discriminator: layers(initial.discriminator),
    batches: steps.map(({ x, prior }) => ({ X: single(x), P: single(prior) })),
  };
}
