/** What is measured, in which order, and what comes of it. */
import { cpus, loadavg } from "node:os";
import { doJob, type Entry } from "./contestants.ts";
import { type Effort, PRODUCTS, type Product, type ProductShape } from "./job.ts";
import { ARTICLE, type Sizes } from "./problem.ts";
import { type Spread, spread } from "./statistics.ts";

/** How much is measured. */
export interface Plan {
  /** Everybody's turn comes so many times, so that a slow minute of the machine hits all alike. */
  readonly rounds: number;
  readonly productEffort: Effort;
  readonly stepEffort: Effort;
  readonly growthEffort: Effort;
  readonly garbageEffort: Effort;
  /** Batches, with the article's hidden layers. */
  readonly growthBatches: readonly number[];
  /** Widths of the hidden layers, with the article's batch; its own width is among the batches. */
  readonly growthHidden: readonly number[];
  /** An epoch of ours that takes longer, in seconds, is not run but reckoned from a step. */
  readonly longestEpoch: number;
}

export const fullPlan: Plan = {
  rounds: 3,
  productEffort: { warmupMs: 100, warmupRuns: 2, ms: 250, runs: 3 },
  stepEffort: { warmupMs: 1000, warmupRuns: 2, ms: 2000, runs: 4 },
  growthEffort: { warmupMs: 500, warmupRuns: 2, ms: 1000, runs: 3 },
  garbageEffort: { warmupMs: 3000, warmupRuns: 3, ms: 500, runs: 4 },
  growthBatches: [32, 64, 128, 256, 512, 1024],
  growthHidden: [128, 256, 1024, 2048],
  longestEpoch: 60,
};

export const quickPlan: Plan = {
  rounds: 1,
  productEffort: { warmupMs: 50, warmupRuns: 1, ms: 100, runs: 2 },
  stepEffort: { warmupMs: 500, warmupRuns: 1, ms: 500, runs: 2 },
  growthEffort: { warmupMs: 300, warmupRuns: 1, ms: 300, runs: 2 },
  garbageEffort: { warmupMs: 2000, warmupRuns: 2, ms: 300, runs: 2 },
  growthBatches: [32, 128, 1024],
  growthHidden: [128, 2048],
  longestEpoch: 0,
};

/** The steps that make an epoch: MNIST's 60,000 images in batches of 128. */
const EPOCH = Math.floor(60_000 / ARTICLE.batch);

/** Products of a step: the encoder's first layer and the decoder's last, and the narrow ones beside them. */
const SHAPES: readonly ProductShape[] = [
  [128, 784, 512],
  [128, 512, 784],
  [128, 512, 10],
];

