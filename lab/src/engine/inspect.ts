/** Looks at single numbers of a network: their formula filled in, and their gradient checked. */

import { basic } from "../../../src/aae/basic.ts";
import { Adversary } from "../../../src/aae/parts/adversary.ts";
import type { Autoencoder } from "../../../src/aae/parts/autoencoder.ts";
import { Reconstruction } from "../../../src/aae/parts/reconstruction.ts";
import { InputError } from "../../../src/input-error.ts";
import { Dense } from "../../../src/layers/dense.ts";
import { type Layer, zeroGradients } from "../../../src/layers/layer.ts";
import type { Adam } from "../../../src/optim/adam.ts";
import { doubleKernels, tensorFrom, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, valuesOf } from "../../../src/tensor/tensor.ts";
import { configurationOf, type Experiment } from "./experiment.ts";
import type { Explained } from "./messages.ts";
import type { Phase } from "./settings.ts";

type NetworkName = keyof Autoencoder["networks"];
const NETWORKS: readonly NetworkName[] = ["encoder", "decoder", "discriminator"];

/** Every parameter of every network, with its shape. */
export function layersOf({ model }: Experiment) {
  return NETWORKS.flatMap((network) =>
    model.networks[network].parameters.map(({ name, value }) => ({
      network,
      parameter: name,
      shape: value.shape,
    })),
  );
}

/** @throws InputError if there is no such parameter. */
function find({ model }: Experiment, network: string, parameter: string) {
  const name = NETWORKS.find((name) => name === network);
  const found = name && model.networks[name].parameters.find((it) => it.name === parameter);
  if (name === undefined || found === undefined) {
    throw new InputError(`There is no parameter ${network}.${parameter}; choose one of the list.`);
  }
  return { name, found };
}

/** The numbers of a parameter: itself, its gradient, or a moment of the phase that moves it first. */
export function parameterOf(
  experiment: Experiment,
  network: string,
  parameter: string,
  what: "value" | "grad" | "m" | "v",
): { shape: readonly number[]; values: Float32Array } {
  const { name, found } = find(experiment, network, parameter);
  const { shape } = found.value;
  if (what === "value" || what === "grad") {
    return { shape, values: Float32Array.from(valuesOf(found[what])) };
  }
  const { memory, position } = optimizerOf(experiment, name, parameter);
  return { shape, values: Float32Array.from(valuesOf(memory[what][position])) };
}

/** The optimiser that moves a parameter, and the parameter's position in it. */
function optimizerOf({ model, training }: Experiment, network: NetworkName, parameter: string) {
  const phase = phaseOf(network);
  const optimizer = training.optimizers[phase] as Adam;
  const { value } = model.networks[network].parameters.find(({ name }) => name === parameter) ?? {};
  const position = optimizer.parameters.findIndex((it) => it.value === value);
  return { optimizer, memory: optimizer.memory, position };
}

/** The phase that a number is explained by; the generator's phase moves the encoder a second time. */
function phaseOf(network: NetworkName): Exclude<Phase, "generator"> {
  return network === "discriminator" ? "discriminator" : "reconstruction";
}

/** A copy of the model in double precision, in which a difference has digits. */
function doubleOf(experiment: Experiment): Autoencoder {
  const { model, shape, images } = experiment;
  const copy = basic.create(
    doubleKernels,
    configurationOf(shape),
    images.rows * images.columns,
    new SeededRandom(0),
  );
  for (const network of NETWORKS) {
    copy.networks[network].parameters.forEach(({ value }, k) => {
      value.data.set(valuesOf(model.networks[network].parameters[k].value));
    });
  }
  return copy;
}

/** The step sizes h of the difference quotient: 10^−1 … 10^−13. */
const EXPONENTS = Array.from({ length: 25 }, (_, k) => -1 - k / 2);

/**
 * How one number's gradient comes about (or, if none is named, that of the number with the largest)
 * on a batch X: in double precision, by the phase that moves
 * the network.
 */
