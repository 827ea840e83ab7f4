/**
 * Does anything grow in a program that runs for a week? Memory and threads of two things done again
 * and again: what a run does after every epoch, and the making of a model.
 *
 *     npx tsx bench/memory.ts
 */
import { readdirSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Command } from "commander";
import { runCommand } from "../src/command.ts";
import { network } from "../src/layers/network.ts";
import { tanh } from "../src/layers/tanh.ts";
import { mse } from "../src/losses/mse.ts";
import { loadKernels } from "../src/node/load-kernels.ts";
import { Adam } from "../src/optim/adam.ts";
import { type Kernels, zeros } from "../src/tensor/kernels.ts";
import { SeededRandom } from "../src/tensor/random.ts";

const random = new SeededRandom(1);
const pass = { training: true, random };

/** Does something many times, and prints ten times what the process then has in use. */
async function watch(title: string, times: number, work: () => void): Promise<void> {
  console.log(
    `\n${title}\n${"times".padStart(8)}${"RSS, MB".padStart(10)}${"threads".padStart(10)}`,
  );
  for (let count = 1; count <= times; count++) {
    work();
    await nextTurn();
    if (count % (times / 10) !== 0) continue;
    const megabytes = (process.memoryUsage.rss() / 1e6).toFixed(0);
    console.log(`${String(count).padStart(8)}${megabytes.padStart(10)}${threads().padStart(10)}`);
  }
}

/** How many threads the process has, where the system tells. */
function threads(): string {
  try {
    return String(readdirSync("/proc/self/task").length);
  } catch {
    return "?";
  }
}

/** Codes, reconstructions and their error, for as many images as MNIST has for testing. */
function evaluation(kernels: Kernels): () => void {
  const IMAGES = 10_000;
  const CHUNK = 100;
  const encoder = network(kernels, { widths: [4, 3, 10] }, random);
  const decoder = network(kernels, { widths: [10, 3, 4] }, random);
  const X = zeros(kernels, CHUNK, 4);
  return () => {
    const codes = zeros(kernels, IMAGES, 10);
    const errors = zeros(kernels, CHUNK, 4);
    for (let start = 0; start < IMAGES; start += CHUNK) {
      const Z = encoder.forward(X, pass);
      codes.data.set(Z.data, 10 * start);
      mse(decoder.forward(Z, pass), X, errors);
    }
    const prior = [zeros(kernels, IMAGES, 10), zeros(kernels, IMAGES, 10)];
    for (const P of prior) P.data.fill(1);
  };
}

/** Kernels, the article's encoder and decoder with random weights, and one step of training. */
function construction(): void {
  const { kernels } = loadKernels("simd");
  const small = (W: { data: { fill(value: number): unknown } }) => W.data.fill(0.01);
  const encoder = network(kernels, { widths: [784, 512, 10], initializer: small }, random);
  const decoder = network(
    kernels,
    { widths: [10, 512, 784], initializer: small, output: tanh },
    random,
  );
  const adam = new Adam(kernels, [...encoder.parameters, ...decoder.parameters], {
    learningRate: 1e-3,
  });
  const X = zeros(kernels, 128, 784);
  const dR = zeros(kernels, 128, 784);
  mse(decoder.forward(encoder.forward(X, pass), pass), X, dR);
  encoder.backward(decoder.backward(dR), "parameters");
  adam.step();
}

new Command("memory")
  .description("Shows whether memory grows, or the number of threads.")
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const { kernels } = loadKernels("simd");
  await watch("10,000 evaluations", 10_000, evaluation(kernels));
  await watch("1,000 models, each with a step of training", 1000, construction);
});
