/**
 * How fast is a training step? Run it with `npx tsx bench/step.ts`.
 *
 * For each set of kernels: the three products at the step's two largest shapes, in GFLOP/s, and a
 * full step of the article's network (784-512-10, 10-512-784, 10-512-1; batch 128; three phases,
 * each with its Adam), in milliseconds. All sets take turns, so that whatever else the machine
 * does disturbs each of them alike; what is shown is each one's best time, and for the step also
 * the median.
 */
import { readFileSync } from "node:fs";
import { SIMD_MODULE, startHelper } from "../src/kernels.ts";
import { Activation } from "../src/layers/activation.ts";
import { Dense } from "../src/layers/dense.ts";
import { zeroGradients } from "../src/layers/layer.ts";
import { relu } from "../src/layers/relu.ts";
import { Sequential } from "../src/layers/sequential.ts";
import { tanh } from "../src/layers/tanh.ts";
import { bceWithLogits } from "../src/losses/bce-with-logits.ts";
import { mse } from "../src/losses/mse.ts";
import { Adam } from "../src/optim/adam.ts";
import { type Kernels, naiveKernels, tsKernels, zeros } from "../src/tensor/kernels.ts";
import { Random } from "../src/tensor/random.ts";
import { simdKernels } from "../src/tensor/simd/kernels.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const BATCH = 128;
const LATENT = 10;

function randomTensor(kernels: Kernels, random: Random, rows: number, columns: number): Tensor {
  const X = zeros(kernels, rows, columns);
  for (let i = 0; i < X.data.length; i++) X.data[i] = 2 * random.uniform() - 1;
  return X;
}

/** The three products of a dense layer, each as something to be timed. */
function products(kernels: Kernels, inputs: number, outputs: number): (() => void)[] {
  const random = new Random("products");
  const X = randomTensor(kernels, random, BATCH, inputs);
  const W = randomTensor(kernels, random, inputs, outputs);
  const dY = randomTensor(kernels, random, BATCH, outputs);
  const Y = zeros(kernels, BATCH, outputs);
  const dW = zeros(kernels, inputs, outputs);
  const dX = zeros(kernels, BATCH, inputs);
  return [
    () => kernels.matmul(X, W, Y),
    () => kernels.matmulTransposeA(X, dY, dW),
    () => kernels.matmulTransposeB(dY, W, dX),
  ];
}

/** A full training step of an AAE with random pixels. */
function trainingStep(kernels: Kernels): () => void {
  const random = new Random("step");
  const encoder = new Sequential([
    new Dense(kernels, 784, 512, random),
    new Activation(kernels, relu),
    new Dense(kernels, 512, LATENT, random),
  ]);
  const decoder = new Sequential([
    new Dense(kernels, LATENT, 512, random),
    new Activation(kernels, relu),
    new Dense(kernels, 512, 784, random),
    new Activation(kernels, tanh),
  ]);
  const discriminator = new Sequential([
    new Dense(kernels, LATENT, 512, random),
    new Activation(kernels, relu),
    new Dense(kernels, 512, 1, random),
  ]);
  const rates = { learningRate: 2e-4, beta1: 0.5 };
  const autoencoderAdam = new Adam(kernels, [...encoder.parameters, ...decoder.parameters], rates);
  const discriminatorAdam = new Adam(kernels, discriminator.parameters, rates);
  const generatorAdam = new Adam(kernels, encoder.parameters, rates);

  const X = randomTensor(kernels, random, BATCH, 784);
  const prior = randomTensor(kernels, random, BATCH, LATENT);
  const dX = zeros(kernels, BATCH, 784);
  const dLogits = zeros(kernels, BATCH, 1);
  const real = zeros(kernels, BATCH, 1);
  const fake = zeros(kernels, BATCH, 1);
  real.data.fill(1);

  return () => {
    zeroGradients(encoder, decoder);
    mse(decoder.forward(encoder.forward(X)), X, dX);
    encoder.backward(decoder.backward(dX), "parameters");
    autoencoderAdam.step();

    zeroGradients(discriminator);
    const Z = encoder.forward(X);
    bceWithLogits(discriminator.forward(prior), real, dLogits);
    discriminator.backward(dLogits, "parameters");
    bceWithLogits(discriminator.forward(Z), fake, dLogits);
    discriminator.backward(dLogits, "parameters");
    discriminatorAdam.step();

    zeroGradients(encoder);
    bceWithLogits(discriminator.forward(Z), real, dLogits);
    encoder.backward(discriminator.backward(dLogits, "input"), "parameters");
    generatorAdam.step();
  };
}

/** The times of each contestant over many rounds, in milliseconds, the best one first. */
function race(contestants: (() => void)[], rounds: number): number[][] {
  const times: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of contestants.entries()) {
      const start = performance.now();
      run();
      times[index].push(performance.now() - start);
    }
  }
  return times.map((all) => all.sort((a, b) => a - b));
}

const wasm = readFileSync(SIMD_MODULE);
const sets: Kernels[] = [
  naiveKernels,
  tsKernels,
  { ...simdKernels(wasm), name: "simd, 1 thread" },
  { ...simdKernels(wasm, startHelper), name: "simd, 2 threads" },
];

for (const [inputs, outputs] of [
  [784, 512],
  [512, 784],
]) {
  const work = 2 * BATCH * inputs * outputs;
  console.log(`\n${BATCH} × ${inputs} × ${outputs}: Y = X·W, dW += Xᵀ·dY, dX = dY·Wᵀ`);
  const times = race(
    sets.flatMap((kernels) => products(kernels, inputs, outputs)),
    20,
  );
  for (const [index, { name }] of sets.entries()) {
    const speeds = times
      .slice(3 * index, 3 * index + 3)
      .map(([best]) => (work / best / 1e6).toFixed(1).padStart(6));
    console.log(`${name.padEnd(16)}${speeds.join(" ")} GFLOP/s`);
  }
}

console.log("\na full step");
const times = race(sets.map(trainingStep), 30);
for (const [index, { name }] of sets.entries()) {
  const [best, median] = [times[index][0], times[index][15]];
  console.log(
    `${name.padEnd(16)}${best.toFixed(1).padStart(6)} ms, median ${median.toFixed(1)} ms`,
  );
}
