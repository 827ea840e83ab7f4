/**
 * Where the time of a training step goes: every loop that the kernels run, its share of the step,
 * and the time that it would take at the best speed that this machine has just shown.
 *
 *     npm run bench:profile                  the kernels that a command would take
 *     npm run bench:profile -- --set ts      others; bench/kernel-sets.ts names them
 *     npm run bench:profile -- --recipe semi-supervised
 *                                            a step of a recipe, as a run takes it, on MNIST
 */
import { Command, Option } from "commander";
import { runCommand } from "../src/command.ts";
import { addSumOfRows, addToEachRow } from "../src/layers/dense.ts";
import { addNoise } from "../src/layers/gaussian-noise.ts";
import { type Layer, zeroGradients } from "../src/layers/layer.ts";
import { halfSquaredError } from "../src/losses/half-squared-error.ts";
import { mse } from "../src/losses/mse.ts";
import { loadKernels } from "../src/node/load-kernels.ts";
import { loadMnist } from "../src/node/mnist.ts";
import { update } from "../src/optim/adam.ts";
import { moveTowards } from "../src/optim/weight-average.ts";
import { wholeNumber } from "../src/options.ts";
import { allFinite } from "../src/tensor/finite.ts";
import { type Kernels, zeros } from "../src/tensor/kernels.ts";
import type { Tensor, Values } from "../src/tensor/tensor.ts";
import { configure } from "../src/training/configuration.ts";
import { expectFiniteStep } from "../src/training/finite.ts";
import { setLearningRates, startRun } from "../src/training/run.ts";
import { kernelSets } from "./kernel-sets.ts";
import { ours } from "./ours.ts";
import { ARTICLE, randomProblem } from "./problem.ts";
import { spread } from "./statistics.ts";
import { plainTable } from "./tables.ts";

/** What one loop did in all steps together. */
interface Account {
  /** Milliseconds, a number for each call. */
  readonly times: number[];
  /** Multiplications and additions of a call. */
  readonly operations: number;
  /** What a call reads and writes. */
  readonly bytes: number;
}

class Profile {
  readonly accounts = new Map<string, Account>();

  /** Runs a loop and puts it on the account of that name, which is opened with the first call. */
  run<Result>(name: string, operations: number, values: () => Values[], loop: () => Result) {
    const start = performance.now();
    const result = loop();
    const ms = performance.now() - start;
    let account = this.accounts.get(name);
    if (account === undefined) {
      const bytes = values().reduce((sum, { byteLength }) => sum + byteLength, 0);
      account = { times: [], operations, bytes };
      this.accounts.set(name, account);
    }
    account.times.push(ms);
    return result;
  }

  /** The same kernels, each loop with its account. */
  of(kernels: Kernels): Kernels {
    const product =
      (formula: string, loop: Kernels["matmul"]): Kernels["matmul"] =>
      (A, B, C) => {
        const name = `${formula} ${shapeOf(A)} ${shapeOf(B)}`;
        const operations = 2 * Math.sqrt(A.size * B.size * C.size);
        const values = () => [A.data, B.data, C.data];
        this.run(name, operations, values, () => loop(A, B, C));
      };
    return {
      ...kernels,
      matmul: product("X·W", kernels.matmul),
      matmulTransposeA: product("Xᵀ·dY", kernels.matmulTransposeA),
      matmulTransposeB: product("dY·Wᵀ", kernels.matmulTransposeB),
      fastest: (loop) => this.#timed(loop, kernels.fastest(loop)),
    };
  }

  /** A loop that is a function, or one of an object of them. */
  #timed<Loop extends object>(definition: Loop, loop: Loop): Loop {
    const timed =
      (name: string, call: (...all: unknown[]) => unknown) =>
      (...all: unknown[]) =>
        this.run(
          `${name} ${lengthOf(all[0])}`,
          0,
          () => all.flatMap(valuesIn),
          () => call(...all),
        );
    return new Proxy(loop, {
      apply: (target, _, all) => timed(NAMES.get(definition) ?? "", target as never)(...all),
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== "function") return value;
        const name = `${Reflect.get(target, "name")} ${String(key)}`;
        return timed(name, (...all) => Reflect.apply(value, target, all));
      },
    });
  }
}

const NAMES = new Map<object, string>([
  [addToEachRow, "add the bias"],
  [zeroGradients, "zero the gradients"],
  [addSumOfRows, "gradient of the bias"],
  [update, "Adam"],
  [addNoise, "noise"],
  [moveTowards, "average of the weights"],
  [allFinite, "are all finite"],
  [mse, "mean squared error"],
  [halfSquaredError, "half squared error"],
]);

/** The rows of numbers that a loop was given: as they are, in a tensor, or as gradients of a layer. */
function valuesIn(given: unknown): Values[] {
  if (ArrayBuffer.isView(given)) return [given as Values];
  if (typeof given !== "object" || given === null) return [];
  if ("data" in given) return [(given as Tensor).data];
  return "forward" in given ? (given as Layer).parameters.map(({ grad }) => grad.data) : [];
}

/** How many numbers these rows have together. */
function lengthOf(given: unknown): number {
  return valuesIn(given).reduce((sum, { length }) => sum + length, 0);
}

function shapeOf({ shape }: Tensor): string {
  return shape.join("×");
}

/** Takes steps for that many milliseconds; returns how many. */
function stepsIn(ms: number, step: () => void): number {
  const end = performance.now() + ms;
  let steps = 0;
  for (; performance.now() < end; steps++) step();
  return steps;
}