export function explain(
  experiment: Experiment,
  batch: Tensor,
  place: { network: string; parameter: string; index: number | null },
): Explained {
  const { network, parameter } = place;
  const { name, found } = find(experiment, network, parameter);
  const copy = doubleOf(experiment);
  const X = tensorFrom(doubleKernels, valuesOf(batch), ...batch.shape);
  const pass = { training: true, random: new SeededRandom("look") };
  const phase = phaseOf(name);
  const own = copy.networks[name];
  const at = own.parameters.findIndex((it) => it.name === parameter);
  const w = valuesOf(own.parameters[at].value);
  const seen = spyOn(own.layers);
  const lossOf = objective();
  zeroGradients(...Object.values(copy.networks));
  const loss = lossOf();
  const gradients = valuesOf(own.parameters[at].grad);
  const index = place.index ?? largestOf(gradients);
  if (!(index >= 0 && index < w.length)) {
    throw new InputError(`${network}.${parameter} has ${w.length} numbers; choose one of them.`);
  }
  const gradient = gradients[index];
  const layer = seen.find(({ dense }) => dense.weight.value === own.parameters[at].value);
  const terms = layer === undefined ? [] : termsOf(layer, index);
  for (const { restore } of seen) restore();

  const start = w[index];
  const differences = EXPONENTS.map((exponent) => {
    const h = 10 ** exponent;
    w[index] = start + h;
    const above = lossOf();
    w[index] = start - h;
    const below = lossOf();
    w[index] = start;
    return { h, quotient: (above - below) / (2 * h) };
  });

  const { optimizer, memory, position } = optimizerOf(experiment, name, parameter);
  const { steps, learningRate, beta1, beta2, epsilon } = optimizer;
  return {
    ...{ index, phase, loss, gradient, terms, differences },
    value: valuesOf(found.value)[index],
    batch: terms.length === 0 ? 0 : (layer?.X.shape[0] ?? 0),
    adam: {
      m: valuesOf(memory.m[position])[index],
      v: valuesOf(memory.v[position])[index],
      ...{ steps, learningRate, beta1, beta2, epsilon },
    },
  };

  /** The phase's loss as a function of the weights; leaves its gradients in the networks. */
  function objective(): () => number {
    if (phase === "reconstruction") {
      const { encoder, decoder } = copy.networks;
      const reconstruction = new Reconstruction(doubleKernels, encoder, decoder, copy.loss);
      return () => reconstruction.reconstruct(X, pass);
    }
    const adversary = new Adversary(doubleKernels, copy.networks.discriminator);
    const codes = copy.networks.encoder.forward(X, pass);
    const Z = tensorFrom(doubleKernels, valuesOf(codes), ...codes.shape);
    const P = zeros(doubleKernels, Z.shape[0], Z.shape[1]);
    copy.prior.sample(P, pass.random);
    return () => adversary.discriminate(P, Z, pass);
  }
}

/** The position of the largest number, whatever its sign. */
function largestOf(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  }
  return best;
}

interface Seen {
  readonly dense: Dense;
  X: Tensor;
  dY: Tensor;
  restore(): void;
}

/** Keeps what each dense layer is given, forward and backward. */
function spyOn(layers: readonly Layer[]): Seen[] {
  return layers
    .filter((layer) => layer instanceof Dense)
    .map((dense) => {
      const { forward, backward } = dense;
      const none = tensorFrom(doubleKernels, [], 0, 0);
      const copyOf = (T: Tensor) => tensorFrom(doubleKernels, valuesOf(T), ...T.shape);
      const seen: Seen = {
        ...{ dense, X: none, dY: none },
        restore: () => Object.assign(dense, { forward, backward }),
      };
      Object.assign(dense, {
        forward(X: Tensor) {
          seen.X = copyOf(X);
          return forward.call(dense, X);
        },
        backward(dY: Tensor, wanted?: "both") {
          seen.dY = copyOf(dY);
          return backward.call(dense, dY, wanted);
        },
      });
      return seen;
    });
}

/** dW[i, o] = Σ x[b, i]·dy[b, o]: its largest products. */
function termsOf({ X, dY }: Seen, index: number): Explained["terms"] {
  const outputs = dY.shape[1];
  const [i, o] = [Math.floor(index / outputs), index % outputs];
  return Array.from({ length: X.shape[0] }, (_, row) => ({
    row,
    x: X.get(row, i),
    dy: dY.get(row, o),
  }))
    .sort((a, b) => Math.abs(b.x * b.dy) - Math.abs(a.x * a.dy))
    .slice(0, 4);
}
