/** A contestant in its own process: what it has to know, and how it answers a job. */
import { createInterface } from "node:readline";
import { Bench } from "tinybench";
import type {
  Answers,
  Effort,
  Garbage,
  Job,
  Losses,
  ProductName,
  ProductShape,
  Times,
} from "./job.ts";
import { type Problem, problemFromFixture, randomProblem, type Sizes } from "./problem.ts";

export interface Contestant {
  /** Readies the operands, and returns what multiplies them once. */
  product(name: ProductName, shape: ProductShape): () => unknown;
  /** Readies networks, optimisers and batches. */
  start(problem: Problem): Trainer;
}

export interface Trainer {
  /** One training step with the batch of that number; done when it returns, or when its promise is. */
  step(batch: number): unknown;
  /** The losses of the latest step: reconstruction, discriminator, generator. */
  losses(): [number, number, number] | Promise<[number, number, number]>;
}

/** Does one job after the other, as they come, and prints the answers. */
export async function answer(contestant: Contestant): Promise<void> {
  const ready: Ready = { products: new Map(), trainers: new Map() };
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await doJob(contestant, ready, JSON.parse(line))));
  }
}

/** What a job has readied is kept for the next of its kind and sizes. */
interface Ready {
  readonly products: Map<string, () => unknown>;
  readonly trainers: Map<string, Trainer>;
}

async function doJob(
  contestant: Contestant,
  ready: Ready,
  job: Job,
): Promise<Answers[Job["kind"]]> {
  const trainer = (sizes: Sizes) =>
    once(ready.trainers, sizes, () => contestant.start(randomProblem(sizes)));
  switch (job.kind) {
    case "products": {
      const samples: number[][] = [];
      for (const one of job.products) {
        const run = once(ready.products, one, () => contestant.product(one.product, one.shape));
        samples.push(await measure(run, job.effort));
      }
      return times(samples);
    }
    case "steps": {
      const { step } = trainer(job.sizes);
      return times([await measure(() => step(0), job.effort)]);
    }
    case "epoch":
      return times([[await measureEpoch(trainer(job.sizes), job.steps)]]);
    case "garbage":
      return measureGarbage(trainer(job.sizes), job.effort);
    case "about":
      return { about: null };
    case "losses":
      return collectLosses(contestant, problemFromFixture(job.fixture));
  }
}

/** What belongs to a key; made when it is first asked for. */
function once<Value>(known: Map<string, Value>, key: object, make: () => Value): Value {
  const text = JSON.stringify(key);
  const value = known.get(text) ?? make();
  known.set(text, value);
  return value;
}

/** How long each run takes, in milliseconds. */
async function measure(run: () => unknown, effort: Effort): Promise<number[]> {
  const bench = new Bench({
    warmupTime: effort.warmupMs,
    warmupIterations: effort.warmupRuns,
    time: effort.ms,
    iterations: effort.runs,
    retainSamples: true,
    throws: true,
  }).add("run", run);
  const [{ result }] = await bench.run();
  if (result.state !== "completed" || result.latency.samples === undefined) {
    throw new Error(`The measurement ended as "${result.state}".`);
  }
  return [...result.latency.samples];
}

/** How long that many steps take together, in milliseconds. */
async function measureEpoch(trainer: Trainer, steps: number): Promise<number> {
  for (let step = 0; step < 20; step++) await trainer.step(0);
  const start = performance.now();
  for (let step = 0; step < steps; step++) await trainer.step(0);
  return performance.now() - start;
}

/**
 * What a step leaves behind: how much more is in use after many steps, if nothing is cleared away
 * in between. Node must be started with `--expose-gc` and a young generation that holds it all.
 */
function measureGarbage(trainer: Trainer, effort: Effort): Garbage {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("Garbage is measured with `node --expose-gc`.");
  const run = (ms: number, runs: number) => {
    gc();
    const end = performance.now() + ms;
    const before = bytesInUse();
    let steps = 0;
    while (steps < runs || performance.now() < end) {
      trainer.step(0);
      steps++;
    }
    return (bytesInUse() - before) / steps;
  };
  run(effort.warmupMs, effort.warmupRuns); // compiling leaves garbage, too
  // The least of three: the compiler may still be at work, and a step leaves no less than it leaves.
  return { bytesPerStep: Math.min(...[1, 2, 3].map(() => run(effort.ms, effort.runs))) };
}

/** On the JavaScript heap and outside of it, where typed arrays keep their numbers. */
function bytesInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function collectLosses(contestant: Contestant, problem: Problem): Promise<Losses> {
  const trainer = contestant.start(problem);
  const losses: [number, number, number][] = [];
  for (let batch = 0; batch < problem.batches.length; batch++) {
    await trainer.step(batch);
    losses.push(await trainer.losses());
  }
  return { losses };
}

function times(samples: number[][]): Times {
  return { samples, peakMemory: 1024 * process.resourceUsage().maxRSS };
}
