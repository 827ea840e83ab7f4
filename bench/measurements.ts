/** What is measured, in which order, and what comes of it. */
import { cpus, loadavg } from "node:os";
import { loadKernels } from "../src/node/load-kernels.ts";
import { calibrate, unsteadiness } from "./calibration.ts";
import { doJob, type Entry, type Player, start } from "./contestants.ts";
import { type Effort, PRODUCTS, type Product, type ProductShape } from "./job.ts";
import { ARTICLE, type Sizes, SMALL, WIDE } from "./problem.ts";
import { type Spread, spread } from "./statistics.ts";

/** How much is measured. */
export interface Plan {
  /** How often everybody's turn comes. */
  readonly rounds: number;
  /** How long a turn is: one of steps, and one for each product. */
  readonly turnMs: number;
  readonly productMs: number;
  /** How long everybody runs before their first turn. */
  readonly warmupMs: number;
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
  rounds: 5,
  turnMs: 1000,
  productMs: 100,
  warmupMs: 1000,
  growthEffort: { warmupMs: 500, warmupRuns: 2, ms: 1000, runs: 3 },
  garbageEffort: { warmupMs: 5000, warmupRuns: 3, ms: 500, runs: 4 },
  growthBatches: [32, 64, 128, 256, 512, 1024],
  growthHidden: [128, 256, 1024, 2048],
  longestEpoch: 60,
};

export const quickPlan: Plan = {
  rounds: 2,
  turnMs: 300,
  productMs: 50,
  warmupMs: 500,
  growthEffort: { warmupMs: 300, warmupRuns: 1, ms: 300, runs: 2 },
  garbageEffort: { warmupMs: 2000, warmupRuns: 2, ms: 300, runs: 2 },
  growthBatches: [32, 128, 1024],
  growthHidden: [128, 2048],
  longestEpoch: 0,
};

/** Whose step takes longer than so many turns has one turn, not one in every round. */
const LONGEST_TURN = 2;

/** The steps that make an epoch: MNIST's 60,000 images in batches of 128. */
const EPOCH = Math.floor(60_000 / ARTICLE.batch);

/** Products of a step: the encoder's first layer and the decoder's last, and the narrow ones beside them. */
const SHAPES: readonly ProductShape[] = [
  [128, 784, 512],
  [128, 512, 784],
  [128, 512, 10],
];

/** The networks and batches of which everybody takes steps. */
const PROBLEMS: readonly Sizes[] = [ARTICLE, SMALL, WIDE];

