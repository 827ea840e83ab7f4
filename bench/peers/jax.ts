/**
 * jax-js as a contestant, on its `wasm` device. The first argument says what a step is: `step` for
 * all three phases with Adam, `reconstruction` for loss and gradients of the first phase alone.
 *
 * The whole step, gradients and Adam included, is one function under `jit`. Arrays belong to
 * whoever they are passed to: `.ref` keeps one for another use.
 */
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
  vjp,
} from "@jax-js/jax";
import { answer, type Contestant, type Trainer } from "../contestant.ts";
import type { ProductName, ProductShape } from "../job.ts";
import { type Matrix, matrix, type Problem } from "../problem.ts";

await init("wasm");
defaultDevice("wasm");

type Weights = np.Array[];

/** The moments of Adam, an array of each kind for every weight. */
type Moments = { m: Weights; v: Weights };

/** All that a step changes. */
type State = {
  encoder: Weights;
  decoder: Weights;
  discriminator: Weights;
  reconstructionMoments: Moments;
  discriminatorMoments: Moments;
  generatorMoments: Moments;
  /** β₁ᵗ and β₂ᵗ, with t the number of steps so far. */
  powers: [np.Array, np.Array];
};

const arrayOf = ({ shape, data }: Matrix) => np.array(data).reshape([...shape]);

const contestant: Contestant = {
  product(name: ProductName, [B, I, O]: ProductShape) {
    const filled = (...shape: number[]) => arrayOf(matrix(shape, () => Math.random() - 0.5));
    const repeat = (multiply: (A: np.Array, B: np.Array) => np.Array, A: np.Array, B: np.Array) => {
      const multiplied = jit(multiply);
      return async () => {
        const C = multiplied(A.ref, B.ref);
        await C.blockUntilReady();
        C.dispose();
      };
    };
    switch (name) {
      case "matmul":
        return repeat((X, W) => np.matmul(X, W), filled(B, I), filled(I, O));
      case "matmulTransposeA":
        return repeat((X, dY) => np.matmul(X.transpose(), dY), filled(B, I), filled(B, O));
      case "matmulTransposeB":
        return repeat((dY, W) => np.matmul(dY, W.transpose()), filled(B, O), filled(I, O));
    }
  },

  start(problem: Problem): Trainer {
    const batches = problem.batches.map(({ X, P }) => ({ X: arrayOf(X), P: arrayOf(P) }));
    return process.argv[2] === "reconstruction"
      ? reconstructionAlone(problem, batches)
      : wholeStep(problem, batches);
  },
};

type Batches = { X: np.Array; P: np.Array }[];

function wholeStep(problem: Problem, batches: Batches): Trainer {
  const step = jit(stepWith(problem.adam));
  const encoder = weightsOf(problem.encoder);
  const decoder = weightsOf(problem.decoder);
  const discriminator = weightsOf(problem.discriminator);
  let state: State = {
    encoder,
    decoder,
    discriminator,
    reconstructionMoments: noMoments([...encoder, ...decoder]),
    discriminatorMoments: noMoments(discriminator),
    generatorMoments: noMoments(encoder),
    powers: [np.array(1), np.array(1)],
  };
  let latest: np.Array[] = [];
  return {
    async step(batch) {
      tree.dispose(latest);
      const { X, P } = batches[batch];
      [state, latest] = step(state, X.ref, P.ref);
      await blockUntilReady([state, latest]);
    },
    async losses() {
      const [reconstruction, judgement, generator] = latest.map((loss) => loss.ref.dataSync()[0]);
      return [reconstruction, judgement, generator];
    },
  };
}

function reconstructionAlone(problem: Problem, batches: Batches): Trainer {
  const differentiate = jit(valueAndGrad(reconstructionLoss));
  const weights = weightsOf([...problem.encoder, ...problem.decoder]);
  return {
    async step(batch) {
      const result = differentiate(refs(weights), batches[batch].X.ref);
      await blockUntilReady(result);
      tree.dispose(result);
    },
    losses() {
      throw new Error("Reconstruction alone has no other losses.");
    },
  };
}

