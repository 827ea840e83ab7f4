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
import { update } from "../src/optim/adam.ts";
import { moveTowards } from "../src/optim/weight-average.ts";
import { positiveNumber, wholeNumber } from "../src/options.ts";
import { allFinite } from "../src/tensor/finite.ts";
import { type Kernels, zeros } from "../src/tensor/kernels.ts";
import type { Tensor, Values } from "../src/tensor/tensor.ts";
import { kernelSets } from "./kernel-sets.ts";
import { ours } from "./ours.ts";
import { ARTICLE, randomProblem } from "./problem.ts";
import { spread } from "./statistics.ts";
import { HERE, stepOfRecipe } from "./step-of-recipe.ts";
import { plainTable } from "./tables.ts";
import { timesOf } from "./times.ts";

/** A call of a step, and what it did in all steps together. */
interface Call {
  /** The loop, and the size of what it works on. */
  readonly name: string;
  /** Milliseconds, a number for each step. */
  readonly times: number[];
  /** Multiplications and additions. */
  readonly operations: number;
  /** What is read and written. */
  readonly bytes: number;
}

/**
 * Times every loop of a step. All steps make the same calls in the same order, so a call is known by its
 * place, and a step takes hardly longer for being watched.
 */
class Profile {
  readonly calls: Call[] = [];
  #place = 0;
  #watching = false;

  /** Does a step and times its loops. */
  watch(step: () => void): void {
    this.#place = 0;
    this.#watching = true;
    step();
    this.#watching = false;
  }

  /** The same kernels, whose loops are timed while a step is watched. */
  of(kernels: Kernels): Kernels {
    const product = (formula: string, loop: Kernels["matmul"]): Kernels["matmul"] =>
      this.#timed(loop, ([A, B, C]) => ({
        name: `${formula} ${shapeOf(A)} ${shapeOf(B)}`,
        operations: 2 * Math.sqrt(A.size * B.size * C.size),
      }));
    return {
      ...kernels,
      matmul: product("X·W", kernels.matmul),
      matmulTransposeA: product("Xᵀ·dY", kernels.matmulTransposeA),
      matmulTransposeB: product("dY·Wᵀ", kernels.matmulTransposeB),
      fastest: <Loop extends object>(definition: Loop) => {
        const loop: unknown = kernels.fastest(definition);
        const named = (name: string, run: (...all: unknown[]) => unknown) =>
          this.#timed(run, ([first]) => ({ name: `${name} ${lengthOf(first)}`, operations: 0 }));
        const timed = isLoop(loop)
          ? named(NAMES.get(definition) ?? "", loop)
          : Object.fromEntries(
              Object.entries(loop as object).map(([key, value]) => [
                key,
                isLoop(value) ? named(`${(loop as { name: string }).name} ${key}`, value) : value,
              ]),
            );
        return timed as Loop;
      },
    };
  }

  #timed<All extends unknown[], Result>(
    loop: (...all: All) => Result,
    describe: (all: All) => { name: string; operations: number },
  ): (...all: All) => Result {
    return (...all) => {
      if (!this.#watching) return loop(...all);
      const start = performance.now();
      const result = loop(...all);
      const ms = performance.now() - start;
      const place = this.#place++;
      if (place === this.calls.length) {
        const bytes = all.flatMap(valuesIn).reduce((sum, { byteLength }) => sum + byteLength, 0);
        this.calls.push({ ...describe(all), bytes, times: [] });
      }
      this.calls[place].times.push(ms);
      return result;
    };
  }
}

