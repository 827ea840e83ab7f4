/** Wrong backward passes through more than one layer, as in the phases of an autoencoder. */
import { checkObjective } from "../../../src/gradcheck/check-objective.ts";
import type { CheckResult } from "../../../src/gradcheck/result.ts";
import { Activation } from "../../../src/layers/activation.ts";
import { Dense } from "../../../src/layers/dense.ts";
import type { Parameter } from "../../../src/layers/layer.ts";
import { Sequential } from "../../../src/layers/sequential.ts";
import { tanh } from "../../../src/layers/tanh.ts";
import { bceWithLogits } from "../../../src/losses/bce-with-logits.ts";
import { mse } from "../../../src/losses/mse.ts";
import { doubleKernels, zeros } from "../../../src/tensor/kernels.ts";
import { SeededRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";
import { normals } from "./learners.ts";
import type { WrongCase } from "./score.ts";

const [B, PIXELS, LATENT] = [6, 5, 2];

/** The three networks of an autoencoder with an adversary, small; images, and samples of the prior. */
function setting() {
  const random = new SeededRandom("objective cases");
  const network = (inputs: number, hidden: number, outputs: number) =>
    new Sequential([
      new Dense(doubleKernels, inputs, hidden, random),
      new Activation(doubleKernels, tanh),
      new Dense(doubleKernels, hidden, outputs, random),
    ]);
  return {
    encoder: network(PIXELS, 4, LATENT),
    decoder: network(LATENT, 4, PIXELS),
    discriminator: network(LATENT, 7, 1),
    X: tensor(normals(B * PIXELS, "images"), B, PIXELS),
    P: tensor(normals(B * LATENT, "prior"), B, LATENT),
    dR: zeros(doubleKernels, B, PIXELS),
    dLogits: zeros(doubleKernels, B, 1),
    ones: tensor(new Float64Array(B).fill(1), B, 1),
    noughts: tensor(new Float64Array(B), B, 1),
  };
}
type Setting = ReturnType<typeof setting>;

/** How every network here is run: none of them draws anything. */
const PASS = { training: true, random: new SeededRandom("nobody draws") };

/** An objective over the parameters of some of the networks. */
function objective(
  networks: (setting: Setting) => readonly Sequential[],
  compute: (setting: Setting) => number,
): () => CheckResult {
  return () => {
    const all = setting();
    const parameters = networks(all).flatMap(({ parameters }, k) =>
      parameters.map((parameter): Parameter => ({ ...parameter, name: `${k}.${parameter.name}` })),
    );
    return checkObjective(() => compute(all), parameters);
  };
}

const copied = (X: Tensor) => tensor(X.data.slice(), ...X.shape);

export const objectiveCases: readonly WrongCase[] = [
  {
    of: "reconstruction",
    mistake: "the encoder gets no gradient",
    run: objective(
      ({ encoder, decoder }) => [encoder, decoder],
      ({ encoder, decoder, X, dR }) => {
        const loss = mse(decoder.forward(encoder.forward(X, PASS), PASS), X, dR);
        decoder.backward(dR);
        return loss;
      },
    ),
    cause: "zero",
  },
  {
    of: "reconstruction",
    mistake: "the encoder is given dR, past the decoder",
    run: objective(
      ({ encoder, decoder }) => [encoder, decoder],
      ({ encoder, decoder, X, dR }) => {
        const loss = mse(decoder.forward(encoder.forward(X, PASS), PASS), X, dR);
        decoder.backward(dR);
        encoder.backward(dR);
        return loss;
      },
    ),
    cause: "networkLeftOut",
  },
  {
    of: "reconstruction",
    mistake: "the decoder's backward is called twice",
    run: objective(
      ({ encoder, decoder }) => [encoder, decoder],
      ({ encoder, decoder, X, dR }) => {
        const loss = mse(decoder.forward(encoder.forward(X, PASS), PASS), X, dR);
        decoder.backward(dR);
        encoder.backward(decoder.backward(dR));
        return loss;
      },
    ),
    cause: "twice",
    also: ["factor"],
  },
  {
    of: "reconstruction",
    mistake: "half of the loss, the whole gradient",
    run: objective(
      ({ encoder, decoder }) => [encoder, decoder],
      ({ encoder, decoder, X, dR }) => {
        const loss = mse(decoder.forward(encoder.forward(X, PASS), PASS), X, dR);
        encoder.backward(decoder.backward(dR));
        return loss / 2;
      },
    ),
    cause: "twice",
    also: ["factor"],
  },
  {
    of: "generator",
    mistake: "encoder.backward(dLogits): the discriminator is left out",
    run: objective(
      ({ encoder }) => [encoder],
      ({ encoder, discriminator, X, ones, dLogits }) => {
        const loss = bceWithLogits(
          discriminator.forward(encoder.forward(X, PASS), PASS),
          ones,
          dLogits,
        );
        encoder.backward(dLogits);
        return loss;
      },
    ),
    cause: "networkLeftOut",
  },
  {
    of: "generator",
    mistake: "the gradient pushes the other way",
    run: objective(
      ({ encoder }) => [encoder],
      ({ encoder, discriminator, X, ones, dLogits }) => {
        const loss = bceWithLogits(
          discriminator.forward(encoder.forward(X, PASS), PASS),
          ones,
          dLogits,
        );
        for (let i = 0; i < B; i++) dLogits.data[i] *= -1;
        encoder.backward(discriminator.backward(dLogits, "input"));
        return loss;
      },
    ),
    cause: "sign",
  },
  {
    of: "generator",
    mistake: "the gradient is divided by the batch once more",
    run: objective(
      ({ encoder }) => [encoder],
      ({ encoder, discriminator, X, ones, dLogits }) => {
        const loss = bceWithLogits(
          discriminator.forward(encoder.forward(X, PASS), PASS),
          ones,
          dLogits,
        );
        for (let i = 0; i < B; i++) dLogits.data[i] /= B;
        encoder.backward(discriminator.backward(dLogits, "input"));
        return loss;
      },
    ),
    cause: ["factor", "batchSize"],
  },
  {
    of: "discriminator",
    mistake: "the codes' half of the gradient is missing",
    run: objective(
      ({ discriminator }) => [discriminator],
      ({ encoder, discriminator, X, P, ones, noughts, dLogits }) => {
        const Z = copied(encoder.forward(X, PASS));
        const fake = bceWithLogits(discriminator.forward(Z, PASS), noughts, dLogits);
        const real = bceWithLogits(discriminator.forward(P, PASS), ones, dLogits);
        discriminator.backward(dLogits);
        return real + fake;
      },
    ),
    cause: "termMissing",
  },
  {
    of: "discriminator",
    mistake: "the first half's gradient is set to zero before the second",
    run: objective(
      ({ discriminator }) => [discriminator],
      ({ encoder, discriminator, X, P, ones, noughts, dLogits }) => {
        const Z = copied(encoder.forward(X, PASS));
        const real = bceWithLogits(discriminator.forward(P, PASS), ones, dLogits);
        discriminator.backward(dLogits);
        for (const { grad } of discriminator.parameters) grad.data.fill(0);
        const fake = bceWithLogits(discriminator.forward(Z, PASS), noughts, dLogits);
        discriminator.backward(dLogits);
        return real + fake;
      },
    ),
    cause: "termMissing",
  },
  {
    of: "weight decay",
    mistake: "the penalty's gradient is left out",
    run: objective(
      ({ encoder, decoder }) => [encoder, decoder],
      ({ encoder, decoder, X, dR }) => {
        const loss = mse(decoder.forward(encoder.forward(X, PASS), PASS), X, dR);
        encoder.backward(decoder.backward(dR));
        return loss + penalty([encoder, decoder]);
      },
    ),
    cause: "penalty",
  },
  {
    of: "weight decay",
    mistake: "the penalty's gradient is half of what it should be",
    run: objective(
      ({ encoder, decoder }) => [encoder, decoder],
      ({ encoder, decoder, X, dR }) => {
        const loss = mse(decoder.forward(encoder.forward(X, PASS), PASS), X, dR);
        encoder.backward(decoder.backward(dR));
        for (const { value, grad } of [...encoder.parameters, ...decoder.parameters]) {
          for (let i = 0; i < value.size; i++) grad.data[i] += 0.01 * value.data[i];
        }
        return loss + penalty([encoder, decoder]);
      },
    ),
    cause: "penalty",
  },
];

/** 0.01 · Σ w² over all parameters. */
function penalty(networks: readonly Sequential[]): number {
  let sum = 0;
  for (const { value } of networks.flatMap(({ parameters }) => parameters)) {
    for (let i = 0; i < value.size; i++) sum += value.data[i] ** 2;
  }
  return 0.01 * sum;
}
