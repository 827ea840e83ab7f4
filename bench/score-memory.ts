/**
 * Scores ten million generated rows, and prints how long it took and how much memory it had at most.
 *
 *     npx tsx bench/score-memory.ts              ten million rows, some minutes
 *     npx tsx bench/score-memory.ts --rows 1e6   fewer
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { runCommand } from "../src/command.ts";
import type { Examples } from "../src/data/examples.ts";
import type { RowStream } from "../src/data/row-stream.ts";
import { loadKernels } from "../src/node/load-kernels.ts";
import { scoreRows } from "../src/runs/jobs.ts";
import { SeededRandom } from "../src/tensor/random.ts";
import { configure, settingsFor } from "../src/training/configuration.ts";
import { startRun } from "../src/training/run.ts";
import { TrainedModel } from "../src/training/trained-model.ts";

const INPUTS = 5;
const CHUNK = 50_000;

const { rows } = new Command("score-memory")
  .description("Scores generated rows, and prints the most memory that it took.")
  .option("--rows <n>", "how many", Number, 1e7)
  .parse()
  .opts<{ rows: number }>();

/** Rows that are made a chunk at a time. */
function generated(): RowStream {
  const random = new SeededRandom("rows");
  const chunks = function* () {
    for (let first = 0; first < rows; first += CHUNK) {
      const count = Math.min(CHUNK, rows - first);
      const values = Float32Array.from({ length: count * INPUTS }, () => random.normal());
      yield { first, count, values, labels: null };
    }
  };
  return { count: rows, inputs: INPUTS, image: null, columnNames: null, chunks: chunks() };
}

await runCommand(() => {
  const { kernels } = loadKernels("auto");
  const [{ values }] = generated().chunks;
  const train: Examples = {
    ...{ count: CHUNK, inputs: INPUTS, image: null, values, labels: null },
    ...{ classNames: null, columnNames: null },
  };
  const options = { hidden: [64, 64], latent: 2, steps: 1 };
  const configuration = configure("aae", options, settingsFor(train));
  const run = startRun(configuration, kernels, { name: "rows", train, test: null }, "rows");
  const trained = new TrainedModel(kernels, run);
  const folder = mkdtempSync(join(tmpdir(), "score-"));
  try {
    const before = process.resourceUsage().maxRSS;
    const start = performance.now();
    const to = { path: join(folder, "scores.npy"), force: false };
    const limits = { error: 10, distance: 10 };
    const { count } = scoreRows(trained, generated(), to, limits, "error");
    const seconds = (performance.now() - start) / 1000;
    const megabytes = (kilobytes: number) => (kilobytes / 1024).toFixed(0);
    console.log(
      `${count.toLocaleString("en-US")} rows scored in ${seconds.toFixed(0)} s with the kernels ${kernels.name}: at most ${megabytes(process.resourceUsage().maxRSS)} MiB, of which ${megabytes(before)} MiB were there before.`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