export interface Results {
  readonly machine: Machine;
  /** The set of ours that the others are compared with. */
  readonly reference: string;
  readonly products: readonly ProductRow[];
  readonly steps: readonly StepRow[];
  readonly growth: readonly GrowthRow[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** How many processes wanted to run, on average over the minute before the first measurement. */
  readonly load: number;
  /** Millions of dependent additions in a second, beside every turn; and by how much they vary. */
  readonly calibration: Spread;
  readonly unsteadiness: number;
}

export interface ProductRow extends Product {
  readonly name: string;
  /** Null where nothing could be measured; `note` says why. */
  readonly gflops: Spread | null;
  /** The time of a turn as a share of the reference's beside it. */
  readonly ratio: Spread | null;
  readonly note: string;
}

export interface StepRow {
  readonly name: string;
  readonly kind: Entry["kind"];
  readonly sizes: Sizes;
  /** The time of a turn as a share of the reference's beside it. */
  readonly ratio: Spread | null;
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

/**
 * @param entries who takes part
 * @param say is told what is measured next
 */
export async function measureAll(
  plan: Plan,
  entries: readonly Entry[],
  say: (what: string) => void,
): Promise<Results> {
  const load = loadavg()[0];
  const reference = loadKernels("auto").kernels.name;
  const { products, steps, looks } = await measureInRounds(plan, entries, reference, say);
  const growing = entries.filter(({ name }) => name === "ts" || name === reference);
  return {
    machine: {
      processor: cpus()[0].model.trim(),
      cores: cpus().length,
      node: process.version,
      load,
      calibration: spread(looks),
      unsteadiness: unsteadiness(looks),
    },
    reference,
    products,
    steps: await withEpochsAndGarbage(plan, entries, steps, say),
    growth: await measureGrowth(plan, growing, say),
  };
}

/** What a contestant has shown so far. */
interface Account {
  readonly entry: Entry;
  readonly player: Player | null;
  /** For each product, then for each problem's step: all times, and ratios of neighbouring turns. */
  readonly times: number[][];
  readonly ratios: number[][];
  /** For each problem, in bytes. */
  readonly peakMemory: number[];
  /** Why nothing more can be had of it. */
  note: string;
}

const ALL_PRODUCTS = SHAPES.flatMap((shape) => PRODUCTS.map((product) => ({ product, shape })));

/** One turn for each contestant with each kind of work, and again, with the reference's beside it. */
async function measureInRounds(
  plan: Plan,
  entries: readonly Entry[],
  reference: string,
  say: (what: string) => void,
) {
  const looks: number[] = [];
  const accounts = entries.map(newAccount);
  const referenceAccount = accounts.find(({ entry }) => entry.name === reference);
  const work = [null, ...PROBLEMS.keys()]; // the products, and each problem by its number

  /** The times of one turn, a row for each product or one for the step. */
  const turn = async ({ player, peakMemory }: Account, problem: number | null, first: boolean) => {
    if (player === null) return [];
    const warmupMs = first ? plan.warmupMs : plan.turnMs / 20;
    const effort = { warmupMs, warmupRuns: 1, ms: plan.turnMs, runs: 1 };
    if (problem === null) {
      const short = { ...effort, warmupMs: warmupMs / 10, ms: plan.productMs };
      return (await player.do({ kind: "products", products: ALL_PRODUCTS, effort: short })).samples;
    }
    const answer = await player.do({ kind: "steps", sizes: PROBLEMS[problem], effort });
    peakMemory[problem] = answer.peakMemory;
    return answer.samples;
  };

  /** Whether a contestant's turn at a problem, which is at least one step, is many times a turn's length. */
  const tooLong = ({ times }: Account, problem: number | null) =>
    problem !== null &&
    times[ALL_PRODUCTS.length + problem].some((ms) => ms > LONGEST_TURN * plan.turnMs);

  for (let round = 1; round <= plan.rounds; round++) {
    for (const problem of work) {
      for (const account of accounts) {
        const { entry, times, ratios } = account;
        if (account.note !== "" || (problem === null && entry.kind === "part")) continue;
        if (tooLong(account, problem)) continue; // once is enough
        say(`round ${round} of ${plan.rounds}: ${entry.name.trim()}`);
        try {
          looks.push(calibrate());
          const own = await turn(account, problem, round === 1);
          looks.push(calibrate());
          const beside =
            referenceAccount === undefined || account === referenceAccount
              ? own
              : await turn(referenceAccount, problem, round === 1);
          for (const [row, samples] of own.entries()) {
            const place = problem === null ? row : ALL_PRODUCTS.length + problem;
            times[place].push(...samples);
            ratios[place].push(spread(samples).median / spread(beside[row]).median);
          }
        } catch (error) {
          account.note = error instanceof Error ? error.message : String(error);
        }
      }
    }
  }
  for (const { player } of accounts) player?.end();

  return {
    looks,
    products: accounts
      .filter(({ entry }) => entry.kind !== "part")
      .flatMap((account) =>
        ALL_PRODUCTS.map((product, place) => productRow(account, product, place)),
      ),
    steps: PROBLEMS.flatMap((_, problem) => accounts.map((account) => stepRow(account, problem))),
  };
}

function newAccount(entry: Entry): Account {
  const kinds = ALL_PRODUCTS.length + PROBLEMS.length;
  const rows = () => Array.from({ length: kinds }, (): number[] => []);
  const cannot = typeof entry.command === "string";
  return {
    entry,
    player: cannot ? null : start(entry),
    times: rows(),
    ratios: rows(),
    peakMemory: [],
    note: cannot ? String(entry.command) : "",
  };
}

function productRow(account: Account, product: Product, place: number): ProductRow {
  const { entry, note, times, ratios } = account;
  const { name } = entry;
  if (note !== "") return { ...product, name, gflops: null, ratio: null, note };
  const [batch, inputs, outputs] = product.shape;
  const operations = 2 * batch * inputs * outputs; // a multiplication and an addition each
  const { low, median, high } = spread(times[place]);
  const gflops = (ms: number) => operations / (ms * 1e6);
  return {
    ...product,
    name,
    gflops: { low: gflops(high), median: gflops(median), high: gflops(low) },
    ratio: spread(ratios[place]),
    note,
  };
}

function stepRow(account: Account, problem: number): StepRow {
  const { name, kind } = account.entry;
  const sizes = PROBLEMS[problem];
  const place = ALL_PRODUCTS.length + problem;
  const { note } = account;
  if (note !== "") {
    const none = { ms: null, ratio: null, epoch: null, peakMemory: null, garbage: null };
    return { name, kind, sizes, note, ...none };
  }
  const ms = spread(account.times[place]);
  const epoch =
    kind === "part" || sizes !== ARTICLE
      ? null
      : { seconds: (EPOCH * ms.median) / 1000, measured: false };
  return {
    name,
    kind,
    sizes,
    ms,
    ratio: spread(account.ratios[place]),
    note,
    epoch,
    peakMemory: account.peakMemory[problem],
    garbage: null,
  };
}

/** Adds to our own rows what is measured of them alone. */
async function withEpochsAndGarbage(
  { garbageEffort, longestEpoch }: Plan,
  entries: readonly Entry[],
  rows: StepRow[],
  say: (what: string) => void,
): Promise<StepRow[]> {
  const complete: StepRow[] = [];
  for (const row of rows) {
    const entry = entries.find(({ name }) => name === row.name);
    if (row.kind !== "ours" || row.epoch === null || entry === undefined) {
      complete.push(row);
      continue;
    }
    say(`garbage: ${row.name}`);
    const garbage = { kind: "garbage", sizes: SMALL, effort: garbageEffort } as const;
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
    ...growthHidden.map((hidden) => ({ ...ARTICLE, hidden: [hidden] })),
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
  const turns = rounds * entries.length * (1 + PROBLEMS.length);
  return turns + 2 * ours + 2 * (growthBatches.length + growthHidden.length);
}
