/**
 * How long the measures take at the size of MNIST, and what single precision costs the finest of them.
 *
 *     npx tsx bench/measures.ts
 */
import { availableParallelism, loadavg } from "node:os";
import { Command } from "commander";
import { runCommand } from "../src/command.ts";
import { PixelReader } from "../src/data/batches.ts";
import type { Images } from "../src/data/images.ts";
import { judge } from "../src/measures/judge.ts";
import { nearestNeighbours, neighbourError } from "../src/measures/neighbours.ts";
import { parzen } from "../src/measures/parzen.ts";
import { trainReferenceClassifier } from "../src/measures/reference-classifier.ts";
import { type Rows, rowsOf } from "../src/measures/rows.ts";
import { loadKernels } from "../src/node/load-kernels.ts";
import { loadMnist } from "../src/node/mnist.ts";
import { doubleKernels, zeros } from "../src/tensor/kernels.ts";
import { SeededRandom } from "../src/tensor/random.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { whole } from "../test/small-data.ts";

const random = new SeededRandom(1);

/** Pixels in [0, 1], from one image on. */
function images({ pixels, rows, columns }: Images, first: number, count: number): Rows {
  const reader = new PixelReader(pixels, [0, 1]);
  const width = rows * columns;
  return { count, width, read: (image, X, row) => reader.read(first + image, X, row) };
}

/** Images with noise, in place of a model's samples. */
function noisy(rows: Rows, deviation: number): Rows {
  const X = zeros(doubleKernels, rows.count, rows.width);
  for (let i = 0; i < rows.count; i++) rows.read(i, X, i);
  for (let i = 0; i < X.size; i++) X.data[i] += deviation * random.normal();
  return rowsOf(X);
}

function normal(count: number, latent: number): Tensor {
  const Z = zeros(doubleKernels, count, latent);
  samplePrior(Z, random);
  return Z;
}
function samplePrior(P: Tensor, generator: { normal(): number }): void {
  for (let i = 0; i < P.size; i++) P.data[i] = generator.normal();
}

/** Prints seconds by the clock, and those of all threads together: the steadier figure on a busy machine. */
function timed<Result>(what: string, work: () => Result): Result {
  const start = performance.now();
  const used = process.cpuUsage();
  const result = work();
  const clock = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  const threads = (user + system) / 1e6;
  console.log(`${what.padEnd(60)} ${clock.toFixed(1)} s, of the processor ${threads.toFixed(1)} s`);
  return result;
}

new Command("measures")
  .description("Times the measures of how good a model is.")
  .allowExcessArguments(false)
  .parse();

await runCommand(() => {
  const { train, test } = whole(loadMnist());
  const { kernels } = loadKernels("simd");
  console.log(`busy at the start: ${loadavg()[0].toFixed(1)} of ${availableParallelism()} cores`);
  console.log(`${kernels.name} kernels`);
  const all = images(train, 0, 60_000);
  const samples = noisy(images(train, 0, 10_000), 0.1);
  const validation = images(train, 50_000, 1000);
  const tested = images(test, 0, 10_000);
  timed("Parzen: 10,000 samples, 10,000 images, σ by 1,000 images", () =>
    parzen(kernels, samples, validation, tested),
  );
  const some = images(test, 0, 100);
  const difference =
    parzen(kernels, samples, some, some).logLikelihood -
    parzen(doubleKernels, samples, some, some).logLikelihood;
  console.log(
    `  single precision moves the mean of 100 images by ${difference.toExponential(1)} nats`,
  );
  timed("neighbours' error: 60,000 and 10,000 codes of 10", () =>
    neighbourError(
      kernels,
      { rows: rowsOf(normal(60_000, 10)), labels: train.labels },
      { rows: rowsOf(normal(10_000, 10)), labels: test.labels },
    ),
  );
  timed("nearest of 60,000 images to each of 1,000 samples", () =>
    nearestNeighbours(kernels, all, images(test, 0, 1000), 1),
  );
  timed("fresh judge, one seed: codes of 10", () =>
    judge(kernels, normal(10_000, 10), normal(10_000, 10), samplePrior, { seeds: [1] }),
  );
  const { testError } = timed("reference classifier: 5 epochs of 60,000 images", () =>
    trainReferenceClassifier(
      kernels,
      { rows: all, labels: train.labels },
      { rows: tested, labels: test.labels },
      10,
      random,
    ),
  );
  console.log(`  its test error is ${(100 * testError).toFixed(2)} %`);
});