/** The most operations a millisecond in any product of the step, and the most bytes in a copy. */
function limits(kernels: Kernels, batch: number) {
  const fastest = (loop: () => void) => {
    let least = Infinity;
    stepsIn(500, () => {
      const start = performance.now();
      loop();
      least = Math.min(least, performance.now() - start);
    });
    return least;
  };
  const [B, I, O] = [batch, 784, 512];
  const [X, W, Y] = [zeros(kernels, B, I), zeros(kernels, I, O), zeros(kernels, B, O)];
  const product = Math.min(
    fastest(() => kernels.matmul(X, W, Y)),
    fastest(() => kernels.matmulTransposeA(X, Y, W)),
    fastest(() => kernels.matmulTransposeB(Y, W, X)),
  );
  const copy = zeros(kernels, I, O);
  const copying = fastest(() => copy.data.set(W.data));
  return { operations: (2 * B * I * O) / product, bytes: (2 * W.data.byteLength) / copying };
}

const size = wholeNumber(1, 100_000);
const { set, recipe, hidden, layers, batch } = new Command("bench:profile")
  .description("Shows where the time of a training step goes.")
  .addOption(new Option("--set <name>", "the kernels").choices(Object.keys(kernelSets)))
  .option("--recipe <name>", "a step of this recipe, in place of the article's networks")
  .option("--hidden <units>", "the width of the hidden layers", size, ARTICLE.hidden[0])
  .option("--batch <images>", "how many images a step sees", size, ARTICLE.batch)
  .option("--layers <count>", "how many hidden layers", size, 1)
  .allowExcessArguments(false)
  .parse()
  .opts<{ set?: string; recipe?: string; hidden: number; layers: number; batch: number }>();

await runCommand(async () => {
  const kernels = set === undefined ? loadKernels("auto").kernels : kernelSets[set]();
  const profile = new Profile();
  const stepWith = (kernels: Kernels) =>
    recipe === undefined ? stepOfArticle(kernels) : stepOfRecipe(recipe, kernels);
  const plain = stepWith(kernels);
  const profiled = stepWith(profile.of(kernels));
  stepsIn(2000, plain.step);
  stepsIn(1000, profiled.step);
  profile.accounts.clear();

  // In turns, so that a slow second hits both alike.
  const samples = { plain: [] as number[], profiled: [] as number[] };
  for (let turn = 0; turn < 8; turn++) {
    stepsIn(500, () => timed(samples.plain, plain.step));
    stepsIn(500, () => timed(samples.profiled, profiled.step));
  }
  const limit = limits(kernels, batch);

  // Medians: a call that was interrupted by another program does not count.
  const median = (times: readonly number[]) => spread(times).median;
  const step = median(samples.profiled);
  const table = plainTable(
    ["loop", "calls", "ms", "share", "GFLOP/s", "GB/s", "ms at best"],
    [40, 7, 8, 8, 9, 8, 11],
  );
  const add = (name: string, calls: number, ms: number, operations = 0, bytes = 0) =>
    table.push([
      name,
      calls,
      ms.toFixed(3),
      `${((100 * ms) / step).toFixed(1)} %`,
      operations > 0 ? (operations / ms / 1e6).toFixed(1) : "",
      bytes > 0 ? (bytes / ms / 1e6).toFixed(1) : "",
      bytes > 0 ? Math.max(operations / limit.operations, bytes / limit.bytes).toFixed(3) : "",
    ]);
  const rows = [...profile.accounts]
    .map(([name, { times, operations, bytes }]) => {
      const calls = times.length / samples.profiled.length;
      const all = [calls * median(times), calls * operations, calls * bytes] as const;
      return { name, calls, all };
    })
    .sort((a, b) => b.all[0] - a.all[0]);
  for (const { name, calls, all } of rows) add(name, calls, ...all);

  const products = rows.filter(({ all }) => all[1] > 0);
  const others = rows.filter(({ all }) => all[1] === 0);
  const sum = (some: typeof rows, index: 0 | 1 | 2) =>
    some.reduce((sum, { all }) => sum + all[index], 0);
  const calls = (some: typeof rows) => some.reduce((sum, { calls }) => sum + calls, 0);
  add("all products", calls(products), sum(products, 0), sum(products, 1), sum(products, 2));
  add("all other loops of the kernels", calls(others), sum(others, 0), 0, sum(others, 2));
  add("what the kernels do not run", 1, step - sum(rows, 0));

  console.log(
    `${kernels.name}: a step of ${plain.what} takes ${step.toFixed(2)} ms, ${median(samples.plain).toFixed(2)} ms without the profile; medians`,
  );
  console.log(
    `the best product has ${(limit.operations / 1e6).toFixed(1)} GFLOP/s, the best copy ${(limit.bytes / 1e6).toFixed(1)} GB/s\n`,
  );
  console.log(table.toString().replaceAll(/ +$/gm, ""));
});

/** A step of the article's networks, on a batch of noise. */
function stepOfArticle(kernels: Kernels) {
  const problem = randomProblem({ ...ARTICLE, hidden: Array(layers).fill(hidden), batch });
  const trainer = ours(kernels).start(problem);
  const what = `${batch} images with ${hidden} hidden units`;
  return { what, step: () => trainer.step(0) };
}

/** A step of a recipe as a run takes it: the next batch is fetched, and all numbers are looked at. */
function stepOfRecipe(recipe: string, kernels: Kernels) {
  const configuration = configure(recipe, {});
  const run = startRun(configuration, kernels, loadMnist(), "");
  const step = () => {
    setLearningRates(run);
    expectFiniteStep(run, run.training.step(run.loader.next(), run.pass));
  };
  return { what: `${recipe}, ${configuration.batchSize} images,`, step };
}

function timed(times: number[], work: () => void): void {
  const start = performance.now();
  work();
  times.push(performance.now() - start);
}