/** One training step with these constants of Adam: all three phases. */
function stepWith(adam: Problem["adam"]) {
  return (state: State, X: np.Array, P: np.Array): [State, np.Array[]] => {
    const powers: [np.Array, np.Array] = [
      state.powers[0].mul(adam.beta1),
      state.powers[1].mul(adam.beta2),
    ];
    const update = (weights: Weights, gradients: Weights, moments: Moments) =>
      adamUpdate(adam, powers, weights, gradients, moments);

    const autoencoder = [...state.encoder, ...state.decoder];
    const [reconstruction, dAutoencoder] = valueAndGrad(reconstructionLoss)(
      refs(autoencoder),
      X.ref,
    );
    const [reconstructed, reconstructionMoments] = update(
      autoencoder,
      dAutoencoder,
      state.reconstructionMoments,
    );
    const layers = state.encoder.length;
    const encoder = reconstructed.slice(0, layers);
    const decoder = reconstructed.slice(layers);

    const [Z, backward] = vjp((weights: Weights) => network(weights, X.ref), [refs(encoder)]);

    const [judgement, dDiscriminator] = valueAndGrad(discriminatorLoss)(
      refs(state.discriminator),
      P,
      Z.ref,
    );
    const [discriminator, discriminatorMoments] = update(
      state.discriminator,
      dDiscriminator,
      state.discriminatorMoments,
    );

    const [generator, dZ] = valueAndGrad(generatorLoss)(Z, refs(discriminator));
    const [dEncoder] = backward(dZ);
    backward.dispose();
    const [generated, generatorMoments] = update(encoder, dEncoder, state.generatorMoments);

    X.dispose();
    return [
      {
        encoder: generated,
        decoder,
        discriminator,
        reconstructionMoments,
        discriminatorMoments,
        generatorMoments,
        powers,
      },
      [reconstruction, judgement, generator],
    ];
  };
}

/** Mean squared error; the weights are those of the encoder, then those of the decoder. */
function reconstructionLoss(weights: Weights, X: np.Array): np.Array {
  const half = weights.length / 2; // encoder and decoder are equally deep
  const R = np.tanh(network(weights.slice(half), network(weights.slice(0, half), X.ref)));
  return np.square(R.sub(X)).mean();
}

function discriminatorLoss(weights: Weights, P: np.Array, Z: np.Array): np.Array {
  const real = nn.softplus(network(refs(weights), P).neg()).mean();
  const fake = nn.softplus(network(weights, Z)).mean();
  return real.add(fake).mul(0.5);
}

function generatorLoss(Z: np.Array, discriminator: Weights): np.Array {
  return nn.softplus(network(discriminator, Z).neg()).mean();
}

/** Dense layers with ReLU between them. */
function network(weights: Weights, X: np.Array): np.Array {
  let Y = np.matmul(X, weights[0]).add(weights[1]);
  for (let i = 2; i < weights.length; i += 2) {
    Y = np.matmul(nn.relu(Y), weights[i]).add(weights[i + 1]);
  }
  return Y;
}

function adamUpdate(
  { learningRate, beta1, beta2, epsilon }: Problem["adam"],
  [power1, power2]: [np.Array, np.Array],
  weights: Weights,
  gradients: Weights,
  moments: Moments,
): [Weights, Moments] {
  const updated: Weights = [];
  const m: Weights = [];
  const v: Weights = [];
  for (const [index, gradient] of gradients.entries()) {
    m[index] = moments.m[index].mul(beta1).add(gradient.ref.mul(1 - beta1));
    v[index] = moments.v[index].mul(beta2).add(np.square(gradient).mul(1 - beta2));
    const mHat = m[index].ref.div(np.subtract(1, power1.ref));
    const vHat = v[index].ref.div(np.subtract(1, power2.ref));
    const change = mHat.mul(learningRate).div(np.sqrt(vHat).add(epsilon));
    updated[index] = weights[index].sub(change);
  }
  return [updated, { m, v }];
}

function weightsOf(layers: readonly Matrix[]): Weights {
  return layers.map(arrayOf);
}

function noMoments(weights: Weights): Moments {
  const zeros = () => weights.map((weight) => np.zeros(weight.shape));
  return { m: zeros(), v: zeros() };
}

function refs(weights: Weights): Weights {
  return weights.map((weight) => weight.ref);
}

await answer(contestant);