export interface Results {
  readonly machine: Machine;
  readonly products: readonly ProductRow[];
  readonly sizes: Sizes;
  readonly steps: readonly StepRow[];
  readonly growth: readonly GrowthRow[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** How many processes wanted to run, on average over the minute before the first measurement. */
  readonly load: number;
}

export interface ProductRow extends Product {
  readonly name: string;
  /** Null where nothing could be measured; `note` says why. */
  readonly gflops: Spread | null;
  readonly note: string;
}

export interface StepRow {
  readonly name: string;
  readonly kind: Entry["kind"];
  /** Milliseconds. Null where nothing could be measured; `note` says why. */
  readonly ms: Spread | null;
  readonly note: string;
  /** Seconds of an epoch, run in one piece or reckoned from a step. */
  readonly epoch: { readonly seconds: number; readonly measured: boolean } | null;
  /** Bytes in use at most (RSS), by a process that only trains. */
  readonly peakMemory: number | null;
  /** Bytes that a step takes and leaves behind. Measured for ours alone. */
  readonly garbage: number | null;
}

export interface GrowthRow {
  readonly name: string;
  readonly sizes: Sizes;
  /** Milliseconds of a step. */
  readonly ms: Spread;
}

/** One of our sets that takes a whole step in the least time, or null if none took one. */
export function bestOfOurs(steps: readonly StepRow[]): StepRow | null {
  const ours = steps.filter(({ kind, ms }) => kind === "ours" && ms !== null);
  return ours.toSorted((a, b) => (a.ms?.median ?? 0) - (b.ms?.median ?? 0))[0] ?? null;
}

/**
 * @param entries who takes part
 * @param say is told what is measured next
 */
export async function measureAll(
  plan: Plan,
  entries: readonly Entry[],
  say: (what: string) => void,
): Promise<Results> {
  const { model } = cpus()[0];
  const machine = {
    processor: model.trim(),
    cores: cpus().length,
    node: process.version,
    load: loadavg()[0],
  };
  const { products, steps } = await measureInRounds(plan, entries, say);
  const best = bestOfOurs(steps);
  const growing = entries.filter(({ name }) => name === "ts" || name === best?.name);
  return {
    machine,
    products,
    sizes: ARTICLE,
    steps: await withEpochsAndGarbage(plan, entries, steps, say),
    growth: await measureGrowth(plan, growing, say),
  };
}

/** What a contestant has shown so far. */
interface Account {
  readonly entry: Entry;
  /** Milliseconds, a row for each product. */
  readonly products: number[][];
  /** Milliseconds. */
  readonly steps: number[];
  peakMemory: number;
  /** Why nothing more can be had of it. */
  note: string;
}

async function measureInRounds(plan: Plan, entries: readonly Entry[], say: (what: string) => void) {
  const products = SHAPES.flatMap((shape) => PRODUCTS.map((product) => ({ product, shape })));
  const accounts = entries.map(
    (entry): Account => ({
      entry,
      products: products.map(() => []),
      steps: [],
      peakMemory: 0,
      note: typeof entry.command === "string" ? entry.command : "",
    }),
  );

  for (let round = 1; round <= plan.rounds; round++) {
    for (const account of accounts.filter(({ note }) => note === "")) {
      const { entry } = account;
      say(`round ${round} of ${plan.rounds}: ${entry.name.trim()}`);
      try {
        if (entry.kind !== "part") {
          const job = { kind: "products", products, effort: plan.productEffort } as const;
          const { samples } = await doJob(entry, job);
          for (const [index, times] of samples.entries()) account.products[index].push(...times);
        }
        const job = { kind: "steps", sizes: ARTICLE, effort: plan.stepEffort } as const;
        const { samples, peakMemory } = await doJob(entry, job);
        account.steps.push(...samples[0]);
        account.peakMemory = Math.max(account.peakMemory, peakMemory);
      } catch (error) {
        account.note = error instanceof Error ? error.message : String(error);
      }
    }
  }

  return {
    products: accounts
      .filter(({ entry }) => entry.kind !== "part")
      .flatMap((account) =>
        products.map((product, index) => productRow(account, product, account.products[index])),
      ),
    steps: accounts.map(stepRow),
  };
}

function productRow({ entry, note }: Account, product: Product, samples: number[]): ProductRow {
  if (note !== "") return { ...product, name: entry.name, gflops: null, note };
  const [batch, inputs, outputs] = product.shape;
  const operations = 2 * batch * inputs * outputs; // a multiplication and an addition each
  const { low, median, high } = spread(samples);
  const gflops = (ms: number) => operations / (ms * 1e6);
  return {
    ...product,
    name: entry.name,
    gflops: { low: gflops(high), median: gflops(median), high: gflops(low) },
    note,
  };
}

function stepRow({ entry: { name, kind }, steps, peakMemory, note }: Account): StepRow {
  if (note !== "") {
    return { name, kind, ms: null, note, epoch: null, peakMemory: null, garbage: null };
  }
  const ms = spread(steps);
  const epoch = kind === "part" ? null : { seconds: (EPOCH * ms.median) / 1000, measured: false };
  return { name, kind, ms, note, epoch, peakMemory, garbage: null };
}

/** Adds to our own rows what is measured of them alone. */
async function withEpochsAndGarbage(
  { garbageEffort, longestEpoch }: Plan,
  entries: readonly Entry[],
  rows: StepRow[],
  say: (what: string) => void,
): Promise<StepRow[]> {
  const complete: StepRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.kind !== "ours" || row.epoch === null) {
      complete.push(row);
      continue;
    }
    const entry = entries[index];
    say(`garbage: ${row.name}`);
    const garbage = { kind: "garbage", sizes: ARTICLE, effort: garbageEffort } as const;
    const { bytesPerStep } = await doJob(entry, garbage);
    let { epoch } = row;
    if (epoch.seconds <= longestEpoch) {
      say(`epoch: ${row.name}`);
      const { samples } = await doJob(entry, { kind: "epoch", sizes: ARTICLE, steps: EPOCH });
      epoch = { seconds: samples[0][0] / 1000, measured: true };
    }
    complete.push({ ...row, epoch, garbage: bytesPerStep });
  }
  return complete;
}

/** How the time of a step grows with the batch, and with the hidden layers of all three networks. */
async function measureGrowth(
  { growthBatches, growthHidden, growthEffort }: Plan,
  entries: readonly Entry[],
  say: (what: string) => void,
): Promise<GrowthRow[]> {
  const rows: GrowthRow[] = [];
  const all: Sizes[] = [
    ...growthBatches.map((batch) => ({ ...ARTICLE, batch })),
    ...growthHidden.map((hidden) => ({ ...ARTICLE, hidden })),
  ];
  for (const sizes of all) {
    for (const entry of entries) {
      say(`growth: ${entry.name}, batch ${sizes.batch}, hidden ${sizes.hidden}`);
      const { samples } = await doJob(entry, { kind: "steps", sizes, effort: growthEffort });
      rows.push({ name: entry.name, sizes, ms: spread(samples[0]) });
    }
  }
  return rows;
}

/** How often `measureAll` will say what it does, at most. */
export function countOf(plan: Plan, entries: readonly Entry[]): number {
  const { rounds, growthBatches, growthHidden } = plan;
  const ours = entries.filter(({ kind }) => kind === "ours").length;
  return rounds * entries.length + 2 * ours + 2 * (growthBatches.length + growthHidden.length);
}