function isLoop(value: unknown): value is (...all: unknown[]) => unknown {
  return typeof value === "function";
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

/** What some calls of a step take together. */
interface Row extends Omit<Call, "name" | "times"> {
  readonly calls: number;
  readonly ms: number;
}

const NOTHING: Row = { calls: 0, ms: 0, operations: 0, bytes: 0 };

function sum(rows: readonly Row[]): Row {
  return rows.reduce(
    (a, b) => ({
      calls: a.calls + b.calls,
      ms: a.ms + b.ms,
      operations: a.operations + b.operations,
      bytes: a.bytes + b.bytes,
    }),
    NOTHING,
  );
}

/** What the machine can do: products of the article's largest layer alone, and a copy of its weights. */
function limitsOf(kernels: Kernels, batch: number) {
  const [B, I, O] = [batch, 784, 512];
  const [X, W, Y] = [zeros(kernels, B, I), zeros(kernels, I, O), zeros(kernels, B, O)];
  const copy = zeros(kernels, I, O);
  const products = [
    () => kernels.matmul(X, W, Y),
    () => kernels.matmulTransposeA(X, Y, W),
    () => kernels.matmulTransposeB(Y, W, X),
  ];
  const ms = (work: () => void) => median(timesOf(work, turn / 5));
  /** Operations and bytes a millisecond, now. */
  return () => ({
    operations: (2 * B * I * O) / Math.min(...products.map(ms)),
    bytes: (2 * W.data.byteLength) / ms(() => copy.data.set(W.data)),
  });
}

/** Not the mean: a call that was interrupted by another program does not count. */
function median(samples: readonly number[]): number {
  return spread(samples).median;
}

interface Options {
  readonly set?: string;
  readonly recipe?: string;
  readonly hidden: number;
  readonly layers: number;
  readonly batch: number;
  readonly seconds: number;
}

const size = wholeNumber(1, 100_000);
const { set, recipe, hidden, layers, batch, seconds } = new Command("bench:profile")
  .description("Shows where the time of a training step goes.")
  .addOption(new Option("--set <name>", "the kernels").choices(Object.keys(kernelSets)))
  .option("--recipe <name>", "a step of this recipe, in place of the article's networks")
  .option("--hidden <units>", "the width of the hidden layers", size, ARTICLE.hidden[0])
  .option("--batch <images>", "how many images a step sees", size, ARTICLE.batch)
  .option("--layers <count>", "how many hidden layers", size, 1)
  .option("--seconds <s>", "how long all of it is watched", positiveNumber(1000), 4)
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();
/** So many turns, so that a slow second hits all alike; and how long each is, in milliseconds. */
const TURNS = 8;
const turn = (1000 * seconds) / TURNS;

await runCommand(async () => {
  const kernels = set === undefined ? loadKernels("auto").kernels : kernelSets[set]();
  const profile = new Profile();
  const kernelsWatched = profile.of(kernels);
  const { what, step } =
    recipe === undefined
      ? stepOfArticle(kernelsWatched)
      : await stepOfRecipe(HERE, kernelsWatched, recipe);
  const watched = () => profile.watch(step);
  const limits = limitsOf(kernels, batch);
  timesOf(step, 4 * turn);
  timesOf(watched, 2 * turn);

  const turns = Array.from({ length: TURNS }, () => {
    for (const { times } of profile.calls) times.length = 0;
    const plain = median(timesOf(step, turn));
    const withClock = median(timesOf(watched, turn));
    const calls = profile.calls.map(({ times }) => median(times));
    return { plain, withClock, calls, ...limits() };
  });
  const middle = (of: (turn: (typeof turns)[number]) => number) => median(turns.map(of));
  const whole = middle((turn) => turn.withClock);
  const limit = { operations: middle((it) => it.operations), bytes: middle((it) => it.bytes) };

  const table = plainTable(
    ["loop", "calls", "ms", "share", "GFLOP/s", "GB/s", "ms at best"],
    [40, 7, 8, 8, 9, 8, 11],
  );
  const add = (name: string, { calls, ms, operations, bytes }: Row) =>
    table.push([
      name,
      calls,
      ms.toFixed(3),
      `${((100 * ms) / whole).toFixed(1)} %`,
      operations > 0 ? (operations / ms / 1e6).toFixed(1) : "",
      bytes > 0 ? (bytes / ms / 1e6).toFixed(1) : "",
      bytes > 0 ? Math.max(operations / limit.operations, bytes / limit.bytes).toFixed(3) : "",
    ]);
  const rows = new Map<string, Row>();
  for (const [place, { name, operations, bytes }] of profile.calls.entries()) {
    const call = { calls: 1, ms: middle(({ calls }) => calls[place]), operations, bytes };
    rows.set(name, sum([rows.get(name) ?? NOTHING, call]));
  }
  for (const [name, row] of [...rows].sort(([, a], [, b]) => b.ms - a.ms)) add(name, row);
  const products = sum([...rows.values()].filter(({ operations }) => operations > 0));
  const others = sum([...rows.values()].filter(({ operations }) => operations === 0));
  add("all products", products);
  add("all other loops of the kernels", others);
  add("what the kernels do not run", { ...NOTHING, calls: 1, ms: whole - products.ms - others.ms });

  /** Beside a product alone in the same turn: how fast the products of a step are. */
  const {
    low,
    median: beside,
    high,
  } = spread(
    turns.map(({ calls, operations }) => {
      const ms = calls.reduce((sum, ms, k) => sum + (profile.calls[k].operations > 0 ? ms : 0), 0);
      return products.operations / ms / operations;
    }),
  );
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  console.log(
    `${kernels.name}: a step of ${what} takes ${whole.toFixed(2)} ms, ${middle((it) => it.plain).toFixed(2)} without the clock; medians`,
  );
  console.log(
    `the best product alone has ${(limit.operations / 1e6).toFixed(1)} GFLOP/s, a copy ${(limit.bytes / 1e6).toFixed(1)} GB/s;`,
  );
  console.log(
    `products of a step have ${percent(beside)} (${percent(low)} to ${percent(high)}) of the best one's speed in the same turn\n`,
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
